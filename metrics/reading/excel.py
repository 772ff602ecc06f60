"""Workbooks (xlsx, xls, ods) become grids: every sheet as strings, laid out like a text file."""

import re
from collections.abc import Callable, Sequence

import polars as pl

from metrics.errors import ChurnError
from metrics.reading.footers import Table
from metrics.reading.grid import Aside, Dialect, Grid, Hints, Reason
from metrics.reading.layout import lay_out
from metrics.reading.sheets import UnreadableError, read_sheets
from metrics.reading.source import Source
from metrics.reading.text import frame_of, join_headers

# Dates come with a time of midnight that the sheet does not show.
MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00(?:\.0+)?")


def read_workbook(source: Source, hints: Hints) -> list[Grid]:
    """The tables of a workbook's filled sheets, or of the one sheet that `hints.sheet` names.

    Raises `bad_workbook`, `no_such_sheet`, `file_empty`.
    """
    try:
        sheets = read_sheets(source.read(), hints.sheet)
    except UnreadableError as error:
        raise ChurnError("bad_workbook", file=source.name, detail=str(error)) from error
    if hints.sheet is not None and not sheets.cells:
        raise ChurnError("no_such_sheet", file=source.name, sheet=hints.sheet, known=", ".join(sheets.names))
    grids: list[Grid] = []
    for name, cells in sheets.cells.items():
        label = source.name if len(sheets.names) == 1 else f"{source.name}#{name}"
        grids.extend(_sheet_grids(source, label, _rows(cells), hints))
    if not grids:
        raise ChurnError("file_empty", file=source.name)
    return grids


def _rows(frame: pl.DataFrame) -> list[list[str]]:
    """The sheet's rows; a row of empty cells becomes blank, empty columns at the right are left out."""
    rows = [["" if cell is None else MIDNIGHT.sub(r"\1", str(cell)) for cell in row] for row in frame.iter_rows()]
    used = max((place + 1 for row in rows for place, cell in enumerate(row) if cell.strip()), default=0)
    return [row[:used] if any(cell.strip() for cell in row) else [] for row in rows]


def _sheet_grids(source: Source, label: str, rows: list[list[str]], hints: Hints) -> list[Grid]:
    header = None if hints.header_row is None else hints.header_row - 1
    if header is not None and header >= len(rows):
        raise ChurnError("no_such_line", file=label, line=hints.header_row)
    tables = [table for table in lay_out(rows, header) if table.header or table.body]
    return [
        _grid(source, label if len(tables) == 1 else f"{label}#{place + 1}", rows, table)
        for place, table in enumerate(tables)
    ]


def _grid(source: Source, label: str, rows: list[list[str]], table: Table) -> Grid:
    header_cells = tuple(tuple(rows[at]) for at in table.header)
    width = max([len(row) for row in header_cells] + [len(rows[at]) for at in table.body], default=0)
    return Grid(
        file=label,
        sha256=source.sha256,
        header=join_headers(header_cells, width) if header_cells else (),
        cells=frame_of([rows[at] for at in table.body], width),
        lines=pl.Series("line", [at + 1 for at in table.body], dtype=pl.Int64),
        ragged=pl.Series("ragged", [0] * len(table.body), dtype=pl.Int8),
        dialect=Dialect(
            kind="workbook",
            separator="",
            quote="",
            escape="",
            header_row=table.header[-1] + 1 if table.header else None,
            header_rows=len(table.header),
            blank_lines=table.blanks,
            reasons=(Reason("header_found" if table.header else "header_none"),),
        ),
        texts=tab_texts(rows, table.body),
        header_cells=header_cells,
        asides=tuple(
            Aside(at + 1, kind, "\t".join(rows[at]).strip("\t"), tuple(rows[at])) for at, kind in sorted(table.asides)
        ),
    )


def tab_texts(rows: Sequence[Sequence[str]], body: Sequence[int]) -> Callable[[Sequence[int]], list[str]]:
    """The records of a file that has no text of its own: their cells, parted by tabs."""
    return lambda places: ["\t".join(rows[body[place]]) for place in places]
