"""What stands beside a figure, in words and as a table: for screens, commands and reports alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.explaining import part
from tui.formats import NOTHING, clean, count, month_name, number, share, span
from tui.period_names import period_name
from tui.reports.listing import Grid
from tui.words import _

if TYPE_CHECKING:
    from metrics.beside import Beside
    from metrics.correlation import Correlation
    from metrics.figures import Figure, Figures
    from metrics.hazard import Rate
    from metrics.question import Question
    from tui.session import Session
    from tui.snapshot import Snapshot


def looked_up(
    session: "Session",
    snapshot: "Snapshot",
    asked: "Question",
    metric: str,
    around: "Figures",
    group: str | None = None,
) -> "Beside":
    """What stands beside a figure of the period in view, as `metrics.beside.beside`, kept while the book stays as it
    is; the months of the losses are the same for every period."""
    from metrics.beside import beside, counts_losses

    contents, period = snapshot.contents, snapshot.period
    assert contents is not None
    assert period is not None
    name, label = metric, period.label
    key: tuple[object, ...] = ("beside", asked, name, group)
    if counts_losses(metric):
        name = "customer_churn_rate"
        key = ("beside", replace(asked, start=None, stop=None, every="month"), name, group)
    return session.answer(snapshot, key, lambda: beside(contents.ledger, asked, name, label, around, group))


@dataclass(frozen=True, slots=True)
class Rated:
    """A row: a name, a share with its interval, and what it is a share of, in words."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    of: str


def title(found: "Beside") -> str:
    """What the rows are about; nothing where there are none."""
    if found.months:
        return _("Losses by month of the year")
    if found.segments:
        period = period_name(found.segments[0].period.label)
        return _("{metric} by segment, {period}").format(metric=_(found.measure.title), period=period)
    return ""


def rated(found: "Beside", currency: str | None) -> list[Rated]:
    """The months, or the segments."""
    of = _("{n} of {all}")
    months = [
        Rated(
            month_name(rate.month, "abbreviated"),
            rate.rate,
            rate.low,
            rate.high,
            of.format(n=count(rate.lost), all=count(rate.exposed)),
        )
        for rate in found.months
    ]
    return months or [_segment(figure, of, currency) for figure in found.segments]


def _segment(figure: "Figure", of: str, currency: str | None) -> Rated:
    above, below = (
        part(number, currency, is_money=is_money)
        for number, is_money in zip((figure.numerator, figure.denominator), figure.measure.money, strict=True)
    )
    name = _("(none)") if figure.group is None else clean(figure.group)
    value = None if figure.value is None else float(figure.value)
    return Rated(name, value, figure.low, figure.high, of.format(n=above, all=below))


def sentences(found: "Beside") -> list[str]:
    """What can be said of it, and how much that is worth."""
    from metrics.beside import BY_SEGMENT

    said = [_when(found.months)] if found.months else []
    if found.measure.id in BY_SEGMENT and not found.segments:
        said.append(_("By segment it would say more: a file of accounts with a column “segment” brings them."))
    against = _("Held against {metric}: {said}")
    said += [against.format(metric=_(measure.title), said=_told(correlation)) for measure, correlation in found.moves]
    return said


def _when(rates: "Sequence[Rate]") -> str:
    """Which months stand out from the whole year."""
    lost, exposed = sum(rate.lost for rate in rates), sum(rate.exposed for rate in rates)
    usual = lost / exposed
    text = _("In a usual month {rate} of the customers leave ({lost} of {all} customer months).").format(
        rate=share(usual), lost=count(lost), all=count(exposed)
    )
    above = [month_name(rate.month) for rate in rates if rate.low is not None and rate.low > usual]
    if not above:
        return text + " " + _("No month stands out: the differences may be chance.")
    text += " " + _("Clearly more leave in {months}.").format(months=", ".join(above))
    return text if len(above) > 1 else text + " " + _("Of twelve months, one may stand out by chance.")


def _told(found: "Correlation | None") -> str:
    """A correlation in words, with what it does not say."""
    if found is None:
        return _("no correlation over rolling periods, which overlap.")
    if found.r is None or found.low is None or found.high is None:
        return _("too few periods for a correlation ({n}).").format(n=found.pairs)
    text = _("r = {r} over {n} periods, 95% interval {low} to {high}").format(
        r=number(found.r), n=found.pairs, low=number(found.low), high=number(found.high)
    )
    if found.is_few:
        return text + "; " + _("so few periods say little.")
    return text + "; " + (_("it may be chance.") if found.may_be_chance else _("moving together proves no cause."))


def interval(row: Rated) -> str:
    """The row's 95 % interval; nothing where it has none."""
    return "" if row.low is None or row.high is None else span(row.low, row.high)


def grid(found: "Beside", currency: str | None) -> Grid | None:
    """The rows as a table of a report; None where there are none."""
    rows = rated(found, currency)
    if not rows:
        return None
    heads = (_("month") if found.months else _("segment"), _("figure"), _("95% interval"), _("count"))
    cells = [(row.name, share(row.value), interval(row) or NOTHING, row.of) for row in rows]
    return Grid(heads, (False, True, True, True), cells, title=title(found))
