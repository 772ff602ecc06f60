"""The columns of the list of accounts, and what its queues, calls and filters are called."""

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812 - `date` formats one here
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.account_words import call_piece, status_piece
from tui.formats import NOTHING, count, date, money, month, share
from tui.list_shape import Kept
from tui.widgets.columns import DAY, Column, as_text
from tui.widgets.paint import Piece
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

# Further columns of the table of accounts; those of files have the names that files give them.
_OF_ACCOUNTS: Mapping[str, str] = {
    "region": N_("Region"),
    "industry": N_("Industry"),
    "size": N_("Size"),
    "created_on": N_("Created"),
    "domain": N_("Domain"),
    "email": N_("E-mail"),
    "billing_id": N_("Billing id"),
}
# What is shown where nobody has chosen.
USUAL = (
    "name", "account_id", "status", "mrr", "growth", "tenure_months", "owner", "segment", "signals", "call",
    "reviewed_on",
)  # fmt: skip


def columns(names: Sequence[str], frame: "pl.DataFrame | None", currency: str | None) -> tuple[Column, ...]:
    """The columns of these names, as far as the frame has them; the usual ones give way where a line is short."""
    chosen = bool(names)
    found = []
    for name in names or USUAL:
        if frame is not None and name not in frame.columns:
            continue
        known = _known(currency).get(name) or _further(name, frame)
        found.append(_kept(known) if chosen else known)
    if frame is not None and "due" in frame.columns:
        found.insert(1, _day("due", N_("Until"), rank=0, style="warn"))
    return tuple(found)


def title(name: str) -> str:
    """What a column is called."""
    known = _known(None).get(name)
    return _(known.title) if known else _(_OF_ACCOUNTS[name]) if name in _OF_ACCOUNTS else name


def value_name(kept: Kept, currency: str | None) -> str:
    """What is kept of a column, in words."""
    if kept.test == "within":
        return _span(kept, currency)
    if kept.test == "before":
        return _("not since {day}").format(day=date(Date.fromisoformat(kept.value)))
    if kept.test == "any":
        return ", ".join(_signal(code) for code in kept.value)
    if kept.value is None:
        return _("(none)")
    words = {"status": lambda v: status_piece(v)[0], "call": lambda v: call_piece(v)[0]}
    return words.get(kept.column, str)(kept.value)


def signals_piece(codes: Any) -> Piece:
    """The signals that stand, how many first."""
    titles = [_signal(code) for code in codes or ()]
    return (f"{len(titles)} · " if len(titles) > 1 else "") + ", ".join(titles), "warn"


def growth_piece(ratio: Any) -> Piece:
    """A growth with its sign."""
    if ratio is None:
        return NOTHING, "muted"
    if not ratio:
        return share(0.0), "muted"
    return ("+" if ratio > 0 else "") + share(ratio), "good" if ratio > 0 else "bad"


def _known(currency: str | None) -> dict[str, Column]:
    listed = (
        Column("name", N_("Name"), 20, grow=3),
        Column("account_id", N_("Account"), 10, lambda value: (str(value), "muted"), rank=7),
        Column("status", N_("Status"), 8, status_piece),
        Column("mrr", N_("MRR"), 11, lambda minor: (money(minor, currency) if minor else NOTHING, ""), "right"),
        Column("growth", N_("Growth"), 8, growth_piece, "right", rank=3),
        Column("tenure_months", N_("Months"), 6, lambda n: ("" if n is None else count(n), ""), "right", rank=2),
        _day("since", N_("Since"), rank=8),
        Column("owner", N_("Owner"), 10, grow=1, rank=1),
        Column("segment", N_("Segment"), 10, grow=1, rank=5),
        Column("signals", N_("Signals"), 14, signals_piece, grow=2),
        Column("call", N_("Call"), 10, call_piece, rank=6),
        _day("reviewed_on", N_("Reviewed"), rank=4),
        Column("reviewed_by", N_("Reviewed by"), 11, rank=8),
        Column("step", N_("Next step"), 16, grow=2, rank=8),
        _day("step_due", N_("Step due"), rank=8),
        Column("step_owner", N_("Step owner"), 10, rank=8),
        _day("ends_on", N_("Ends"), rank=8),
        _day("renews_on", N_("Renews"), rank=8),
        _day("signal_on", N_("Last signal"), rank=8),
        Column("notes", N_("Notes"), 16, lambda text: ((text or "").replace("\n", " / "), ""), grow=2, rank=8),
    )  # fmt: skip
    return {column.name: column for column in listed}


def _further(name: str, frame: "pl.DataFrame | None") -> Column:
    """A column of the files that this program knows nothing of."""
    import polars as pl

    shown = _OF_ACCOUNTS.get(name, name)
    if frame is not None and frame.schema[name] == pl.Date:
        return _day(name, shown, rank=8)
    return Column(name, shown, 12, as_text, grow=1, rank=8)


def _day(name: str, title: str, *, rank: int, style: str = "muted") -> Column:
    return Column(name, title, DAY, lambda day: (date(day) if day else "", style), rank=rank)


def _kept(column: Column) -> Column:
    """The column as one that somebody chose: those chosen first stay the longest."""
    return Column(column.name, column.title, column.width, column.show, column.align, column.grow, 0)


def _signal(code: str) -> str:
    from metrics.signals import BY_CODE

    return _(BY_CODE[code].title) if code in BY_CODE else code


def _span(kept: Kept, currency: str | None) -> str:
    low, high = kept.value
    if isinstance(low, str):
        start, stop = Date.fromisoformat(low), Date.fromisoformat(high)
        days = (stop - start).days
        return str(start.year) if days > 360 else month(start) if start.day == 1 and days < 32 else _days(start, stop)
    write = _writer(kept.column, currency)
    if low is None:
        return _("below {value}").format(value=write(high))
    if high is None:
        return _("{value} and more").format(value=write(low))
    return _("{low} to {high}").format(low=write(low), high=write(high))


def _days(start: Date, stop: Date) -> str:
    return _("{low} to {high}").format(low=date(start), high=date(Date.fromordinal(stop.toordinal() - 1)))


def _writer(column: str, currency: str | None) -> Any:
    if column == "mrr":
        return lambda minor: money(minor, currency)
    return share if column == "growth" else count
