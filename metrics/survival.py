"""How long customers stay: Kaplan-Meier curves by month of tenure, their comparison, and where they stay longest.

Sources: E. L. Kaplan, P. Meier (1958), JASA 53, 457-481; M. Greenwood (1926) for the variance; the log-log band and the
interval of the median as in J. P. Klein, M. L. Moeschberger, Survival Analysis, 2nd ed., 4.3 and 4.5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import exp, log, sqrt

import polars as pl

from metrics.ledger import Ledger
from metrics.periods import Every
from metrics.probability import chi_squared_tail, solve
from metrics.statistics import Z95
from metrics.stretches import Subject, labelled, stretches
from metrics.tenure import months_between

# Months over which stays are compared, and stretches that a group needs for that.
YEAR, LEAST_STRETCHES = 12, 10
# Losses expected of a time without any, which chance does not explain: less than once in a thousand books.
_TOO_QUIET = 7.0
# A level is reached although its product of shares ends a hair above it.
_HAIR = 1e-12


@dataclass(frozen=True, slots=True)
class Point:
    """One month of tenure: how many were at risk in it, how many left in it, the share still there at its end.

    `low` and `high` bound that share at 95 %; both are 0 once nobody is left, as survival libraries have it.
    """

    month: int
    at_risk: int
    events: int
    survival: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One group's curve; times are months of tenure.

    `n` stretches, `events` of them ended; `median` the first month at whose end no more than half are left (null: not
    reached) with `low` and `high`; `mean` the mean stay up to month `until`, with its 95 % interval.
    """

    group: str | None
    n: int
    events: int
    median: int | None
    low: int | None
    high: int | None
    mean: float
    mean_low: float
    mean_high: float
    until: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class LogRank:
    """The log-rank test that the groups' curves are one: chi-squared, degrees of freedom, p-value."""

    chi_squared: float
    freedom: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Before `until`, the day of the first loss, nobody left, although `expected` would have, had they left then as
    customers of the same tenure did later."""

    until: date
    expected: float


@dataclass(frozen=True, slots=True)
class Survival:
    """The answer: curves by group (those without a value last), and their test where there are several; a `silence`
    where losses seem not to have been recorded from the start on, and nobody says since when they are."""

    by: str | None
    subject: Subject
    observed_from: date | None
    curves: tuple[Curve, ...]
    test: LogRank | None
    silence: Silence | None


@dataclass(frozen=True, slots=True)
class Risk:
    """The numbers behind a curve: `n` stretches; by month from 0 to the last one observed, how many were at risk in it
    and how many left in it. At risk in month 0 are those observed from their first day on."""

    n: int
    at_risk: Sequence[int]
    events: Sequence[int]


def survival(
    ledger: Ledger,
    as_of: date,
    *,
    by: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    every: Every = "month",
    subject: Subject = "stretch",
    observed_from: date | None = None,
) -> Survival:
    """The curves of a book at as-of; a stretch still running is censored there.

    `observed_from` says since when losses are recorded: a stretch begun earlier counts from the month of tenure that
    it had then (left truncation), one that ended by then does not count. Raises WrongUsage for an unknown field.
    """
    frame = stretches(ledger, as_of, by=by, where=where, every=every, subject=subject)
    tables = risk_tables(frame, observed_from)
    until = min((len(risk.events) - 1 for risk in tables.values()), default=0)
    curves = tuple(curve(group, risk, until) for group, risk in tables.items())
    quiet = silence(frame) if observed_from is None else None
    return Survival(by, subject, observed_from, curves, log_rank(list(tables.values())), quiet)


def silence(frame: pl.DataFrame) -> Silence | None:
    """Whether stretches (began, ended, months) tell of a time before the first loss when none were recorded."""
    first = frame["ended"].min()
    if not isinstance(first, date):
        return None
    whole = frame.select("began", "ended", "months", group=pl.lit(None, pl.String))
    (every,) = risk_tables(whole).values()
    (later,) = risk_tables(whole, first - timedelta(days=1)).values()
    expected = sum(
        left / there * (all_there - there)
        for left, there, all_there in zip(later.events, later.at_risk, every.at_risk, strict=True)
        if there
    )
    return Silence(first, expected) if expected >= _TOO_QUIET else None


@dataclass(frozen=True, slots=True)
class Stay:
    """How long the customers with one value of a field stay; `curve.mean` is taken over the same months for all."""

    field: str
    curve: Curve


def longest(
    ledger: Ledger,
    as_of: date,
    fields: Sequence[str],
    *,
    where: Sequence[tuple[str, str]] = (),
    observed_from: date | None = None,
) -> tuple[Stay, ...]:
    """Where customers stay longest: every value of these fields that is known for a year and has customers enough, by
    the mean stay in the first twelve months, the longest first. Cohorts are by year. Raises as `survival`."""
    found: list[Stay] = []
    whole = stretches(ledger, as_of, where=where) if fields else pl.DataFrame()
    for field in fields:
        frame = labelled(ledger, whole.drop("group"), "began", field, (), "year", as_of)
        for group, risk in risk_tables(frame, observed_from).items():
            if risk.n >= LEAST_STRETCHES and len(risk.events) > YEAR:
                found.append(Stay(field, curve(group, risk, YEAR)))
    return tuple(sorted(found, key=lambda stay: -stay.curve.mean))


def risk_tables(frame: pl.DataFrame, observed_from: date | None = None) -> dict[str | None, Risk]:
    """The numbers at risk by group, from stretches (group, began, ended, months); the null group last.

    Who is still there was last seen on as-of, in the month of tenure that holds that day.
    """
    entry = pl.lit(0, pl.Int64)
    if observed_from is not None:
        frame = frame.filter(pl.col("ended").is_null() | (pl.col("ended") > observed_from))
        entry = pl.when(pl.col("began") < observed_from).then(
            months_between(pl.col("began"), pl.lit(observed_from))
        ).otherwise(0)  # fmt: skip
    counts = (
        frame.lazy()
        .select("group", entry=entry, time="months", event=pl.col("ended").is_not_null())
        .group_by("group", "entry", "time", "event")
        .agg(n=pl.len().cast(pl.Int64))
        .collect()
        .sort("group", "time", nulls_last=True)
    )
    return {
        parts["group"][0]: risk_of(parts.select("entry", "time", "event", "n").rows())
        for parts in counts.partition_by("group", maintain_order=True)
    }


def risk_of(counts: Sequence[tuple[int, int, bool, int]]) -> Risk:
    """From rows of (month of entry, last month, whether it ended by leaving, how many)."""
    last = max(time for _, time, _, _ in counts)
    entered, left, events = [0] * (last + 2), [0] * (last + 2), [0] * (last + 1)
    for entry, time, event, n in counts:
        if entry < time or entry == 0:
            entered[entry + 1 if entry else 0] += n
            left[time + 1] += n
            events[time] += n if event else 0
    moves = (come - go for come, go in zip(entered[: last + 1], left[: last + 1], strict=True))
    return Risk(sum(n for *_, n in counts), list(accumulate(moves)), events)


def curve(group: str | None, risk: Risk, until: int) -> Curve:
    """Kaplan-Meier with Greenwood's variance, from the numbers at risk; the mean stay is taken up to `until`."""
    points: list[Point] = []
    share, variance = 1.0, 0.0
    for month, (at_risk, events) in enumerate(zip(risk.at_risk, risk.events, strict=True)):
        if events:
            share = share * (at_risk - events) / at_risk
            variance += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
        points.append(Point(month, at_risk, events, share, *_band(share, variance)))
    mean, reach = _restricted_mean(points, until)
    return Curve(
        group,
        n=risk.n,
        events=sum(risk.events),
        median=_half((point.month, point.survival) for point in points),
        low=_half((point.month, point.low) for point in points),
        high=_half((point.month, point.high) for point in points),
        mean=mean,
        mean_low=max(0.0, mean - reach),
        mean_high=min(float(until), mean + reach),
        until=until,
        points=tuple(points),
    )


