"""What a year would look like if some losses did not happen, carried forward with the forecast's own method."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import polars as pl

from metrics.backtest import rolled
from metrics.errors import ChurnError
from metrics.forecast import Outlook, outlook
from metrics.forecasters import Chance
from metrics.ledger import Ledger
from metrics.statistics import Z95, wilson
from metrics.stretches import stretches
from metrics.words import N_

MONTHS = 12
POINTS = 0.05
# Scenarios that are not one reason.
AVOIDABLE, MORE = "avoidable", "more_retention"
NO_LOSS = "not_a_loss"
_LOSS = ["account_id", "lost_on"]

# Shown beside the answer as what it is: somebody's claim, not this book's figure.
CLAIM = N_(
    "“5% more retention, 25 to 95% more profit” is a claim of F. Reichheld and P. Schefter (“E-Loyalty”, "
    "Harvard Business Review 78(4), 2000) about other companies; nothing in this book shows it."
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure as it is expected to be, as it would be, and the 95 % band of the latter."""

    expected: float
    instead: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer. `share` of the year's losses would not happen (with its interval); money is in minor units.

    `customers` and `mrr` stand at the end of twelve months, `revenue` is what the MRR of these months adds up to.
    """

    share: float
    low: float
    high: float
    customers: Estimate
    mrr: Estimate
    revenue: Estimate


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way the year could go: `code` is a reason, AVOIDABLE or MORE; `avoided` of the last year's `lost` losses are
    the ones that would not happen (0 for MORE, which names none)."""

    code: str
    avoided: int
    lost: int
    answer: WhatIf


def without_losses(
    ledger: Ledger,
    as_of: date,
    avoided: pl.DataFrame,
    *,
    where: Sequence[tuple[str, str]] = (),
) -> WhatIf:
    """The coming year if that part of losses did not happen that `avoided` (account_id, lost_on) was in the last.

    Raises ChurnError("nothing_lost_in_year") where the last year saw no loss, else as `forecast`.
    """
    year = _year(ledger, as_of, where)
    if year.is_empty():
        raise ChurnError("nothing_lost_in_year")
    mine = year.join(avoided.select(_LOSS).unique(), on=_LOSS, how="semi")
    return _without(_outlook(ledger, as_of, where), mine.height, year.height)


def more_retention(
    ledger: Ledger, as_of: date, points: float = POINTS, *, where: Sequence[tuple[str, str]] = ()
) -> WhatIf:
    """The coming year if that much more of today's customers (as a share of them) were still there at its end.

    Raises as `forecast`.
    """
    return _more(_outlook(ledger, as_of, where), points)


def scenarios(
    ledger: Ledger, as_of: date, losses: pl.DataFrame, *, where: Sequence[tuple[str, str]] = ()
) -> tuple[Scenario, ...]:
    """Every way at once, by one look at the past: all avoidable losses (if any was said to be), each reason of the last
    year, the most frequent first, then five points more retention.

    `losses`: account_id, lost_on, reason, avoidable ("yes", "no", "unclear"); null where nobody said. Raises as
    `forecast`.
    """
    seen = _outlook(ledger, as_of, where)
    year = _year(ledger, as_of, where).join(losses.unique(_LOSS), on=_LOSS, how="left")
    said = pl.col("reason") != NO_LOSS
    counts = year.filter(said).group_by("reason").len().sort("len", "reason", descending=[True, False]).rows()
    known = [(AVOIDABLE, year.filter(pl.col("avoidable") == "yes").height), *counts]
    without = (Scenario(code, n, year.height, _without(seen, n, year.height)) for code, n in known if n)
    return (*without, Scenario(MORE, 0, year.height, _more(seen, POINTS)))


def _outlook(ledger: Ledger, as_of: date, where: Sequence[tuple[str, str]]) -> Outlook:
    return outlook(ledger, as_of, every="month", where=where, horizon=MONTHS)


def _year(ledger: Ledger, as_of: date, where: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """The losses of the year up to as-of: account_id, lost_on."""
    ended = stretches(ledger, as_of, where=where).select("account_id", lost_on="ended")
    return ended.filter(pl.col("lost_on") > as_of - timedelta(days=365))


def _without(seen: Outlook, avoided: int, lost: int) -> WhatIf:
    low, high = wilson(avoided, lost) or (0.0, 0.0)
    return _answer(seen, avoided / lost, low, high)


def _more(seen: Outlook, points: float) -> WhatIf:
    nobody = [0.0] * len(seen.inflow)

    def kept(share: float) -> float:
        path = rolled(seen.panel.exposed[-1], _thinned(seen.fitted.chance, share), nobody, MONTHS)
        return 1 - sum(lost for _, lost, _ in path) / max(1.0, path[0][0])

    share = _solve(lambda part: kept(part) - min(1.0, kept(0.0) + points))
    return _answer(seen, share, share, share)


def _thinned(chance: Chance, share: float) -> Chance:
    return lambda segment, age, ahead: chance(segment, age, ahead) * (1 - share)


def _solve(excess: Callable[[float], float]) -> float:
    """Where a rising function of 0..1 meets 0; the nearer end where it does not."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return (low + high) / 2


def _answer(seen: Outlook, share: float, low: float, high: float) -> WhatIf:
    base, instead = _path(seen, 0.0), _path(seen, share)
    least, most = _path(seen, low), _path(seen, high)
    # How far the method's rates may be off, by the end of the year and on average over it.
    errors = seen.fitted.errors
    doubts = (errors[-1], errors[-1], sum(errors) / len(errors))
    estimates = [
        _estimate(expected, other, bottom, top, Z95 * sqrt(doubt))
        for expected, other, bottom, top, doubt in zip(base, instead, least, most, doubts, strict=True)
    ]
    return WhatIf(share, low, high, *estimates)


def _estimate(expected: float, instead: float, least: float, most: float, doubt: float) -> Estimate:
    """The gain is off by the share's interval and, in proportion, by how far the rates are off."""
    gain = instead - expected
    down = sqrt((instead - least) ** 2 + (gain * doubt) ** 2)
    up = sqrt((most - instead) ** 2 + (gain * doubt) ** 2)
    return Estimate(expected, instead, max(expected, instead - down), instead + up)


def _path(seen: Outlook, share: float) -> tuple[float, float, float]:
    """Customers and MRR at the year's end and the year's revenue, if that share of losses did not happen."""
    chance = _thinned(seen.fitted.chance, share)
    counts = rolled(seen.panel.exposed[-1], chance, seen.inflow, MONTHS + 1)
    total, there = sum(map(sum, seen.mrr)), seen.panel.exposure(seen.panel.origin)
    typical = total / there if there else 0.0
    factor = seen.heavier
    heavier: Chance = lambda segment, age, ahead: min(1.0, factor * chance(segment, age, ahead))  # noqa: E731
    amounts = rolled(seen.mrr, heavier, [typical * n for n in seen.inflow], MONTHS + 1)
    return counts[MONTHS][0], amounts[MONTHS][0], sum(mrr for mrr, _, _ in amounts[1:])
