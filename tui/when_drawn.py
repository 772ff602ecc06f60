"""When customers leave, as tables: rates with their exposure and interval, how long they stay, the changes decided."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from metrics.words import N_
from tui import losses_sheets
from tui.charts.glyphs import SETS, Glyphs
from tui.formats import NOTHING, clean, count, date, month_name, number, share, span
from tui.trend_drawn import trend_chart
from tui.widgets.columns import Column
from tui.widgets.paint import Line
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.periods import Period
    from tui.engine import Engine

Sheet = Literal["calendar", "tenure", "stay", "decided"]
SHEETS: Mapping[str, str] = {
    "calendar": N_("by calendar month"),
    "tenure": N_("by month of tenure"),
    "stay": N_("where they stay longest"),
    "decided": N_("changes decided"),
}
BAR = 14
MONTHS = 30  # months of the chart
# Fewer could have left: the rate of a month of tenure says little, and the table ends there.
FEW = 5
_WRITTEN = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?\s+(?P<text>.+)")


@dataclass(frozen=True, slots=True)
class Asked(losses_sheets.Asked):
    """Which table, by which field."""

    sheet: Sheet = "calendar"


@dataclass(frozen=True)
class Answer:
    """The table of an `Asked`, with the losses of the last months (`trend`) and the changes decided."""

    asked: Asked
    rows: "pl.DataFrame"
    periods: "tuple[Period, ...]"
    trend: tuple[int, ...]
    decisions: "pl.DataFrame"


def answer(engine: "Engine", asked: Asked) -> Answer:
    """The table, and the chart below it. Raises WrongUsage for a field that the book does not have."""
    from metrics import tallies

    decisions = engine.book.decisions.all()
    if asked.sheet == "decided":
        rows = decisions.with_row_index("place").reverse()
    elif asked.sheet == "stay":
        rows = _stays(engine, asked)
    else:
        rows = _rates(engine, asked)
    losses = engine.losses().losses
    shown = tallies.recent(losses, "month", engine.day, MONTHS)
    return Answer(asked, rows, shown, tallies.trend(losses, "month", shown), decisions)


def _rates(engine: "Engine", asked: Asked) -> "pl.DataFrame":
    import polars as pl

    from metrics.hazard import hazard

    axis: Literal["calendar", "tenure"] = "calendar" if asked.sheet == "calendar" else "tenure"
    found = hazard(engine.ledger, engine.day, axis=axis, by=asked.by).rates
    fields = ("group", "month", "exposed", "lost", "rate", "low", "high")
    schema = {"group": pl.String, **dict.fromkeys(fields[1:4], pl.Int64), **dict.fromkeys(fields[4:], pl.Float64)}
    rows = pl.DataFrame([[getattr(rate, name) for name in fields] for rate in found], schema=schema, orient="row")
    if axis == "tenure":
        rows = rows.filter(pl.col("exposed") >= FEW)
    longest = rows["rate"].max() or 1.0
    return _intervals(rows).with_columns(bar=pl.col("rate") / longest).with_row_index("place")


def _intervals(rows: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    bounds = zip(rows["low"].to_list(), rows["high"].to_list(), strict=True)
    words = ["" if low is None else span(low, high) for low, high in bounds]
    return rows.with_columns(pl.Series("interval", words, dtype=pl.String))


def _stays(engine: "Engine", asked: Asked) -> "pl.DataFrame":
    """How long customers stay, the longest first: of each segment where the book has any, else of each plan."""
    import polars as pl

    from metrics.survival import survival

    found = survival(engine.ledger, engine.day, by=_field(engine, asked))
    rows = [
        (curve.group or _("(none)"), curve.n, curve.events, curve.median, number(curve.mean, 1),
         f"{number(curve.mean_low, 1)}–{number(curve.mean_high, 1)}", curve.mean, curve.until)
        for curve in found.curves
    ]  # fmt: skip
    schema = {"group": pl.String, "exposed": pl.Int64, "lost": pl.Int64, "median": pl.Int64, "mean": pl.String,
              "interval": pl.String, "bar": pl.Float64, "until": pl.Int64}  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema, orient="row").sort("bar", descending=True, maintain_order=True)
    return frame.with_columns(bar=pl.col("bar") / (frame["bar"].max() or 1.0)).with_row_index("place")


def _field(engine: "Engine", asked: Asked) -> str:
    known = engine.tables["accounts"]["segment"].n_unique() > 1
    return asked.by or ("segment" if known else "plan")


def behind(engine: "Engine", asked: Asked, row: Mapping[str, Any]) -> "pl.DataFrame":
    """The losses that a line of the table counts: account_id, lost_on."""
    import polars as pl

    from metrics import tallies
    from metrics.periods import month_start
    from metrics.stretches import tenure_month, unit_index

    by = _field(engine, asked) if asked.sheet == "stay" else asked.by
    losses = tallies.grouped(engine.losses().losses, engine.ledger, by, "month", engine.day)
    if by is not None:
        group = None if row["group"] == _("(none)") else row["group"]
        losses = losses.filter(pl.col("group").eq_missing(pl.lit(group, pl.String)))
    if asked.sheet == "tenure":
        losses = losses.filter(tenure_month(pl.col("began"), pl.col("lost_on")) == row["month"])
    elif asked.sheet == "calendar":
        # Of complete months, those who were there as the month began.
        there = unit_index(pl.col("began"), "month") < unit_index(pl.col("lost_on"), "month")
        over = pl.col("lost_on") < month_start(engine.day + timedelta(days=1))
        losses = losses.filter(pl.col("lost_on").dt.month() == row["month"], there, over)
    return losses.select("account_id", "lost_on")


def name_of(asked: Asked, row: Mapping[str, Any]) -> str:
    """What a line of the table is about."""
    month = (
        "" if asked.sheet == "stay" else month_name(row["month"]) if asked.sheet == "calendar" else str(row["month"])
    )
    group = row["group"] if asked.by or asked.sheet == "stay" else None
    return " ".join(clean(str(part)) for part in (group, month) if part)


def columns(asked: Asked, glyphs: Glyphs) -> tuple[Column, ...]:
    """The columns of the table that is asked for."""

    def bar(portion: float | None) -> tuple[str, str]:
        return SETS[glyphs].solid * max(1 if portion else 0, round(BAR * (portion or 0))), "accent"

    if asked.sheet == "decided":
        return (
            Column("on", N_("From"), 13, lambda day: (date(day), "open")),
            Column("text", N_("What changes"), 30, lambda text: (clean(str(text)), ""), grow=1),
            Column("decided_by", N_("By"), 12, lambda user: (clean(str(user)), "muted"), rank=1),
            Column("number", N_("Number"), 6, lambda n: (count(n), "muted"), "right", rank=2),
        )
    group = Column("group", N_("Group"), 14, lambda text: (clean(str(text or _("(none)"))), "accent"), grow=1)
    numbers = (
        Column("exposed", N_("Could leave"), 11, lambda n: (count(n), "muted"), "right", rank=1),
        Column("lost", N_("Losses"), 6, lambda n: (count(n), ""), "right"),
    )
    interval = Column("interval", N_("95%"), 15, lambda text: (text or "", "muted"), "right", rank=2)
    if asked.sheet == "stay":
        return (
            group, *numbers,
            Column("median", N_("Half stay"), 9, _months, "right", rank=2),
            Column("mean", N_("Mean stay"), 9, lambda text: (text, "strong"), "right"),
            interval, Column("bar", "", BAR, bar, rank=3),
        )  # fmt: skip
    head = N_("Month") if asked.sheet == "calendar" else N_("Month of tenure")
    month = Column("month", head, 15, lambda n: (month_name(n) if asked.sheet == "calendar" else str(n), ""))
    rate = Column("rate", N_("Rate"), 7, lambda value: (share(value), "strong"), "right")
    return (*((group,) if asked.by else ()), month, *numbers, rate, interval, Column("bar", "", BAR, bar, rank=3))


def _months(n: Any) -> tuple[str, str]:
    return (NOTHING if n is None else count(n), "muted")


def said(found: Answer) -> str:
    """What the table counts, and how to read it."""
    title = _(SHEETS[found.asked.sheet])
    return _("{title}: {text}").format(title=title, text=_how_to_read(found))


def _how_to_read(found: Answer) -> str:
    if found.asked.sheet == "decided":
        return _("each draws a line in every chart of losses; m writes one, u takes it back.")
    if found.asked.sheet == "stay":
        text = _(
            "the mean stay in months, counted up to month {n} for all, with its 95% interval; half stay: the "
            "month at whose end no more than half are left."
        )
        return text.format(n=found.rows["until"].max() or 0)
    exposed, lost = found.rows["exposed"].sum(), found.rows["lost"].sum()
    text = _("{lost} of {exposed} customer months ended in a loss; each rate is of those who could have left then.")
    return text.format(lost=count(lost), exposed=count(exposed))


def chart(found: Answer, width: int, height: int, glyphs: Glyphs) -> Sequence[Line]:
    """The losses of the last months, with a line at each change decided."""
    head: Line = [(" " + _("Losses a month"), "title")]
    return trend_chart(head, found.trend, found.periods, found.decisions, glyphs, width, height)


def day_and_text(typed: str, today: Date) -> tuple[Date | None, str]:
    """A change as it is typed, the day or month first (without one: from today on); no day where there is none such."""
    match = _WRITTEN.fullmatch(typed.strip())
    if match is None:
        return today, typed.strip()
    try:
        return Date(int(match["year"]), int(match["month"]), int(match["day"] or 1)), match["text"]
    except ValueError:
        return None, match["text"]