def _band(share: float, variance: float) -> tuple[float, float]:
    """The log-log band of a share; of 0 and 1, which have none, the share itself."""
    if not 0 < share < 1:
        return share, share
    reach = Z95 * sqrt(variance) / log(share)
    return share ** exp(-reach), share ** exp(reach)


def _half(levels: Iterable[tuple[int, float]]) -> int | None:
    return next((month for month, level in levels if level <= 0.5 + _HAIR), None)


def _restricted_mean(points: Sequence[Point], until: int) -> tuple[float, float]:
    """The area under the curve up to a month, and the reach of its 95 % interval."""
    areas = [0.0]
    for point in reversed(points[:until]):
        areas.append(areas[-1] + point.survival)
    areas.reverse()  # areas[t]: from month t on
    variance = sum(
        areas[point.month] ** 2 * point.events / (point.at_risk * (point.at_risk - point.events))
        for point in points[: until + 1]
        if point.at_risk > point.events > 0
    )
    return areas[0], Z95 * sqrt(variance)


def log_rank(tables: Sequence[Risk]) -> LogRank | None:
    """The test that several groups leave alike; None for fewer than two groups, or where no loss tells them apart."""
    groups = len(tables)
    if groups < 2:
        return None
    free = groups - 1
    excess = [0.0] * free
    spread = [[0.0] * free for _ in range(free)]
    for month in range(max(len(table.events) for table in tables)):
        risk = [table.at_risk[month] if month < len(table.events) else 0 for table in tables]
        lost = [table.events[month] if month < len(table.events) else 0 for table in tables]
        n, d = sum(risk), sum(lost)
        if d == 0 or n < 2:
            continue
        common = d * (n - d) / (n - 1)
        for i in range(free):
            excess[i] += lost[i] - d * risk[i] / n
            for j in range(free):
                spread[i][j] += common * risk[i] / n * ((i == j) - risk[j] / n)
    solved = solve(spread, excess)
    if solved is None:
        return None
    value = sum(a * b for a, b in zip(excess, solved, strict=True))
    return LogRank(value, free, chi_squared_tail(value, free))
