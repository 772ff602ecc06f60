"""What people write: one append-only log of tags, notes, reviews and whatever else is said of an account."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from metrics.book.store import Store


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody wrote. `subject` is the account (or what else it is about); `at` is UTC, ISO 8601.

    `id` orders the events as they were stored, whatever the clock said; `uid` is the same in every copy of the book.
    """

    id: int
    uid: str
    at: str
    user: str
    kind: str
    subject: str
    payload: Mapping[str, Any]


def new_uid() -> str:
    """A name that no other event has."""
    return uuid4().hex


def append(connection: sqlite3.Connection, event: Event) -> bool:
    """Add an event inside the caller's transaction; whether it is new (its `id` is given by the store)."""
    payload = json.dumps(dict(event.payload), ensure_ascii=False)
    cursor = connection.execute(
        "INSERT INTO events (uid, at, user, kind, subject, payload) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (uid) DO NOTHING",
        (event.uid, event.at, event.user, event.kind, _unicode(event.subject), _unicode(payload)),
    )
    return cursor.rowcount > 0


def _unicode(text: str) -> str:
    """The text without what no encoding can hold: bytes that a terminal sent and that are no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def listed(
    connection: sqlite3.Connection, kinds: Sequence[str], subject: str | None = None, after: int = 0
) -> list[Event]:
    """The events of these kinds (of one subject, stored after an id), in the order in which they were stored."""
    places = ", ".join("?" * len(kinds))
    query = f"SELECT * FROM events WHERE kind IN ({places}) AND id > ?"
    values: list[Any] = [*kinds, after]
    if subject is not None:
        query += " AND subject = ?"
        values.append(subject)
    return [
        Event(row["id"], row["uid"], row["at"], row["user"], row["kind"], row["subject"], json.loads(row["payload"]))
        for row in connection.execute(f"{query} ORDER BY id", values)
    ]


class EventLog:
    """The log as the book's rooms use it, for one user."""

    def __init__(self, store: Store, user: str) -> None:
        self._store = store
        self.user = user

    def event(self, kind: str, subject: str, payload: Mapping[str, Any], uid: str | None = None) -> Event:
        """An event of this user and moment, not stored yet."""
        return Event(0, uid or new_uid(), self._store.now(), self.user, kind, subject, payload)

    def write(self, kind: str, subject: str, payload: Mapping[str, Any], uid: str | None = None) -> Event:
        """Store an event, on disk when this returns; the same `uid` again stores nothing twice."""
        event = self.event(kind, subject, payload, uid)
        with self._store.write() as connection:
            append(connection, event)
        return event

    def read(self, *kinds: str, subject: str | None = None, after: int = 0) -> list[Event]:
        """As `listed`."""
        return self._store.read(lambda connection: listed(connection, kinds, subject, after))

    def last(self, *but: str) -> int:
        """The id of the newest event that is of none of the kinds `but`; 0 without any."""
        places = ", ".join("?" * len(but))
        query = f"SELECT id FROM events WHERE kind NOT IN ({places}) ORDER BY id DESC LIMIT 1"
        found = self._store.read(lambda connection: connection.execute(query, but).fetchone())
        return int(found["id"]) if found else 0
