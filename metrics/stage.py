"""The periods of a question as a frame, and how dated facts find theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

import polars as pl

from metrics.grouping import Grouping
from metrics.ledger import Ledger
from metrics.periods import Period
from metrics.question import Assumptions


@dataclass(frozen=True, eq=False)
class Stage:
    """What a measure works on: the ledger, the periods asked about (in order), and the groups.

    Frames that measures exchange name a period by `p`, its index in `periods`.
    """

    ledger: Ledger
    as_of: date
    periods: tuple[Period, ...]
    grouping: Grouping
    assumptions: Assumptions
    each: bool = False  # every account by itself, also those that did nothing
    _made: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def once(self, name: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """A frame that several measures share, made when the first one asks for it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def _apart(self) -> bool:
        """Whether the periods follow each other without gap or overlap."""
        return all(earlier.end == later.start for earlier, later in pairwise(self.periods))

    def over(self, periods: tuple[Period, ...]) -> "Stage":
        """The same question over other periods."""
        return Stage(self.ledger, self.as_of, periods, self.grouping, self.assumptions, self.each)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """p, start, end (cut), sorted by p."""
        return pl.DataFrame(
            {
                "p": range(len(self.periods)),
                "start": [period.start for period in self.periods],
                "end": [period.end for period in self.periods],
            },
            schema={"p": pl.Int64, "start": pl.Date, "end": pl.Date},
        )

    def table(self, name: str) -> pl.LazyFrame:
        """A table's rows of the accounts asked about."""
        return self.grouping.kept(self.ledger.tables[name].lazy())

    def parts(self, facts: pl.LazyFrame, numerator: pl.Expr, denominator: pl.Expr | None = None) -> pl.LazyFrame:
        """Facts with p and account_id as the parts of a measure, each in its account's group."""
        below = pl.lit(None, pl.Float64) if denominator is None else denominator
        labelled = self.grouping.attach(facts, self.frame)
        return labelled.select("p", "account_id", "group", numerator=numerator, denominator=below)

    def within(self, facts: pl.LazyFrame, day: str) -> pl.LazyFrame:
        """The facts beside the `p` of every period that contains their day: `start <= day < end`."""
        known = facts.filter(pl.col(day).is_between(self.periods[0].start, self.periods[-1].end, closed="left"))
        if self._apart:
            return self._last(known, day, "start").rename({"_last": "p"}).drop("_boundary")
        return _repeat(self._last(self._first(known, day, "end", strictly=True), day, "start"))

    def known_from(self, facts: pl.LazyFrame, day: str) -> pl.LazyFrame:
        """The facts beside the `p` of the first period that ends after their day: from then on they are known."""
        first = self._first(facts, day, "end", strictly=True).rename({"_first": "p"})
        return first.filter(pl.col("p").is_not_null()).drop("_boundary")

    def standing(self, facts: pl.LazyFrame, since: str, until: str, at: str = "end") -> pl.LazyFrame:
        """The facts beside the `p` of every period at whose start or end they stand: `since < boundary <= until`."""
        bounded = facts.with_columns(pl.col(until).fill_null(date.max))
        return _repeat(self._last(self._first(bounded, since, at, strictly=True), until, at))

    def _first(self, facts: pl.LazyFrame, day: str, boundary: str, *, strictly: bool) -> pl.LazyFrame:
        """With `_first`: the earliest period whose boundary comes after the day."""
        bounds = self.frame.lazy().select(pl.col("p").alias("_first"), pl.col(boundary).alias("_boundary"))
        return facts.sort(day).join_asof(
            bounds, left_on=day, right_on="_boundary", strategy="forward", allow_exact_matches=not strictly
        )

    def _last(self, facts: pl.LazyFrame, day: str, boundary: str) -> pl.LazyFrame:
        """With `_last`: the latest period whose boundary is not after the day."""
        bounds = self.frame.lazy().select(pl.col("p").alias("_last"), pl.col(boundary).alias("_boundary"))
        return (
            facts.drop("_boundary", strict=False)
            .sort(day)
            .join_asof(bounds, left_on=day, right_on="_boundary", strategy="backward")
        )


def _repeat(facts: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each p from `_first` to `_last`, none where either is missing."""
    return (
        facts.filter(pl.col("_first") <= pl.col("_last"))
        .with_columns(p=pl.int_ranges("_first", pl.col("_last") + 1))
        .drop("_first", "_last", "_boundary", strict=False)
        .explode("p")
    )
