"""Where periods start and end, and in which of them a dated fact counts."""

from collections.abc import Sequence
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
        known = facts.filter(pl.col(day).is_between(self.starts.min(), self.ends.max(), closed="left"))
        return counting(known.with_columns(since=self.ending_after(day), until=self.starting_after(day)))

    def standing(
        self, facts: pl.DataFrame, day: str, following: str, at: Literal["start", "end"] = "end"
    ) -> pl.DataFrame:
        """The facts that stand at the start or end of a period: `day < boundary <= following`."""
        boundaries = self.starts if at == "start" else self.ends
        gone = pl.col(following) < boundaries.min()
        known = facts.filter((pl.col(day) < boundaries.max()) & ~gone.fill_null(value=False))
        since, until = self._after(boundaries, day), self._after(boundaries, following)
        return counting(known.with_columns(since=since, until=until))

    def known(self, facts: pl.DataFrame, day: str) -> pl.DataFrame:
        """The facts in every period that ends after their day."""
        return counting(facts.with_columns(since=self.ending_after(day), until=pl.lit(len(self), pl.UInt32)))

    def totals(self, parts: pl.DataFrame, columns: Sequence[str], by: Sequence[str] = ("group",)) -> pl.DataFrame:
        """p, what it is by, and the sums of the columns over the parts that count in each period."""
        sums = pl.col(columns).sum()
        if len(self) == 1 or (parts["until"] - parts["since"]).max() in (None, 1):
            return parts.group_by(*by, p="since").agg(sums)
        runs = parts.group_by(*by, "since", "until").agg(sums)
        whole = runs.with_columns(_whole(runs, columns))
        if any(whole[column].dtype.is_float() for column in columns):
            # What is added and taken off again leaves a rest where numbers are not whole.
            each = runs.with_columns(p=pl.int_ranges("since", "until", dtype=pl.UInt32)).explode("p")
            return each.group_by(*by, "p").agg(sums)
        return self._swept(whole, list(columns), list(by))

    def _after(self, boundaries: pl.Series, day: str | pl.Expr) -> pl.Expr:
        known = (pl.col(day) if isinstance(day, str) else day).fill_null(date.max)
        return pl.lit(boundaries).search_sorted(known, side="right").cast(pl.UInt32)

    def _swept(self, parts: pl.DataFrame, columns: list[str], by: list[str]) -> pl.DataFrame:
        """The sums as what begins to count in each period, less what no longer does, on top of those before."""
        begins = parts.group_by(*by, p="since").agg(pl.col(columns).sum())
        over = parts.filter(pl.col("until") < len(self)).group_by(*by, p="until").agg(-pl.col(columns).sum())
        changes = pl.concat([begins, over]).group_by(*by, "p").agg(pl.col(columns).sum())
        places = pl.DataFrame({"p": range(len(self))}, schema={"p": pl.UInt32})
        return (
            changes.select(by).unique()
            .join(places, how="cross")
            .join(changes, on=[*by, "p"], how="left", nulls_equal=True)
            .sort(*by, "p")
            .with_columns(pl.col(columns).fill_null(0).cum_sum().over(by))
            .filter(pl.any_horizontal(pl.col(columns) != 0))
        )  # fmt: skip


def _whole(parts: pl.DataFrame, columns: Sequence[str]) -> list[pl.Series]:
    """The columns of whole numbers that are not kept as such, as such."""
    floats = [parts[column] for column in columns if parts[column].dtype.is_float()]
    return [column.cast(pl.Int64) for column in floats if (column == column.round()).all()]


def counting(parts: pl.DataFrame, *conditions: pl.Series) -> pl.DataFrame:
    """The parts that count in any period, and for which the conditions hold."""
    return parts.filter(pl.col("since") < pl.col("until"), *conditions)
