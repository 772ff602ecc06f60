"""Figures as a frame and back, so that a book can keep what it answered."""

import json
from datetime import date

import polars as pl

from metrics.catalogue import measure
from metrics.figures import Figure, Figures
from metrics.periods import Period
from metrics.question import Question

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


def opening(as_of: date | None, first: date | None) -> pl.DataFrame:
    """The book's as-of and the day of its first fact, as a frame of one row."""
    return pl.DataFrame({"as_of": [as_of], "first": [first]}, schema={"as_of": pl.Date, "first": pl.Date})
