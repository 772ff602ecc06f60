"""What was learned from the losses: written down once, dated, taken back by an event of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from polars._typing import PolarsDataType

from metrics.book.events import Event, EventLog, append, listed
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage

LESSON, WITHDRAWN = "lesson", "lesson_withdrawn"
KINDS = (LESSON, WITHDRAWN)
# `signal` null: a lesson of all losses. `as_of` is the last day that counted when it was written; the counts are those
# that were on screen then, `days` before the loss.
COUNTS = ("days", "lost", "lost_with", "stayers", "stayers_with")
LESSONS: dict[str, PolarsDataType] = {
    "uid": pl.String,
    "written_at": pl.String,
    "written_by": pl.String,
    "signal": pl.String,
    "text": pl.String,
    "as_of": pl.Date,
    **dict.fromkeys(COUNTS, pl.Int64),
}


class Lessons:
    """The book's lessons. Every write is on disk when it returns."""

    def __init__(self, store: Store, log: EventLog, user: str) -> None:
        self._store = store
        self._log = log
        self._user = user

    def all(self) -> pl.DataFrame:
        """Those that stand, the newest first; columns of LESSONS."""
        rows = [_row(event) for event in reversed(_standing(self._log.read(*KINDS)))]
        return pl.DataFrame(rows, schema=LESSONS, orient="row")

    def write(
        self, text: str, as_of: date, signal: str | None = None, counts: Mapping[str, Any] | None = None
    ) -> Event:
        """Write one down, with the counts (of COUNTS) that it was read off. Raises WrongUsage for an empty text."""
        if not text.strip():
            raise WrongUsage("empty_lesson")
        known = {name: (counts or {}).get(name) for name in COUNTS}
        return self._log.write(LESSON, signal or "", {"text": text.strip(), "as_of": as_of.isoformat(), **known})

    def withdraw(self) -> str:
        """Take back the newest that this user wrote; gives its text. Raises ChurnError where there is none."""
        with self._store.write() as connection:
            own = [event for event in _standing(listed(connection, KINDS)) if event.user == self._user]
            if not own:
                raise ChurnError("no_lesson")
            append(connection, self._log.event(WITHDRAWN, own[-1].subject, {"of": own[-1].uid}))
        return str(own[-1].payload["text"])


def _standing(events: list[Event]) -> list[Event]:
    gone = {event.payload["of"] for event in events if event.kind == WITHDRAWN}
    return [event for event in events if event.kind == LESSON and event.uid not in gone]


def _row(event: Event) -> tuple[Any, ...]:
    said = event.payload
    counts = (said[name] for name in COUNTS)
    as_of = date.fromisoformat(said["as_of"])
    return event.uid, event.at, event.user, event.subject or None, said["text"], as_of, *counts
