"""Orders: who buys again, how often, and what comes back."""

from fractions import Fraction

import polars as pl

from metrics.facts import Facts, dated, is_first, preceding
from metrics.ledger import Ledger
from metrics.measures.base import Measure, Values, summed
from metrics.spans import counting
from metrics.stage import Stage
from metrics.words import N_

NEEDS = ("orders",)
# Units of a row: sold; of those, what came back later; booked as come back by a row of its own.
SOLD, RETURNED, BOOKED = pl.col("sold"), pl.col("returned"), pl.col("booked")


def _orders(ledger: Ledger) -> pl.DataFrame:
    """account, day, order_id, sold, returned, booked of every row."""
    units = pl.col("units")
    later = pl.when(units > 0).then(pl.col("returned_units")).fill_null(0)
    counts = {"sold": units.clip(lower_bound=0), "returned": later, "booked": (-units).clip(lower_bound=0)}
    return dated(ledger, "orders", "ordered_on", "order_id", **counts)


ORDERS = Facts("orders", _orders, ("sold", "returned", "booked"))


def _sale_days(ledger: Ledger) -> pl.DataFrame:
    """account, day, earlier, second_on: the days on which an account bought, each with the one before, and with the
    day on which its number of distinct orders reached two."""

    def make() -> pl.DataFrame:
        days = ORDERS.of(ledger).filter(SOLD > 0).select("account", "day")
        distinct = days.filter(pl.struct("account", "day").ne_missing(pl.struct("account", "day").shift(1)))
        return distinct.with_columns(earlier=preceding("day")).join(
            _second_orders(ledger), on="account", how="left", maintain_order="left"
        )

    return ledger.once("sale days", make)


def _second_orders(ledger: Ledger) -> pl.DataFrame:
    orders = ORDERS.of(ledger).filter(SOLD > 0).unique(["account", "order_id"], keep="first", maintain_order=True)
    return (
        orders.filter(~is_first())
        .unique("account", keep="first", maintain_order=True)
        .select("account", second_on="day")
    )


def _buyers(stage: Stage) -> pl.DataFrame:
    """Each account once in every period in which it bought, as parts with `second_on`."""
    days = stage.spans.within(_sale_days(stage.ledger), "day")
    # Periods that contain the sale before have counted the account already.
    counted = pl.when(pl.col("earlier").is_not_null()).then(stage.spans.starting_after("earlier"))
    return stage.grouped(days.with_columns(since=pl.max_horizontal("since", counted)))


def _repeat_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    """Each account with a sale in the period: 1 under the line, 1 above it once its second order is there."""
    buyers = _buyers(stage)
    again = buyers.with_columns(since=pl.max_horizontal("since", stage.spans.ending_after("second_on")))
    below = buyers.with_columns(numerator=pl.lit(0, pl.Int64), denominator=pl.lit(1, pl.Int64))
    above = counting(again).with_columns(numerator=pl.lit(1, pl.Int64), denominator=pl.lit(0, pl.Int64))
    return above, below


def _return_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    """Units that came back (of the period's sales, or as return rows of the period) over units sold in it."""
    return returns(stage, RETURNED + BOOKED)


def returns(stage: Stage, came_back: pl.Expr) -> tuple[pl.DataFrame, ...]:
    """Units that came back over units sold, of the rows of the period, as parts."""
    return (stage.within(ORDERS).with_columns(numerator=came_back, denominator=SOLD),)


def bought_within(stage: Stage) -> pl.DataFrame:
    """The accounts with a sale in a stage's one period, as parts with their number of `orders` in it."""
    sales = stage.grouped(stage.spans.within(ORDERS.of(stage.ledger).filter(SOLD > 0), "day"))
    return sales.group_by("account", "since", "until", "group").agg(orders=pl.col("order_id").n_unique())


def _gaps(ledger: Ledger) -> pl.DataFrame:
    """account, day, gap: the days since the purchase before, of every later purchase; the shortest first."""

    def make() -> pl.DataFrame:
        later = _sale_days(ledger).filter(pl.col("earlier").is_not_null())
        gap = (pl.col("day") - pl.col("earlier")).dt.total_days()
        return later.select("account", "day", gap=gap).sort("gap")

    return ledger.once("gaps", make)


def _known_gaps(stage: Stage) -> pl.DataFrame:
    """The gaps as parts, in every period from the one that knows them."""
    return stage.once("gaps", lambda: stage.grouped(stage.spans.known(_gaps(stage.ledger), "day")))


def _purchase_interval(stage: Stage) -> Values:
    """Median over accounts of the days between neighbouring sale dates, up to each period's end."""
    periods = range(len(stage.periods))
    counts = {p: (pl.col("since") <= p) & (pl.col("until") > p) for p in periods}
    medians = _known_gaps(stage).group_by("group").agg(
        pl.col("gap").filter(counts[p]).median().alias(str(p)) for p in periods
    )  # fmt: skip
    return {
        (p, group): Fraction(gap)
        for p in periods
        for group, gap in medians.select("group", str(p)).iter_rows()
        if gap is not None
    }


# What the median is over; no figure of its own.
PURCHASE_GAPS = Measure(
    id="purchase_gaps",
    title=N_("Intervals between purchases"),
    unit="count",
    definition=N_("Neighbouring purchase dates of the same customer, up to the period's end."),
    formula=N_("number of intervals"),
    source="",
    better="neither",
    needs=NEEDS,
    parts=lambda stage: summed(_known_gaps(stage).with_columns(n=pl.lit(1, pl.Int64)), "n"),
)
REPEAT_PURCHASE_RATE = Measure(
    id="repeat_purchase_rate",
    title=N_("Repeat purchase rate"),
    unit="ratio",
    definition=N_("Of the customers who bought in the period, the share with two or more orders up to its end."),
    formula=N_("buyers with at least two orders so far / buyers of the period"),
    source=N_("HubSpot; Shopify (returning customer rate)"),
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
    source=N_("HubSpot (purchase frequency)"),
    better="down",
    needs=NEEDS,
    kind="derived",
    caveats=N_("Customers who buy often weigh more; who bought once does not count."),
    derive=_purchase_interval,
    heard=_known_gaps,
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
    caveats=N_("Recent sales may still come back; with returns booked later it can pass 100%."),
    parts=_return_parts,
)

MEASURES = (REPEAT_PURCHASE_RATE, PURCHASE_INTERVAL_DAYS, PRODUCT_RETURN_RATE)
