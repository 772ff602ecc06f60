"""Workbooks (xlsx, xls, ods) become grids: every sheet as strings, laid out like a text file."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import polars as pl

from metrics.errors import ChurnError
from metrics.reading.footers import Table
from metrics.reading.grid import Aside, Dialect, Grid, Hints, Reason
from metrics.reading.layout import lay_out
from metrics.reading.source import Source
from metrics.reading.text import frame_of, join_headers

# Dates come with a time of midnight that the sheet does not show.
MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00(?:\.0+)?")


def read_workbook(source: Source, hints: Hints) -> list[Grid]:
    """The tables of a workbook's filled sheets, or of the one sheet that `hints.sheet` names.

    Raises `bad_workbook`, `no_such_sheet`, `file_empty`.
    """
    import fastexcel

    with _refusing(source):
        book = fastexcel.read_excel(source.read())
    names = book.sheet_names
    if hints.sheet is not None and hints.sheet not in names:
        raise ChurnError("no_such_sheet", file=source.name, sheet=hints.sheet, known=", ".join(names))
    chosen = names if hints.sheet is None else [hints.sheet]
    grids: list[Grid] = []
    for name in chosen:
        with _refusing(source):
            frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
        rows = _rows(frame)
        label = source.name if len(chosen) == 1 and len(names) == 1 else f"{source.name}#{name}"
        grids.extend(_sheet_grids(source, label, rows, hints))
    if not grids:
        raise ChurnError("file_empty", file=source.name)
    return grids


@contextmanager
def _refusing(source: Source) -> Iterator[None]:
    """Makes `bad_workbook` of whatever the workbook's reader says of a damaged file; its panics are no Exception."""
    import fastexcel

    try:
        with _unprinted():
            yield
    except fastexcel.FastExcelError as error:
        raise ChurnError("bad_workbook", file=source.name, detail=_short(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ChurnError("bad_workbook", file=source.name, detail=_short(error)) from error


@contextmanager
def _unprinted() -> Iterator[None]:
    """Holds standard error shut, to which a panic is printed past Python, amid whatever is on the screen."""
    try:
        kept = os.dup(2)
    except OSError:  # it is closed already
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


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


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
