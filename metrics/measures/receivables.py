"""Receivables: what is owed at the end of a period, and how many days of sales that is."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

import polars as pl

from metrics.measures.base import Measure, Values
from metrics.periods import month_start
from metrics.stage import Stage
from metrics.words import N_

NEEDS = ("invoices",)
FIXED_MONTH_DAYS = 30
# What was paid counts only with its date; without an amount, a date means all of it.
PAID = pl.when(pl.col("paid_on").is_not_null()).then(pl.col("amount_paid").fill_null(pl.col("amount"))).otherwise(0)


def _invoices(stage: Stage) -> pl.LazyFrame:
    return stage.table("invoices").filter(pl.col("issued_on") <= stage.as_of)


def _balances(stage: Stage) -> pl.LazyFrame:
    """p, account_id, owed (minor units, not 0): what each account owes at each period's end."""
    issued = _invoices(stage).select("account_id", day="issued_on", owed="amount")
    # A payment ahead of its invoice takes effect with the invoice.
    paid = _invoices(stage).select(
        "account_id",
        day=pl.max_horizontal("paid_on", "issued_on"),
        owed=-PAID,
        has_date=pl.col("paid_on").is_not_null(),
    )
    days = (
        pl.concat([issued, paid.filter("has_date").drop("has_date")])
        .group_by("account_id", "day")
        .agg(pl.col("owed").sum())
        .sort("account_id", "day")
        .with_columns(
            owed=pl.col("owed").cum_sum().over("account_id", order_by="day"),
            until=pl.col("day").shift(-1).over("account_id", order_by="day"),
        )
    )
    return stage.standing(days.filter(pl.col("owed") != 0), "day", "until").select("p", "account_id", "owed")


def _receivables_parts(stage: Stage) -> pl.LazyFrame:
    return stage.parts(_balances(stage), pl.col("owed"))


def _sales_parts(stage: Stage) -> pl.LazyFrame:
    return stage.parts(stage.within(_invoices(stage), "issued_on"), pl.col("amount"))


def _outstanding_parts(stage: Stage) -> pl.LazyFrame:
    owed = _receivables_parts(stage).with_columns(denominator=pl.lit(0, pl.Int64))
    sold = _sales_parts(stage).with_columns(denominator=pl.col("numerator"), numerator=pl.lit(0, pl.Int64))
    return pl.concat([owed, sold])


def countback(stage: Stage, month_days: int) -> Values:
    """Days of the latest sales that add up to what is owed, by period and group; `month_days` as in `count_back`."""
    sales = _sales_by_month(stage)
    return {
        (p, group): count_back(owed, sales.get((p, group), []), stage.periods[p].end, month_days)
        for p, group, owed in _owed(stage)
    }


def _owed(stage: Stage) -> list[tuple[int, str | None, int]]:
    owed = _receivables_parts(stage).group_by("p", "group").agg(pl.col("numerator").sum())
    return owed.sort("p", "group").collect().rows()


def _sales_by_month(stage: Stage) -> dict[tuple[int, str | None], list[tuple[date, int]]]:
    """For each period and group of that period: (first of month, sales) up to the period's end, latest first."""
    found: dict[tuple[int, str | None], list[tuple[date, int]]] = {}
    for p, months in enumerate(_monthly_sales(stage)):
        for group, rows in groupby(months.iter_rows(), key=itemgetter(0)):
            found[p, group] = [(month, amount) for _, month, amount in rows]
    return found


def _monthly_sales(stage: Stage) -> Iterator[pl.DataFrame]:
    """group, month, amount for each period in turn, by its own groups, latest month first."""
    daily = _invoices(stage).group_by("account_id", "issued_on").agg(pl.col("amount").sum())
    if stage.grouping.is_lasting:
        # Nothing is issued after as-of, so a period's months are whole or cut as the period is.
        whole = _by_month(stage.grouping.attach(daily, stage.frame))
        yield from (whole.filter(pl.col("month") < period.end) for period in stage.periods)
        return
    known = daily.collect().lazy()
    for p, period in enumerate(stage.periods):
        until = known.filter(pl.col("issued_on") < period.end).with_columns(p=pl.lit(p, pl.Int64))
        yield _by_month(stage.grouping.attach(until, stage.frame))


def _by_month(sales: pl.LazyFrame) -> pl.DataFrame:
    return (
        sales.group_by("group", month=pl.col("issued_on").dt.month_start())
        .agg(pl.col("amount").sum())
        .sort("group", "month", descending=[False, True])
        .collect()
    )


def count_back(owed: int, sales: list[tuple[date, int]], end: date, month_days: int = 0) -> Fraction | None:
    """Days of sales outstanding by exhaustion: each month's sales are taken off what is owed, latest month first.

    `sales` is (first of month, sales) latest first; months without positive sales are skipped. `month_days` 0 takes
    real days (of the month's part before `end`), else every month has that many. 0 where nothing is owed; None
    where the sales are used up.
    """
    if owed <= 0:
        return Fraction(0)
    days = Fraction(0)
    for month, amount in sales:
        if amount <= 0:
            continue
        length = month_days or (min(_next_month(month), end) - month).days
        if owed <= amount:
            return days + Fraction(length * owed, amount)
        owed -= amount
        days += length
    return None


def _next_month(month: date) -> date:
    return month_start(month + timedelta(days=31))


RECEIVABLES_END = Measure(
    id="receivables_end",
    title=N_("Receivables at the end"),
    unit="money",
    definition=N_("What was invoiced before the period's end and not paid before it."),
    formula=N_("sum of invoices issued - what was paid of them"),
    source="accounting practice",
    better="down",
    needs=NEEDS,
    money=(True, False),
    caveats=N_("Part payments without a date are not counted as paid."),
    parts=_receivables_parts,
)
CREDIT_SALES = Measure(
    id="credit_sales",
    title=N_("Credit sales"),
    unit="money",
    definition=N_("Invoices issued in the period, credit notes taken off."),
    formula=N_("sum of amounts issued"),
    source="accounting practice",
    better="up",
    needs=NEEDS,
    money=(True, False),
    parts=_sales_parts,
)
DAYS_SALES_OUTSTANDING = Measure(
    id="days_sales_outstanding",
    title=N_("Days sales outstanding"),
    unit="days",
    definition=N_("Receivables at the end over the period's credit sales, in days of the period."),
    formula=N_("receivables / credit sales x days of the period"),
    source="textbook; On (accounts receivable)",
    better="down",
    needs=NEEDS,
    kind="ratio",
    scale="days",
    money=(True, True),
    defined_above_zero=True,
    caveats=N_("Falls when sales jump, though nobody paid earlier; undefined without positive sales."),
    parts=_outstanding_parts,
)
DAYS_SALES_OUTSTANDING_COUNTBACK = Measure(
    id="days_sales_outstanding_countback",
    title=N_("Days sales outstanding, counted back"),
    unit="days",
    definition=N_("Days of the latest sales that add up to what is owed, month by month backwards."),
    formula=N_("each month's sales are taken off what is owed and its days added, the last one in proportion"),
    source="On (count-back method)",
    better="down",
    needs=NEEDS,
    kind="derived",
    caveats=N_("Months without positive sales are skipped; undefined where all sales are used up."),
    absent=Fraction(0),  # nothing owed
    derive=lambda stage: countback(stage, stage.assumptions.dso_month_days),
)

MEASURES = (RECEIVABLES_END, CREDIT_SALES, DAYS_SALES_OUTSTANDING, DAYS_SALES_OUTSTANDING_COUNTBACK)
