"""What the charts draw; the same values go to text rows and to SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.charts.rows import Number, known


@dataclass(frozen=True, slots=True)
class Line:
    """One series: a value a place of the axis, null where there is none."""

    name: str
    values: Sequence[Number]
    style: str = "series1"


@dataclass(frozen=True, slots=True)
class Change:
    """One movement of a waterfall: above 0 it adds, below 0 it takes away, null is unknown."""

    name: str
    value: Number


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its interval, if it has one."""

    name: str
    value: Number
    low: Number = None
    high: Number = None
    style: str = "accent"


@dataclass(frozen=True, slots=True)
class StepPoint:
    """From `x` on the curve is at `y`, with its band; `at_risk` were under observation just before."""

    x: float
    y: Number
    low: Number = None
    high: Number = None
    at_risk: int | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """One step curve, its points in the order of x."""

    name: str
    points: Sequence[StepPoint]
    style: str = "series1"


def sure(value: Number) -> float:
    """The value itself, a whole number staying whole; 0 for a gap."""
    return value if value is not None and known(value) is not None else 0


def floats(opening: Number, changes: Sequence[Change]) -> tuple[list[tuple[float, float]], float]:
    """From where to where each change of a waterfall runs, and where it closes; unknown ones stand still."""
    level = sure(opening)
    spans: list[tuple[float, float]] = []
    for change in changes:
        spans.append((level, level + sure(change.value)))
        level = spans[-1][1]
    return spans, level
