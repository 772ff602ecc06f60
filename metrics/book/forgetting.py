"""One account leaves the book: its rows, what was set aside of it, what people wrote of it, and the bytes of all that.

The rows are written anew without it, then one transaction names the new files and removes the words; until it ends
nothing has changed, from then on the account is gone. What is left to do is sweeping: the old files, the cache and the
pages that the database freed. An interruption leaves that to whoever opens the book next.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from metrics.book import decisions, imports, lessons, links, reasons, views
from metrics.book.disk import remove_temporary
from metrics.book.events import Event, EventLog, append, listed
from metrics.book.identity import Identity
from metrics.book.imports import ImportRecord
from metrics.book.parquet import Parquet
from metrics.book.settled import settled
from metrics.book.store import Store
from metrics.book.visits import VISIT
from metrics.errors import ChurnError
from metrics.reading import spool
from metrics.tables import TABLES

FORGOTTEN, SWEPT, RESTATED = "forgotten", "forgotten_swept", "forgotten_figures"
# What is written of anything but an account; words of the account are taken out of it all the same.
_OF_OTHERS = (
    *reasons.KINDS, *decisions.KINDS, *lessons.KINDS, *views.KINDS, VISIT, FORGOTTEN, SWEPT, RESTATED,
)  # fmt: skip
_JSON = ("mapping", "options", "reasons", "notices")
_TEXT = ("file",)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went: rows of tables, rejects, and what people had written. `since` is the first day of which figures
    changed; `event` names the forgetting in the log; `traces` are files that still show the account, which others
    hold open."""

    rows: int
    rejects: int
    events: int
    since: date | None
    event: str
    traces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restatement:
    """Figures from `since` on are not what they were: on `at` (UTC, ISO 8601) an account was forgotten."""

    at: str
    since: date


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """The files of an import without the account, and what went with it. `digest` is empty where anything did: a file
    that is imported again then says what the book does not know."""

    digest: str
    rows_file: str | None
    rejects_file: str | None
    rows: int
    rejects: int
    since: date | None


class Forgetting:
    """Forgets accounts of one book. `clear` empties its cache."""

    def __init__(self, store: Store, files: Parquet, log: EventLog, clear: Callable[[], None]) -> None:
        self._store = store
        self._files = files
        self._log = log
        self._clear = clear

    def forget(self, account_id: str) -> Forgotten:
        """Remove every trace of an account. Raises ChurnError where the book knows none of that id."""
        if not account_id.strip():
            raise ChurnError("unknown_account", account=account_id)
        self._store.prepare()
        while True:
            known, identity, rewritten = settled(self._known, lambda known: self._rewritten(account_id, known))
            with self._store.write() as connection:
                if imports.listed(connection) != known or not self._are_there(rewritten):
                    self._files.clear(imports.files(connection))  # what was written anew holds whoever else went
                    continue
                gone = self._forget(connection, identity, known, rewritten)
                break
        self.sweep()
        if identity.traces(self._store.folder):  # what others were writing while we swept
            self._clear_files()
        return Forgotten(*gone, traces=tuple(identity.traces(self._store.folder)))

    def _are_there(self, rewritten: Mapping[int, _Rewritten]) -> bool:
        """Whether nobody has removed the new files, which the log does not name yet."""
        names = [name for one in rewritten.values() for name in (one.rows_file, one.rejects_file) if name]
        return all(self._files.has(name) for name in names)

    def _clear_files(self) -> None:
        """Remove the files of rows that the log does not name (any more, or since an import was killed), and what a
        killed write or reading left beside the database and among the system's temporary files."""
        with self._store.write() as connection:
            self._files.clear(imports.files(connection))
        remove_temporary(self._store.folder)
        spool.sweep()

    def sweep(self) -> None:
        """Finish what a forgetting began: remove old files, the cache and freed pages. Does nothing otherwise."""
        pending = self._pending()
        if not pending:
            return
        self._clear_files()
        self._clear()
        self._store.purge()
        for event in pending:
            self._log.write(SWEPT, "", {"of": event.uid})

    def is_unfinished(self) -> bool:
        """Whether traces of a forgotten account may be left."""
        return bool(self._pending())

    def restatements(self) -> list[Restatement]:
        """What forgetting changed in figures that may have been shown, the oldest first."""
        return [
            Restatement(event.at, date.fromisoformat(event.payload["since"]))
            for event in self._log.read(FORGOTTEN)
            if event.payload["since"]
        ]

    def remember(self, event: str, figures: Sequence[Sequence[object]]) -> None:
        """Keep what figures of the whole book were before a forgetting: lists of plain values, as the caller reads
        them again. They cannot be computed any more."""
        self._log.write(RESTATED, "", {"of": event, "figures": [list(figure) for figure in figures]})

    def remembered(self, event: str) -> list[list[Any]]:
        """What `remember` was told of a forgetting; nothing where it was not."""
        told = [each for each in self._log.read(RESTATED) if each.payload["of"] == event]
        return list(told[-1].payload["figures"]) if told else []

    def _pending(self) -> list[Event]:
        events = self._log.read(FORGOTTEN, SWEPT)
        done = {event.payload["of"] for event in events if event.kind == SWEPT}
        return [event for event in events if event.kind == FORGOTTEN and event.uid not in done]

    def _known(self) -> list[ImportRecord]:
        return self._store.read(imports.listed)

    def _rewritten(
        self, account_id: str, known: list[ImportRecord]
    ) -> tuple[list[ImportRecord], Identity, dict[int, _Rewritten]]:
        """The files of these imports without the account, and by which words that was recognised."""
        identity = Identity.of(account_id, self._accounts(known))
        return known, identity, {record.id: self._without(record, identity) for record in known}

    def _accounts(self, known: list[ImportRecord]) -> list[pl.DataFrame]:
        return [self._files.get(one.rows_file) for one in known if one.table == "accounts" and one.rows_file]

    def _without(self, record: ImportRecord, identity: Identity) -> _Rewritten:
        """The import's files written anew where the account is in them."""
        access = self._store.access
        rows_file, rejects_file = record.rows_file, record.rejects_file
        rows = rejects = 0
        since = None
        if rows_file:
            held = self._files.get(rows_file)
            kept = identity.cleaned(held)
            rows = held.height - kept.height
            since = _first_day(record.table, held.filter(pl.col("account_id") == identity.account_id)) if rows else None
            if not kept.equals(held):
                rows_file = self._files.put(kept, access)
        if rejects_file:
            held = self._files.get(rejects_file)
            kept = held.filter(~identity.named(held, record.mapping))
            rejects = held.height - kept.height
            if rejects:
                rejects_file = self._files.put(kept, access) if kept.height else None
        is_whole = (rows_file, rejects_file) == (record.rows_file, record.rejects_file)
        return _Rewritten(record.digest if is_whole else "", rows_file, rejects_file, rows, rejects, since)

    def _forget(
        self,
        connection: sqlite3.Connection,
        identity: Identity,
        known: list[ImportRecord],
        rewritten: Mapping[int, _Rewritten],
    ) -> tuple[int, int, int, date | None, str]:
        """Name the new files and remove the words, inside the transaction that makes it so."""
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for trigger in triggers:
            connection.execute(f'DROP TRIGGER "{trigger["name"]}"')
        before = {name for record in known for name in (record.rows_file, record.rejects_file) if name}
        for number, files in rewritten.items():
            connection.execute(
                "UPDATE imports SET digest = ?, rows_file = ?, rejects_file = ? WHERE id = ?",
                (files.digest, files.rows_file, files.rejects_file, number),
            )
        _clean_log(connection, identity)
        events = _clean_events(connection, identity)
        rows, rejects = (sum(getattr(one, part) for one in rewritten.values()) for part in ("rows", "rejects"))
        if not rows + rejects + events:
            raise ChurnError("unknown_account", account=identity.account_id)
        for trigger in triggers:
            connection.execute(trigger["sql"])
        since = min((one.since for one in rewritten.values() if one.since), default=None)
        payload = {
            "rows": rows,
            "rejects": rejects,
            "events": events,
            "since": since.isoformat() if since else None,
            "files": sorted(before - imports.files(connection)),
        }
        event = self._log.event(FORGOTTEN, "", payload)
        append(connection, event)
        return rows, rejects, events, since, event.uid


