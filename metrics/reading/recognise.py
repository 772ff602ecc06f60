"""Which table a grid is, in which shape, and which column is which field."""

from collections.abc import Mapping, Sequence

from metrics.errors import ChurnError, Unsettled, WrongUsage
from metrics.reading.candidates import Candidate, candidate_of
from metrics.reading.decisions import Decision, Recognition
from metrics.reading.evidence import Evidence
from metrics.reading.forms import FORMS, SHAPES, Form
from metrics.reading.grid import Grid, Hints
from metrics.reading.headers import OWN_ID, SYSTEM, Header, Match, header_key, read_headers, what_else
from metrics.reading.styles import decide_styles, month_columns
from metrics.reading.terms import BookContext
from metrics.tables import TABLES

# The least by which the best table must lead, and the least score to be believed without being told.
_LEAD, _LEAST = 0.25, 0.6
# Columns of no known name beside an account and a start that make one doubt that these are subscriptions.
_OTHER_THINGS = 3
# The largest share of credits among the lines of a list of invoices.
_MOST_CREDITS = 0.4
# What a decision can be about that holds for every file of the same headers.
_MEANING = ("system", "table", "shape", "column")


def recognise(grid: Grid, hints: Hints, context: BookContext, like: Recognition | None = None) -> Recognition:
    """What the grid is, with every decision's reason; what it leaves open stands in `questions`.

    `like` is what a grid of the same headers was: the columns are the same then, only how they are written is looked
    at anew.

    Raises WrongUsage for a table, shape or field that does not exist, Unsettled where the table cannot be
    told, ChurnError where a column that the table needs is not there.
    """
    headers = read_headers(grid.header, grid.width)
    evidence = Evidence(grid, headers, context, _unused(headers, hints))
    given = _given_columns(headers, hints, context, grid)
    if like is not None and _serves(like, headers, hints, given):
        form, system, columns = like.form, like.system, like.columns
        months = like.styles.month_columns
        told = tuple(decision for decision in like.decisions if decision.about in _MEANING)
    else:
        chosen, others = _choose(grid, headers, evidence, hints, given)
        form, system = chosen.form, chosen.system
        columns = {name: match.column for name, match in chosen.columns.items()}
        months = month_columns(headers) if form.shape == "snapshots" and "month" not in columns else {}
        told = tuple(_explain(chosen, others, headers, hints, given))
    styles, style_decisions, questions = decide_styles(evidence, form, system, columns, months, hints, given)
    taken = {*columns.values(), *months}
    return Recognition(
        form=form,
        system=system,
        headers=headers,
        columns=columns,
        styles=styles,
        decisions=(*told, *style_decisions),
        questions=questions,
        ignored=tuple(header.index for header in headers if header.index not in taken),
    )


def _serves(like: Recognition, headers: Sequence[Header], hints: Hints, given: Mapping[str, int]) -> bool:
    """Whether what a grid of the same headers was holds for this one: nobody says otherwise."""
    same = [header.label for header in like.headers] == [header.label for header in headers]
    meant = {field: column for field, column in given.items() if like.form.field(field) is not None}
    unused = _unused(headers, hints) & set(like.columns.values())
    return same and like.form in _allowed(hints) and meant.items() <= dict(like.columns).items() and not unused


def _given_columns(headers: Sequence[Header], hints: Hints, context: BookContext, grid: Grid) -> dict[str, int]:
    """Field to column as the user gave it (now, or before for a file of the same headers)."""
    remembered = context.mappings.get(grid.header, {})
    by_label = {header.label: header.index for header in headers}
    by_key = {key: header.index for header in reversed(headers) for key in header.keys[:1]}
    found = {field: by_label[label] for label, field in remembered.items() if field and label in by_label}
    for label, field in hints.mapping:
        index = by_label.get(label, by_key.get(header_key(label)))
        if not any(form.field(field) for form in FORMS) and field != "":
            raise WrongUsage("no_such_field", field=field)
        if index is None:  # another file of the same import may have it
            continue
        found = {name: column for name, column in found.items() if column != index}
        if field:
            found[field] = index
    return found


def _unused(headers: Sequence[Header], hints: Hints) -> frozenset[int]:
    """The columns that no field is to take, as the user said."""
    said = dict(hints.mapping)
    return frozenset(header.index for header in headers if said.get(header.label) == "")


