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
from tui.formats import clean, count, date, money
from tui.widgets.figure_strip import Named
from tui.widgets.paint import Line, Piece, fit, width_of
from tui.words import _, ngettext

if TYPE_CHECKING:
    from metrics.account import AccountPage

STATUSES: Mapping[str, tuple[str, str]] = {
    "active": (N_("active"), "good"),
    "leaving": (N_("leaving"), "warn"),
    "lost": (N_("lost"), "bad"),
    "back": (N_("back"), "accent"),
    "never": (N_("never"), "muted"),
}
KINDS: Mapping[str, str] = {
    "subscription": N_("subscription"),
    "invoice": N_("invoice"),
    "order": N_("order"),
    "survey": N_("survey"),
    "ticket": N_("ticket"),
    "email": N_("mail"),
    "signal": N_("signal"),
    "outcome": N_("outcome"),
    "projection": N_("projection"),
    "tag": N_("tag"),
    "note": N_("note"),
    "review": N_("review"),
}
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


def status_piece(status: Any) -> Piece:
    """A status in words, with its colour."""
    word, style = STATUSES.get(status, (str(status or ""), ""))
    return _(word), style


def who(page: "AccountPage", width: int) -> list[Line]:
    """Name, status, MRR, since, tenure; then what the file says of it."""
    state = page.state
    word, style = status_piece(state["status"])
    rest: list[Piece] = [
        (f"  {clean(page.account_id)}" if state["name"] != page.account_id else "", "muted"),
        ("  ● " + word, style),
    ]
    name = clean(str(state["name"]))
    room = max(12, width - width_of(rest) - 2)
    first: list[Piece] = [(" " + fit(name, min(room, width_of([(name, "")]))), "title"), *rest]
    second: list[Piece] = [(" ", "")]
    if state["mrr"]:
        second.append((_("{amount} a month").format(amount=money(state["mrr"], page.currency)), "strong"))
    if state["since"]:
        second.append((" · " + _("since {day}").format(day=date(state["since"])), ""))
    if state["tenure_months"] is not None:
        n = state["tenure_months"]
        second.append((" · " + ngettext("{n} month", "{n} months", n).format(n=n), ""))
    for name in ("owner", "segment", "region", "industry"):
        if state.get(name):
            second.append((" · " + clean(str(state[name])), ""))
    if state.get("reviewed_on"):
        text = _("reviewed {day} by {user}").format(
            day=date(state["reviewed_on"]), user=clean(str(state["reviewed_by"]))
        )
        second.append((" · " + text, "muted"))
    return [first, second]


def own_figures(page: "AccountPage") -> list[Named]:
    """The account's own figures of the last twelve months."""
    return [
        Named(metric, _(_SHORT[metric]), shown(figure.measure, figure.value, page.currency))
        for metric, figure in page.figures.items()
        if figure.value is not None and metric in _SHORT
    ]


def signals(page: "AccountPage") -> list[Line]:
    """The signals that stand, each with its evidence."""
    from metrics.signals import BY_CODE

    return [
        [
            (" ▲ ", "warn"),
            (_(BY_CODE[row["code"]].title), "warn"),
            (f"  {date(row['since'])}  ", "muted"),
            (telling.evidence(row["code"], row["evidence"], page.currency), ""),
        ]
        for row in page.signals.iter_rows(named=True)
    ]


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
        height - 1,
        glyphs=glyphs,
        scale=Scale(0.0, float(top or 1)),
        number=lambda minor: money(round(minor), page.currency, digits=0),
    )
    title = _("MRR by month since {day}").format(day=date(first))
    return [[(" " + title, "title"), (f"  {_movements(rows)}", "muted")], *([(" ", ""), *row] for row in drawn)]


def _movements(rows: Sequence[Mapping[str, Any]]) -> str:
    n = len(rows) - 1
    return ngettext("{n} change", "{n} changes", n).format(n=count(n)) if n else ""
