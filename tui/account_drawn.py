"""One account as lines: who it is, its figures, the signals that stand, its MRR as steps."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui import telling
from tui.bands import shown
from tui.charts.glyphs import Glyphs
from tui.charts.model import Curve, StepPoint
from tui.charts.scale import Scale
from tui.charts.steps import step_chart
from tui.formats import clean, count, date, money, month, score, share
from tui.widgets.figure_strip import Named
from tui.widgets.paint import Line, Piece, width_of
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.account import AccountPage
    from metrics.figures import Figure

MOVEMENTS: Mapping[str, tuple[str, str]] = {
    "new": (N_("new"), "accent"),
    "reactivated": (N_("back"), "accent"),
    "expansion": (N_("expansion"), "good"),
    "contraction": (N_("contraction"), "warn"),
    "churned": (N_("lost"), "bad"),
}
_ROOMY = 150  # cells from which a signal has room for a sentence on its past
_SHORT = {
    "mrr_end": N_("MRR"),
    "existing_revenue_growth_rate": N_("Growth, 12 months"),
    "mrr_expansion": N_("Expansion"),
    "mrr_contraction": N_("Contraction"),
    "mrr_churned": N_("Churned"),
    "receivables_end": N_("Owes"),
    "days_sales_outstanding": N_("Days to pay (DSO)"),
    "purchase_interval_days": N_("Buys every"),
    "product_return_rate": N_("Sends back"),
    "net_promoter_score": N_("NPS"),
    "tickets_open_end": N_("Open tickets"),
    "email_open_rate": N_("Opens mails"),
}


def own_figures(page: "AccountPage", peers: Mapping[str, float] | None = None) -> list[Named]:
    """The account's own figures of the last twelve months, beside those of its `peers` where they are known."""
    return [
        Named(
            metric, _(_SHORT[metric]), shown(figure.measure, figure.value, page.currency), _beside(figure, page, peers)
        )
        for metric, figure in page.figures.items()
        if figure.value is not None and metric in _SHORT
    ]


def _beside(figure: "Figure", page: "AccountPage", peers: Mapping[str, float] | None) -> str:
    value = (peers or {}).get(figure.measure.id)
    if value is None:
        return ""
    is_count = figure.measure.unit == "count"
    return score(value) if is_count else shown(figure.measure, value, page.currency)


def beside_whom(page: "AccountPage") -> str:
    """Whom the figures are held against."""
    segment = page.state.get("segment")
    if segment is None:
        return _("beside each: all customers; amounts and counts are for one of them")
    said = _("beside each: {segment}; amounts and counts are for one of its customers")
    return said.format(segment=clean(str(segment)))


def standing_lines(page: "AccountPage") -> list[Line]:
    """Answers, orders, outcomes and projections, each against the account's own past or what was agreed."""
    known = page.standing
    lines: list[Line] = []
    if known.scores.height:
        answers = [f"{row[1]} ({month(row[0])})" for row in known.scores.head(6).rows()]
        lines.append([(" " + _("NPS answers") + "  ", "muted"), (" ← ".join(answers), "")])
    if known.orders is not None:
        ago = _("last order {days} days ago").format(days=count(known.orders.days))
        usual = known.orders.usual
        late = usual is not None and known.orders.days > 2 * usual
        text = ago if usual is None else ago + ", " + _("usually every {days}").format(days=score(usual))
        lines.append([(" " + _("Orders") + "  ", "muted"), (text, "warn" if late else "")])
    for row in known.outcomes.iter_rows(named=True):
        lines.append(_outcome(row))
    for row in known.projected.iter_rows(named=True):
        lines.append(_projection(row, page.currency))
    return lines


def _outcome(row: Mapping[str, Any]) -> Line:
    unit = f" {clean(row['unit'])}" if row["unit"] else ""
    text = _("{actual}{unit}, target {target}, at first {baseline}").format(
        actual=score(row["actual"]), unit=unit, target=score(row["target"]), baseline=score(row["baseline"])
    )
    mark: Piece = ("", "") if row["met"] is None else ("✓ ", "good") if row["met"] else ("▽ ", "warn")
    return [(f" {clean(row['kpi'])}  ", "muted"), mark, (text, "")]


