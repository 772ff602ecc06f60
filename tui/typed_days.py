"""A day as a person types it: 2026-12-01, or +14 for in a fortnight."""

import re
from datetime import date, timedelta

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
