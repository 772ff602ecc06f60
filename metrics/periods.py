"""Calendar periods, `[start, end)`, cut at as-of; the only place that knows what a month is."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from metrics.errors import WrongUsage

Every = Literal["month", "quarter", "half", "year", "rolling3", "rolling12"]
EVERIES: tuple[Every, ...] = get_args(Every)

# Months between the starts of two neighbours, and months that one period covers.
STEP_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "rolling3": 1, "rolling12": 1}
SPAN_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "rolling3": 3, "rolling12": 12}

# An as-of that cuts no period that a book can hold.
UNCUT = date(9998, 12, 31)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period: `end` is exclusive and already cut at as-of + 1 day; `complete` tells whether nothing was cut."""

    start: date
    end: date
    label: str
    complete: bool

    @property
    def days(self) -> int:
        """Days of the (cut) period."""
        return (self.end - self.start).days


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last one: 31 January + 1 month is the last of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def complete_months(start: date, end: date) -> int:
    """Whole months from start to end by monthly anniversaries; never below 0."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months if add_months(start, months) <= end else months - 1)


def is_rolling(every: Every) -> bool:
    """Whether the periods overlap."""
    return every.startswith("rolling")


def month_start(day: date) -> date:
    """The first of the month."""
    return day.replace(day=1)


def unit_start(day: date, every: Every) -> date:
    """First day of the calendar unit (of the month, for rolling periods) that contains a day."""
    step = STEP_MONTHS[every]
    return date(day.year, (day.month - 1) // step * step + 1, 1)


def label_of(day: date, every: Every) -> str:
    """Label of the calendar unit that contains a day; rolling periods are labelled by their last month."""
    if every == "year":
        return f"{day.year:04d}"
    if every in ("quarter", "half"):
        letter, span = ("Q", 3) if every == "quarter" else ("H", 6)
        return f"{day.year:04d}-{letter}{(day.month - 1) // span + 1}"
    month = f"{day.year:04d}-{day.month:02d}"
    return f"{month}/{SPAN_MONTHS[every]}" if is_rolling(every) else month


def period_of(day: date, every: Every, as_of: date) -> Period:
    """The period whose calendar unit (last month, for rolling ones) contains a day, cut at as-of."""
    unit = unit_start(day, every)
    whole_end = add_months(unit, STEP_MONTHS[every])
    start = add_months(whole_end, -SPAN_MONTHS[every])
    end = min(whole_end, as_of + timedelta(days=1))
    return Period(start, end, label_of(unit, every), complete=end == whole_end)


def periods(
    every: Every, first: date, as_of: date, start: date | None = None, stop: date | None = None
) -> list[Period]:
    """The whole periods that touch `[start or first, stop)`, in order, none after as-of.

    For rolling periods it is the month they end with that has to touch the range.
    """
    last = min(as_of, stop - timedelta(days=1)) if stop else as_of
    return list(_walk(every, start or first, last, as_of))


def _walk(every: Every, first: date, last: date, as_of: date) -> Iterator[Period]:
    unit = unit_start(first, every)
    while unit <= last:
        yield period_of(unit, every, as_of)
        unit = add_months(unit, STEP_MONTHS[every])


def shift(period: Period, every: Every, steps: int, as_of: date) -> Period:
    """The period that many steps later (or earlier, below 0)."""
    last_month = add_months(period.start, SPAN_MONTHS[every] - 1)
    return period_of(add_months(last_month, steps * STEP_MONTHS[every]), every, as_of)


_LABEL = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})(?:/(?P<span>3|12))?|Q(?P<quarter>[1-4])|H(?P<half>[12])))?"
)


def parse_label(label: str, as_of: date) -> tuple[Every, Period]:
    """The period that a label names: 2026, 2026-H2, 2026-Q3, 2026-09 or 2026-09/12.

    Raises WrongUsage where the label names none.
    """
    match = _LABEL.fullmatch(label)
    if match is None or not 1 <= int(match["month"] or 1) <= 12 or not 1 <= int(match["year"]) <= 9998:
        raise WrongUsage("bad_period", period=label)
    year = int(match["year"])
    if match["span"]:
        every: Every = "rolling12" if match["span"] == "12" else "rolling3"
    else:
        every = "month" if match["month"] else "quarter" if match["quarter"] else "half" if match["half"] else "year"
    month = int(match["month"] or 1) + 3 * (int(match["quarter"] or 1) - 1) + 6 * (int(match["half"] or 1) - 1)
    return every, period_of(date(year, month, 1), every, as_of)
