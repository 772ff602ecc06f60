"""How often a signal came before a loss in this book: not a forecast, a record with its interval."""

from datetime import date, timedelta

import polars as pl

from metrics.accounts import states
from metrics.ledger import Ledger, restricted
from metrics.losses import ENDS
from metrics.signals.base import Thresholds
from metrics.signals.catalogue import SIGNALS, raised
from metrics.statistics import wilson

# Fewer sightings than this say nothing.
ENOUGH = 10
# More accounts than this tell nothing more: of a larger book every so manieth one is looked at.
MOST = 100_000

SCHEMA = {
    "code": pl.String,
    "days": pl.Int64,
    "seen": pl.Int64,
    "lost": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "others_seen": pl.Int64,
    "others_lost": pl.Int64,
    "others_share": pl.Float64,
    "enough": pl.Boolean,
}


def precedents(
    ledger: Ledger,
    as_of: date,
    thresholds: Thresholds | None = None,
    looks: int = 12,
    most: int = MOST,
) -> pl.DataFrame:
    """What became of customers on whom each signal stood, and of those on whom it did not.

    The book is looked at `looks` times, the threshold's `precedent_days` apart, the last time so many before as-of, as
    it stood then: a customer with the signal is seen, and lost if a loss is dated in the days up to the next look. The
    windows do not overlap, so a loss counts once. Of more than `most` accounts every so manieth by id is looked at:
    shares and intervals are of those, and `seen` counts those.

    Columns: code, days, seen, lost, share, low, high (Wilson, 95 %), others_seen, others_lost, others_share (customers
    without the signal at the same looks), enough (whether seen is large enough to say anything); in the order of
    `SIGNALS`.
    """
    ledger, days = _fewer(ledger, most), (thresholds or Thresholds()).precedent_days
    found = [_look(ledger, day, day + timedelta(days=days), thresholds) for day in _days(ledger, as_of, days, looks)]
    customers = sum(len(one) for one, _ in found)
    lost = sum(int(one["lost"].sum()) for one, _ in found)
    sightings = pl.concat([pl.DataFrame(schema={"code": pl.String, "lost": pl.Boolean}), *(seen for _, seen in found)])
    tally = {
        code: (seen, hits)
        for code, seen, hits in sightings.group_by("code").agg(seen=pl.len(), hits=pl.col("lost").sum()).iter_rows()
    }
    rows = [_row(signal.code, days, *tally.get(signal.code, (0, 0)), customers, lost) for signal in SIGNALS]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _fewer(ledger: Ledger, most: int) -> Ledger:
    """The ledger of every so manieth account, so that at most `most` are left."""
    ids = ledger.tables["accounts"]["account_id"]
    if len(ids) <= most:
        return ledger
    kept = ids.gather_every(-(-len(ids) // most)).implode()
    return restricted(ledger, pl.col("account_id").is_in(kept))


def _days(ledger: Ledger, as_of: date, days: int, looks: int) -> list[date]:
    """The days of the looks that have customers to look at, the latest first."""
    first = ledger.first_days["first_day"].min()
    back = [as_of - timedelta(days=days * number) for number in range(1, looks + 1)]
    return [day for day in back if isinstance(first, date) and day >= first]


def _look(ledger: Ledger, day: date, until: date, thresholds: Thresholds | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The customers at the end of a day (account_id, lost), and their signals then (code, lost)."""
    within = pl.col("day").is_between(day, until, closed="right")
    gone = ledger.changes.filter(within, ENDS).select("account_id", lost=pl.lit(True)).unique()
    active = states(ledger, day).filter(pl.col("status") != "lost").select("account_id")
    customers = active.join(gone, on="account_id", how="left").with_columns(pl.col("lost").fill_null(False))
    standing = raised(ledger, day, thresholds).select("account_id", "code")
    return customers, standing.join(customers, on="account_id").select("code", "lost")


def _row(code: str, days: int, seen: int, lost: int, customers: int, lost_of_all: int) -> tuple[object, ...]:
    low, high = wilson(lost, seen) or (None, None)
    others, others_lost = customers - seen, lost_of_all - lost
    share = lost / seen if seen else None
    others_share = others_lost / others if others else None
    return code, days, seen, lost, share, low, high, others, others_lost, others_share, seen >= ENOUGH
