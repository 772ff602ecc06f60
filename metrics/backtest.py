"""How wrong forecasts were: every method tried at past origins, on what was known then, against what came."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.forecasters import METHODS, Chance, Method
from metrics.panel import Panel
from metrics.probability import CountLaw

# Fewer periods or losses than these allow no forecast worth the name.
LEAST_PERIODS, LEAST_LOSSES = 4, 10
# Origins that are tried, at most, and at least of those that a method needs to be compared.
_ORIGINS_AT_MOST, _ORIGINS_AT_LEAST = 24, 4
_FIRST_ORIGIN = 3
# The squared relative error that a rate is given before its own errors are known, how many origins that is worth, and
# by how much it grows with each further period ahead.
_PRIOR_ERROR, _PRIOR_ORIGINS, _GROWTH = 0.003, 2.0, 1.3
# How much less a method counts that missed by more, as the power of the ratio of mean absolute errors; below the least
# of these (in losses) methods missed alike.
_FAVOUR, _LEAST_MISS = 4, 1e-9
# Above this a forecast says nothing any more, and more would not be said by more.
_MOST_ERROR = 1.0
# A miss counts as no more than this many squared spreads, so that one bolt from the blue (the first renewals ever) does
# not make all forecasts useless; what is left of a standard normal's square on average.
_MISS_AT_MOST, _USUAL_MISS = 4.0, 0.9205369
_HALVINGS, _LEAST_VARIANCE = 25, 1e-12


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast of the past: the losses expected (with their variance by chance alone), and those that came."""

    origin: int
    ahead: int
    expected: float
    chance_variance: float
    actual: int


@dataclass(frozen=True, slots=True)
class Score:
    """A method's past errors over `periods` forecasts of the next period: mean absolute error, bias (forecast minus
    what came), and the share of periods whose losses its 80 % interval, as it stood then, held."""

    method: str
    periods: int
    mae: float
    bias: float
    coverage80: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """The method used, its chances today, the scores of all, and its squared relative error by periods ahead."""

    method: Method
    chance: Chance
    scores: tuple[Score, ...]
    errors: tuple[float, ...]


def rolled(
    state: Sequence[Sequence[float]], chance: Chance, inflow: Sequence[float], horizon: int
) -> list[tuple[float, float, float]]:
    """By period ahead: customers at its start, losses expected, and their variance by chance alone.

    `state` is who is there by segment and age, `inflow` who joins by segment at each later period's start.
    """
    now = [list(map(float, ages)) for ages in state]
    path: list[tuple[float, float, float]] = []
    for ahead in range(horizon):
        lost = variance = 0.0
        after: list[list[float]] = []
        for s, ages in enumerate(now):
            kept = [inflow[s]]
            for age, n in enumerate(ages):
                share = chance(s, age, ahead) if n else 0.0
                lost += n * share
                variance += n * share * (1 - share)
                kept.append(n * (1 - share))
            after.append(kept)
        path.append((sum(map(sum, now)), lost, variance))
        now = after
    return path


def inflow(panel: Panel, origin: int) -> list[float]:
    """How many join a segment in a period: the mean of the last year's periods before and with the origin."""
    window = range(max(1, origin - _a_year(panel) + 1), origin + 1)
    return [sum(panel.exposed[i][s][0] for i in window) / max(1, len(window)) for s in range(len(panel.segments))]


def _a_year(panel: Panel) -> int:
    return {"quarter": 4, "half": 2, "year": 1}.get(panel.every, 12)


def fitted(panel: Panel, horizon: int) -> Fitted | None:
    """The method with the smallest mean absolute error over the past origins; None where the past is too little."""
    losses = sum(map(panel.losses, range(panel.origin)))
    if panel.origin < LEAST_PERIODS or losses < LEAST_LOSSES:
        return None
    first = max(_FIRST_ORIGIN, panel.origin - _ORIGINS_AT_MOST)
    tried = {method: _trials(panel, method, first, 1) for method in METHODS}
    able = [method for method in METHODS if len(tried[method]) >= min(_ORIGINS_AT_LEAST, panel.origin - first)]
    since = max(tried[method][0].origin for method in able)
    scores = {method: _score(method, tried[method], since) for method in able}
    best = min(able, key=lambda method: scores[method].mae)
    chance = best.fit(panel, panel.origin)
    if chance is None:
        return None
    used = (replace(score, chosen=method is best) for method, score in scores.items())
    trials = _trials(panel, best, first, horizon)
    errors = _doubted(relative_errors(trials, horizon), _disagreement(panel, best, scores, horizon), trials)
    return Fitted(best, chance, tuple(used), errors)


