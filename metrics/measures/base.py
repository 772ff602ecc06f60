"""What a measure is: its facts, declared once, and one pure function."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import polars as pl

from metrics.money import divide_half_away
from metrics.stage import Stage

NOTHING_BELOW = pl.lit(None, pl.Int64)

Unit = Literal["count", "money", "ratio", "days", "score"]
Kind = Literal["sum", "ratio", "derived"]
Better = Literal["up", "down", "neither"]
Interval = Literal["wilson", "nps"]

# Frames of parts (see `Stage`) with numerator, denominator (null: none) and, where the interval needs it, `spread`:
# what they add to the measure in each period in which they count.
Parts = Callable[[Stage], tuple[pl.DataFrame, ...]]
# Value by (p, group), None where undefined; a group that is not there has the measure's `absent` value.
Values = dict[tuple[int, str | None], Fraction | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named number for each period and group.

    `scale` multiplies the ratio: a number, or "days" for the days of the (cut) period. `money` tells whether the
    numerator and the denominator are money (minor units). `defined_above_zero` leaves a ratio undefined where its
    denominator is negative too. A derived measure says something only where a sum of the same tables does, or else
    where the parts that `heard` gives count. Texts are English and go through the catalogue of the faces.
    """

    id: str
    title: str
    unit: Unit
    definition: str
    formula: str
    source: str
    better: Better
    needs: tuple[str, ...]
    parts: Parts | None = None
    derive: Callable[[Stage], Values] | None = None
    heard: Callable[[Stage], pl.DataFrame] | None = None
    kind: Kind = "sum"
    caveats: str = ""
    scale: Literal["days"] | int = 1
    money: tuple[bool, bool] = (False, False)
    interval: Interval | None = None
    is_multiple: bool = False  # a ratio read as a number of times, not as a percentage
    defined_above_zero: bool = False
    absent: Fraction | None = None
    used_by: str = ""


def rounded_half_away(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return divide_half_away(value.numerator, value.denominator)


def summed(parts: pl.DataFrame, amount: str) -> tuple[pl.DataFrame, ...]:
    """Parts of a sum of an amount."""
    return (parts.with_columns(numerator=amount, denominator=NOTHING_BELOW),)
