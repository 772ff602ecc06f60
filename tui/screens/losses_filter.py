"""Which losses to keep: a menu of what they differ in, and a second one where a field has values."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from metrics.periods import UNCUT, Every, label_of, period_of
from metrics.words import N_
from tui.formats import clean, count
from tui.interviewing import ASKED
from tui.period_names import period_name
from tui.reason_words import reason_title
from tui.screens.ask import Ask
from tui.screens.choice import Choice, Option
from tui.tagging import EVIDENCE
from tui.typed_days import typed_span
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.reasons import BookReason
    from tui.screens.room import Room

    Kept = Option[pl.Expr]

# Columns of accounts that a filter keeps a value of; `known` is how the reason is known, as somebody said or the file.
FIELDS: Final[tuple[str, ...]] = ("segment", "owner")
_VALUED: Final[Mapping[str, tuple[str, str]]] = {
    "segment": ("s", N_("Segment…")), "owner": ("o", N_("Owner…")), "known": ("e", N_("How we know…")),
}  # fmt: skip
_PERIODS: Final[tuple[Every, ...]] = ("year", "half", "quarter", "month")


async def ask_filter(
    screen: "Room", rows: "pl.DataFrame", reasons: "Mapping[str, BookReason]"
) -> "Option[pl.Expr] | None":
    """The condition chosen, with its name; None where nobody chose one. `rows` have FIELDS and `known`."""
    chosen = await screen.app.push_screen_wait(Choice(_("Keep the losses"), _options(rows, reasons), typed=False))
    if chosen is None or not callable(chosen.value):
        return chosen
    found: Kept | None = await chosen.value(screen, rows, chosen.name)
    return found


def _options(rows: "pl.DataFrame", reasons: "Mapping[str, BookReason]") -> list[Option[Any]]:
    import polars as pl

    untagged, returned = pl.col("assessed").is_null(), pl.col("returned_on").is_not_null()
    asked = pl.col("known").is_in(ASKED).fill_null(False)
    options: list[Option[Any]] = [
        Option(condition, name, key, count(rows.select(condition.sum()).item()))
        for condition, name, key in (
            (untagged, _("Untagged"), "u"), (~untagged, _("Tagged"), "t"), (returned, _("Came back since"), "r"),
            (~asked, _("Not asked yet"), "n"),
        )
    ]  # fmt: skip
    options.append(Option(_ask_period, _("Period…"), "p"))
    options += [Option(_asks_value(field), _(title), key) for field, (key, title) in _VALUED.items()]
    for code, n in rows["assessed"].drop_nulls().value_counts(sort=True).rows():
        options.append(Option(pl.col("assessed") == code, reason_title(code, reasons), remark=count(n)))
    return options


def _asks_value(field: str) -> Callable[..., Any]:
    async def ask(screen: "Room", rows: "pl.DataFrame", title: str) -> "Kept | None":
        return await screen.app.push_screen_wait(Choice(title, _values(rows, field), typed=True))

    return ask


def _values(rows: "pl.DataFrame", field: str) -> "list[Kept]":
    import polars as pl

    names = {value: _(words) for value, words in EVIDENCE.items()} if field == "known" else {}
    nobody = _("unknown how") if field == "known" else _("(none)")
    return [
        Option(
            pl.col(field).eq_missing(pl.lit(value, pl.String)),
            names.get(value) or clean(value or nobody),
            remark=count(n),
        )
        for value, n in rows[field].value_counts(sort=True).rows()
    ]


async def _ask_period(screen: "Room", rows: "pl.DataFrame", title: str) -> "Kept | None":
    """One of the years, halves, quarters and months that have losses, or a span that is typed."""
    import polars as pl

    first, last = (day.isoformat() for day in rows.select(first=pl.min("lost_on"), last=pl.max("lost_on")).row(0))
    options: list[Option[Any]] = [Option(None, _("From a day to another…"))]
    options += [kept for every in _PERIODS for kept in _periods(rows, every)]
    chosen = await screen.app.push_screen_wait(Choice(title, options, typed=True))
    if chosen is None or chosen.value is not None:
        return chosen
    typed = await screen.app.push_screen_wait(Ask(_("From when to when, as 2026-01-15..2026-Q2"), f"{first}..{last}"))
    if not typed:
        return None
    try:
        start, end = typed_span(typed)
    except ValueError:
        screen.app.refuse(_("That is no span of days; write 2026-03, 2026-Q1..2026-Q2 or 2026-01-15..2026-03-31."))
        return None
    return Option(_between(start, end), typed)


def _periods(rows: "pl.DataFrame", every: Every) -> "list[Kept]":
    """The periods of a kind that have losses, the latest first."""
    days = rows["lost_on"].value_counts().sort("lost_on", descending=True)
    found: dict[str, tuple[date, int]] = {}
    for day, n in days.iter_rows():
        label = label_of(day, every)
        found[label] = (day, found.get(label, (day, 0))[1] + n)
    kept = []
    for label, (day, n) in found.items():
        period = period_of(day, every, UNCUT)
        name = period_name(label)
        remark = count(n) if name == label else f"{label} · {count(n)}"
        kept.append(Option(_between(period.start, period.end), name, remark=remark))
    return kept


def _between(start: date, end: date) -> "pl.Expr":
    """Lost from a day on, before another."""
    import polars as pl

    return (pl.col("lost_on") >= start) & (pl.col("lost_on") < end)
