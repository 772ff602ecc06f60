"""The odds ratio of matched sets: one case and its controls each, by conditional likelihood."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

# Sets that are alike: whether the case was exposed, how many of the set were, its size, and how many such sets.
Kind = tuple[bool, int, int, int]
# The odds ratio is looked for between exp(-_FAR) and exp(_FAR).
_FAR = 12.0
_HALVINGS = 80


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """`value` with its likelihood interval; null where the sets do not bound it (or, for all three, tell nothing)."""

    value: float | None
    low: float | None
    high: float | None
    informative: int


def matched_odds(kinds: Sequence[Kind], z: float) -> OddsRatio:
    """The conditional maximum-likelihood odds ratio of exposure, and where the log-likelihood falls by z^2 / 2.

    Only sets with both exposed and unexposed members tell something. Source: N. E. Breslow, N. E. Day, Statistical
    Methods in Cancer Research I (IARC 1980), chapter 7.
    """
    telling = [kind for kind in kinds if 0 < kind[1] < kind[2]]
    sets = sum(n for *_, n in telling)
    if not sets:
        return OddsRatio(None, None, None, 0)
    exposed = sum(n for case, _, _, n in telling if case)

    def expected(theta: float) -> float:
        return sum(n * _share(theta, among, size) for _, among, size, n in telling)

    best = _crossing(lambda theta: expected(theta) - exposed, -_FAR, _FAR)
    floor = _likelihood(telling, best) - z * z / 2
    low = _crossing(lambda t: _likelihood(telling, t) - floor, -_FAR, best) if exposed else None
    high = _crossing(lambda t: floor - _likelihood(telling, t), best, _FAR) if exposed < sets else None
    return OddsRatio(
        value=exp(best) if 0 < exposed < sets else 0.0 if exposed == 0 else None,
        low=exp(low) if low is not None else 0.0,
        high=exp(high) if high is not None else None,
        informative=sets,
    )


def _share(theta: float, among: int, size: int) -> float:
    """The chance that it is the case who is exposed."""
    return exp(theta) * among / (exp(theta) * among + size - among)


def _likelihood(telling: Sequence[Kind], theta: float) -> float:
    return sum(
        n * (log(_share(theta, among, size)) if case else log(1 - _share(theta, among, size)))
        for case, among, size, n in telling
    )


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses 0 between two points; the nearer end where it does not."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
