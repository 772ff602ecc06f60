"""The one door to figures: screens, reports and commands all ask here, so they cannot differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import polars as pl

from metrics import catalogue
from metrics.facts import named
from metrics.grouping import group_by
from metrics.ledger import Ledger, first_fact
from metrics.measures.base import Measure, rounded_half_away
from metrics.measures.customers import Counted
from metrics.measures.movements import tallies
from metrics.money import to_decimal_string
from metrics.periods import Every, Period, parse_label, periods
from metrics.question import Question
from metrics.stage import Stage
from metrics.statistics import nps_interval, wilson

Number = int | float
Key = tuple[int, str | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of one measure. Money is in minor units; `value` is None where the measure is undefined."""

    period: Period
    group: str | None
    measure: Measure
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    low: float | None = None
    high: float | None = None

    def row(self, currency: str | None) -> dict[str, Any]:
        """The figure as reports give it: money as decimal strings, whole numbers as integers."""
        above, below = self.measure.money
        return {
            "period": self.period.label,
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "complete": self.period.complete,
            "group": self.group,
            "metric": self.measure.id,
            "unit": self.measure.unit,
            "value": _plain(self.value, currency, money=self.measure.unit == "money"),
            "numerator": _plain(self.numerator, currency, money=above),
            "denominator": _plain(self.denominator, currency, money=below),
            "low": self.low,
            "high": self.high,
        }


def _plain(number: Number | None, currency: str | None, *, money: bool) -> Number | str | None:
    if number is None:
        return None
    return to_decimal_string(int(number), currency) if money else number


