"""Files of one import that begin alike are cut alike: the first shows how, the others only have to fit.

A file fits where the fast and proven way of large files cuts it, and nothing in it looks like a header, a total or
a footer; every other is recognised by itself.
"""

from dataclasses import dataclass, replace

import polars as pl

from metrics.reading.blocks import Plan, cut_clean, ends_otherwise
from metrics.reading.grid import Grid, Hints
from metrics.reading.header_rows import LOOK_BELOW, typed_columns
from metrics.reading.marks import Marks
from metrics.reading.source import Source


@dataclass(frozen=True, slots=True)
class _Model:
    """A file that was recognised: its grid, and its columns of numbers and dates."""

    grid: Grid
    typed: tuple[int, ...]


class Alike:
    """The files of one import that were recognised so far, by their first line."""

    def __init__(self) -> None:
        self._models: dict[bytes, _Model] = {}

    def learn(self, source: Source, grids: list[Grid]) -> None:
        """Remember a file, where it is one plain table under one header line."""
        if len(grids) != 1:
            return
        (grid,) = grids
        dialect = grid.dialect
        plain = (
            dialect.kind == "text" and dialect.encoding == "utf-8" and dialect.header_row == dialect.header_rows == 1
        )
        if not plain or grid.asides or dialect.blank_lines or grid.more is not None or (grid.ragged != 0).any():
            return
        rows = [[cell or "" for cell in row] for row in grid.cells.head(LOOK_BELOW).iter_rows()]
        typed = tuple(typed_columns(rows, grid.width))
        line, feed, _ = source.head(1 << 16).partition(b"\n")
        if typed and feed:
            self._models.setdefault(line + feed, _Model(grid, typed))

    def read(self, source: Source, hints: Hints) -> list[Grid] | None:
        """The table of a file that begins like one before; None where it has to be recognised by itself."""
        if hints.encoding or hints.separator or hints.header_row is not None or not self._models:
            return None
        line, feed, _ = source.head(1 << 16).partition(b"\n")
        model = self._models.get(line + feed)
        if model is None:
            return None
        body = source.read()[len(line) + 1 :]
        if not body.endswith(b"\n"):
            body += b"\n"
        grid = _cut(source, model.grid, body, len(line) + 1)
        fits = grid is not None and _no_names(grid, model.typed) and not ends_otherwise(grid)
        return [grid] if fits and grid is not None else None


def _cut(source: Source, like: Grid, body: bytes, start: int) -> Grid | None:
    dialect = like.dialect
    marks = Marks(dialect.separator, dialect.quote, dialect.escape, dialect.padded, dialect.framed)
    separator = marks.separator.encode()
    for quote in (b'"', b"'"):
        opens = separator + quote in body or b"\n" + quote in body or body.startswith(quote)
        if opens and quote != marks.quote.encode():
            return None
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    plan = Plan(source, start, 2, "utf-8", marks, len(like.header), like)
    grid = cut_clean(plan, body, start, 2)
    return None if grid is None else replace(grid, file=source.name, sha256=source.sha256)


def _no_names(grid: Grid, typed: tuple[int, ...]) -> bool:
    """Whether every cell of the columns of numbers and dates has a digit, or is empty: no header stands among them."""
    cells = [pl.col(f"c{column}") for column in typed]
    return bool(grid.cells.select(pl.all_horizontal(((c == "") | c.str.contains(r"\d")).all() for c in cells)).item())
