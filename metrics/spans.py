"""Where periods start and end, and in which of them a dated fact counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from metrics.periods import Period


@dataclass(frozen=True, eq=False)
class Spans:
    """Periods `[start, end)` in order, overlapping or not, each known by its index `p`.

    A fact counts in an unbroken run of them, `since <= p < until`: a frame of facts names it in these two columns.
    """

    starts: pl.Series
    ends: pl.Series

    @classmethod
    def of(cls, periods: Sequence[Period]) -> "Spans":
        """Those of some periods."""
        return cls(
            pl.Series([period.start for period in periods], dtype=pl.Date),
            pl.Series([period.end for period in periods], dtype=pl.Date),
        )

    def __len__(self) -> int:
        return self.starts.len()

    @cached_property
    def are_apart(self) -> bool:
        """Whether no day lies in two of them."""
        return bool((self.ends.head(len(self) - 1) <= self.starts.tail(len(self) - 1)).all())

    def starting_after(self, day: str | pl.Expr) -> pl.Expr:
        """The first one that starts after a day; their number, where none does or the day never comes (null)."""
        return self._after(self.starts, day)

    def ending_after(self, day: str | pl.Expr) -> pl.Expr:
        """The first one that ends after a day: from then on the day is known."""
        return self._after(self.ends, day)

    def within(self, facts: pl.DataFrame, day: str) -> pl.DataFrame:
        """The facts whose day lies in a period: `start <= day < end`."""
        return counting(facts.with_columns(since=self.ending_after(day), until=self.starting_after(day)))

    def standing(
        self, facts: pl.DataFrame, day: str, following: str, at: Literal["start", "end"] = "end"
    ) -> pl.DataFrame:
        """The facts that stand at the start or end of a period: `day < boundary <= following`."""
        after = self.starting_after if at == "start" else self.ending_after
        return counting(facts.with_columns(since=after(day), until=after(following)))

    def totals(self, parts: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
        """p, group and the sums of the columns over the parts that count in each period."""
        sums = pl.col(list(columns)).sum()
        longest = parts.select((pl.col("until") - pl.col("since")).max()).item()
        if longest is None or longest == 1:
            return parts.group_by("group", p="since").agg(sums)
        if any(parts[column].dtype.is_float() for column in columns):
            # What is added and taken off again leaves a rest where numbers are not whole.
            each = parts.with_columns(p=pl.int_ranges("since", "until", dtype=pl.UInt32)).explode("p")
            return each.group_by("group", "p").agg(sums)
        return self._swept(parts, list(columns))

    def _after(self, boundaries: pl.Series, day: str | pl.Expr) -> pl.Expr:
        known = (pl.col(day) if isinstance(day, str) else day).fill_null(date.max)
        return pl.lit(boundaries).search_sorted(known, side="right").cast(pl.UInt32)

    def _swept(self, parts: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
        """The sums as what begins to count in each period, less what no longer does, on top of those before."""
        begins = parts.group_by("group", p="since").agg(pl.col(columns).sum())
        over = parts.filter(pl.col("until") < len(self)).group_by("group", p="until").agg(-pl.col(columns).sum())
        changes = pl.concat([begins, over]).group_by("group", "p").agg(pl.col(columns).sum())
        places = pl.DataFrame({"p": range(len(self))}, schema={"p": pl.UInt32})
        return (
            changes.select("group").unique()
            .join(places, how="cross")
            .join(changes, on=["group", "p"], how="left", nulls_equal=True)
            .sort("group", "p")
            .with_columns(pl.col(columns).fill_null(0).cum_sum().over("group"))
            .filter(pl.any_horizontal(pl.col(columns) != 0))
        )  # fmt: skip


def counting(parts: pl.DataFrame) -> pl.DataFrame:
    """The parts that count in any period."""
    return parts.filter(pl.col("since") < pl.col("until"))


def in_period(facts: pl.DataFrame, p: int) -> pl.DataFrame:
    """Facts that all count in one period and in no other."""
    return facts.with_columns(since=pl.lit(p, pl.UInt32), until=pl.lit(p + 1, pl.UInt32))
