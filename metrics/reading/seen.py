"""A table of a file as a person looks at it before anything of it is stored: its columns, their first values, what it
was recognised as."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from metrics.reading.decisions import Recognition
from metrics.reading.grid import Dialect, Grid, Hints
from metrics.reading.headers import read_headers

_GLANCE = 200  # records among which first values are looked for
_VALUES = 4  # first values of a column
_LONGEST = 80  # characters of a first value


@dataclass(frozen=True, slots=True)
class Seen:
    """One table of the file at `path`; `labels` name its columns, `firsts` hold the first distinct values of each.

    `hints` are what the user settled, now or for a file of the same headers; `recognition` is None while the file's
    table cannot be told.
    """

    path: Path
    file: str
    header: tuple[str, ...]
    dialect: Dialect
    labels: tuple[str, ...]
    firsts: tuple[tuple[str, ...], ...]
    hints: Hints
    recognition: Recognition | None = None


Watch = Callable[[Sequence[Seen]], None]


def look_away(_: Sequence[Seen]) -> None:
    """What was seen when nobody watches."""


def seen(path: Path, grid: Grid, hints: Hints, recognition: Recognition | None = None) -> Seen:
    """A grid of a file, as it is shown."""
    headers = recognition.headers if recognition else read_headers(grid.header, grid.width)
    labels = tuple(header.label for header in headers)
    firsts = tuple(_firsts(grid, header.index) for header in headers)
    return Seen(path, grid.file, grid.header, grid.dialect, labels, firsts, hints, recognition)


def _firsts(grid: Grid, column: int) -> tuple[str, ...]:
    if column >= grid.width:
        return ()
    cells = grid.cells[f"c{column}"].head(_GLANCE).drop_nulls().str.strip_chars()
    values = cells.filter(cells != "").unique(maintain_order=True).head(_VALUES)
    return tuple(value[:_LONGEST] for value in values)
