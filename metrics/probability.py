"""Distribution functions that the engine needs, by their textbook series; checked against SciPy's values in tests."""

from collections.abc import Sequence
from math import exp, inf, isfinite, lgamma, log, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()
_ROUNDS = 10_000
_ENOUGH = 1e-15
# Above this variance it no longer matters that a count is whole.
_SMOOTH = 400.0


def normal_quantile(share: float) -> float:
    """The point of the standard normal below which a share (between 0 and 1) lies."""
    return _NORMAL.inv_cdf(share)


def chi_squared_tail(value: float, freedom: int) -> float:
    """The chance that a chi-squared variable exceeds a value: the p-value of a test."""
    return 1.0 if value <= 0 else _gamma_tail(freedom / 2, value / 2)


def _gamma_tail(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x): a series below a + 1, else Lentz's fraction."""
    scale = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for n in range(1, _ROUNDS):
            term *= x / (a + n)
            total += term
            if term < total * _ENOUGH:
                break
        return max(0.0, 1 - scale * total)
    b = x + 1 - a
    c, d = 1e300, 1 / b
    h = d
    for n in range(1, _ROUNDS):
        step = -n * (n - a)
        b += 2
        d = 1 / (step * d + b)
        c = b + step / c
        h *= d * c
        if abs(d * c - 1) < _ENOUGH:
            break
    return scale * h


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float] | None:
    """The solution of a square linear system by elimination with pivots; None where it is singular."""
    size = len(right)
    rows = [[*map(float, line), float(value)] for line, value in zip(matrix, right, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        if abs(rows[pivot][column]) < 1e-12:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [rows[index][size] / rows[index][index] for index in range(size)]


def gamma_quantile(share: float, mean: float, variance: float) -> float:
    """The point below which a share of a gamma law lies, by Wilson and Hilferty's cube of a normal."""
    if mean <= 0 or variance <= 0:
        return max(0.0, mean)
    inverse = variance / (9 * mean * mean)
    return mean * max(0.0, 1 - inverse + normal_quantile(share) * sqrt(inverse)) ** 3


class CountLaw:
    """A whole number from 0 to `trials` by its mean and variance: binomial where it varies less than Poisson, else
    negative binomial; its quantiles honour it being whole."""

    def __init__(self, mean: float, variance: float, trials: float = inf) -> None:
        self.mean = max(0.0, mean)
        self.variance = max(0.0, variance)
        self.trials = trials

    def interval(self, level: float) -> tuple[float, float]:
        """The central interval that a share `level` of outcomes falls in, both ends included.

        Its ends are points of the mid-distribution (half of a count's chance lies on either side of it), joined by
        straight lines, so that over many forecasts neither more nor fewer than `level` are held.
        """
        tails = ((1 - level) / 2, (1 + level) / 2)
        if self.mean == 0 or self.variance == 0:
            low = high = self.mean
        elif self.variance > _SMOOTH:
            low, high = map(self._smooth, tails)
        else:
            chances = self._chances()
            low, high = (_middle_quantile(chances, tail) for tail in tails)
        return self._bounded(low), self._bounded(high)

    def _smooth(self, share: float) -> float:
        if self.variance > self.mean:
            return gamma_quantile(share, self.mean, self.variance)
        return self.mean + normal_quantile(share) * sqrt(self.variance)

    def _chances(self) -> list[float]:
        """The chances of 0, 1, 2, ... as far as they matter."""
        spread = self.variance / self.mean
        end = int(self.mean + 12 * sqrt(self.variance) + 20)
        if spread > 1 + 1e-9:
            size, ratio = self.mean / (spread - 1), log((spread - 1) / spread)
            logs = [
                lgamma(size + k) - lgamma(size) - lgamma(k + 1) - size * log(spread) + k * ratio for k in range(end + 1)
            ]
        elif isfinite(self.trials) and spread < 1 - 1e-9:
            n, p = self.mean / (1 - spread), 1 - spread
            logs = [
                lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p)
                for k in range(min(end, int(n)) + 1)
            ]
        else:
            logs = [k * log(self.mean) - self.mean - lgamma(k + 1) for k in range(end + 1)]
        return [exp(value) for value in logs]

    def _bounded(self, value: float) -> float:
        return min(max(0.0, value), self.trials)


def _middle_quantile(chances: Sequence[float], share: float) -> float:
    below = before = 0.0
    for count, chance in enumerate(chances):
        middle = below + chance / 2
        if middle >= share:
            return count - 1 + (share - before) / (middle - before) if count else 0.0
        below, before = below + chance, middle
    return float(len(chances) - 1)
