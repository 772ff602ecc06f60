"""The one door into reading: a path becomes grids, whatever kind of file lies there."""

from collections.abc import Callable
from pathlib import Path

from metrics.errors import ChurnError
from metrics.reading.alike import Alike
from metrics.reading.grid import Grid, Hints
from metrics.reading.large import WHOLE, read_large
from metrics.reading.source import Source, expand, open_sources
from metrics.reading.text import read_text

Reader = Callable[[Source, Hints], list[Grid]]

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
PARQUET = b"PAR1"
# PDF, PNG, JPEG, programs, and archives that are not read.
NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"SQLite f", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")
JSON_ENDINGS = ("jsonl", "ndjson", "json")


def open_grids(path: Path, hints: Hints | None = None, alike: Alike | None = None) -> list[Grid]:
    """Every table of a file, of a folder's files or of a glob's, in the order of their names.

    `alike` knows the files that were read before with this one. Raises ChurnError (`file_missing`, `file_empty`,
    `not_text`, …) where a file cannot be read, Unsettled where it can be read in two ways.
    """
    hints = hints or Hints()
    if hints.query is not None:
        from metrics.reading.sql import read_query

        return read_query(address(path), hints.query)
    known = alike or Alike()
    return [
        grid for file in expand(path) for source in open_sources(file) for grid in read_source(source, hints, known)
    ]


def is_server(path: Path) -> bool:
    """Whether the path is the address of a PostgreSQL server."""
    return str(path).startswith(("postgresql:/", "postgres:/"))


def address(path: Path) -> str:
    """A path as typed: a server's address loses one of its slashes when it is taken for a path."""
    return str(path).replace(":/", "://", 1) if is_server(path) else str(path)


def read_source(source: Source, hints: Hints, alike: Alike) -> list[Grid]:
    """The grids of one source; an error that says nothing of the file is given its name."""
    try:
        reader = reader_of(source)
        found = alike.read(source, hints) if reader is read_text else None
        if found is None:
            found = reader(source, hints)
            alike.learn(source, found)
        return found
    except ChurnError as error:
        error.params.setdefault("file", source.name)
        raise


def reader_of(source: Source) -> Reader:
    """The reader for this source, by its first bytes and, for text, its ending."""
    head = source.head(8)
    if head.startswith(WORKBOOKS):
        from metrics.reading.excel import read_workbook

        return read_workbook
    if head.startswith(PARQUET):
        from metrics.reading.parquet import read_parquet

        return read_parquet
    if source.ending in JSON_ENDINGS or source.head(1) in (b"{", b"["):
        from metrics.reading.jsonlines import read_json

        return read_json
    if head.startswith(NOT_TEXT):
        raise ChurnError("not_text", file=source.name)
    return read_large if source.size > WHOLE else read_text
