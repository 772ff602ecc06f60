"""The SQLite schema of the book, version by version: an older book is upgraded in place, a newer one refused."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from metrics.errors import ChurnError

APPLICATION_ID = 0x43_48_55_52  # "CHUR": tells a book from any other SQLite file

# What is written once stays as it was written, whoever tries: undo and corrections are rows of their own.
_APPEND_ONLY = """
CREATE TRIGGER {table}_keeps_rows BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER {table}_keeps_words BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END;
"""

_VERSION_1 = """
CREATE TABLE imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL,
  made_at TEXT NOT NULL,
  user TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  table_name TEXT NOT NULL,
  shape TEXT NOT NULL,
  mapping TEXT NOT NULL,
  options TEXT NOT NULL,
  fields TEXT NOT NULL,
  choice TEXT NOT NULL,
  replaces_before INTEGER NOT NULL,
  named_currency TEXT,
  money_in TEXT,
  rows_file TEXT,
  rejects_file TEXT,
  digest TEXT NOT NULL,
  records INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  reasons TEXT NOT NULL,
  notices TEXT NOT NULL
);
CREATE TABLE import_states (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  import_id INTEGER NOT NULL REFERENCES imports (id),
  state TEXT NOT NULL CHECK (state IN ('undone', 'restored')),
  at TEXT NOT NULL,
  user TEXT NOT NULL
);
CREATE TABLE settings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  user TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  user TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL
);
CREATE INDEX events_by_subject ON events (subject, kind);
CREATE INDEX events_by_kind ON events (kind);
""" + "".join(_APPEND_ONLY.format(table=table) for table in ("imports", "import_states", "settings", "events"))

# The script at index n takes a book from version n to n + 1.
UPGRADES: tuple[str, ...] = (_VERSION_1,)
VERSION = len(UPGRADES)


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of a file; 0 for an empty one. Raises ChurnError where it is newer, or no book at all."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and owner != APPLICATION_ID:
        raise ChurnError("not_a_book", file=str(path))
    if version > VERSION:
        raise ChurnError("book_newer", file=str(path), version=version, known=VERSION)
    return version


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the schema to VERSION, inside the caller's transaction; another process may have done it meanwhile."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for script in UPGRADES[version:]:
        for statement in _statements(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit the transaction they belong to."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise ValueError("an unfinished statement in the schema")
