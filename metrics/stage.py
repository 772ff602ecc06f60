"""What a measure works on: the ledger, the periods asked about, the groups."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from metrics.grouping import Grouping
from metrics.ledger import Ledger
from metrics.periods import Period
from metrics.question import Assumptions
from metrics.spans import Spans


@dataclass(frozen=True, eq=False)
class Stage:
    """A question as measures see it.

    What they are given and give are frames of parts: `account` (by number, see `facts`), `group`, and `since` and
    `until`, the periods in which it counts (see `Spans`).
    """

    ledger: Ledger
    as_of: date
    periods: tuple[Period, ...]
    grouping: Grouping
    assumptions: Assumptions
    _made: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def once(self, name: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """A frame that several measures share, made when the first one asks for it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def over(self, periods: tuple[Period, ...]) -> "Stage":
        """The same question over other periods."""
        return Stage(self.ledger, self.as_of, periods, self.grouping, self.assumptions)

    @cached_property
    def spans(self) -> Spans:
        """Where the periods start and end."""
        return Spans.of(self.periods)

    def within(self, facts: pl.DataFrame, day: str = "day") -> pl.DataFrame:
        """The facts in the periods that contain their day, as parts."""
        return self.grouped(self.spans.within(facts, day))

    def standing(
        self, facts: pl.DataFrame, day: str, following: str, at: Literal["start", "end"] = "end"
    ) -> pl.DataFrame:
        """The facts in the periods at whose start or end they stand, as parts."""
        return self.grouped(self.spans.standing(facts, day, following, at))

    def grouped(self, facts: pl.DataFrame) -> pl.DataFrame:
        """Facts with since and until as parts: those of the accounts asked about, each with its group."""
        return self.grouping.attach(facts, self.spans)

    def groups(self) -> pl.DataFrame:
        """p, group and `accounts`, how many of those asked about are in it, whether they do anything or not."""
        everyone = self.ledger.tables["accounts"].select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("account"),
            since=pl.lit(0, pl.UInt32),
            until=pl.lit(len(self.spans), pl.UInt32),
            accounts=pl.lit(1, pl.Int64),
        )
        return self.totals(self.grouped(everyone), "accounts")

    def totals(self, parts: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """p, group and the sums of the columns."""
        return self.spans.totals(parts, columns)
