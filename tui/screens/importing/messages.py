"""What Import's workers say when they are done, or have come further."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from metrics.errors import ChurnError

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.imports import ImportRecord
    from metrics.importing import Prepared
    from metrics.reading.seen import Seen


@dataclass
class Arrived(Message):
    """The folder's files and the book's imports."""

    folder: Path
    files: "pl.DataFrame"
    records: "list[ImportRecord]"


@dataclass
class Advanced(Message):
    """Reading or storing has come so far: records, and the share of the bytes (0..1)."""

    records: int
    share: float


@dataclass
class Looked(Message):
    """The files' tables stand there to be looked at; `serial` names the reading, here and below."""

    serial: int
    seen: "Sequence[Seen]"


@dataclass
class Read(Message):
    """Files were read and judged, nothing is stored."""

    serial: int
    prepared: "Prepared"


@dataclass
class Foreseen(Message):
    """What would change in figures already shown, in sentences."""

    serial: int
    said: list[str]


@dataclass
class Failed(Message):
    """A file cannot be read, or can be read in two ways; or it could not be stored."""

    serial: int
    error: ChurnError


@dataclass
class Stored(Message):
    """What was read is on disk."""

    prepared: "Prepared"


class Halted(Message):
    """The user stopped it; nothing is stored."""
