"""Which table a grid is, in which shape, and which column is which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.errors import ChurnError, Unsettled, WrongUsage
from metrics.reading.decisions import Decision, Recognition
from metrics.reading.evidence import Evidence
from metrics.reading.forms import FORMS, SHAPES, Form
from metrics.reading.grid import Grid, Hints
from metrics.reading.headers import (
    OURS,
    OWN_ID,
    SYSTEM,
    TRADE,
    Header,
    Match,
    System,
    header_key,
    knowledge,
    matches,
    rarity,
    read_headers,
    system_of,
    what_else,
)
from metrics.reading.styles import decide_styles, month_columns
from metrics.reading.terms import BookContext
from metrics.tables import TABLES

# What a form's score gains from the file's name, and from each sign of a known system.
_FILE_NAME, _SIGN = 1.0, 0.7
# The least by which the best table must lead, and the least score to be believed without being told.
_LEAD, _LEAST = 0.25, 0.6
# The largest share of credits among the lines of a list of invoices.
_MOST_CREDITS = 0.4


# What a decision can be about that holds for every file of the same headers.
_MEANING = ("system", "table", "shape", "column")

# Columns of unknown names among which a value may still tell the only date, amount or score.
_MOST_UNKNOWN = 100


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A form that the grid may have, with its columns."""

    form: Form
    system: System | None
    columns: Mapping[str, Match]
    score: float
    missing: tuple[str, ...]


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
) -> tuple[_Candidate, list[_Candidate]]:
    forms = _allowed(hints)
    candidates = sorted(
        (_candidate(form, grid, headers, evidence, given, told=hints.shape is not None) for form in forms),
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
    weak = best.score < _LEAST or _facts_in_disguise(best, evidence)
    if not told and (weak or (rival and best.score - rival.score < _LEAD)):
        names = tuple(dict.fromkeys(c.form.table for c in complete[:3]))
        code = "table_unclear" if len(names) > 1 else "table_uncertain"
        raise Unsettled(code, option="--as", file=grid.file, tables=", ".join(names))
    return best, complete[1:]


def _facts_in_disguise(best: _Candidate, evidence: Evidence) -> bool:
    """Whether a list of accounts names them again and again, and not by our name: likelier facts about them."""
    if best.form.table != "accounts":
        return False
    match = best.columns["account_id"]
    return match.cost >= SYSTEM and not evidence.unique(match.column)


def _settles_too(best: _Candidate, evidence: Evidence) -> bool:
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


def _incomplete(grid: Grid, candidates: Sequence[_Candidate], told: bool) -> ChurnError:
    """What to say where no form has all that it needs: the likeliest table and its first missing field."""
    likely = max(candidates, key=lambda candidate: candidate.score - 0.5 * len(candidate.missing))
    if not told and likely.score < _LEAST:
        return ChurnError("table_unknown", file=grid.file, columns=", ".join(c for c in grid.header if c))
    return ChurnError("column_missing", file=grid.file, table=likely.form.table, field=likely.missing[0])


def _candidate(
    form: Form,
    grid: Grid,
    headers: Sequence[Header],
    evidence: Evidence,
    given: Mapping[str, int],
    *,
    told: bool,
) -> _Candidate:
    """The grid as that form; where the user `told` the shape, our own names are taken whatever the values say."""
    system, signs = system_of(headers, form)
    columns = {
        field: Match(field, column, OURS - 1, header_key(field))
        for field, column in given.items()
        if form.field(field) is not None
    }
    for match in _preferred(matches(headers, form, system), evidence):
        used = {taken.column for taken in columns.values()}
        fits = (told and match.cost < TRADE) or evidence.suits(form, match)
        if match.field not in columns and match.column not in used and fits:
            columns[match.field] = match
    if not told:
        columns = _without_hollow(form, columns, evidence)
    columns |= _by_values(form, columns, headers, evidence)
    columns = _with_only_loss_date(form, columns, evidence, system)
    missing = form.missing(set(columns))
    wide = form.shape == "snapshots" and len(month_columns(headers)) > 1
    if wide:
        missing = tuple(field for field in missing if field not in ("month", "mrr"))
        columns = {field: match for field, match in columns.items() if field not in ("month", "mrr")}
    score = sum(_weight(match) for match in columns.values()) + _SIGN * signs + (2.0 if wide else 0.0)
    score += _FILE_NAME * _named_after(form.table, grid.file)
    return _Candidate(form, system, columns, score, missing)


def _preferred(found: Sequence[Match], evidence: Evidence) -> list[Match]:
    """The matches of columns in use, best first, those of empty columns last; of several account ids the one that the
    book knows."""

    def rank(match: Match) -> tuple[bool, float, float]:
        known = evidence.known_share(match.column) if match.field == "account_id" else 0.0
        return (evidence.empty(match.column), -1.0 if known > 0.5 else 0.0, match.cost)

    return sorted((match for match in found if match.column not in evidence.unused), key=rank)


def _without_hollow(form: Form, columns: Mapping[str, Match], evidence: Evidence) -> dict[str, Match]:
    """Leaves out what would read a form into a file that only has its words.

    Customer lists need their mark; a month column must hold months; a price is no price beside a monthly amount; a
    credit goes with a debit, and a unit's price with lines that give no amount.
    """
    kept = dict(columns)
    if form.shape == "snapshots" and "month" in kept and not evidence.months(kept["month"].column):
        del kept["month"]
    if form.shape == "price" and evidence.has_monthly_amount():
        kept.pop("amount", None)
    if form.shape == "customers" and not {"churned", "tenure"} & set(kept):
        kept.pop("account_id", None)
    if "credit" in kept and not ("amount" in kept and evidence.headers[kept["amount"].column].says("debit")):
        del kept["credit"]
    if "unit_price" in kept and ("amount" in kept or not evidence.is_unit_price(kept)):
        del kept["unit_price"]
    return kept


def _by_values(
    form: Form, columns: Mapping[str, Match], headers: Sequence[Header], evidence: Evidence
) -> dict[str, Match]:
    """Columns for required dates and amounts that no header names, where the values leave a single choice."""
    found: dict[str, Match] = {}
    if form.shape == "price":  # an amount that nothing names may as well be a month's
        return found
    unknown = {header.index for header in headers if not any(rarity(key) for key in header.keys)} - evidence.unused
    if len(unknown) > _MOST_UNKNOWN:
        return found
    for field in form.fields:
        if not field.required or field.name in columns or field.kind not in ("date", "money", "score"):
            continue
        used = {match.column for match in (*columns.values(), *found.values())}
        free = [header.index for header in headers if header.index not in used | evidence.unused]
        alike = [index for index in free if evidence.reads_as(index, field.kind)] if unknown else []
        if len(alike) == 1 and alike[0] in unknown:
            found[field.name] = Match(field.name, alike[0], OWN_ID + 1, "")
    return found


def _with_only_loss_date(
    form: Form, columns: Mapping[str, Match], evidence: Evidence, system: System | None
) -> dict[str, Match]:
    """A cancellation date that no other date of the file competes with is the end.

    Beside a paid period, a renewal or a state, or in a known system's export, it may be the request: that is asked. So
    it is where a row with such a date says that it still runs.
    """
    kept, match = dict(columns), columns.get("cancelled_on")
    others = {"end_on", "paid_until", "renews_on", "status"} & set(columns)
    if form.table != "subscriptions" or match is None or others or system is not None or match.cost < TRADE:
        return kept
    if evidence.headers[match.column].says("which_end") and not evidence.still_runs(match.column):
        kept["end_on"] = replace(kept.pop("cancelled_on"), field="end_on")
    return kept


def _weight(match: Match) -> float:
    if match.cost > OWN_ID:
        return 0.1
    if match.cost == OWN_ID:
        return 0.3
    return rarity(match.key) + (0.2 if SYSTEM <= match.cost < SYSTEM + 1 else 0.0)


def _named_after(table: str, file: str) -> bool:
    words = [header_key(word) for word in knowledge()["files"].get(table, ())]
    name = header_key(file.replace("\\", "/").rpartition("/")[2].replace("#", "/"))
    return any(word in name for word in words)


def _explain(
    chosen: _Candidate, others: Sequence[_Candidate], headers: Sequence[Header], hints: Hints, given: Mapping[str, int]
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