def _first_day(table: str, rows: pl.DataFrame) -> date | None:
    """The first day that rows of a table tell of; of monthly snapshots the first month."""
    columns = [name for name in (*TABLES[table].dated, TABLES[table].opens, "month") if name in rows.columns]
    days = [day for name in columns if isinstance(day := rows[name].min(), date)]
    return min(days, default=None)


def _clean_log(connection: sqlite3.Connection, identity: Identity) -> None:
    """Take the words out of what the log of imports repeats of the files, and out of settings."""
    for row in connection.execute("SELECT * FROM imports").fetchall():
        cleaned = {name: identity.without(row[name]) for name in _TEXT}
        cleaned |= {name: json.dumps(identity.without(json.loads(row[name]))) for name in _JSON}
        changed = {name: text for name, text in cleaned.items() if text != row[name]}
        for name, text in changed.items():
            connection.execute(f"UPDATE imports SET {name} = ? WHERE id = ?", (text, row["id"]))
    for row in connection.execute("SELECT id, value FROM settings").fetchall():
        text = identity.without(row["value"])
        if text != row["value"]:
            connection.execute("UPDATE settings SET value = ? WHERE id = ?", (text, row["id"]))


def _clean_events(connection: sqlite3.Connection, identity: Identity) -> int:
    """Delete what was written of the account, and take its words out of the rest; how many events went."""
    kinds = [row[0] for row in connection.execute("SELECT DISTINCT kind FROM events")]
    gone = 0
    for event in listed(connection, kinds):
        is_its_own = event.kind not in _OF_OTHERS and event.subject == identity.account_id
        if is_its_own or (event.kind in links.KINDS and event.payload["continues"] == identity.account_id):
            connection.execute("DELETE FROM events WHERE id = ?", (event.id,))
            gone += 1
            continue
        subject, payload = identity.without(event.subject), identity.without(event.payload)
        if subject != event.subject or payload != event.payload:
            text = json.dumps(payload, ensure_ascii=False)
            connection.execute("UPDATE events SET subject = ?, payload = ? WHERE id = ?", (subject, text, event.id))
    return gone
