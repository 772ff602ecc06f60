"""A workbook's sheets as strings, read by a process of its own.

A damaged workbook can make its reader ask for all memory there is, run in circles or abort: that must not end this
program, nor be printed over what is on the screen.
"""

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass

import polars as pl

# The bytes of memory that a workbook's reader may take: so many, and for each byte of the file, at most; the seconds.
LEAST_MEMORY, MEMORY_A_BYTE, MOST_MEMORY = 1 << 30, 400, 8 << 30
MOST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Sheets:
    """The names of all sheets of a workbook, and the cells of those that were asked for."""

    names: tuple[str, ...]
    cells: dict[str, pl.DataFrame]


class UnreadableError(Exception):
    """The workbook could not be read; its text says why in a few words."""


def read_sheets(data: bytes, only: str | None = None) -> Sheets:
    """Every sheet of a workbook, or that one of it, where it is there. Raises UnreadableError."""
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, *([only] if only is not None else [])],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths, "POLARS_MAX_THREADS": "1"},
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("its reader found no end") from error
    if done.returncode or not done.stdout:
        raise UnreadableError("its reader gave up")
    found = pickle.loads(done.stdout)
    if isinstance(found, str):
        raise UnreadableError(found)
    names, cells = found
    return Sheets(tuple(names), cells)


def _answer(data: bytes, only: list[str]) -> tuple[list[str], dict[str, pl.DataFrame]] | str:
    """What `read_sheets` makes of it: names and cells, or what is wrong."""
    import fastexcel

    try:
        book = fastexcel.read_excel(data)
        chosen = [name for name in book.sheet_names if not only or name in only]
        cells = {
            name: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars() for name in chosen
        }
    except fastexcel.FastExcelError as error:
        return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    return book.sheet_names, cells


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    most = min(MOST_MEMORY, LEAST_MEMORY + MEMORY_A_BYTE * size)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    """Read the workbook on standard input and write its sheets to standard output."""
    data = sys.stdin.buffer.read()
    _limit_memory(len(data))
    sys.stdout.buffer.write(pickle.dumps(_answer(data, sys.argv[1:])))


if __name__ == "__main__":
    main()
