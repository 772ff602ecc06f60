"""Rows that were set aside come back mended, with the reasons still beside them."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from metrics.reading.grid import Grid

# What stands before the file's own columns where rows that were set aside are written as CSV.
REASONS = ("file", "line", "column", "code", "sentence", "text")


def without_reasons(grid: Grid) -> Grid:
    """The grid without the columns that say why its rows were set aside; another grid as it is."""
    if grid.header[: len(REASONS)] != REASONS or len(grid.header) == len(REASONS):
        return grid
    own = grid.header[len(REASONS) :]
    header = own if any(own) else ()
    return _cut(grid, header)


def _cut(grid: Grid, header: tuple[str, ...]) -> Grid:
    kept = grid.cells.columns[len(REASONS) :]
    cells = grid.cells.select(pl.col(name).alias(f"c{place}") for place, name in enumerate(kept))
    more = grid.more

    def parts() -> Iterator[Grid]:
        for part in more() if more else ():
            yield _cut(part, header)

    return replace(
        grid,
        header=header,
        cells=cells,
        header_cells=tuple(row[len(REASONS) :] for row in grid.header_cells) if header else (),
        more=parts if more else None,
    )
