"""The definition bench: one period under every published definition, and the accounts that make the difference."""

from dataclasses import dataclass, replace

import polars as pl

from metrics import variants, whys
from metrics.accounts import name_or_id
from metrics.errors import WrongUsage
from metrics.figures import Figure, answer, by_account, stage_of
from metrics.ledger import Ledger
from metrics.measures import customers, orders, receivables, revenue
from metrics.measures.base import Measure
from metrics.periods import parse_label
from metrics.question import Question
from metrics.stage import Stage

# The first of each is the program's own definition, the others are held against it.
FAMILIES: dict[str, tuple[Measure, ...]] = {
    "customer_churn": (
        customers.CHURN_RATE,
        customers.CHURN_RATE_NET,
        customers.CHURN_RATE_AVERAGE,
        customers.CHURN_RATE_EVER,
        customers.CHURN_RATE_EVENTS,
        customers.CHURN_RATE_EXPOSED,
        customers.CHURN_RATE_CLOSING,
    ),
    "gross_mrr_churn": (revenue.GROSS_MRR_CHURN_RATE, variants.CHURN_WITHOUT_CONTRACTION),
    "net_mrr_churn": (
        revenue.NET_MRR_CHURN_RATE,
        variants.NET_CHURN_WITH_REACTIVATION,
        variants.NET_CHURN_TWICE_EXPANDED,
    ),
    "gross_retention": (revenue.GROSS_REVENUE_RETENTION, variants.RETENTION_BY_TOTALS),
    "days_sales_outstanding": (
        receivables.DAYS_SALES_OUTSTANDING,
        receivables.DAYS_SALES_OUTSTANDING_COUNTBACK,
        variants.COUNTBACK_OF_30_DAYS,
    ),
    "repeat_purchase": (orders.REPEAT_PURCHASE_RATE, variants.REPEAT_WITHIN_PERIOD),
    "product_return": (orders.PRODUCT_RETURN_RATE, variants.RETURNS_OF_SALES, variants.RETURNS_BOOKED),
}


@dataclass(frozen=True)
class Definition:
    """One definition's figure.

    `differing`: account_id, name, numerator, denominator, own_numerator, own_denominator (under the first
    definition), why; the accounts that this definition counts in another way, sorted by account_id.
    """

    figure: Figure
    differing: pl.DataFrame


def bench(ledger: Ledger, question: Question, family: str, label: str) -> tuple[Definition, ...]:
    """One period under each definition of a family, the program's own first; none where its tables hold nothing.

    Raises WrongUsage for an unknown family, field or period.
    """
    if family not in FAMILIES:
        raise WrongUsage("unknown_family", family=family, known=", ".join(FAMILIES))
    measures = FAMILIES[family]
    if any(ledger.tables[name].is_empty() for name in measures[0].needs):
        return ()
    _, period = parse_label(label, question.as_of)
    stage = stage_of(ledger, replace(question, by=None), (period,))
    own = _by_account(measures[0], stage)
    moved = whys.by_movement(measures[0], stage)
    names = ledger.tables["accounts"].select("account_id", "name")
    return tuple(
        Definition(answer(stage, measure), _differing(own, _by_account(measure, stage), names, moved))
        for measure in measures
    )


_PARTS = {"account_id": pl.String, "numerator": pl.Float64, "denominator": pl.Float64}


def _by_account(measure: Measure, stage: Stage) -> pl.DataFrame:
    if measure.parts is None:
        return pl.DataFrame(schema=_PARTS)
    return by_account(stage, measure).drop("group").cast(_PARTS).select(list(_PARTS))  # type: ignore[arg-type]


def _differing(own: pl.DataFrame, other: pl.DataFrame, names: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    theirs = other.rename({"numerator": "other_numerator", "denominator": "other_denominator"})
    columns = ("account_id", "name", "numerator", "denominator", "own_numerator", "own_denominator", "why")
    mine = own.rename({"numerator": "own_numerator", "denominator": "own_denominator"})
    both = mine.join(theirs, on="account_id", how="full" if not other.is_empty() else "inner", coalesce=True)
    numbers = ("own_numerator", "own_denominator", "other_numerator", "other_denominator")
    changed = both.with_columns(pl.col(numbers).fill_null(0)).filter(
        (pl.col("own_numerator") != pl.col("other_numerator"))
        | (pl.col("own_denominator") != pl.col("other_denominator"))
    )
    return (
        changed.rename({"other_numerator": "numerator", "other_denominator": "denominator"})
        .join(names, on="account_id", how="left")
        .join(moved, on="account_id", how="left")
        .with_columns(name_or_id())
        .select(columns)
        .sort("account_id")
    )