@dataclass(frozen=True)
class Figures:
    """The answer to a question, ordered by period, group (null last) and catalogue."""

    as_of: date | None
    every: Every
    currency: str | None
    by: str | None
    periods: tuple[Period, ...]
    figures: tuple[Figure, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Every figure as reports give it."""
        return [figure.row(self.currency) for figure in self.figures]

    def index(self) -> dict[tuple[str, str | None, str], Figure]:
        """The figures by (period label, group, metric id)."""
        return {(figure.period.label, figure.group, figure.measure.id): figure for figure in self.figures}

    def groups(self) -> list[str | None]:
        """The groups that appear, sorted, null last."""
        found = {figure.group for figure in self.figures}
        return sorted(found, key=_null_last)


def report(ledger: Ledger, question: Question) -> Figures:
    """Every figure that a question asks for.

    Raises WrongUsage where it names a metric or a field that the book does not have.
    """
    stage, shown = _asked(ledger, question)
    spans = stage.periods
    answers = {measure.id: _answers(stage, measure) for measure in shown if spans}
    # Which groups appear does not hang on which metrics were asked for.
    grouped = question.by is not None and spans
    keys = _present(stage, answers, _at_hand(ledger)) if grouped else [(p, None) for p in range(len(spans))]
    figures = tuple(
        _figure(measure, spans[p], group, answers[measure.id].get((p, group))) for p, group in keys for measure in shown
    )
    return Figures(question.as_of, question.every, ledger.currency, question.by, spans, figures)


def reports_of(ledger: Ledger, question: Question, field: str, values: Iterable[str]) -> dict[str, Figures]:
    """What `report` answers to an ungrouped question where a field of accounts has each of some values, all at once.

    Raises as `report`.
    """
    stage, shown = _asked(ledger, replace(question, by=field))
    answers = [(measure, _answers(stage, measure)) for measure in shown if stage.periods]
    whole = partial(Figures, question.as_of, question.every, ledger.currency, None, stage.periods)
    return {
        value: whole(
            tuple(
                _figure(measure, period, None, found.get((p, value)))
                for p, period in enumerate(stage.periods)
                for measure, found in answers
            )
        )
        for value in values
    }


def _asked(ledger: Ledger, question: Question) -> tuple[Stage, list[Measure]]:
    """The stage of a question over its periods, and the measures that it shows."""
    asked = [catalogue.measure(name) for name in question.metrics] or list(catalogue.MEASURES)
    first = first_fact(ledger.tables)
    spans = () if first is None else tuple(
        periods(question.every, first, question.as_of, question.start, question.stop)
    )  # fmt: skip
    return stage_of(ledger, question, spans), [measure for measure in _at_hand(ledger) if measure in asked]


def _at_hand(ledger: Ledger) -> list[Measure]:
    """The measures whose tables hold something."""
    return [measure for measure in catalogue.MEASURES if _has_data(ledger, measure)]


def stage_of(ledger: Ledger, question: Question, spans: tuple[Period, ...]) -> Stage:
    """The stage on which measures answer a question for some periods."""
    grouping = group_by(ledger, question.by, question.where, question.every, question.as_of)
    return Stage(ledger, question.as_of, spans, grouping, question.assumptions)


def answer(stage: Stage, measure: Measure) -> Figure:
    """One measure's figure for the first period of an ungrouped stage."""
    return _figure(measure, stage.periods[0], None, _answers(stage, measure).get((0, None)))


def contributions(ledger: Ledger, question: Question, metric: str, label: str) -> pl.DataFrame:
    """What each account adds to a sum or a ratio in one period: account_id, group, numerator, denominator.

    Sorted by account_id; accounts that add nothing to either are left out. Empty for derived measures.
    Raises WrongUsage for an unknown metric, field or period.
    """
    measure = catalogue.measure(metric)
    _, period = parse_label(label, question.as_of)
    columns = ("account_id", "group", "numerator", "denominator")
    if measure.parts is None:
        return pl.DataFrame(schema=dict(zip(columns, (pl.String, pl.String, pl.Float64, pl.Float64), strict=True)))
    added = by_account(stage_of(ledger, question, (period,)), measure)
    return added.filter((pl.col("numerator") != 0) | (pl.col("denominator") != 0)).sort("account_id", "group")


def by_account(stage: Stage, measure: Measure) -> pl.DataFrame:
    """What each account adds to a sum or a ratio in a stage's one period: account_id, group, numerator, denominator."""
    assert measure.parts is not None
    found = measure.parts(stage.naming_accounts())
    parts = [part.select("account", "group", "numerator", "denominator") for part in found]
    sums = pl.concat(parts).group_by("account", "group").agg(pl.col("numerator", "denominator").sum())
    return named(stage.ledger, sums).select("account_id", "group", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a measure says of one period and group, before rounding."""

    numerator: Number | None = None
    denominator: Number | None = None
    spread: Number | None = None
    derived: Fraction | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.numerator or self.denominator or self.derived)


def _has_data(ledger: Ledger, measure: Measure) -> bool:
    return all(not ledger.tables[name].is_empty() for name in measure.needs)


def _answers(stage: Stage, measure: Measure) -> dict[Key, _Answer]:
    """A measure's answers by (p, group)."""
    if measure.derive is not None:
        return {key: _Answer(derived=value) for key, value in measure.derive(stage).items()}
    spread = ["spread"] if measure.interval == "nps" else []
    found = _sums(stage, measure).select("p", "group", "numerator", "denominator", *spread)
    return {
        (p, group): _Answer(_whole(above), _whole(below), *more) for p, group, above, below, *more in found.iter_rows()
    }


def _sums(stage: Stage, measure: Measure) -> pl.DataFrame:
    """p, group, numerator and denominator (and spread) of a sum or a ratio."""
    if isinstance(measure.parts, Counted):
        parts = measure.parts
        return tallies(stage).select("p", "group", numerator=parts.numerator, denominator=parts.denominator)
    assert measure.parts is not None
    columns = ["numerator", "denominator", *(["spread"] if measure.interval == "nps" else [])]
    sums = [stage.totals(part, *columns) for part in measure.parts(stage)]
    return sums[0] if len(sums) == 1 else pl.concat(sums).group_by("p", "group").agg(pl.col(columns).sum())


def _whole(number: Number) -> Number:
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _present(stage: Stage, answers: dict[str, dict[Key, _Answer]], measures: Sequence[Measure]) -> list[Key]:
    """The groups of each period in which any measure says something, sorted, null last.

    Measures that have not answered yet are heard until every group that accounts are in is there.
    """
    found = {key for by_key in answers.values() for key, answer in by_key.items() if answer.says_something}
    if any(isinstance(measure.parts, Counted) for measure in measures):
        # What moved says something: each of its quantities is a measure too.
        found |= set(tallies(stage).select("p", "group").iter_rows())
    most = stage.groups().height
    for measure in measures:
        if len(found) >= most:
            break
        if measure.id not in answers and not isinstance(measure.parts, Counted):
            found |= _heard(stage, measure)
    return sorted(found, key=lambda key: (key[0], _null_last(key[1])))


def _heard(stage: Stage, measure: Measure) -> set[Key]:
    """Where a measure says something that no other one does."""
    if measure.derive is None:
        return {key for key, answer in _answers(stage, measure).items() if answer.says_something}
    if measure.heard is None:
        return set()
    counts = stage.totals(measure.heard(stage).with_columns(n=pl.lit(1, pl.Int64)), "n")
    return set(counts.select("p", "group").iter_rows())


def _null_last(group: str | None) -> tuple[bool, str]:
    return group is None, group or ""


def _figure(measure: Measure, period: Period, group: str | None, answer: _Answer | None) -> Figure:
    if measure.kind == "derived":
        exact = answer.derived if answer is not None else measure.absent
        rounded = None if exact is None else rounded_half_away(exact) if measure.unit == "money" else float(exact)
        return Figure(period, group, measure, rounded, None, None)
    numerator = answer.numerator if answer is not None and answer.numerator is not None else 0
    if measure.kind == "sum":
        return Figure(period, group, measure, numerator, numerator, None)
    denominator = answer.denominator if answer is not None and answer.denominator is not None else 0
    low, high = _interval(measure, numerator, denominator, answer) or (None, None)
    return Figure(
        period, group, measure, _ratio(measure, period, numerator, denominator), numerator, denominator, low, high
    )


def _ratio(measure: Measure, period: Period, numerator: Number, denominator: Number) -> Number | None:
    if denominator == 0 or (measure.defined_above_zero and denominator < 0):
        return None
    if measure.unit == "money":
        return rounded_half_away(Fraction(numerator) / Fraction(denominator))
    scale = period.days if measure.scale == "days" else measure.scale
    if isinstance(numerator, int) and isinstance(denominator, int):
        return numerator * scale / denominator  # as exact as fractions, and quicker
    return float(Fraction(numerator) * scale / Fraction(denominator))


def _interval(
    measure: Measure, numerator: Number, denominator: Number, answer: _Answer | None
) -> tuple[float, float] | None:
    if measure.interval == "wilson":
        return wilson(numerator, denominator)
    if measure.interval == "nps" and answer is not None and answer.spread is not None:
        promoters, detractors = (answer.spread + numerator) / 2, (answer.spread - numerator) / 2
        return nps_interval(promoters, detractors, denominator)
    return None