def _projection(row: Mapping[str, Any], currency: str | None) -> Line:
    share_of = "" if not row["mrr"] else f" ({share(row['actual'] / row['mrr'], 0)})"
    text = _("{actual} of {projected} projected for {day}").format(
        actual=money(row["actual"], currency), projected=money(row["mrr"], currency), day=date(row["for_date"])
    )
    return [(" " + _("MRR") + "  ", "muted"), (text + share_of, "" if row["actual"] >= row["mrr"] else "warn")]


def signals(page: "AccountPage", width: int, past: "pl.DataFrame | None" = None) -> list[Line]:
    """The signals that stand, the newest first, each with its day, what became of those who had it before, and its
    evidence."""
    from metrics.signals import BY_CODE

    told = {} if past is None else {row["code"]: row for row in past.iter_rows(named=True)}
    say = precedent if width >= _ROOMY else precedent_short
    lines: list[Line] = []
    for row in page.signals.reverse().iter_rows(named=True):
        title: Line = [(" ▲ ", "warn"), (_(BY_CODE[row["code"]].title), "warn"), (f"  {date(row['since'])}  ", "muted")]
        evidence: Piece = (telling.evidence(row["code"], row["evidence"], page.currency), "")
        before: Piece = (say(told[row["code"]]) + "  " if row["code"] in told else "", "muted")
        lines.append([*title, evidence, ("  ", ""), before] if width >= _ROOMY else [*title, before, evidence])
    return lines


def precedent(row: Mapping[str, Any]) -> str:
    """How often a signal came before a loss in this book, with its interval, or that the book is too small to say."""
    if not row["enough"]:
        return _("Seen {n} times before: too few to say what it means.").format(n=count(row["seen"]))
    return _("Lost within {days} days: {share} ({low} to {high}) of {n} with it, {others} without.").format(
        days=count(row["days"]),
        share=share(row["share"], 0),
        low=share(row["low"], 0),
        high=share(row["high"], 0),
        n=count(row["seen"]),
        others=share(row["others_share"], 0),
    )


def precedent_short(row: Mapping[str, Any]) -> str:
    """The same in a few cells."""
    if not row["enough"]:
        return _("(seen {n} times)").format(n=count(row["seen"]))
    return _("({share} lost in {days} days, {low} to {high})").format(
        days=count(row["days"]), share=share(row["share"], 0), low=share(row["low"], 0), high=share(row["high"], 0)
    )


def steps(page: "AccountPage", width: int, height: int, *, glyphs: Glyphs) -> Sequence[Line]:
    """MRR as a step curve from the first day to as-of."""
    rows = page.steps.rows(named=True)
    if not rows or width < 20 or height < 4:
        return []
    first = rows[0]["day"]
    points = [StepPoint(0.0, 0.0)] + [StepPoint((r["day"] - first).days / 30.4375, r["mrr_after"] or 0) for r in rows]
    points.append(StepPoint(max(1.0, (page.as_of - first).days / 30.4375), rows[-1]["mrr_after"] or 0))
    top = max(max(r["mrr_after"] or 0, r["mrr_before"] or 0) for r in rows)
    drawn = step_chart(
        [Curve("", points)],
        width - 1,
        height - 1 - len(_movements(page, width, 2)),
        glyphs=glyphs,
        scale=Scale(0.0, float(top or 1)),
        number=lambda minor: money(round(minor), page.currency, digits=0),
    )
    title = _("MRR by month since {day}").format(day=date(first))
    return [[(" " + title, "title")], *_movements(page, width, 2), *([(" ", ""), *row] for row in drawn)]


def _movements(page: "AccountPage", width: int, most: int) -> list[Line]:
    """The latest movements by name, as many as fit."""
    pieces: list[Piece] = []
    lines: list[Line] = []
    for row in page.steps.reverse().iter_rows(named=True):
        word, style = MOVEMENTS[row["movement"]]
        moved = row["mrr_after"] - row["mrr_before"]
        sign = "+" if moved >= 0 else "-"
        text = f" {_(word)} {sign}{money(abs(moved), page.currency, digits=0)} {month(row['day'])}"
        if width_of([*pieces, (text, "")]) > width - 1 and pieces:
            lines.append(pieces)
            pieces = []
        if len(lines) == most:
            return lines
        pieces = [*pieces, (text, style)]
    return [*lines, pieces] if pieces else lines
