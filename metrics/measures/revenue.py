"""Monthly recurring revenue: its movements, what is lost and kept of it, and what a customer brings."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl

from metrics.measures.base import Better, Measure, Values
from metrics.measures.customers import LOST, STARTED_WITH, Counted
from metrics.measures.movements import tallies
from metrics.periods import Period, month_start, periods
from metrics.stage import Stage
from metrics.words import N_

O, C = pl.col("o"), pl.col("c")  # noqa: E741 - the letters of the definitions
NEW, REACTIVATED = pl.col("new"), pl.col("reactivated")
EXPANSION, CONTRACTION, CHURNED = pl.col("expansion"), pl.col("contraction"), pl.col("churned")
KEPT_OF_START, PAYING_AT_END = pl.col("kept"), pl.col("paying_end")

NEEDS = ("subscriptions",)
LIFETIME_MONTHS = 6


def _sum(id: str, title: str, definition: str, formula: str, better: Better, numerator: pl.Expr) -> Measure:
    return Measure(
        id=id,
        title=title,
        unit="money",
        definition=definition,
        formula=formula,
        source="ChartMogul, Stripe",
        better=better,
        needs=NEEDS,
        money=(True, False),
        parts=Counted(numerator),
    )


MRR_START = _sum(
    "mrr_start", N_("MRR at the start"), N_("Monthly recurring revenue of the rows on as the period begins."),
    N_("sum of each account's MRR at the start"), "up", O,
)  # fmt: skip
MRR_NEW = _sum(
    "mrr_new", N_("New MRR"), N_("MRR at the end of accounts that had none at the start and were never active before."),
    N_("MRR at the end of new customers"), "up", NEW,
)  # fmt: skip
MRR_REACTIVATED = _sum(
    "mrr_reactivated", N_("Reactivated MRR"),
    N_("MRR at the end of accounts that had none at the start but were active earlier."),
    N_("MRR at the end of returned customers"), "up", REACTIVATED,
)  # fmt: skip
MRR_EXPANSION = _sum(
    "mrr_expansion", N_("Expansion MRR"), N_("What accounts pay more at the end than at the start."),
    N_("sum of increases of accounts that stayed"), "up", EXPANSION,
)  # fmt: skip
MRR_CONTRACTION = _sum(
    "mrr_contraction", N_("Contraction MRR"), N_("What accounts that stayed pay less at the end than at the start."),
    N_("sum of decreases of accounts that stayed"), "down", CONTRACTION,
)  # fmt: skip
MRR_CHURNED = _sum(
    "mrr_churned", N_("Churned MRR"), N_("MRR at the start of accounts that have none at the end."),
    N_("MRR at the start of lost accounts"), "down", CHURNED,
)  # fmt: skip
MRR_END = _sum(
    "mrr_end", N_("MRR at the end"), N_("Monthly recurring revenue of the rows on as the period ends."),
    N_("start + new + reactivated + expansion - contraction - churned"), "up", C,
)  # fmt: skip
ARR = replace(
    _sum("arr", N_("Annual run rate"), N_("Twelve times the MRR at the end."), N_("12 x MRR at the end"), "up", 12 * C),
    caveats=N_("A run rate, not what a year will bring."),
)


def _rate(
    id: str,
    title: str,
    definition: str,
    formula: str,
    *,
    source: str,
    better: Better,
    over: tuple[pl.Expr, pl.Expr],
    caveats: str = "",
    is_multiple: bool = False,
) -> Measure:
    return Measure(
        id=id,
        title=title,
        unit="ratio",
        definition=definition,
        formula=formula,
        source=source,
        better=better,
        needs=NEEDS,
        kind="ratio",
        money=(True, True),
        caveats=caveats,
        is_multiple=is_multiple,
        parts=Counted(*over),
    )


GROSS_MRR_CHURN_RATE = _rate(
    "gross_mrr_churn_rate", N_("Gross MRR churn rate"),
    N_("Of the MRR at the start, the share lost to departures and downgrades, account by account."),
    N_("(churned + contraction) / MRR at the start"), source="ChartMogul, Chargebee, Baremetrics", better="down",
    over=(CHURNED + CONTRACTION, O), caveats=N_("Never over 100%: an account cannot lose more than it had."),
)  # fmt: skip
NET_MRR_CHURN_RATE = _rate(
    "net_mrr_churn_rate", N_("Net MRR churn rate"),
    N_("Gross MRR churn less what the same accounts pay more; negative when upgrades outweigh losses."),
    N_("(churned + contraction - expansion) / MRR at the start"),
    source=N_("Baremetrics; ChartMogul also subtracts reactivation"),
    better="down", over=(CHURNED + CONTRACTION - EXPANSION, O),
    caveats=N_("HubSpot's wording subtracts upgrades from a difference that already holds them; here they count once."),
)  # fmt: skip
GROSS_REVENUE_RETENTION = _rate(
    "gross_revenue_retention", N_("Gross revenue retention"),
    N_("Of the MRR at the start, the share kept without counting upgrades."),
    N_("1 - gross MRR churn rate"),
    source=N_("dbt mrr-playbook (per account)"), better="up", over=(O - CHURNED - CONTRACTION, O),
)  # fmt: skip
NET_REVENUE_RETENTION = _rate(
    "net_revenue_retention", N_("Net revenue retention"),
    N_("What the accounts of the start pay at the end, over what they paid then."),
    N_("1 - net MRR churn rate"),
    source="Chargebee; Carl Gold, Fighting Churn with Data", better="up", over=(KEPT_OF_START, O),
)  # fmt: skip
EXISTING_REVENUE_GROWTH_RATE = _rate(
    "existing_revenue_growth_rate", N_("Revenue growth of existing customers"),
    N_("By how much the accounts of the start grew or shrank over the period."),
    N_("(MRR at the end - MRR at the start) / MRR at the start, over the accounts of the start"),
    source="HubSpot", better="up",
    over=(KEPT_OF_START - O, O), caveats=N_("Minus the net MRR churn rate."),
)  # fmt: skip
QUICK_RATIO = _rate(
    "quick_ratio", N_("Quick ratio"), N_("MRR gained for each unit of MRR lost."),
    N_("(new + reactivated + expansion) / (churned + contraction)"), source="Mamoon Hamid; ChartMogul", better="up",
    over=(NEW + REACTIVATED + EXPANSION, CHURNED + CONTRACTION), caveats=N_("Undefined where nothing was lost."),
    is_multiple=True,
)  # fmt: skip
ARPA = Measure(
    id="arpa",
    title=N_("Average revenue per account"),
    unit="money",
    definition=N_("MRR at the end over the accounts that pay then."),
    formula=N_("MRR at the end / accounts with MRR at the end"),
    source="ChartMogul",
    better="up",
    needs=NEEDS,
    kind="ratio",
    money=(True, False),
    parts=Counted(C, PAYING_AT_END),
)


def _lifetime_value(stage: Stage) -> Values:
    """ARPA x gross margin / mean monthly churn of the last six complete months that end by the period's end."""
    months = _complete_months(stage)
    if len(months) < LIFETIME_MONTHS:
        return {}
    rates = _monthly_churn(stage, months)
    index = {month.end: position for position, month in enumerate(months)}
    paid = tallies(stage).filter(PAYING_AT_END > 0).select("p", "group", C, PAYING_AT_END)
    margin = Fraction(stage.assumptions.gross_margin)
    values: Values = {}
    for p, group, mrr, paying in paid.sort("p", "group").iter_rows():
        last = index.get(month_start(stage.periods[p].end), -1)
        window = [rates.get((position, group)) for position in range(last - LIFETIME_MONTHS + 1, last + 1)]
        above, below = _added([rate for rate in window if rate is not None])
        if None not in window and above > 0:
            values[p, group] = margin * Fraction(mrr * LIFETIME_MONTHS * below, paying * above)
    return values


