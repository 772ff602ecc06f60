"""Rows by SQL: a query on an SQLite file or a PostgreSQL server becomes a grid; nothing can be written."""

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from metrics.errors import ChurnError
from metrics.reading.grid import Grid
from metrics.reading.parquet import grid_of_frame
from metrics.reading.text import frame_of

SERVERS = ("postgresql://", "postgres://")
# A query that runs longer than this many seconds is stopped.
PATIENCE = 600
_STEPS = 1_000_000  # of SQLite's own, after which it asks whether to go on: Ctrl+C stops it then
# The server takes nothing but a query behind this: no command that writes a file of its own or starts a program.
_CURSOR = b"declare churn_tui no scroll cursor for "


def read_query(database: str, query: str) -> list[Grid]:
    """The query's rows. `database` is an SQLite file or a postgresql:// address.

    Raises `file_missing`, `no_driver`, `bad_query`.
    """
    if database.startswith(SERVERS):
        names, rows = _postgresql(database, query)
        label = database.rsplit("@", 1)[-1]  # never with its password
    else:
        names, rows = _sqlite(Path(database), query)
        label = database
    frame = frame_of(rows, len(names)).rename({f"c{place}": name for place, name in enumerate(_unique(names))})
    digest = hashlib.sha256(repr((names, rows)).encode()).hexdigest()
    grid = grid_of_frame(label, digest, frame, "query")
    return [grid]


def _sqlite(path: Path, query: str) -> tuple[list[str], list[list[str]]]:
    if not path.is_file():
        raise ChurnError("file_missing", file=str(path))
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        connection.set_authorizer(_this_file_alone)
        end = time.monotonic() + PATIENCE
        connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            cursor = connection.execute(query)
            return _names(cursor.description, str(path)), _texts(cursor)
        finally:
            connection.close()
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise ChurnError("bad_query", file=str(path), detail=str(error).splitlines()[0][:150]) from error


def _this_file_alone(action: int, *_: str | None) -> int:
    """Deny what reaches beyond the file: a connection that only reads could still make others, or copy it."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK


def _postgresql(address: str, query: str) -> tuple[list[str], list[list[str]]]:
    try:
        import psycopg
    except ImportError as error:
        raise ChurnError("no_driver", driver="psycopg[binary]") from error
    label = address.rsplit("@", 1)[-1]
    try:
        options = f"-c default_transaction_read_only=on -c statement_timeout={PATIENCE * 1000}"
        with psycopg.connect(address, options=options) as connection:
            connection.read_only = True
            try:  # prepared: one statement, which cannot leave the transaction that reads only
                connection.execute(_CURSOR + query.encode(), prepare=True)
                cursor = connection.execute(b"fetch all from churn_tui")
                return _names(cursor.description, label), _texts(cursor)
            finally:
                connection.rollback()
    except psycopg.Error as error:
        raise ChurnError("bad_query", file=label, detail=str(error).splitlines()[0][:150]) from error


def _names(description: Sequence[Sequence[object]] | None, label: str) -> list[str]:
    if description is None:
        raise ChurnError("bad_query", file=label, detail="no rows")
    return [str(column[0]) for column in description]


def _texts(rows: Iterable[Sequence[object]]) -> list[list[str]]:
    return [[_text(value) for value in row] for row in rows]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _unique(names: Sequence[str]) -> list[str]:
    """Frame columns need different names; the header keeps what the query says where it can."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return found