def _choose(
    grid: Grid,
    headers: Sequence[Header],
    evidence: Evidence,
    hints: Hints,
    given: Mapping[str, int],
) -> tuple[Candidate, list[Candidate]]:
    forms = _allowed(hints)
    candidates = sorted(
        (candidate_of(form, grid, headers, evidence, given, told=hints.shape is not None) for form in forms),
        key=lambda candidate: (not candidate.missing, candidate.score),
        reverse=True,
    )
    best, told = candidates[0], hints.table is not None or hints.shape is not None
    otherwise = None if told or given else what_else(headers)
    if otherwise is not None:
        raise Unsettled(otherwise, option="--as", file=grid.file)
    if best.missing:
        raise _incomplete(grid, candidates, told)
    if not told and _settles_too(best, evidence):
        raise Unsettled("holds_entries", option="--as", file=grid.file)
    complete = [candidate for candidate in candidates if not candidate.missing]
    rival = next((c for c in complete[1:] if c.form.table != best.form.table), None)
    weak = best.score < _LEAST or _facts_in_disguise(best, evidence) or _only_begins(best, headers)
    if not told and (weak or (rival and best.score - rival.score < _LEAD)):
        names = tuple(dict.fromkeys(c.form.table for c in complete[:3]))
        code = "table_unclear" if len(names) > 1 else "table_uncertain"
        raise Unsettled(code, option="--as", file=grid.file, tables=", ".join(names))
    return best, complete[1:]


def _facts_in_disguise(best: Candidate, evidence: Evidence) -> bool:
    """Whether a list of accounts names them again and again, and not by our name: likelier facts about them."""
    if best.form.table != "accounts":
        return False
    match = best.columns["account_id"]
    return match.cost >= SYSTEM and not evidence.unique(match.column)


def _only_begins(best: Candidate, headers: Sequence[Header]) -> bool:
    """Whether all that speaks for subscriptions is that something of an account began, beside much that is unknown."""
    return (
        best.form.name == "subscriptions"
        and set(best.columns) == {"account_id", "start_on"}
        and len(headers) - len(best.columns) >= _OTHER_THINGS
    )


def _settles_too(best: Candidate, evidence: Evidence) -> bool:
    """Whether so many lines are credits that payments are likelier among them than credit notes alone."""
    credit = best.columns.get("credit")
    return credit is not None and evidence.share_above_nothing(credit.column) > _MOST_CREDITS


def _allowed(hints: Hints) -> list[Form]:
    if hints.table is not None and hints.table not in TABLES:
        raise WrongUsage("bad_choice", option="--as", value=hints.table, known=", ".join(TABLES))
    if hints.shape is not None and hints.shape not in SHAPES:
        raise WrongUsage("bad_choice", option="--shape", value=hints.shape, known=", ".join(SHAPES))
    if hints.shape is not None and hints.table not in (None, "subscriptions"):
        raise WrongUsage("shape_of_other_table", shape=hints.shape, table=hints.table)
    return [
        form
        for form in FORMS
        if (hints.table is None or form.table == hints.table) and (hints.shape is None or form.shape == hints.shape)
    ]


def _incomplete(grid: Grid, candidates: Sequence[Candidate], told: bool) -> ChurnError:
    """What to say where no form has all that it needs: the likeliest table and its first missing field."""
    likely = max(candidates, key=lambda candidate: candidate.score - 0.5 * len(candidate.missing))
    if not told and likely.score < _LEAST:
        return ChurnError("table_unknown", file=grid.file, columns=", ".join(c for c in grid.header if c))
    return ChurnError("column_missing", file=grid.file, table=likely.form.table, field=likely.missing[0])


def _explain(
    chosen: Candidate, others: Sequence[Candidate], headers: Sequence[Header], hints: Hints, given: Mapping[str, int]
) -> list[Decision]:
    lead = chosen.score - max((other.score for other in others if other.form.table != chosen.form.table), default=0.0)
    sure = 1.0 if hints.table else min(0.99, 0.5 + lead / 4)
    tables = tuple(dict.fromkeys(other.form.table for other in others if other.form.table != chosen.form.table))
    decisions = [
        Decision("table", chosen.form.table, "given_by_user" if hints.table else "from_headers", "", sure, tables[:3]),
    ]
    if chosen.system:
        decisions.insert(0, Decision("system", chosen.system.name, "system_signs", "", 0.9))
    if chosen.form.table == "subscriptions":
        reason = "given_by_user" if hints.shape else "from_headers"
        shapes = tuple(shape for shape in SHAPES if shape != chosen.form.shape)
        decisions.append(Decision("shape", chosen.form.shape, reason, "", 1.0 if hints.shape else 0.9, shapes))
    for field, match in sorted(chosen.columns.items(), key=lambda pair: pair[1].column):
        reason, confidence = _why(field, match, given)
        if field == "end_on" and headers[match.column].says("which_end") and reason == "known_name":
            reason, confidence = "only_loss_date", 0.7
        decisions.append(Decision("column", field, reason, headers[match.column].label, confidence))
    return decisions


def _why(field: str, match: Match, given: Mapping[str, int]) -> tuple[str, float]:
    if field in given:
        return "given_by_user", 1.0
    for limit, reason, confidence in (
        (SYSTEM, "own_name", 1.0), (SYSTEM + 1, "system_name", 0.95), (OWN_ID, "known_name", 0.85),
        (OWN_ID + 1, "file_id", 0.8),
    ):  # fmt: skip
        if match.cost < limit:
            return reason, confidence
    return "from_values", 0.6
