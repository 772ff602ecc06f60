"""Whether two figures move together over the periods, and how little a few periods say."""

from dataclasses import dataclass
from math import atanh, inf, sqrt, tanh

from metrics.figures import Figures
from metrics.periods import is_rolling
from metrics.statistics import Z95

LEAST = 4  # pairs from which there is an interval
FEW = 12  # pairs below which even a strong correlation says little


@dataclass(frozen=True, slots=True)
class Correlation:
    """Pearson's r over `pairs` periods, with its 95 % interval; all None with too few pairs or no spread."""

    pairs: int
    r: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_few(self) -> bool:
        """Whether there are too few periods to conclude anything."""
        return self.pairs < FEW

    @property
    def may_be_chance(self) -> bool:
        """Whether the interval holds 0."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


def pearson(pairs: list[tuple[float, float]]) -> Correlation:
    """The correlation of pairs, its interval by Fisher's z.

    Source: R. A. Fisher (1921), Metron 1, 3-32: atanh r is about normal with variance 1 / (n - 3).
    """
    n = len(pairs)
    if n < LEAST:
        return Correlation(n)
    mean_x, mean_y = (sum(values) / n for values in zip(*pairs, strict=True))
    spread_x = sum((x - mean_x) ** 2 for x, _ in pairs)
    spread_y = sum((y - mean_y) ** 2 for _, y in pairs)
    if spread_x == 0 or spread_y == 0:
        return Correlation(n)
    r = sum((x - mean_x) * (y - mean_y) for x, y in pairs) / sqrt(spread_x * spread_y)
    r = max(-1.0, min(1.0, r))
    z = atanh(r) if abs(r) < 1 else inf if r > 0 else -inf
    reach = Z95 / sqrt(n - 3)
    return Correlation(n, r, tanh(z - reach), tanh(z + reach))


def over_periods(figures: Figures, metric: str, other: str, group: str | None = None) -> Correlation | None:
    """Two metrics over the complete periods in which both are defined; None over rolling periods, which overlap."""
    if is_rolling(figures.every):
        return None
    index = figures.index()
    found = [
        (index.get((period.label, group, metric)), index.get((period.label, group, other)))
        for period in figures.periods
        if period.complete
    ]
    return pearson(
        [
            (float(one.value), float(two.value))
            for one, two in found
            if one is not None and two is not None and one.value is not None and two.value is not None
        ]
    )
