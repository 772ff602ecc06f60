"""The outcome of reading one table of one file: rows to store, lines in quarantine, remarks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from metrics.reading.terms import REJECTS, SNAPSHOT, BookContext, Notice

if TYPE_CHECKING:
    from metrics.reading.grid import Hints

__all__ = ["REJECTS", "SNAPSHOT", "Batch", "BookContext", "Notice", "read_batches"]

Shape = Literal["rows", "spells", "price", "snapshots", "customers"]


@dataclass(frozen=True, slots=True)
class Batch:
    """One table of one file, ready to be stored.

    `rows` holds the table's columns in order (for accounts also the file's attributes, as text) and `source_line`,
    sorted by it; of shape "snapshots" it has the columns of SNAPSHOT instead, several a line where the file is wide.
    `rejects` has the columns of REJECTS, sorted by line. `fields` names the canonical columns and attributes that the
    file has. `mapping` goes from the file's column to the field; `options` is everything else that shaped the reading.
    `records` is what the file holds: always `accepted + unchanged + len(rejects)`.
    """

    file: str
    sha256: str
    table: str
    shape: Shape
    currency: str | None
    mapping: Mapping[str, str]
    options: Mapping[str, str]
    fields: tuple[str, ...]
    rows: pl.DataFrame
    rejects: pl.DataFrame
    unchanged: int
    records: int
    notices: tuple[Notice, ...] = ()

    @property
    def accepted(self) -> int:
        """Records of the file that are in `rows` (a record of a wide snapshot is several rows)."""
        return self.records - self.unchanged - self.rejects.height


def read_batches(paths: Sequence[Path], hints: "Hints", context: BookContext) -> list[Batch]:
    """Read every table of every file, in order.

    Raises ChurnError where a file cannot be read at all, Unsettled where one can be read in two ways; then nothing
    is returned of any.
    """
    raise NotImplementedError
