"""What reading hands on: a table of strings with the place of every record, and how it was recognised."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from metrics.errors import ChurnError, Parameter

# Wider tables are exports gone wrong: no system that keeps customers has as many fields.
MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Hints:
    """What the user settled by option or key; None (or an empty tuple) means: recognise it.

    `header_row` is the 1-based line (row of a sheet) of the header's last row, 0 = the file has none.
    The fields after `query` are for the meaning of the cells, not for cutting the file into cells.
    """

    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    query: str | None = None
    table: str | None = None
    shape: str | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    date_order: str | None = None
    decimal: str | None = None
    minor_units: str | None = None
    interval: str | None = None
    end_inclusive: bool = False
    currency: str | None = None
    as_of: str | None = None
    score_max: str | None = None


@dataclass(frozen=True)
class Reason:
    """Why something was recognised as it was: a code with the numbers that fill its sentence."""

    code: str
    params: tuple[tuple[str, Parameter], ...] = ()


@dataclass(frozen=True)
class Aside:
    """Text of the file that is no record: named apart, never lost.

    `kind` is "preamble", "separator" (a `sep=` line), "units" (a further header row), "total" or "footer".
    `cells` are what the text holds when it is cut like a record.
    """

    line: int
    kind: str
    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dialect:
    """How a file was cut into cells.

    `kind` is "text", "workbook", "parquet", "jsonlines" or "query". `separator` is "" in files without one
    and for a single column; " " with `padded` means runs of spaces, "|" with `framed` a table drawn with lines.
    `quote` and `escape` are "" where none is used; `escape` equals `quote` when quotes are doubled. `newline`
    is "\\n", "\\r\\n", "\\r" or "mixed". `header_row` is the 1-based line of the header's last row, None
    without a header; `header_rows` counts them.
    `confidence` (0..1) is low where another dialect read nearly as well.
    """

    kind: str = "text"
    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    escape: str = '"'
    padded: bool = False
    framed: bool = False
    newline: str = "\n"
    header_row: int | None = 1
    header_rows: int = 1
    blank_lines: int = 0
    confidence: float = 1.0
    reasons: tuple[Reason, ...] = ()


def check_width(file: str, width: int) -> None:
    """Raises ChurnError("too_many_columns") for a table wider than any that is read."""
    if width > MOST_COLUMNS:
        raise ChurnError("too_many_columns", file=file, columns=width, most=MOST_COLUMNS)


@dataclass(frozen=True)
class Grid:
    """One table as it stands in a file, every cell a string, nothing interpreted.

    `cells` has the String columns c0..cN, at least as many as `header`: null = the record ended before this
    column, "" = an empty cell. `lines` (Int64) is the 1-based line (row of a sheet) on which each record
    starts. `ragged` (Int8) is -1 where a record has fewer cells than the header (without a header: than most
    records), +1 where it has more, else 0. `header` is as written, trimmed, "" where empty, duplicates kept,
    several rows joined by a space; () for a table without a header; `header_cells` are its rows as they stand.
    `texts` gives the raw text of the records at these positions of `cells`.

    A large file comes in parts: `cells` holds the first, `parts()` gives all of them; `done` (0..1) is the share
    of the file that has been read with this part.
    """

    file: str
    sha256: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    lines: pl.Series
    ragged: pl.Series
    dialect: Dialect
    texts: Callable[[Sequence[int]], list[str]] = field(repr=False, compare=False)
    header_cells: tuple[tuple[str, ...], ...] = ()
    asides: tuple[Aside, ...] = ()
    more: Callable[[], Iterator["Grid"]] | None = field(default=None, repr=False, compare=False)
    done: float = 1.0

    def parts(self) -> Iterator["Grid"]:
        """This grid, then the further parts of a large file, in the file's order, each with its own lines."""
        yield self
        if self.more is not None:
            yield from self.more()

    @property
    def records(self) -> int:
        """Data records of this part: blank lines, preamble, header, totals, footers are not among them."""
        return self.cells.height

    @property
    def width(self) -> int:
        """Columns of `cells`, the longest record's cells."""
        return self.cells.width
