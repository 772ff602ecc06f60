"""Blocks of whole lines of a text file, cut by Polars where that is proved to lose nothing.

The proof counts: the cells that Polars gives, the separators between them, the line breaks and the quotes around them
are all the bytes that the block has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from metrics.reading.footers import Table, set_aside_foot
from metrics.reading.grid import Grid
from metrics.reading.header_rows import LOOK_BELOW
from metrics.reading.marks import Marks
from metrics.reading.source import Source

# Lines at the end of which one may be a total or a footer.
_FOOT = LOOK_BELOW + 20


@dataclass(frozen=True, slots=True)
class Plan:
    """How the body of a large file is read: where it starts, its dialect and header, and its encoding.

    `typed` are the columns that hold numbers or dates at its top.
    """

    source: Source
    start: int
    line: int
    encoding: str
    marks: Marks
    width: int
    head: Grid
    typed: tuple[int, ...] = ()

    @property
    def cuttable(self) -> bool:
        """Whether Polars knows this dialect at all."""
        marks = self.marks
        plain = len(marks.separator) == 1 and not (marks.padded or marks.framed) and marks.separator.isascii()
        return plain and marks.escape in ("", marks.quote) and self.width > 1

    def bytes_at(self, start: int, stop: int) -> bytes:
        """These bytes of the file."""
        if self.source.data is not None:
            return self.source.data[start:stop]
        with self.source.path.open("rb") as file:
            file.seek(start)
            return file.read(stop - start)


def cut_clean(plan: Plan, block: bytes, at: int, line: int) -> Grid | None:
    """The block cut by Polars, or None where that cannot be proved to be exact."""
    if not plan.cuttable or not block.endswith(b"\n"):
        return None
    utf8 = block if plan.encoding == "utf-8" else block.decode(plan.encoding).encode()
    names = [f"c{column}" for column in range(plan.width)]
    quote = plan.marks.quote if plan.marks.quote and plan.marks.quote.encode() in block else None
    try:
        cells = pl.read_csv(
            utf8,
            has_header=False,
            separator=plan.marks.separator,
            quote_char=quote,
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
            empty_string_is_null=False,
            extra_columns="raise",
            missing_columns="insert",
        )
    except pl.exceptions.PolarsError:
        return None
    if not _adds_up(plan.marks, utf8, cells):
        return None
    lines = pl.int_range(line, line + cells.height, dtype=pl.Int64, eager=True).alias("line")
    return replace(
        plan.head,
        cells=cells,
        lines=lines,
        ragged=pl.zeros(cells.height, dtype=pl.Int8, eager=True).alias("ragged"),
        texts=_texts(plan, at, len(block)),
        asides=(),
        more=None,
    )


def ends_otherwise(grid: Grid) -> bool:
    """Whether the last records may be a total or a footer."""
    rows = grid.cells.tail(_FOOT).rows()
    table = Table(grid.width, body=list(range(len(rows))))
    set_aside_foot(rows, table)
    return len(table.body) < len(rows)


def _adds_up(marks: Marks, block: bytes, cells: pl.DataFrame) -> bool:
    """Whether every byte of the block is accounted for once, as that of a cell or as a mark between cells."""
    if any(cells[name].null_count() for name in cells.columns):  # a record is too short
        return False
    returns = block.count(b"\r") if b"\r" in block else 0
    if returns not in (0, cells.height):
        return False
    held = int(cells.select(pl.sum_horizontal(pl.all().str.len_bytes().cast(pl.Int64).sum())).item())
    rest = len(block) - held - cells.height * cells.width - returns  # as many separators and line feeds as cells
    quote = marks.quote.encode()
    if not quote or quote not in block:
        return rest == 0
    return block.count(b"\n") == cells.height and _pairs(marks, block, rest)


def _pairs(marks: Marks, block: bytes, rest: int) -> bool:
    """Whether `rest` is how many quotes of the block are in none of its cells: those around one, and one of two.

    A doubled quote leaves one of two in its cell, a stray one stays: only where all others are doubled does it agree.
    """
    quote, separator = marks.quote.encode(), marks.separator.encode()
    quotes = block.count(quote)
    if quotes == rest:
        return True
    opens = block.count(separator + quote) + block.count(b"\n" + quote) + block.startswith(quote)
    closes = block.count(quote + separator) + block.count(quote + b"\n") + block.count(quote + b"\r\n")
    doubled = quotes - opens - closes
    return opens == closes and 2 * (rest - opens - closes) == doubled


def _texts(plan: Plan, at: int, size: int) -> Callable[[Sequence[int]], list[str]]:
    """Reads the block again when somebody asks for the text of its lines."""

    def texts(places: Sequence[int]) -> list[str]:
        lines = plan.bytes_at(at, at + size).decode(plan.encoding).split("\n")
        return [lines[place].removesuffix("\r") for place in places]

    return texts
