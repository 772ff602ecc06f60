"""Ways to guess how many customers a period will lose, each learnt from the periods before an origin alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import mean, median, variance

from metrics.panel import Panel
from metrics.stretches import step_of
from metrics.words import N_

# The chance that a customer of a segment and an age is gone at the end of the period `ahead` of the origin (0: next).
Chance = Callable[[int, int, int], float]

Pair = tuple[float, float]

# How many periods make a trailing mean, by the months in a period.
_TRAILING = {1: 6, 3: 4, 6: 4, 12: 3}
# Losses that a stretch of ages needs before its rate is taken for itself.
_LOSSES_A_RATE = 20
# Imagined losses, as expected, that hold a segment's factor near 1 until its own losses outweigh them.
_DOUBT = 20.0
# What a period older by one counts in the level of today.
_FADING = 0.8
_LEVEL_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Method:
    """A way to forecast: `fit(panel, origin)` learns from the periods before the origin only, None where it cannot."""

    code: str
    title: str
    fit: Callable[[Panel, int], Chance | None]


def last_rate(panel: Panel, origin: int) -> Chance | None:
    """The rate of the period before."""
    return _constant(panel, range(origin - 1, origin))


def trailing_mean(panel: Panel, origin: int) -> Chance | None:
    """The rate of the last periods together."""
    return _constant(panel, range(max(0, origin - _TRAILING[step_of(panel.every)]), origin))


def _constant(panel: Panel, periods: range) -> Chance | None:
    exposure = sum(map(panel.exposure, periods))
    if not exposure:
        return None
    rate = sum(map(panel.losses, periods)) / exposure
    return lambda segment, age, ahead: rate


def seasonal(panel: Panel, origin: int) -> Chance | None:
    """The rate of the last year, times what this time of the year is to the whole: from two years on."""
    year = 12 // step_of(panel.every)
    if year == 1 or origin < 2 * year:
        return None
    level = _constant(panel, range(origin - year, origin))
    if level is None:
        return None
    factors = _season_factors(panel, origin, year)
    return lambda segment, age, ahead: min(1.0, level(segment, age, ahead) * factors[(origin + ahead) % year])


def _season_factors(panel: Panel, origin: int, year: int) -> list[float]:
    """By period of the year (the panel's first one is 0), its rate against the year's mean over the last whole years.

    Drawn towards 1 (James and Stein) as far as a period differs from itself in other years as much as from the others.
    """
    ratios: list[list[float]] = [[] for _ in range(year)]
    for start in range(origin % year, origin, year):
        whole = _rate(panel, range(start, start + year))
        for i in range(start, start + year):
            expected = whole * panel.exposure(i)
            ratios[i % year].append(panel.losses(i) / expected if expected else 1.0)
    means = [mean(own) for own in ratios]
    doubt = mean(variance(own) / len(own) for own in ratios)
    between = variance(means)
    trust = max(0.0, 1 - doubt / between) if between else 0.0
    return [1 + trust * (factor - 1) for factor in means]


def _rate(panel: Panel, periods: range) -> float:
    exposure = sum(map(panel.exposure, periods))
    return sum(map(panel.losses, periods)) / exposure if exposure else 0.0


def tenure(panel: Panel, origin: int) -> Chance | None:
    """The rate of the customer's age, times the segment's factor (drawn towards 1), times today's level."""
    exposed, lost = _by_age(panel, origin)
    rates = _joined_rates(exposed, lost, 12 // step_of(panel.every))
    if not rates:
        return None
    factors = []
    for own, gone in zip(panel.exposed_before[origin], panel.lost_before[origin], strict=True):
        expected = sum(n * _at(rates, age) for age, n in enumerate(own))
        factors.append((sum(gone) + _DOUBT) / (expected + _DOUBT))
    return _levelled(panel, origin, lambda segment, age, ahead: min(1.0, _at(rates, age) * factors[segment]))


def _at(rates: Sequence[float], age: int) -> float:
    return rates[min(age, len(rates) - 1)]


def _by_age(panel: Panel, origin: int) -> tuple[list[int], list[int]]:
    """Exposure and losses by age over the periods before the origin, of all segments."""
    return (
        [sum(ages) for ages in zip(*panel.exposed_before[origin], strict=True)],
        [sum(ages) for ages in zip(*panel.lost_before[origin], strict=True)],
    )


def _joined_rates(exposed: Sequence[int], lost: Sequence[int], year: int) -> list[float]:
    """A rate an age: of its own where it has enough losses, else joined with its neighbours until they have.

    A month of renewals stands out so even where the months before it saw few losses. The last rate is that of the ages
    never seen: the middle one of the last half year, which a renewal in it does not move.
    """
    bins: list[tuple[int, int, int]] = []
    ages = n = gone = 0
    for age_exposed, age_lost in zip(exposed, lost, strict=True):
        if not age_exposed:
            break
        if ages and age_lost >= _LOSSES_A_RATE:
            bins.append((ages, n, gone))
            ages = n = gone = 0
        ages, n, gone = ages + 1, n + age_exposed, gone + age_lost
        if gone >= _LOSSES_A_RATE:
            bins.append((ages, n, gone))
            ages = n = gone = 0
    if n:
        bins.append((ages, n, gone))
    whole = sum(lost) / max(1, sum(exposed))
    rates = [(gone + whole) / (n + 1) for ages, n, gone in bins for _ in range(ages)]
    return [*rates, median(rates[-max(1, year // 2) :])] if rates else []


def shifted_beta_geometric(panel: Panel, origin: int) -> Chance | None:
    """Customers of unlike loyalty: whoever stays longer is likelier to stay.

    P. S. Fader, B. G. S. Hardie (2007), "How to project customer retention", Journal of Interactive Marketing 21(1):
    of those who have renewed t - 1 times, alpha / (alpha + beta + t - 1) leave at the next renewal.
    """
    exposed, lost = _by_age(panel, origin)
    if sum(lost) == 0 or sum(1 for n in exposed if n) < 2:
        return None
    alpha, beta = fit_beta_geometric(exposed, lost)
    return _levelled(panel, origin, lambda segment, age, ahead: alpha / (alpha + beta + age))


def _levelled(panel: Panel, origin: int, chance: Chance) -> Chance:
    """The chances times what the last periods lost against what these chances expected of them.

    Drawn towards 1 (James and Stein) as far as these periods scatter: what chance alone would do is not followed.
    """
    fading = [_FADING**back for back in range(min(origin, _LEVEL_PERIODS))]
    recent = range(origin - 1, origin - 1 - len(fading), -1)
    seen = [panel.losses(i) for i in recent]
    expected = [expect(panel.exposed[i], chance, 0) for i in recent]
    whole = _weighted(fading, expected)
    if not whole:
        return chance
    level = _weighted(fading, seen) / whole
    scatter = [max(e, (n - level * e) ** 2) for n, e in zip(seen, expected, strict=True)]
    doubt = _weighted([weight**2 for weight in fading], scatter) / whole**2
    trust = max(0.0, 1 - doubt / (level - 1) ** 2) if level != 1 else 0.0
    factor = 1 + trust * (level - 1)
    return lambda segment, age, ahead: min(1.0, factor * chance(segment, age, ahead))


def _weighted(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def expect(exposed: Sequence[Sequence[float]], chance: Chance, ahead: int) -> float:
    """How many of the exposed (by segment and age) are expected to be lost."""
    return sum(n * chance(s, age, ahead) for s, ages in enumerate(exposed) for age, n in enumerate(ages) if n)


METHODS: tuple[Method, ...] = (
    Method("last_rate", N_("Last rate"), last_rate),
    Method("trailing_mean", N_("Trailing mean"), trailing_mean),
    Method("seasonal", N_("Season"), seasonal),
    Method("tenure", N_("Tenure and segment"), tenure),
    Method("shifted_beta_geometric", N_("Shifted beta-geometric"), shifted_beta_geometric),
)


def fit_beta_geometric(exposed: Sequence[int], lost: Sequence[int]) -> Pair:
    """alpha and beta of greatest likelihood, from how many of each age came to a renewal and how many left at it."""
    ages = [(age, n, gone) for age, (n, gone) in enumerate(zip(exposed, lost, strict=True)) if n]

    def loss(point: Pair) -> float:
        alpha, beta = exp(point[0]), exp(point[1])
        # A faint pull keeps both finite where every age leaves alike.
        total = 1e-3 * (point[0] ** 2 + point[1] ** 2)
        for age, n, gone in ages:
            total -= gone * log(alpha) + (n - gone) * log(beta + age) - n * log(alpha + beta + age)
        return total

    best = _descend(loss, (0.0, 1.0))
    return exp(best[0]), exp(best[1])


def _descend(loss: Callable[[Pair], float], start: Pair) -> Pair:
    """The lowest point of a smooth function of two numbers, within +-12 of 0, by Nelder and Mead's simplex."""

    def at(x: float, y: float) -> tuple[float, Pair]:
        point = (min(12.0, max(-12.0, x)), min(12.0, max(-12.0, y)))
        return loss(point), point

    corners = sorted([at(*start), at(start[0] + 0.5, start[1]), at(start[0], start[1] + 0.5)])
    for _ in range(200):
        (low, best), (_, second), (high, worst) = corners
        if high - low < 1e-9 * (1 + abs(low)):
            break
        middle = ((best[0] + second[0]) / 2, (best[1] + second[1]) / 2)

        def along(reach: float, m: Pair = middle, w: Pair = worst) -> tuple[float, Pair]:
            return at(m[0] + reach * (w[0] - m[0]), m[1] + reach * (w[1] - m[1]))

        tried = along(-1.0)
        if tried < corners[0]:
            tried = min(tried, along(-2.0))
        elif tried >= corners[1]:
            tried = min(tried, along(0.5))
        if tried[0] < high:
            corners[2] = tried
        else:
            corners[1:] = [at(*((best[k] + point[k]) / 2 for k in (0, 1))) for _, point in corners[1:]]
        corners.sort()
    return corners[0][1]
