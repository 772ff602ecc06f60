"""What a grid may be: a form with the columns that its fields can take, and how much speaks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.reading.evidence import Evidence
from metrics.reading.forms import Form
from metrics.reading.grid import Grid
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
    system_of,
)
from metrics.reading.styles import month_columns

# What a form's score gains from the file's name, and from each sign of a known system.
_FILE_NAME, _SIGN = 1.0, 0.7
# Columns of unknown names among which a value may still tell the only date, amount or score.
_MOST_UNKNOWN = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that the grid may have, with its columns."""

    form: Form
    system: System | None
    columns: Mapping[str, Match]
    score: float
    missing: tuple[str, ...]


def candidate_of(
    form: Form,
    grid: Grid,
    headers: Sequence[Header],
    evidence: Evidence,
    given: Mapping[str, int],
    *,
    told: bool,
) -> Candidate:
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
    return Candidate(form, system, columns, score, missing)


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
    if "document" in kept and not evidence.names_credit_notes(kept["document"].column):
        del kept["document"]
    if {"unit_price", "amount"} <= set(kept) and SYSTEM <= kept["unit_price"].cost < TRADE <= kept["amount"].cost:
        del kept["amount"]  # the whole order's, in exports that are known to give the unit's price
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
