"""What a measure works on: the ledger, the periods asked about, the groups."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from metrics.facts import Facts
from metrics.grouping import Grouping
from metrics.ledger import Ledger
from metrics.periods import Period
from metrics.question import Assumptions
from metrics.spans import Spans


@dataclass(frozen=True, eq=False)
class Stage:
    """A question as measures see it.

    What they are given and give are frames of parts: `account` (by number, see `facts`), `group`, and `since` and
    `until`, the periods in which it counts (see `Spans`). Facts of all accounts together come without `account`,
    added up by day, unless the stage `names_accounts`: then a question costs days, not facts.
    """

    ledger: Ledger
    as_of: date
    periods: tuple[Period, ...]
    grouping: Grouping
    assumptions: Assumptions
    names_accounts: bool = False
    _made: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def once(self, name: str, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """A frame that several measures share, made when the first one asks for it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def over(self, periods: tuple[Period, ...]) -> "Stage":
        """The same question over other periods."""
        return Stage(self.ledger, self.as_of, periods, self.grouping, self.assumptions, self.names_accounts)

    def naming_accounts(self) -> "Stage":
        """The same question, with the account of every part."""
        return Stage(self.ledger, self.as_of, self.periods, self.grouping, self.assumptions, names_accounts=True)

    @cached_property
    def spans(self) -> Spans:
        """Where the periods start and end."""
        return Spans.of(self.periods)

    def within(self, facts: Facts, *further: str) -> pl.DataFrame:
        """The facts in the periods that contain their day, as parts; `further` are other days that matter."""
        return self._ungrouped(self.spans.within(self._by_day(facts, *further), "day"))

    def known(self, facts: Facts) -> pl.DataFrame:
        """The facts in every period that ends after their day, as parts."""
        return self._ungrouped(self.spans.known(self._by_day(facts), "day"))

    def standing(self, facts: Facts, at: Literal["start", "end"] = "end") -> pl.DataFrame:
        """The facts in the periods at whose start or end they stand, `day < boundary <= following`, as parts."""
        if not self._adds_up:
            return self.grouped(self.spans.standing(facts.of(self.ledger), "day", "following", at))
        turns = self._kept(facts, "turns", facts.turns).with_columns(following=pl.lit(None, pl.Date))
        return self._ungrouped(self.spans.standing(turns, "day", "following", at))

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

    @property
    def _adds_up(self) -> bool:
        return self.grouping.is_plain and not self.names_accounts

    def _by_day(self, facts: Facts, *further: str) -> pl.DataFrame:
        if not self._adds_up:
            return facts.of(self.ledger)
        return self._kept(facts, " ".join(("day", *further)), lambda rows: facts.by(rows, "day", *further))

    def _kept(self, facts: Facts, name: str, add: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
        """The facts of all accounts asked about, added up: the same for every question about these accounts."""
        made = f"{facts.name} {name} {self.grouping.name}"
        return self.ledger.once(made, lambda: add(self.grouping.kept(facts.of(self.ledger))))

    def _ungrouped(self, parts: pl.DataFrame) -> pl.DataFrame:
        return parts.with_columns(group=pl.lit(None, pl.String)) if self._adds_up else self.grouped(parts)

    def totals(self, parts: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """p, group and the sums of the columns."""
        return self.spans.totals(parts, columns)
