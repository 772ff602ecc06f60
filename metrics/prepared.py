"""Figures as a frame and back, so that a book can keep what it answered."""

import json
from datetime import date

import polars as pl

from metrics.catalogue import measure
from metrics.figures import Figure, Figures
from metrics.ledger import as_of_among, dated_days, first_fact
from metrics.periods import Period
from metrics.question import Question
from metrics.tables import Tables

_SCHEMA = {
    "start": pl.Date, "end": pl.Date, "label": pl.String, "complete": pl.Boolean,
    "group": pl.String, "metric": pl.String, "numbers": pl.String,
}  # fmt: skip


def as_frame(figures: Figures) -> pl.DataFrame:
    """A row a figure, after a row a period without a metric; `numbers` as JSON, so that whole ones stay whole."""
    spans = [(p.start, p.end, p.label, p.complete, None, None, None) for p in figures.periods]
    rows = [
        (f.period.start, f.period.end, f.period.label, f.period.complete, f.group, f.measure.id,
         json.dumps([f.value, f.numerator, f.denominator, f.low, f.high]))
        for f in figures.figures
    ]  # fmt: skip
    return pl.DataFrame([*spans, *rows], schema=_SCHEMA, orient="row")


def from_frame(frame: pl.DataFrame, question: Question, currency: str | None) -> Figures:
    """The figures that `as_frame` made a frame of, for the question they answer."""
    periods: dict[str, Period] = {}
    figures: list[Figure] = []
    for start, end, label, complete, group, metric, numbers in frame.iter_rows():
        if metric is None:
            periods[label] = Period(start, end, label, complete)
        else:
            figures.append(Figure(periods[label], group, measure(metric), *json.loads(numbers)))
    return Figures(question.as_of, question.every, currency, question.by, tuple(periods.values()), tuple(figures))


def opening(tables: Tables) -> pl.DataFrame:
    """What a book opens with, whatever the day is then: `day`, a row for each day on which something is dated (one null
    where nothing is, none of an empty book), and `first`, the day of the first fact."""
    days = dated_days(tables)
    if days.is_empty() and not tables.is_empty:
        days = pl.Series("day", [None], pl.Date)
    return pl.DataFrame({"day": days}).with_columns(first=pl.lit(first_fact(tables), pl.Date))


def opened(frame: pl.DataFrame, today: date) -> tuple[date | None, date | None]:
    """As-of and the day of the first fact, as `default_as_of` and `first_fact` give them, from an `opening`."""
    if frame.is_empty():
        return None, None
    return as_of_among(frame["day"], today) or today, frame["first"][0]
