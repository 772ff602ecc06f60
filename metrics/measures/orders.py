"""Orders: who buys again, how often, and what comes back."""

from collections import Counter
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

import polars as pl

from metrics.measures.base import Measure, Values
from metrics.stage import Stage
from metrics.words import N_

NEEDS = ("orders",)
IS_SALE = pl.col("units") > 0
IS_RETURN = pl.col("units") < 0


def _sales(stage: Stage) -> pl.LazyFrame:
    return stage.table("orders").filter(IS_SALE & (pl.col("ordered_on") <= stage.as_of))


def _repeat_parts(stage: Stage) -> pl.LazyFrame:
    """Each account with a sale in the period: 1 under the line, 1 above it once its second order is there."""
    sales = _sales(stage)
    orders = sales.group_by("account_id", "order_id").agg(first_on=pl.col("ordered_on").min())
    # The day on which an account's number of distinct orders reached two.
    second = orders.group_by("account_id").agg(second_on=pl.col("first_on").sort().get(1, null_on_oob=True))
    buyers = stage.within(sales.select("account_id", "ordered_on"), "ordered_on").select("p", "account_id").unique()
    known = buyers.join(second, on="account_id", how="left").join(stage.frame.lazy().select("p", "end"), on="p")
    again = (pl.col("second_on") < pl.col("end")).fill_null(False)
    return stage.parts(known, again.cast(pl.Int64), pl.lit(1, pl.Int64))


def _return_parts(stage: Stage) -> pl.LazyFrame:
    """Units that came back (of the period's sales, or as return rows of the period) over units sold in it."""
    rows = stage.table("orders").filter(pl.col("ordered_on") <= stage.as_of)
    later = pl.when(IS_SALE).then(pl.col("returned_units").fill_null(0))
    came_back = later.when(IS_RETURN).then(-pl.col("units")).otherwise(0)
    sold = pl.when(IS_SALE).then("units").otherwise(0)
    return stage.parts(stage.within(rows, "ordered_on"), came_back, sold)


def _purchase_interval(stage: Stage) -> Values:
    """Median over accounts of the days between neighbouring sale dates, up to each period's end."""
    days = _sales(stage).select("account_id", "ordered_on").unique().sort("account_id", "ordered_on")
    earlier = pl.col("ordered_on").shift(1).over("account_id", order_by="ordered_on")
    gaps = days.with_columns(gap=(pl.col("ordered_on") - earlier).dt.total_days()).filter(pl.col("gap").is_not_null())
    if stage.grouping.is_lasting:
        return _medians_so_far(stage, gaps)
    known_gaps = gaps.collect()
    values: Values = {}
    for p, period in enumerate(stage.periods):
        known = known_gaps.lazy().filter(pl.col("ordered_on") < period.end).with_columns(p=pl.lit(p, pl.Int64))
        pooled = stage.grouping.attach(known, stage.frame).group_by("group").agg(pl.col("gap").median())
        values |= {(p, group): Fraction(gap) for group, gap in pooled.collect().iter_rows()}
    return values


def _medians_so_far(stage: Stage, gaps: pl.LazyFrame) -> Values:
    """The same where accounts keep their group: each gap is counted once, in the first period that knows it."""
    counts = (
        stage.grouping.attach(stage.known_from(gaps, "ordered_on"), stage.frame)
        .group_by("group", "p", "gap")
        .agg(n=pl.len())
        .sort("group", "p")
        .collect()
    )
    values: Values = {}
    for group, rows in groupby(counts.iter_rows(), key=itemgetter(0)):
        fresh: dict[int, list[tuple[int, int]]] = {}
        for _, p, gap, n in rows:
            fresh.setdefault(p, []).append((gap, n))
        seen: Counter[int] = Counter()
        for p in range(min(fresh), len(stage.periods)):
            seen.update(dict(fresh.get(p, ())))
            values[p, group] = _median(seen)
    return values


def _median(counts: Counter[int]) -> Fraction:
    """The median of counted values: the mean of the middle two where their number is even."""
    total, seen = counts.total(), 0
    middle: list[int] = []
    for value in sorted(counts):
        seen += counts[value]
        while len(middle) < 2 and seen > (total - 1 + len(middle)) // 2:
            middle.append(value)
    return Fraction(sum(middle), 2)


REPEAT_PURCHASE_RATE = Measure(
    id="repeat_purchase_rate",
    title=N_("Repeat purchase rate"),
    unit="ratio",
    definition=N_("Of the customers who bought in the period, the share with two or more orders up to its end."),
    formula=N_("buyers with at least two orders so far / buyers of the period"),
    source="HubSpot; Shopify (returning customer rate)",
    better="up",
    needs=NEEDS,
    kind="ratio",
    interval="wilson",
    caveats=N_("The first order may lie before the period."),
    parts=_repeat_parts,
)
PURCHASE_INTERVAL_DAYS = Measure(
    id="purchase_interval_days",
    title=N_("Days between purchases"),
    unit="days",
    definition=N_("Median days between neighbouring purchase dates of the same customer, up to the period's end."),
    formula=N_("median of all gaps between an account's sale dates, pooled over accounts"),
    source="HubSpot (purchase frequency)",
    better="down",
    needs=NEEDS,
    kind="derived",
    caveats=N_("Customers who buy often weigh more; who bought once does not count."),
    derive=_purchase_interval,
)
PRODUCT_RETURN_RATE = Measure(
    id="product_return_rate",
    title=N_("Product return rate"),
    unit="ratio",
    definition=N_("Units that came back, of the period's sales or as returns booked in it, over units sold in it."),
    formula=N_("(returned units of the period's sales + units of its return rows) / units sold"),
    source="HubSpot",
    better="down",
    needs=NEEDS,
    kind="ratio",
    caveats=N_("Recent sales may still come back; with returns booked later it can pass 100 %."),
    parts=_return_parts,
)

MEASURES = (REPEAT_PURCHASE_RATE, PURCHASE_INTERVAL_DAYS, PRODUCT_RETURN_RATE)
