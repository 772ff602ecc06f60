"""Receivables: what is owed at the end of a period, and how many days of sales that is."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from metrics.facts import Facts, dated, following, in_order, numbered, running
from metrics.ledger import Ledger
from metrics.measures.base import Measure, Values, summed
from metrics.periods import month_start
from metrics.stage import Stage
from metrics.words import N_

NEEDS = ("invoices",)
FIXED_MONTH_DAYS = 30
# What was paid counts only with its date; without an amount, a date means all of it.
PAID = pl.when(pl.col("paid_on").is_not_null()).then(pl.col("amount_paid").fill_null(pl.col("amount"))).otherwise(0)


def _balances(ledger: Ledger) -> pl.DataFrame:
    """account, day, following, owed (minor units, not 0): what each account owes after each day, until the next."""
    issued = SALES.of(ledger).select("account", "day", owed="amount")
    # A payment ahead of its invoice takes effect with the invoice.
    paid = numbered(ledger, ledger.tables["invoices"].filter(pl.col("paid_on").is_not_null())).select(
        "account", day=pl.max_horizontal("paid_on", "issued_on"), owed=-PAID
    )
    days = in_order(pl.concat([issued, paid]).with_columns(pl.col("owed").fill_null(0)))
    after = days.with_columns(owed=running("owed"), following=following("day"))
    return after.filter((pl.col("owed") != 0) & (pl.col("day").ne_missing(pl.col("following"))))


SALES = Facts("sales", lambda ledger: dated(ledger, "invoices", "issued_on", "amount"), ("amount",))
BALANCES = Facts("balances", _balances, ("owed",))


def _owed_parts(stage: Stage) -> pl.DataFrame:
    return stage.once("owed", lambda: stage.standing(BALANCES))


def _sold_parts(stage: Stage) -> pl.DataFrame:
    return stage.once("sold", lambda: stage.within(SALES))


def _outstanding_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    owed = _owed_parts(stage).with_columns(numerator="owed", denominator=pl.lit(0, pl.Int64))
    return owed, _sold_parts(stage).with_columns(numerator=pl.lit(0, pl.Int64), denominator="amount")


def countback(stage: Stage, month_days: int) -> Values:
    """Days of the latest sales that add up to what is owed, by period and group; `month_days` as in `count_back`."""
    sales = _sales_by_month(stage)
    owed = stage.totals(_owed_parts(stage), "owed")
    return {
        (p, group): count_back(amount, sales(p, group), stage.periods[p].end, month_days)
        for p, group, amount in owed.select("p", "group", "owed").iter_rows()
    }


Months = list[tuple[date, int]]


def _sales_by_month(stage: Stage) -> Callable[[int, str | None], Months]:
    """For a period and a group of that period: (first of month, sales) up to the period's end, latest first."""
    if not stage.grouping.is_lasting:
        return _sales_of_movers(stage)
    # Nothing is issued after as-of, so a period's months are whole or cut as the period is.
    ends = [period.end for period in stage.periods]
    known = _with_month(stage.over(stage.periods[-1:]).known(SALES))
    whole = _latest_first(known.group_by("group", "month").agg(pl.col("amount").sum()), "group")

    def until(p: int, group: str | None) -> Months:
        months = whole.get((group,), [])
        return months[bisect_right(months, -ends[p].toordinal(), key=lambda each: -each[0].toordinal()) :]

    return until


def _sales_of_movers(stage: Stage) -> Callable[[int, str | None], Months]:
    """The same where a sale goes with its account from group to group."""
    sums = stage.spans.totals(_with_month(stage.known(SALES)), ["amount"], by=["group", "month"])
    found = _latest_first(sums, "p", "group")
    return lambda p, group: found.get((p, group), [])


def _with_month(sales: pl.DataFrame) -> pl.DataFrame:
    return sales.with_columns(month=pl.col("day").dt.month_start())


def _latest_first(sums: pl.DataFrame, *by: str) -> dict[tuple[object, ...], Months]:
    found: dict[tuple[object, ...], Months] = {}
    for *key, month, amount in sums.sort("month", descending=True).select(*by, "month", "amount").iter_rows():
        found.setdefault(tuple(key), []).append((month, amount))
    return found


def count_back(owed: int, sales: Months, end: date, month_days: int = 0) -> Fraction | None:
    """Days of sales outstanding by exhaustion: each month's sales are taken off what is owed, latest month first.

    `sales` is (first of month, sales) latest first; months without positive sales are skipped. `month_days` 0 takes
    real days (of the month's part before `end`), else every month has that many. 0 where nothing is owed; None
    where the sales are used up.
    """
    if owed <= 0:
        return Fraction(0)
    days = 0
    for month, amount in sales:
        if amount <= 0:
            continue
        length = month_days or (min(_next_month(month), end) - month).days
        if owed <= amount:
            return Fraction(days * amount + length * owed, amount)
        owed -= amount
        days += length
    return None


def counted_months(stage: Stage) -> Months:
    """The months that the count back of an ungrouped stage's one period goes through, latest first, skipped too."""
    sales = dict(_sales_by_month(stage)(0, None))
    owed = sum(stage.totals(_owed_parts(stage), "owed")["owed"])
    found: Months = []
    month = month_start(stage.periods[0].end - timedelta(days=1))
    while owed > 0 and sales and month >= min(sales):
        found.append((month, sales.get(month, 0)))
        owed -= max(0, found[-1][1])
        month = month_start(month - timedelta(days=1))
    return found


def _next_month(month: date) -> date:
    return month_start(month + timedelta(days=31))


RECEIVABLES_END = Measure(
    id="receivables_end",
    title=N_("Receivables at the end"),
    unit="money",
    definition=N_("What was invoiced before the period's end and not paid before it."),
    formula=N_("sum of invoices issued - what was paid of them"),
    source=N_("accounting practice"),
    better="down",
    needs=NEEDS,
    money=(True, False),
    caveats=N_("Part payments without a date are not counted as paid."),
    parts=lambda stage: summed(_owed_parts(stage), "owed"),
)
CREDIT_SALES = Measure(
    id="credit_sales",
    title=N_("Credit sales"),
    unit="money",
    definition=N_("Invoices issued in the period, credit notes taken off."),
    formula=N_("sum of amounts issued"),
    source=N_("accounting practice"),
    better="up",
    needs=NEEDS,
    money=(True, False),
    parts=lambda stage: summed(_sold_parts(stage), "amount"),
)
DAYS_SALES_OUTSTANDING = Measure(
    id="days_sales_outstanding",
    title=N_("Days sales outstanding"),
    unit="days",
    definition=N_("Receivables at the end over the period's credit sales, in days of the period."),
    formula=N_("receivables / credit sales x days of the period"),
    source=N_("textbook; On (accounts receivable)"),
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
    source=N_("On (count-back method)"),
    better="down",
    needs=NEEDS,
    kind="derived",
    caveats=N_("Months without positive sales are skipped; undefined where all sales are used up."),
    absent=Fraction(0),  # nothing owed
    derive=lambda stage: countback(stage, stage.assumptions.dso_month_days),
)

MEASURES = (RECEIVABLES_END, CREDIT_SALES, DAYS_SALES_OUTSTANDING, DAYS_SALES_OUTSTANDING_COUNTBACK)