def lifetime_months(stage: Stage) -> tuple[Period, ...]:
    """The six complete months that end by the end of a stage's one period; none where there are fewer."""
    months = [month for month in _complete_months(stage) if month.end <= stage.periods[0].end]
    return tuple(months[-LIFETIME_MONTHS:]) if len(months) >= LIFETIME_MONTHS else ()


def _added(rates: list[tuple[int, int]]) -> tuple[int, int]:
    """The sum of some fractions, not cut down: numerator and denominator."""
    above, below = 0, 1
    for numerator, denominator in rates:
        above, below = above * denominator + numerator * below, below * denominator
    return above, below


def _complete_months(stage: Stage) -> tuple[Period, ...]:
    """Every complete month in which the book had customers."""
    first = stage.ledger.first_days["first_day"].min()
    known = periods("month", first, stage.as_of) if isinstance(first, date) else []
    return tuple(month for month in known if month.complete)


def _monthly_churn(stage: Stage, months: tuple[Period, ...]) -> dict[tuple[int, str | None], tuple[int, int]]:
    """The churn rate of every month and group, as lost and started with, kept for all questions about the groups."""
    sums = stage.ledger.once(f"monthly churn {stage.grouping.name}", lambda: tallies(stage.over(months)))
    known = sums.filter(STARTED_WITH > 0).select("p", "group", LOST, STARTED_WITH)
    return {(p, group): (lost, start) for p, group, lost, start in known.iter_rows()}


CUSTOMER_LIFETIME_VALUE = Measure(
    id="customer_lifetime_value",
    title=N_("Customer lifetime value"),
    unit="money",
    definition=N_("What a customer brings before leaving, at the churn of the last six complete months."),
    formula=N_("ARPA x gross margin / mean of the monthly customer churn rate of the last six complete months"),
    source="ChartMogul",
    better="up",
    needs=NEEDS,
    kind="derived",
    caveats=N_("Undefined with fewer than six complete months or without any loss; unsteady with few customers."),
    derive=_lifetime_value,
)

MEASURES = (
    MRR_START,
    MRR_END,
    MRR_NEW,
    MRR_REACTIVATED,
    MRR_EXPANSION,
    MRR_CONTRACTION,
    MRR_CHURNED,
    GROSS_MRR_CHURN_RATE,
    NET_MRR_CHURN_RATE,
    GROSS_REVENUE_RETENTION,
    NET_REVENUE_RETENTION,
    EXISTING_REVENUE_GROWTH_RATE,
    QUICK_RATIO,
    ARPA,
    ARR,
    CUSTOMER_LIFETIME_VALUE,
)
