"""One account against itself: its answers, its orders and its own interval, outcomes against target, MRR against what
was projected, growth between any two days."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.accounts import mrr_at
from metrics.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Interval:
    """When it ordered last, how many days ago, and every how many days it usually does (None: never twice)."""

    last_on: date
    days: int
    usual: float | None


@dataclass(frozen=True, slots=True)
class Growth:
    """MRR (minor units) at the end of two days, and the growth between them (None where there was none)."""

    start: date
    stop: date
    before: int
    after: int

    @property
    def ratio(self) -> float | None:
        """The growth as a share of what was there before."""
        return (self.after - self.before) / self.before if self.before > 0 else None


@dataclass(frozen=True)
class Standing:
    """`scores`: answered_on, score, the newest first; `outcomes`: kpi, unit, baseline, target, actual, measured_on,
    met, the last of each; `projected`: for_date, mrr, actual of the last projection that has fallen due."""

    scores: pl.DataFrame
    orders: Interval | None
    outcomes: pl.DataFrame
    projected: pl.DataFrame


def standing(own: Ledger, as_of: date) -> Standing:
    """How the one account of a ledger stands against itself at the end of as-of."""
    tables = own.tables
    scores = tables["surveys"].filter(pl.col("answered_on") <= as_of).sort("answered_on", "response_id")
    due = tables["projections"].filter(pl.col("made_on") <= as_of, pl.col("for_date") <= as_of)
    last = due.sort("for_date", "made_on").tail(1)
    actual = mrr_after(own, last["for_date"][0]) if last.height else None
    return Standing(
        scores.select("answered_on", "score").reverse(),
        _interval(tables["orders"], as_of),
        _outcomes(tables["outcomes"], as_of),
        last.select("for_date", "mrr", actual=pl.lit(actual, pl.Int64)),
    )


def growth_between(own: Ledger, start: date, stop: date) -> Growth:
    """How the MRR of the one account of a ledger grew from the end of one day to the end of another."""
    return Growth(start, stop, mrr_after(own, start), mrr_after(own, stop))


def mrr_after(own: Ledger, day: date) -> int:
    """The MRR (minor units) at the end of a day of the one account of a ledger."""
    return int(mrr_at(own, day + timedelta(days=1))["mrr"].sum())


def _interval(orders: pl.DataFrame, as_of: date) -> Interval | None:
    sales = orders.filter(pl.col("units") > 0, pl.col("ordered_on") <= as_of)
    days = sales["ordered_on"].unique().sort()
    if days.is_empty():
        return None
    last, usual = days[-1], days.diff().drop_nulls().dt.total_days().median()
    return Interval(last, (as_of - last).days, float(usual) if isinstance(usual, int | float) else None)


def _outcomes(outcomes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    known = outcomes.filter(pl.col("measured_on") <= as_of).sort("kpi", "measured_on")
    # A target below the baseline is one to get down to.
    downwards = (pl.col("target") < pl.col("baseline")).fill_null(False)
    met = pl.when(downwards).then(pl.col("actual") <= pl.col("target")).otherwise(pl.col("actual") >= pl.col("target"))
    return known.unique("kpi", keep="last", maintain_order=True).select(
        "kpi", "unit", "baseline", "target", "actual", "measured_on", met=met
    )
