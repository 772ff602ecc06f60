"""What belongs beside a figure: losses by month of the year, a rate by segment, a score against growth and churn."""

from dataclasses import dataclass, replace
from datetime import timedelta

from metrics.catalogue import BY_ID
from metrics.correlation import Correlation, over_periods
from metrics.figures import Figure, Figures, report
from metrics.hazard import Rate, hazard
from metrics.ledger import Ledger
from metrics.measures.base import Measure
from metrics.periods import parse_label
from metrics.question import Question

BY_SEGMENT = frozenset(("repeat_purchase_rate", "product_return_rate"))
SEGMENT = "segment"
HELD_AGAINST = {"net_promoter_score": ("existing_revenue_growth_rate", "customer_churn_rate")}

# Of the figures of a report, those beside which something stands.
OF_REPORT = ("customer_churn_rate", *sorted(BY_SEGMENT), *HELD_AGAINST)


def counts_losses(metric: str) -> bool:
    """Whether it is a figure of losses, beside which stands when in the year customers leave."""
    return metric.startswith("customer_churn_rate") or metric in ("customers_lost", "loss_events", "mrr_churned")


def belongs(metric: str) -> bool:
    """Whether anything stands beside the figures of a metric."""
    return counts_losses(metric) or metric in BY_SEGMENT or metric in HELD_AGAINST


@dataclass(frozen=True)
class Beside:
    """What stands beside the figure of one metric; each part is empty for metrics that it does not belong to.

    `months`: of each month of the year, the customers who could have left in it and those who did, over all complete
    months up to as-of. `segments`: the metric's figure of the period in each segment. `moves`: the correlation with
    each metric that it is held against, over the complete periods; None over rolling ones, which overlap.
    """

    measure: Measure
    months: tuple[Rate, ...] = ()
    segments: tuple[Figure, ...] = ()
    moves: tuple[tuple[Measure, Correlation | None], ...] = ()


def beside(
    ledger: Ledger, question: Question, metric: str, label: str, around: Figures, group: str | None = None
) -> Beside:
    """What stands beside the figure of a metric, period and group; `around` are the periods that are correlated."""
    where = question.where if question.by is None else (*question.where, (question.by, group or ""))
    months = hazard(ledger, question.as_of, axis="calendar", where=where).rates if counts_losses(metric) else ()
    moves = tuple((BY_ID[other], over_periods(around, metric, other, group)) for other in HELD_AGAINST.get(metric, ()))
    segments = _segments(ledger, replace(question, where=where), metric, label) if metric in BY_SEGMENT else ()
    return Beside(BY_ID[metric], months if any(rate.exposed for rate in months) else (), segments, moves)


def _segments(ledger: Ledger, question: Question, metric: str, label: str) -> tuple[Figure, ...]:
    """One metric's figures of a period by segment; none where the book knows no segments."""
    if ledger.tables["accounts"][SEGMENT].null_count() == ledger.tables["accounts"].height:
        return ()
    every, period = parse_label(label, question.as_of)
    last_day = period.end - timedelta(days=1)
    asked = replace(question, every=every, start=last_day, stop=period.end, by=SEGMENT, metrics=(metric,))
    return report(ledger, asked).figures


def of_report(ledger: Ledger, question: Question, figures: Figures) -> tuple[Beside, ...]:
    """What stands beside the figures of a report of the whole: of its last complete period, or of its last one."""
    if figures.by is not None or not figures.periods:
        return ()
    complete = [period for period in figures.periods if period.complete] or figures.periods
    label = complete[-1].label
    known = {figure.measure.id for figure in figures.figures}
    wanted = [metric for metric in OF_REPORT if metric in known]
    return tuple(beside(ledger, question, metric, label, figures) for metric in wanted)
