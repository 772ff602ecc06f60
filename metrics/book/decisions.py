"""What was decided to change, and from which day on: the lines in every chart of losses."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from metrics.book.events import Event, EventLog, append, listed
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage

DECIDED, DROPPED = "change_decided", "change_dropped"
KINDS = (DECIDED, DROPPED)
# `number` names a change in commands: the how-manieth that was ever written down.
DECISIONS = {
    "number": pl.Int64,
    "on": pl.Date,
    "text": pl.String,
    "decided_by": pl.String,
    "decided_at": pl.String,
    "uid": pl.String,
}


def frame(events: Iterable[Event]) -> pl.DataFrame:
    """The changes that stand after these events (of KINDS, in order), by day; columns of DECISIONS."""
    rows: dict[str, tuple[int, date, str, str, str, str]] = {}
    number = 0
    for event in events:
        if event.kind == DROPPED:
            rows.pop(event.payload["of"], None)
            continue
        number += 1
        on = date.fromisoformat(event.subject)
        rows[event.uid] = (number, on, event.payload["text"], event.user, event.at, event.uid)
    return pl.DataFrame(list(rows.values()), schema=DECISIONS, orient="row").sort("on", "number")


class Decisions:
    """The book's log of changes; one that is taken back stays in the log."""

    def __init__(self, store: Store, log: EventLog) -> None:
        self._store = store
        self._log = log

    def all(self) -> pl.DataFrame:
        """Those that stand, by day; columns of DECISIONS."""
        return frame(self._log.read(*KINDS))

    def add(self, text: str, on: date) -> Event:
        """Write down what changes from a day on. Raises WrongUsage for an empty text."""
        if not text.strip():
            raise WrongUsage("empty_decision")
        return self._log.write(DECIDED, on.isoformat(), {"text": text.strip()})

    def drop(self, number: int) -> str:
        """Take one back; gives its text. Raises ChurnError where there is none of that number."""
        with self._store.write() as connection:
            found = frame(listed(connection, KINDS)).filter(pl.col("number") == number)
            if found.is_empty():
                raise ChurnError("unknown_decision", number=number)
            row = found.row(0, named=True)
            append(connection, self._log.event(DROPPED, row["on"].isoformat(), {"of": row["uid"]}))
        return str(row["text"])
