"""What may have changed figures that were already shown: imports, their undoing and bringing back, forgetting."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from metrics.book import imports
from metrics.book.events import listed as events_listed
from metrics.book.forgetting import FORGOTTEN
from metrics.book.imports import ImportRecord

Kind = Literal["imported", "undone", "restored", "forgotten"]


@dataclass(frozen=True, slots=True)
class Change:
    """One of them, at a moment (UTC, ISO 8601): `before` and `after` are the ids of the imports that stood.

    `imports` are those that it is about; where an account was forgotten there are none, and `event` is its uid.
    """

    kind: Kind
    at: str
    user: str
    imports: tuple[ImportRecord, ...]
    before: frozenset[int]
    after: frozenset[int]
    event: str = ""


def listed(connection: sqlite3.Connection) -> list[Change]:
    """Every change of the book, the oldest first."""
    found = []
    standing: frozenset[int] = frozenset()
    for at, kind, user, about, event in sorted(_steps(connection), key=lambda step: step[0]):
        ids = {record.id for record in about}
        after = standing - ids if kind == "undone" else standing | ids
        found.append(Change(kind, at, user, about, standing, after, event))
        standing = after
    return found


def standing_at(changes: Sequence[Change], moment: str) -> frozenset[int]:
    """The ids of the imports that stood at a moment (UTC, ISO 8601)."""
    earlier = [change for change in changes if change.at <= moment]
    return earlier[-1].after if earlier else frozenset()


_Step = tuple[str, Kind, str, tuple[ImportRecord, ...], str]


def _steps(connection: sqlite3.Connection) -> list[_Step]:
    """Moment, kind, user, imports and event of every change; of one moment, the imports come first."""
    records = imports.listed(connection)
    by_id = {record.id: record for record in records}
    runs = [tuple(run) for _run, run in groupby(records, key=lambda record: record.run)]
    stored: list[_Step] = [(run[-1].made_at, "imported", run[-1].user, run, "") for run in runs]
    states = connection.execute("SELECT import_id, state, at, user FROM import_states ORDER BY id")
    turned: list[_Step] = [(row["at"], row["state"], row["user"], (by_id[row["import_id"]],), "") for row in states]
    forgotten = events_listed(connection, [FORGOTTEN])
    return [*stored, *turned, *((event.at, "forgotten", event.user, (), event.uid) for event in forgotten)]
