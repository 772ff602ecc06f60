"""Why customers left, as the Reasons view shows it: tallies as rows with bars, the trend of one, what they are over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from metrics.words import N_
from tui import losses_sheets
from tui.charts.glyphs import SETS, Glyphs
from tui.formats import NOTHING, clean, count, money, share
from tui.period_names import period_name
from tui.reason_words import answer_title, reason_title
from tui.tagging import AVOIDABLE, EVIDENCE
from tui.trend_drawn import trend_chart
from tui.widgets.columns import Column
from tui.widgets.paint import Line
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.reasons import BookReason
    from metrics.periods import Every, Period
    from metrics.tallies import Of
    from tui.engine import Engine

Sheet = Literal["reasons", "avoidable", "crossed"]
SHEETS: Mapping[str, str] = {
    "reasons": N_("by reason"),
    "avoidable": N_("avoidable or not"),
    "crossed": N_("what they say, what we found"),
}
OFS: dict[str, str] = {
    "assessed": N_("as we see it"),
    "stated": N_("as they say"),
    "stated_text": N_("in their words"),
}
BAR = 12  # cells of the longest bar
PERIODS = 16  # periods of a trend


@dataclass(frozen=True, slots=True)
class Asked(losses_sheets.Asked):
    """Beside table and group: whose reasons, over which kind of period."""

    sheet: Sheet = "reasons"
    of: "Of" = "assessed"
    every: "Every" = "quarter"


@dataclass(frozen=True)
class Answer:
    """The table of an `Asked` (`rows`), the losses, the periods of their trend, and how many are known how."""

    asked: Asked
    rows: "pl.DataFrame"
    losses: "pl.DataFrame"
    periods: "tuple[Period, ...]"
    known: Mapping[str | None, int]
    out_of: int
    reasons: "Mapping[str, BookReason]"
    decisions: "pl.DataFrame"


def answer(engine: "Engine", asked: Asked) -> Answer:
    """Every loss up to as-of, tallied as asked. Raises WrongUsage for a field that the book does not have."""
    import polars as pl

    from metrics import tallies

    losses = tallies.with_evidence(engine.losses().losses)
    losses = tallies.grouped(losses, engine.ledger, asked.by, asked.every, engine.day)
    if asked.sheet == "reasons":
        rows = tallies.by_reason(losses, asked.of)
    elif asked.sheet == "avoidable":
        rows = tallies.by_avoidable(losses)
    else:
        rows = tallies.stated_against_assessed(losses)
    known = tallies.known_of(losses)
    told = losses.filter(pl.col(asked.of).is_not_null(), pl.col("evidence") == tallies.ANSWERED)
    rows = _with_bars(rows, asked)
    if asked.by == tallies.PERIOD:
        rows = rows.sort("group", "place", descending=[True, False])
    shown = tallies.recent(losses, asked.every, engine.day, PERIODS)
    return Answer(
        asked, rows, losses, shown, known, told.height, engine.book.reasons.all(), engine.book.decisions.all()
    )


def _with_bars(rows: "pl.DataFrame", asked: Asked) -> "pl.DataFrame":
    """The table with the lengths of its bars, the longest of them 1; who gave no reason has none, and comes last."""
    import polars as pl

    given = pl.col("reason").is_not_null() if asked.sheet == "reasons" else pl.col("losses") >= 0
    bars = [
        pl.when(given).then(pl.col(name) / pl.col(name).filter(given).max().clip(1)).alias(bar)
        for name, bar in (("losses", "n_bar"), ("mrr_lost", "mrr_bar"))
    ]
    ordered = rows.with_row_index("place").sort("group", ~given, "place", nulls_last=True)
    return ordered.with_columns(bars)


def behind(found: Answer, row: Mapping[str, Any]) -> "pl.DataFrame":
    """The losses that a row of the table counts."""
    import polars as pl

    fields = {"reasons": (found.asked.of,), "avoidable": ("avoidable",), "crossed": ("stated", "assessed")}
    losses = found.losses.filter(pl.col("group").eq_missing(pl.lit(row["group"], pl.String)))
    for name in fields[found.asked.sheet]:
        value = row["reason" if found.asked.sheet == "reasons" else name]
        losses = losses.filter(pl.col(name).eq_missing(pl.lit(value, pl.String)))
    if found.asked.sheet == "reasons" and found.asked.of != "stated_text":
        losses = losses.filter(pl.col(f"{found.asked.of}_title").eq_missing(pl.lit(row["title"], pl.String)))
    return losses


def over_how_many(found: Answer) -> str:
    """The losses, who of them answered, and apart from these the others; no count is parted from what it counts."""
    n = found.losses.height
    whole = ngettext("{n} loss", "{n} losses", n).format(n=count(n))
    first, *others = [f"{_(words)} {count(found.known[how])}" for how, words in EVIDENCE.items()]
    parts = (
        _("{whole}: {first}").format(whole=whole, first=first),
        *others,
        _("unknown how") + " " + count(found.known[None]),
    )
    return " · ".join(part.replace(" ", "\u00a0") for part in parts)


def shares_over(found: Answer) -> str:
    """What the shares of the table are shares of."""
    if found.asked.sheet != "reasons":
        return ""
    n = found.out_of
    said = ngettext(
        "Shares are of the {n} who answered and has a reason {whose}.",
        "Shares are of the {n} who answered and have a reason {whose}.",
        n,
    ).format(n=count(n), whose=_(OFS[found.asked.of]))
    return said + _only_stated(found)


def _only_stated(found: Answer) -> str:
    """Where most reasons are known from the customers alone, how to see those."""
    n = found.losses.filter(found.losses["assessed"].is_null() & found.losses["stated"].is_not_null()).height
    if found.asked.of != "assessed" or n <= found.losses["assessed"].count():
        return ""
    said = ngettext(
        "{n} gave one that nobody has judged: w shows it.", "{n} gave one that nobody has judged: w shows those.", n
    )
    return " " + said.format(n=count(n))


def title_of(found: Answer, row: Mapping[str, Any]) -> str:
    """What a row of the table is about."""
    if found.asked.sheet == "avoidable":
        return _(AVOIDABLE[row["avoidable"]]) if row["avoidable"] else _("nobody said")
    if found.asked.sheet == "crossed":
        return " → ".join(_told(row[name], found) for name in ("stated", "assessed"))
    if row["reason"] is None:
        return _("no reason given")
    return clean(row["reason"]) if found.asked.of == "stated_text" else _reason(row, found)


def _reason(row: Mapping[str, Any], found: Answer) -> str:
    title = answer_title(row["reason"], row["title"], found.reasons)
    reason = found.reasons.get(row["reason"])
    if reason is None or not reason.group:
        return title
    above = found.reasons.get(reason.group)
    group = answer_title(reason.group, above.title if above and above.renamed else None, found.reasons)
    return f"{group} › {title}"


def _told(code: str | None, found: Answer) -> str:
    return reason_title(code, found.reasons) if code else NOTHING


def columns(found: Answer | None, currency: str | None, glyphs: Glyphs) -> tuple[Column, ...]:
    """The columns of the table."""
    solid = SETS[glyphs].solid

    def bar(portion: float | None) -> tuple[str, str]:
        return solid * max(1 if portion else 0, round(BAR * (portion or 0))), "accent"

    whole = [
        Column("losses", N_("Losses"), max(6, len(_("Losses"))), lambda n: (count(n), "strong"), "right"),
        Column("n_bar", "", BAR, bar, rank=3),
        Column("mrr_lost", N_("MRR lost"), 12, lambda minor: (money(minor, currency), ""), "right", rank=1),
        Column("mrr_bar", "", BAR, bar, rank=5),
    ]
    asked = found.asked if found else Asked()
    if asked.sheet == "reasons":
        whole += [
            Column("answered", N_("Answered"), 8, _answered, "right", rank=4),
            Column("share", N_("Share"), 6, lambda value: (share(value, digits=0), "good"), "right", rank=2),
            Column("interval", N_("95%"), 8, lambda text: (text or "", "muted"), "right", rank=2),
        ]
    name = Column("name", N_("Reason") if asked.sheet != "avoidable" else N_("Avoidable"), 20, grow=3)
    if asked.sheet == "crossed":
        name = Column("name", N_("Stated → assessed"), 30, grow=3)
    group = [Column("group_name", N_("Group"), 12, lambda text: (text or "", "accent"), grow=1)] if asked.by else []
    return (*group, name, *whole)


def _answered(n: int | None) -> tuple[str, str]:
    return ("" if n is None else count(n), "muted")


def named(found: Answer) -> "pl.DataFrame":
    """The table with what its columns show beside the numbers."""
    import polars as pl

    from metrics.tallies import PERIOD

    rows = found.rows
    names = [title_of(found, row) for row in rows.iter_rows(named=True)]
    groups = rows["group"].to_list()
    if found.asked.by == PERIOD:
        groups = [period_name(label) if label else None for label in groups]
    shown = [_("(none)") if group is None and found.asked.by else group for group in groups]
    extra = {"name": names, "group_name": shown}
    if found.asked.sheet == "reasons":
        bounds = zip(rows["low"].to_list(), rows["high"].to_list(), strict=True)
        extra["interval"] = ["" if low is None else f"{100 * low:.0f}–{100 * high:.0f}" for low, high in bounds]
    return rows.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in extra.items())


def trend_lines(
    found: Answer, losses: "pl.DataFrame", title: str, width: int, height: int, glyphs: Glyphs
) -> Sequence[Line]:
    """The trend of some of the losses under their title, with a line at each change decided."""
    from metrics import tallies

    counts = tallies.trend(losses, found.asked.every, found.periods)
    head: Line = [(" " + title, "title"), ("  " + _("losses a period"), "muted")]
    return trend_chart(head, counts, found.periods, found.decisions, glyphs, width, height)
