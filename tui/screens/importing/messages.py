"""What Import's workers say when they are done."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from metrics.errors import Unsettled

if TYPE_CHECKING:
    import polars as pl

    from metrics.book import Choice as Taking
    from metrics.book.imports import ImportRecord
    from metrics.importing import Prepared
    from metrics.reading.grid import Hints
    from metrics.restatement import Restated


@dataclass
class Arrived(Message):
    """The folder's files and the book's imports."""

    folder: Path
    files: "pl.DataFrame"
    records: "list[ImportRecord]"


@dataclass
class Read(Message):
    """Files were read and judged, nothing is stored."""

    prepared: "Prepared"


@dataclass
class Foreseen(Message):
    """What taking the files would change in figures already shown."""

    prepared: "Prepared"
    figures: "tuple[Restated, ...]"


@dataclass
class Asked(Message):
    """A file can be read in two ways: something has to be settled first."""

    error: Unsettled
    paths: Sequence[Path]
    hints: "Hints"
    taking: "Taking"


@dataclass
class Stored(Message):
    """What was read is on disk."""

    prepared: "Prepared"
