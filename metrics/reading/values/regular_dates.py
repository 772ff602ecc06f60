"""Columns whose dates are nearly all of one common form: they are read at once, by that form."""

import re
from datetime import date
from typing import Literal

import polars as pl

from metrics.reading.values.dissected import dissect
from metrics.reading.values.texts import by_distinct

Order = Literal["dmy", "mdy", "ymd"]

# Years have four digits.
_FIRST = date(1000, 1, 1)
_DAY = len("2026-01-31")
_ORDERED: dict[Order, str] = {"dmy": "%d{0}%m{0}%Y", "mdy": "%m{0}%d{0}%Y"}
_MARKS = "-/."
# Cells among which the first that holds something shows the form.
_LOOK = 1_000
# The half of a day behind a clock that counts twice to 12.
_HALF = re.compile(r"[ap]\.?m\.?\s*$", re.IGNORECASE)
# A fraction of a second, which moves no date.
_FRACTION = r"^[.,][0-9]{1,9}"


def as_the_first(column: pl.Series, order: Order, time_zone: str, *, utc: bool) -> pl.Series | None:
    """The dates of the cells that are written like the column's first, null for all others; None where that form is
    not a common one.

    `order` is that of three numbers; a time that names no zone is in UTC with `utc`, else in `time_zone`.
    """
    example = next((text for text in column.head(_LOOK) if text), "")
    form = _form(example[:_DAY], order)
    clock = _clock(example[_DAY:])
    if form is None or clock is None:
        return None
    found = _stamps(column, form + clock, time_zone, utc=utc) if clock else _days(column, form)
    early = found < _FIRST
    return found.set(early, None) if early.any() else found


def _form(day: str, order: Order) -> str | None:
    """The form of a day as strptime has it: four digits of the year and two of the others, between two like marks."""
    if len(day) == _DAY and day[4] in _MARKS and day[4] == day[7]:
        return "%Y{0}%m{0}%d".format(day[4])
    if len(day) == _DAY and day[2] in _MARKS and day[2] == day[5] and order in _ORDERED:
        return _ORDERED[order].format(day[2])
    return None


def _clock(text: str) -> str | None:
    """The form of what follows the day, up to its minutes or seconds; empty where nothing follows."""
    if not text:
        return ""
    if text[0] not in "T " or text[3:4] != ":" or _HALF.search(text):
        return None
    return text[0] + ("%H:%M:%S" if text[6:7] == ":" else "%H:%M")


def _days(column: pl.Series, form: str) -> pl.Series:
    return column.str.to_date(form, strict=False, cache=False)


def _stamps(column: pl.Series, form: str, time_zone: str, *, utc: bool) -> pl.Series:
    """The dates of stamps in `time_zone`; what follows their clock is judged once for each text that it has."""
    length = _DAY + len("T12:34:56" if form.endswith("%S") else "T12:34")
    moments = column.str.head(length).str.to_datetime(form, time_unit="us", strict=False, cache=False)
    rests = column.str.slice(length)
    if not utc and (rests == "").all():
        return moments.dt.date()
    if rests.head(_LOOK).str.contains(_FRACTION).any():
        rests = rests.str.replace(_FRACTION, "")
    clock = "00:00:00" if form.endswith("%S") else "00:00"
    told = by_distinct(rests, lambda texts: dissect("2000-01-01 " + clock + texts).select("clock", "offset", "broken"))
    found = moments.dt.date()
    zoned = told["offset"].is_not_null() | pl.Series([utc])
    if zoned.any():
        shift = pl.duration(minutes=pl.col("offset").fill_null(0))
        local = told.select(pl.lit(moments) - shift).to_series().dt.replace_time_zone("UTC")
        found = local.dt.convert_time_zone(time_zone).dt.date().zip_with(zoned, found)
    sound = told["clock"].is_not_null() & ~told["broken"]
    return found if sound.all() else found.set(~sound.fill_null(value=False), None)
