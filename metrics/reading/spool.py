"""Rows of a large file wait on disk while the rest is read: memory holds a part at a time."""

import fcntl
import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self, cast

import polars as pl
from polars._typing import SchemaDict

if TYPE_CHECKING:
    from typing_extensions import Buffer

# Parts that wait to be written: the reader is this far ahead of the disk at most.
_AHEAD = 2
_WORD = 1 << 64
_PREFIX, _SUFFIX = ".churn-tui-", ".parquet"


def content_hash(frame: pl.DataFrame) -> int:
    """A number that names the rows of a frame whatever their order; those of its parts add up (modulo 2**64)."""
    return int(frame.hash_rows(seed=0).sum()) if frame.height else 0


@dataclass(frozen=True)
class Spool:
    """Rows in a Parquet file of their own that goes when nobody holds them any longer.

    `content` is their `content_hash`, `sha256` the hash of the file.
    """

    file: "_File"
    schema: pl.Schema
    height: int
    content: int
    sha256: str
    _end: object = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_end", weakref.finalize(self, self.file.remove))

    @property
    def path(self) -> Path:
        """Where the rows are."""
        return self.file.path

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.schema.names()

    def lazy(self) -> pl.LazyFrame:
        """The rows, in order, to be asked for only what is needed of them."""
        return pl.scan_parquet(self.path)

    def load(self) -> pl.DataFrame:
        """All rows, in memory."""
        return pl.read_parquet(self.path, memory_map=False)

    def at(self, places: pl.Series) -> pl.DataFrame:
        """The rows at these positions, in order."""
        return self._numbered().filter(pl.col("_place").is_in(places.implode())).drop("_place").collect()

    def without(self, places: pl.Series, rows: pl.DataFrame) -> "Spool":
        """The rows but for those at these positions, which are `rows`."""
        rest = self._numbered().filter(~pl.col("_place").is_in(places.implode())).drop("_place")
        content = (self.content - content_hash(rows)) % _WORD
        return self._written(rest, self.height - places.len(), content)

    def with_values(self, name: str, places: pl.Series, values: pl.Series) -> "Spool":
        """The rows with another value of one column at these positions."""
        new = pl.LazyFrame({"_place": places, "_new": values})
        told = self._numbered().join(new, on="_place", how="left", maintain_order="left")
        rows = told.with_columns(pl.coalesce("_new", name).alias(name)).drop("_place", "_new")
        before = self.at(places)
        content = self.content - content_hash(before) + content_hash(before.with_columns(values.alias(name)))
        return self._written(rows, self.height, content % _WORD)

    def _written(self, rows: pl.LazyFrame, height: int, content: int) -> "Spool":
        file = _File(self.path.parent)
        try:
            return Spool(file, self.schema, height, content, _write(rows, file.path))
        except BaseException:
            file.remove()
            raise

    def _numbered(self) -> pl.LazyFrame:
        return self.lazy().with_row_index("_place").cast({"_place": pl.Int64})


class Spooler:
    """Takes rows part by part, in order, and writes them while the next part is read.

    A context: what goes wrong inside, an interruption too, leaves nothing on disk. Raises OSError where the disk
    refuses.
    """

    def __init__(self, schema: SchemaDict, folder: Path | None) -> None:
        self._schema = pl.Schema(schema)
        sweep(folder)
        self._file = _File(folder)
        self._parts: Queue[pl.DataFrame | None] = Queue(_AHEAD)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._write, daemon=True)
        self.height = 0
        self._content = 0
        self._sha256 = ""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._parts.put(None)
            self._thread.join()
            self._file.remove()

    def put(self, rows: pl.DataFrame) -> None:
        """Write these rows behind the others."""
        if self._error is not None:
            raise self._error
        self.height += rows.height
        self._content = (self._content + content_hash(rows)) % _WORD
        if rows.height:
            self._parts.put(rows)

    def finish(self) -> Spool:
        """All that was put, once it is written."""
        self._parts.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error
        return Spool(self._file, self._schema, self.height, self._content, self._sha256)

    def _write(self) -> None:
        from polars.io.plugins import register_io_source

        ended = False

        def rows(*_: object) -> Iterator[pl.DataFrame]:
            nonlocal ended
            while (part := self._parts.get()) is not None:
                yield part
            ended = True

        try:
            self._sha256 = _write(register_io_source(rows, schema=self._schema), self._file.path)
        except BaseException as error:  # noqa: BLE001 - raised where the rows come from; an interruption comes here too
            self._error = error
            while not ended and self._parts.get() is not None:
                pass  # nobody who still puts parts may wait for ever


class _Hashing(RawIOBase):
    """A file that is written from its start to its end, and hashed meanwhile."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        self.hash.update(data)
        return self._file.write(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _write(rows: pl.LazyFrame, path: Path) -> str:
    """Write rows as they come; the SHA-256 of the file, in hexadecimal."""
    with _Hashing(path) as file:
        rows.sink_parquet(cast(IO[bytes], file), compression_level=1, statistics=False)
        return file.hash.hexdigest()


class _File:
    """A temporary file that is locked until it is removed: one that nobody locks was left by a process that died."""

    def __init__(self, folder: Path | None) -> None:
        while True:
            self._handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
            self.path = Path(name)
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            if os.fstat(self._handle).st_nlink:
                return
            os.close(self._handle)  # swept by another process before it was locked

    def remove(self) -> None:
        """Remove it, and let go of it."""
        with suppress(OSError):  # the next one to sweep tidies up
            self.path.unlink(missing_ok=True)
        os.close(self._handle)


def sweep(folder: Path | None = None) -> None:
    """Remove the rows that readers who were killed left in a folder (None: the system's for temporary files)."""
    for path in Path(folder or tempfile.gettempdir()).glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):  # somebody reads, or it is not ours
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(handle)
