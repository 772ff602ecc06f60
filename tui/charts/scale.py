"""Axes: round ticks, the mapping of values to places, and short numbers for labels."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tui.charts.rows import Number, known

Formatter = Callable[[float], str]

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis from `low` to `high` with `low < high`."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value lies, 0 at `low` and 1 at `high`, held within both."""
        return min(1.0, max(0.0, self._share(value)))

    def place(self, value: float, places: int) -> int:
        """The place 0..places-1 that a value falls on."""
        return min(places - 1, max(0, round(self.share(value) * (places - 1))))

    def _share(self, value: float) -> float:
        # Halves keep the span of two opposite giants inside a float; that of two dwarfs may vanish.
        span = self.high / 2 - self.low / 2
        return (value / 2 - self.low / 2) / span if span else 0.0


def scale_of(values: Iterable[Number], *, zero: bool = False) -> Scale:
    """The axis that holds every known value (and 0, if asked); one of equal or no values is opened by 1."""
    found = [value for value in map(known, values) if value is not None]
    if zero or not found:
        found.append(0.0)
    low, high = min(found), max(found)
    if high - low <= abs(high) * 1e-12:
        spread = max(1.0, abs(high) * 1e-6)
        return Scale(low, low + spread) if zero and low == 0 else Scale(low - spread, low + spread)
    return Scale(low, high)


def ticks(scale: Scale, most: int) -> list[float]:
    """Round values inside the axis, at most `most` of them (and at least the two ends' rounding allows)."""
    span = scale.high / 2 - scale.low / 2
    if most < 1 or not math.isfinite(span) or span <= 0:
        return []
    raw = span / max(1, most - 1) * 2
    if not 1e-300 < raw < 1e300:
        return []
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in _STEPS:
        step = factor * power
        first, last = math.ceil(scale.low / step - 1e-9), math.floor(scale.high / step + 1e-9)
        if last - first + 1 <= most:
            return [round(index * step, 12) if power > 1e-9 else index * step for index in range(first, last + 1)]
    return []


def short(value: float) -> str:
    """A number in at most seven characters: 0.05, 12, 3.4k, 1.2M."""
    size = abs(value)
    for limit, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if size >= limit:
            scaled = value / (1e3 if letter == "k" else limit)
            return f"{scaled:.3g}{letter}" if abs(scaled) < 1000 else f"{value:.1e}"
    return f"{value:.3g}" if size < 1000 else f"{value:.0f}"
