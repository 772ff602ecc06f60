"""What a figure is made of: figures of its period, and for a derived one those of the months it looks back on."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from metrics.catalogue import BY_ID
from metrics.figures import Figure, answer, stage_of
from metrics.ledger import Ledger
from metrics.measures.orders import PURCHASE_GAPS
from metrics.measures.receivables import CREDIT_SALES, counted_months
from metrics.measures.revenue import lifetime_months
from metrics.periods import Period, period_of
from metrics.question import Question

# The figures of the same period that a measure is made of.
INPUTS: dict[str, tuple[str, ...]] = {
    "customers_end": ("customers_start", "customers_new", "customers_reactivated", "customers_lost"),
    "customer_churn_rate": ("customers_lost", "customers_start"),
    "customer_churn_rate_net": ("customers_start", "customers_end"),
    "customer_churn_rate_average": ("customers_lost", "customers_start", "customers_end"),
    "customer_churn_rate_ever": ("customers_start",),
    "customer_churn_rate_events": ("loss_events", "customers_start"),
    "customer_churn_rate_exposed": ("loss_events",),
    "customer_churn_rate_closing": ("loss_events", "customers_end"),
    "mrr_end": ("mrr_start", "mrr_new", "mrr_reactivated", "mrr_expansion", "mrr_contraction", "mrr_churned"),
    "gross_mrr_churn_rate": ("mrr_churned", "mrr_contraction", "mrr_start"),
    "net_mrr_churn_rate": ("mrr_churned", "mrr_contraction", "mrr_expansion", "mrr_start"),
    "gross_revenue_retention": ("gross_mrr_churn_rate",),
    "net_revenue_retention": ("net_mrr_churn_rate",),
    "existing_revenue_growth_rate": ("net_mrr_churn_rate",),
    "quick_ratio": ("mrr_new", "mrr_reactivated", "mrr_expansion", "mrr_churned", "mrr_contraction"),
    "arpa": ("mrr_end",),
    "arr": ("mrr_end",),
    "customer_lifetime_value": ("arpa",),
    "days_sales_outstanding": ("receivables_end", "credit_sales"),
    "days_sales_outstanding_countback": ("receivables_end",),
    "net_promoter_score": ("survey_responses",),
}


def inputs_of(
    ledger: Ledger, question: Question, figure: Figure, index: Mapping[tuple[str, str | None, str], Figure]
) -> tuple[Figure, ...]:
    """The figures that one is made of; `index` holds those of its period by label, group and metric."""
    label, group, metric = figure.period.label, figure.group, figure.measure.id
    same = tuple(index[label, group, name] for name in INPUTS.get(metric, ()) if (label, group, name) in index)
    further = _FURTHER.get(metric)
    if further is None:
        return same
    where = question.where if question.by is None else (*question.where, (question.by, group or ""))
    found = further(ledger, replace(question, by=None, where=where), figure.period)
    return (*same, *(replace(each, group=group) for each in found))


def _monthly_churn(ledger: Ledger, question: Question, period: Period) -> tuple[Figure, ...]:
    """The churn rates of the months that a lifetime value is the mean of; none where there are too few."""
    months = lifetime_months(stage_of(ledger, question, (period,)))
    return tuple(answer(stage_of(ledger, question, (month,)), BY_ID["customer_churn_rate"]) for month in months)


def _purchase_gaps(ledger: Ledger, question: Question, period: Period) -> tuple[Figure, ...]:
    return (answer(stage_of(ledger, question, (period,)), PURCHASE_GAPS),)


def _sales_counted_back(ledger: Ledger, question: Question, period: Period) -> tuple[Figure, ...]:
    """The sales of the months that a count back goes through, latest first; those skipped are not above 0."""
    return tuple(
        Figure(period_of(month, "month", question.as_of), None, CREDIT_SALES, sales, sales, None)
        for month, sales in counted_months(stage_of(ledger, question, (period,)))
    )


_FURTHER: dict[str, Callable[[Ledger, Question, Period], tuple[Figure, ...]]] = {
    "customer_lifetime_value": _monthly_churn,
    "purchase_interval_days": _purchase_gaps,
    "days_sales_outstanding_countback": _sales_counted_back,
}
