"""Days as a person types them: 2026-12-01, +14 for in a fortnight, 2026-Q1..2026-05-15 for a span."""

import re
from datetime import date, timedelta

from metrics.errors import WrongUsage
from metrics.periods import UNCUT, parse_label
from metrics.tables import within_bounds

_LATER = re.compile(r"\+(\d{1,4})")


def typed_day(text: str, today: date) -> date | None:
    """The day meant; None for an empty text. Raises ValueError where it is no day, or one that no book can hold."""
    text = text.strip()
    if not text:
        return None
    later = _LATER.fullmatch(text)
    day = today + timedelta(days=int(later[1])) if later else date.fromisoformat(text)
    if not within_bounds(day):
        raise ValueError(text)
    return day


def typed_span(text: str) -> tuple[date, date]:
    """The first day meant and the day after the last, of a day, a period, or two of these with dots between.

    Raises ValueError where one is neither, or the last lies before the first.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    start, end = _ends(first)[0], _ends(last if dots else first)[1]
    if end <= start:
        raise ValueError(text)
    return start, end


def _ends(text: str) -> tuple[date, date]:
    if len(text) == len("2026-12-01"):
        day = date.fromisoformat(text)
        if not within_bounds(day):
            raise ValueError(text)
        return day, day + timedelta(days=1)
    try:
        _every, period = parse_label(text, UNCUT)
    except WrongUsage as error:
        raise ValueError(text) from error
    return period.start, period.end