def _disagreement(panel: Panel, best: Method, scores: Mapping[Method, Score], horizon: int) -> list[float]:
    """By periods ahead, how far the methods' forecasts lie from the best one's: the mean squared relative distance,
    in which those count most that have missed as little."""
    flow = inflow(panel, panel.origin)
    paths: dict[Method, list[float]] = {}
    for method in scores:
        chance = method.fit(panel, panel.origin)
        if chance is not None:
            paths[method] = [lost for _, lost, _ in rolled(panel.exposed[-1], chance, flow, horizon)]
    favours = [((scores[best].mae + _LEAST_MISS) / (scores[method].mae + _LEAST_MISS)) ** _FAVOUR for method in paths]
    doubts: list[float] = []
    for ahead, own in enumerate(paths[best]):
        apart = [min(_MOST_ERROR, (path[ahead] / own - 1) ** 2) if own else 0.0 for path in paths.values()]
        doubts.append(sum(favour * square for favour, square in zip(favours, apart, strict=True)) / sum(favours))
    return doubts


def _doubted(errors: Sequence[float], doubts: Sequence[float], trials: Sequence[Trial]) -> tuple[float, ...]:
    """The errors, and of what methods disagree on the less, the more origins have told the errors themselves."""
    told = Counter(trial.ahead for trial in trials)
    return tuple(
        error + doubt * _PRIOR_ORIGINS / (_PRIOR_ORIGINS + told[ahead])
        for ahead, (error, doubt) in enumerate(zip(errors, doubts, strict=True))
    )


def _trials(panel: Panel, method: Method, first: int, horizon: int) -> list[Trial]:
    trials: list[Trial] = []
    for origin in range(first, panel.origin):
        chance = method.fit(panel, origin)
        if chance is None:
            continue
        steps = min(horizon, panel.origin - origin)
        path = rolled(panel.exposed[origin], chance, inflow(panel, origin), steps)
        trials += [
            Trial(origin, ahead, lost, variance, panel.losses(origin + ahead))
            for ahead, (_, lost, variance) in enumerate(path)
        ]
    return trials


def _score(method: Method, trials: Sequence[Trial], since: int) -> Score:
    """The score over the origins from `since` on; each interval knows the errors before its origin only."""
    counted = [trial for trial in trials if trial.origin >= since]
    held = 0
    for trial in counted:
        error = relative_errors([other for other in trials if other.origin < trial.origin], 1)[0]
        low, high = law(trial.expected, trial.chance_variance, error).interval(0.8)
        held += low <= trial.actual <= high
    errors = [trial.expected - trial.actual for trial in counted]
    n = len(counted)
    return Score(method.code, n, sum(map(abs, errors)) / n, sum(errors) / n, held / n, chosen=False)


def relative_errors(trials: Sequence[Trial], horizon: int) -> tuple[float, ...]:
    """By periods ahead, the squared relative error beyond chance; more where few origins tell it.

    Each number of periods ahead starts from what the one before it has taught.
    """
    error = _PRIOR_ERROR / _GROWTH
    errors: list[float] = []
    for ahead in range(horizon):
        known = [trial for trial in trials if trial.ahead == ahead and trial.expected > 0]
        error = _error_beyond_chance(known, error * _GROWTH)
        errors.append(error * (1 + 2 / (len(known) + 2)))
    return tuple(errors)


def _error_beyond_chance(known: Sequence[Trial], prior: float) -> float:
    """The error with which these trials miss, by their own measure, as much as they should; drawn towards the prior."""
    if not known:
        return prior
    chance = sum(trial.chance_variance for trial in known) / len(known)
    square = sum(trial.expected**2 for trial in known) / len(known)

    def too_small(error: float) -> bool:
        missed = sum(
            min(_MISS_AT_MOST, (trial.actual - trial.expected) ** 2 / _variance(trial, error)) for trial in known
        )
        imagined = (chance + prior * square) / max(_LEAST_VARIANCE, chance + error * square)
        return missed + _PRIOR_ORIGINS * imagined > _USUAL_MISS * len(known) + _PRIOR_ORIGINS

    low, high = 0.0, _MOST_ERROR
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return high


def _variance(trial: Trial, error: float) -> float:
    return max(_LEAST_VARIANCE, trial.chance_variance + error * trial.expected**2)


def law(expected: float, chance_variance: float, error: float, trials: float = float("inf")) -> CountLaw:
    """The law of a count of losses: chance, and the rate itself being off."""
    return CountLaw(expected, chance_variance + error * expected**2, trials)
