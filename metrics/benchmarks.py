"""What is usual, with its unit; and whether a change can be told from noise."""

from dataclasses import dataclass
from math import hypot
from typing import Literal

from metrics.figures import Figure, Number
from metrics.periods import SPAN_MONTHS, Every
from metrics.question import Stage
from metrics.statistics import newcombe

BENCHMARKED = "customer_churn_rate"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Usual customer churn of a year, low to high; `note` is what the source leaves open."""

    low: float
    high: float
    source: str
    note: str = ""


BENCHMARKS: dict[Stage, Benchmark] = {
    "established": Benchmark(0.05, 0.07, "LinkedIn"),
    "young": Benchmark(0.10, 0.15, "LinkedIn", note="period_not_stated"),
}

Standing = Literal["below", "within", "above"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A churn rate against the benchmark, both over a year."""

    yearly: float
    standing: Standing
    benchmark: Benchmark


def over_a_year(rate: float, every: Every) -> float:
    """A period's churn rate compounded to a year: 1 - (1 - r)^(12 / months), never r x 12."""
    return float(1 - (1 - rate) ** (12 / SPAN_MONTHS[every]))


def verdict(figure: Figure, every: Every, stage: Stage) -> Verdict | None:
    """How a customer churn rate compares with what is usual; None for other measures and cut periods."""
    if figure.measure.id != BENCHMARKED or figure.value is None or not figure.period.complete:
        return None
    yearly = over_a_year(float(figure.value), every)
    usual = BENCHMARKS[stage]
    standing: Standing = "below" if yearly < usual.low else "above" if yearly > usual.high else "within"
    return Verdict(yearly, standing, usual)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure less the one before. `clear` is False where the difference may be noise."""

    difference: Number
    clear: bool

    def better(self, direction: Literal["up", "down", "neither"]) -> bool | None:
        """Whether the change is to the good; None where it is none, unclear, or neither."""
        if not self.difference or not self.clear or direction == "neither":
            return None
        return (self.difference > 0) == (direction == "up")


def change(now: Figure, before: Figure | None) -> Change | None:
    """The change from the period before; None where either is undefined.

    A share with an interval changed clearly where the interval of the difference excludes 0 (Newcombe; for NPS the
    two margins combined in quadrature); counts, money and other rates always.
    """
    if before is None or now.value is None or before.value is None:
        return None
    difference = now.value - before.value
    if now.measure.interval == "wilson":
        reach = newcombe(now.numerator or 0, now.denominator or 0, before.numerator or 0, before.denominator or 0)
        return Change(difference, reach is not None and not reach[0] <= 0 <= reach[1])
    if now.measure.interval == "nps" and now.low is not None and before.low is not None:
        margin = hypot(_margin(now), _margin(before))
        return Change(difference, abs(difference) > margin)
    return Change(difference, True)


def _margin(figure: Figure) -> float:
    """Half the width of an interval that may have been clipped on one side."""
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    return max(figure.high - figure.value, figure.value - figure.low)
