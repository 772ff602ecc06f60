"""The odds ratio of matched sets: one case and its controls each, by conditional likelihood, with exact intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

# Sets that are alike: whether the case was exposed, how many of the set were, its size, and how many such sets.
Kind = tuple[bool, int, int, int]
# The odds ratio is looked for between exp(-_FAR) and exp(_FAR), a limit no nearer to it than exp(_NEAR) times.
_FAR, _NEAR = 12.0, 1e-3
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """`value` with its interval; null where the sets do not bound it (or, for all three, tell nothing)."""

    value: float | None
    low: float | None
    high: float | None
    informative: int


def matched_odds(kinds: Sequence[Kind], z: float) -> OddsRatio:
    """The conditional maximum-likelihood odds ratio of exposure; beyond each end of its interval, so many exposed cases
    would be as rare as a standard normal beyond z.

    Only sets with both exposed and unexposed members tell something. The tails are those of the count of exposed cases,
    a whole number, by Lugannani and Rice's formula, within some hundredths of the exact ones for any number of sets: an
    interval by likelihood alone would be too short where sets are few.

    Sources: N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research I (IARC 1980), chapter 7; H. E. Daniels
    (1987), International Statistical Review 55, 37-48.
    """
    sets = _Sets([kind for kind in kinds if 0 < kind[1] < kind[2]])
    if not sets.count:
        return OddsRatio(None, None, None, 0)
    if sets.exposed in (0, sets.count):
        return _one_sided(sets, log(1 - NormalDist().cdf(z)))
    best = _crossing(lambda theta: sets.expected(theta) - sets.exposed, -_FAR, _FAR)
    low = _crossing(lambda theta: z - sets.rarity(theta, best), -_FAR, best - _NEAR)
    high = _crossing(lambda theta: sets.rarity(theta, best) - z, best + _NEAR, _FAR)
    return OddsRatio(exp(best), exp(low), exp(high), sets.count)


def _one_sided(sets: "_Sets", rare: float) -> OddsRatio:
    """Where every case was exposed, or none: the end at which that would be as rare as this (a logarithm)."""
    if sets.exposed:
        end = _crossing(lambda theta: sets.likelihood(theta) - rare, -_FAR, _FAR)
        return OddsRatio(None, exp(end), None, sets.count)
    end = _crossing(lambda theta: rare - sets.likelihood(theta), -_FAR, _FAR)
    return OddsRatio(0.0, 0.0, exp(end), sets.count)


class _Sets:
    """Sets that tell something: `count` of them, in `exposed` of them the case was."""

    def __init__(self, telling: Sequence[Kind]) -> None:
        self._telling = telling
        self.count = sum(n for *_, n in telling)
        self.exposed = sum(n for case, *_, n in telling if case)

    def _shares(self, theta: float) -> list[tuple[int, float]]:
        """How many sets, and the chance in each of them that it is the case who is exposed."""
        odds = exp(theta)
        return [(n, odds * among / (odds * among + size - among)) for _, among, size, n in self._telling]

    def expected(self, theta: float) -> float:
        """Exposed cases at a log odds ratio."""
        return sum(n * share for n, share in self._shares(theta))

    def likelihood(self, theta: float) -> float:
        """The log-likelihood."""
        return sum(
            n * log(share if kind[0] else 1 - share)
            for kind, (n, share) in zip(self._telling, self._shares(theta), strict=True)
        )

    def rarity(self, theta: float, best: float) -> float:
        """How rare so many exposed cases, or more extreme a number, are at a log odds ratio, as a normal's z."""
        deviance = 2 * (self.likelihood(best) - self.likelihood(theta))
        spread = sqrt(sum(n * share * (1 - share) for n, share in self._shares(best)))
        root = sqrt(max(deviance, 1e-12))
        return root + log((1 - exp(-abs(best - theta))) * spread / root) / root


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses 0 between two points; the nearer end where it does not."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
