"""The same question under other published definitions: measures that only the definition bench shows."""

from dataclasses import replace
from fractions import Fraction

import polars as pl

from metrics.measures import orders, receivables
from metrics.measures.base import Values
from metrics.measures.customers import Counted
from metrics.measures.movements import tallies
from metrics.measures.orders import BOOKED, RETURNED
from metrics.measures.receivables import DAYS_SALES_OUTSTANDING_COUNTBACK, FIXED_MONTH_DAYS
from metrics.measures.revenue import (
    CHURNED,
    CONTRACTION,
    EXPANSION,
    GROSS_MRR_CHURN_RATE,
    GROSS_REVENUE_RETENTION,
    KEPT_OF_START,
    NET_MRR_CHURN_RATE,
    REACTIVATED,
    O,
)
from metrics.stage import Stage
from metrics.words import N_


def _retention_by_totals(stage: Stage) -> Values:
    sums = tallies(stage).select("p", "group", O, KEPT_OF_START)
    return {(p, group): Fraction(min(start, kept), start) for p, group, start, kept in sums.iter_rows() if start > 0}


def _repeat_within(stage: Stage) -> tuple[pl.DataFrame, ...]:
    buyers = orders.bought_within(stage)
    return (buyers.with_columns(numerator=(pl.col("orders") >= 2).cast(pl.Int64), denominator=pl.lit(1, pl.Int64)),)


CHURN_WITHOUT_CONTRACTION = replace(
    GROSS_MRR_CHURN_RATE,
    id="gross_mrr_churn_rate_departures",
    title=N_("MRR churn rate, departures only"),
    definition=N_("Of the MRR at the start, the share of accounts that left; downgrades are left out."),
    formula=N_("churned / MRR at the start"),
    source=N_("Stripe (churned revenue)"),
    caveats="",
    used_by=N_("Stripe's churned revenue"),
    parts=Counted(CHURNED, O),
)
NET_CHURN_WITH_REACTIVATION = replace(
    NET_MRR_CHURN_RATE,
    id="net_mrr_churn_rate_reactivation",
    title=N_("Net MRR churn rate, reactivation taken off"),
    definition=N_("Net MRR churn that also takes off the revenue of customers who came back."),
    formula=N_("(churned + contraction - expansion - reactivated) / MRR at the start"),
    source="ChartMogul",
    caveats=N_("Returning accounts were not there at the start, so it is no share of the start's accounts."),
    used_by=N_("ChartMogul"),
    parts=Counted(CHURNED + CONTRACTION - EXPANSION - REACTIVATED, O),
)
NET_CHURN_TWICE_EXPANDED = replace(
    NET_MRR_CHURN_RATE,
    id="net_mrr_churn_rate_literal",
    title=N_("Net MRR churn rate, formula taken literally"),
    definition=N_("The fall in MRR of the accounts of the start, with their upgrades subtracted once more."),
    formula=N_("((MRR at the start - MRR at the end) - upgrades) / MRR at the start"),
    source=N_("HubSpot, formula as written"),
    caveats=N_("Counts upgrades twice: they are in the MRR at the end already."),
    used_by=N_("HubSpot's formula as written"),
    parts=Counted(O - KEPT_OF_START - EXPANSION, O),
)
RETENTION_BY_TOTALS = replace(
    GROSS_REVENUE_RETENTION,
    id="gross_revenue_retention_totals",
    title=N_("Gross revenue retention, by totals"),
    definition=N_("The smaller of the totals at the start and at the end of the start's accounts, over the start."),
    formula=N_("min(MRR at the start, MRR at the end) / MRR at the start, of all accounts together"),
    source=N_("Chargebee (worked example)"),
    caveats=N_("One account's upgrades hide another's departure."),
    used_by=N_("Chargebee's worked example"),
    parts=None,
    kind="derived",
    money=(False, False),
    derive=_retention_by_totals,
)
COUNTBACK_OF_30_DAYS = replace(
    DAYS_SALES_OUTSTANDING_COUNTBACK,
    id="days_sales_outstanding_countback_30",
    title=N_("Days sales outstanding, counted back in months of 30 days"),
    caveats=N_("The printed example of the method counts every month as 30 days."),
    used_by=N_("On's worked example"),
    derive=lambda stage: receivables.countback(stage, FIXED_MONTH_DAYS),
)
REPEAT_WITHIN_PERIOD = replace(
    orders.REPEAT_PURCHASE_RATE,
    id="repeat_purchase_rate_within",
    title=N_("Repeat purchase rate, within the period"),
    definition=N_("Of the customers who bought in the period, the share with two or more orders inside it."),
    formula=N_("buyers with at least two orders in the period / buyers of the period"),
    source=N_("repeat purchase rate as in retail textbooks"),
    caveats=N_("The shorter the period, the lower it gets."),
    used_by=N_("retail reports by quarter or year"),
    parts=_repeat_within,
)
RETURNS_OF_SALES = replace(
    orders.PRODUCT_RETURN_RATE,
    id="product_return_rate_sales",
    title=N_("Product return rate, of the period's sales"),
    definition=N_("Of the units sold in the period, the share that came back at any time."),
    formula=N_("returned units of the period's sales / units sold"),
    source="HubSpot",
    caveats=N_("Still open for recent months."),
    used_by=N_("HubSpot"),
    parts=lambda stage: orders.returns(stage, RETURNED),
)
RETURNS_BOOKED = replace(
    orders.PRODUCT_RETURN_RATE,
    id="product_return_rate_booked",
    title=N_("Product return rate, returns booked in the period"),
    definition=N_("Units of the return rows of the period over units sold in it, whenever they were sold."),
    formula=N_("units of return rows / units sold"),
    source=N_("bookkeeping practice"),
    caveats=N_("Compares this period's returns with sales they do not stem from."),
    used_by=N_("bookkeeping"),
    parts=lambda stage: orders.returns(stage, BOOKED),
)
