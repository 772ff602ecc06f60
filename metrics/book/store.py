"""The connection to the book's SQLite file: transactions, locks, upgrades, and what can be wrong with it."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import NoReturn, TypeVar

from metrics.book import schema
from metrics.book.disk import (
    Access,
    close_to_others,
    disk_errors,
    is_full,
    is_network,
    is_read_only,
    make_file,
    make_folder,
)
from metrics.errors import ChurnError

FILE = "book.sqlite"
PATIENCE = 10.0  # seconds that others may hold the lock before we say so
_Result = TypeVar("_Result")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment, as the system's clock has it."""
    return datetime.now(UTC)


class Store:
    """One book's SQLite file. Nothing is made on disk before something is written.

    Every method raises ChurnError where the file is locked, damaged, newer than this program, or closed to us.
    """

    def __init__(self, folder: Path, *, read_only: bool = False, clock: Clock = utc_now) -> None:
        self.folder = folder
        self.path = folder / FILE
        self.read_only = read_only
        self._clock = clock
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._opened: int | None = None  # the number of the file that the connection is to
        self._empty: sqlite3.Connection | None = None

    def __del__(self) -> None:
        # A book that nobody closed gives its file back all the same, and the log that belongs to it is put away.
        self.close()

    def now(self) -> str:
        """The moment as it is written beside what people do: UTC, ISO 8601, to the microsecond."""
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")

    @property
    def access(self) -> Access:
        """Who may read the book's files."""
        return Access.of(self.path)

    def exists(self) -> bool:
        """Whether anything has been stored yet."""
        with disk_errors(self.folder):
            if self.folder.exists() and not self.folder.is_dir():
                raise ChurnError("not_a_folder", file=str(self.folder))
            return self.path.is_file() and self.path.stat().st_size > 0

    def is_writable(self) -> bool:
        """Whether there is a file that this user may write."""
        return self.exists() and not self._is_closed_to_writing()

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            for connection in (self._connection, self._empty):
                if connection is not None:
                    connection.close()
            self._connection = self._empty = None

    def read(self, query: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """What a query finds in one consistent state of the book; an empty book where there is none yet."""
        with self._lock, self._sentences():
            if not self.exists():
                return query(self._nothing())
            if self._is_closed_to_writing():
                return self._look(query)
            try:
                return self._snapshot(self._open(), query)
            except sqlite3.OperationalError:
                if not is_full(self.folder):
                    raise
            # There is no room for the files that SQLite puts beside its own, which looking does without.
            self.close()
            return self._look(query)

    def prepare(self) -> None:
        """Make sure that the book is on disk and can be written, before files are put beside it."""
        with self._lock:
            if self._connection is None or not self._connection.in_transaction:
                with self.write():
                    return

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: everything done in it is stored when it ends well, nothing otherwise."""
        if self.read_only:
            raise ChurnError("read_only")
        with self._lock, self._sentences():
            if self.exists() and self._is_closed_to_writing():
                raise ChurnError(
                    "disk_read_only" if is_read_only(self.folder) else "no_permission", file=str(self.path)
                )
            connection = self._open(create=True)
            _patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            try:
                yield connection
                _patiently(lambda: connection.execute("COMMIT"))
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def purge(self) -> None:
        """Make what was deleted unreadable: no page of the file or of its log holds it any more.

        Raises ChurnError("book_busy") where others read older states of the book for too long.
        """
        with self._lock, self._sentences():
            connection = self._open()
            connection.execute("PRAGMA secure_delete=ON")
            _patiently(lambda: connection.execute("VACUUM"))
            _patiently(lambda: _emptied(connection))

    def _snapshot(self, connection: sqlite3.Connection, query: Callable[[sqlite3.Connection], _Result]) -> _Result:
        if connection.in_transaction:
            return query(connection)
        _patiently(lambda: connection.execute("BEGIN"))
        try:
            return query(connection)
        finally:
            connection.execute("ROLLBACK")

    def _is_closed_to_writing(self) -> bool:
        return self.read_only or not (os.access(self.path, os.W_OK) and os.access(self.folder, os.W_OK))

    def _nothing(self) -> sqlite3.Connection:
        if self._empty is None:
            self._empty = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            self._empty.row_factory = sqlite3.Row
            schema.upgrade(self._empty)
        return self._empty

    def _look(self, query: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Read without leaving a trace. Where nobody has the book open, SQLite is told that the file rests, so
        that it makes no files of its own; if it moved meanwhile, look again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            resting = not self._has_log()
            before = self.path.stat().st_mtime_ns
            try:
                result = self._look_once(query, "immutable=1" if resting else "mode=ro")
            except sqlite3.Error:
                if time.monotonic() > deadline or not self._moved(resting, before):
                    raise
                continue
            if not self._moved(resting, before) or time.monotonic() > deadline:
                return result

    def _has_log(self) -> bool:
        """Whether anything is written beside the file that is not in it yet."""
        try:
            return self.path.with_name(FILE + "-wal").stat().st_size > 0
        except FileNotFoundError:
            return False

    def _moved(self, resting: bool, before: int) -> bool:
        return resting and (self._has_log() or self.path.stat().st_mtime_ns != before)

    def _look_once(self, query: Callable[[sqlite3.Connection], _Result], how: str) -> _Result:
        connection = _connect(f"{self.path.resolve().as_uri()}?{how}", uri=True)
        try:
            if schema.version_of(connection, self.path) < schema.VERSION:
                raise ChurnError("book_needs_upgrade", file=str(self.path))
            return self._snapshot(connection, query)
        finally:
            connection.close()

    def _open(self, *, create: bool = False) -> sqlite3.Connection:
        if self._connection is not None and self._file_number() == self._opened:
            return self._connection
        self.close()
        if create:
            self._make()
        self._opened = self._file_number()
        connection = _connect(str(self.path))
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _file_number(self) -> int | None:
        """What tells the file from another one put in its place, as a restored backup is."""
        try:
            return self.path.stat().st_ino
        except FileNotFoundError:
            return None

    def _make(self) -> None:
        with disk_errors(self.path):
            access = Access.asked(self.folder)
            make_folder(self.folder, access)
            if not self.path.exists():
                close_to_others(self.folder, access)
                make_file(self.path, access)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = _patiently(lambda: schema.version_of(connection, self.path))
        mode = "DELETE" if is_network(self.folder) else "WAL"
        if connection.execute("PRAGMA journal_mode").fetchone()[0].upper() != mode:
            # Two processes that switch at once can both be told "locked"; where WAL cannot be, SQLite
            # answers with the mode that it stays in, which is safe too.
            _patiently(lambda: connection.execute(f"PRAGMA journal_mode={mode}").fetchone())
        connection.execute("PRAGMA synchronous=FULL")
        if version < schema.VERSION:
            _patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            with _unless_done_rolled_back(connection):
                schema.upgrade(connection)
                connection.execute("COMMIT")

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn what SQLite and the disk refuse into a ChurnError."""
        try:
            with disk_errors(self.path):
                yield
        except sqlite3.Error as error:
            self._refuse(error)

    def _refuse(self, error: sqlite3.Error) -> NoReturn:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        name = str(self.path)
        match code:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise ChurnError("book_busy", file=name) from error
            case sqlite3.SQLITE_FULL:
                raise ChurnError("disk_full", file=name) from error
            case sqlite3.SQLITE_IOERR if is_full(self.folder):
                raise ChurnError("disk_full", file=name) from error
            case sqlite3.SQLITE_READONLY:
                raise ChurnError("disk_read_only", file=name) from error
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
                raise ChurnError("book_closed_to_us", file=name) from error
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                raise ChurnError("book_damaged", file=name) from error
            case _:
                raise ChurnError("disk_error", file=name, detail=str(error)) from error


@contextmanager
def _unless_done_rolled_back(connection: sqlite3.Connection) -> Iterator[None]:
    """Roll an open transaction back where the block fails."""
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _emptied(connection: sqlite3.Connection) -> None:
    """Bring the log into the file and cut it to nothing. Raises sqlite3.OperationalError while others use it."""
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error


def _connect(target: str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(target, uri=uri, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def _patiently(step: Callable[[], _Result]) -> _Result:
    """Do what another process may hold up; raises sqlite3.OperationalError when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
