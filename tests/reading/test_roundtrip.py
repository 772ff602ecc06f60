"""Any business table that csv.writer writes, in any dialect, reads back the same."""

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.reading import large
from metrics.reading.grid import Hints
from metrics.reading.opening import open_grids

WORDS = st.sampled_from(
    ["Acme", "Café Noir", "O'Brien", "Smith, John", 'The "A"', "x;y", "a|b", "12 rue X", "", "n/a", "two\nlines"]
)
NUMBERS = st.integers(-99999, 99999).map(str)
AMOUNTS = st.integers(0, 999999).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
COMMAS = st.integers(0, 999999).map(lambda cents: f"{cents // 100},{cents % 100:02}")
DATES = st.dates().map(str)
CODES = st.integers(1, 999).map(lambda n: f"C{n:04}")
COLUMNS = st.sampled_from([WORDS, NUMBERS, AMOUNTS, COMMAS, DATES, CODES])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    columns = [CODES, AMOUNTS, *draw(st.lists(COLUMNS, min_size=1, max_size=6))]
    records = draw(st.lists(st.tuples(*columns), min_size=4, max_size=25))
    header = [f"Column {letter}" for letter in "ABCDEFGH"[: len(columns)]]
    return [header, *(list(record) for record in records)]


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, object]:
    escaped = draw(st.booleans())
    return {
        "delimiter": draw(st.sampled_from(",;\t|")),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        "doublequote": not escaped,
        "escapechar": "\\" if escaped else None,
    }


def written(rows: list[list[str]], dialect: dict[str, object]) -> str:
    text = io.StringIO()
    csv.writer(text, **dialect).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


def read_rows(file: Path, hints: Hints | None = None) -> list[list[str]]:
    (grid,) = open_grids(file, hints)
    rows = [list(row) for row in grid.header_cells]
    for part in grid.parts():
        rows += [[cell for cell in row if cell is not None] for row in part.cells.iter_rows()]
    return rows


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(), dialects(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_reads_back_the_same(tmp_path: Path, rows: list[list[str]], dialect: dict[str, object], encoding: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(written(rows, dialect).encode(encoding))
    assert read_rows(file) == rows


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(), dialects(), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]), st.integers(0, 3))
def test_parts_hold_what_the_whole_holds(
    tmp_path: Path, rows: list[list[str]], dialect: dict[str, object], encoding: str, broken: int
) -> None:
    text = written([rows[0], *rows[1:] * 40], dialect)
    lines = text.split(str(dialect["lineterminator"]))
    for place in range(broken):
        lines[-3 - place * 7] += ["", '"x', f"{dialect['delimiter']}more", "é"][place]
    file = tmp_path / "table.csv"
    file.write_bytes(str(dialect["lineterminator"]).join(lines).encode(encoding))
    whole = read_rows(file)
    sizes = large.WHOLE, large.HEAD, large.BLOCK, large.TAIL, large.LONGEST_QUOTED
    large.WHOLE, large.HEAD, large.BLOCK, large.TAIL, large.LONGEST_QUOTED = 100, 4000, 8000, 900, 300
    try:
        (grid,) = open_grids(file)
        parts = list(grid.parts())
    finally:
        large.WHOLE, large.HEAD, large.BLOCK, large.TAIL, large.LONGEST_QUOTED = sizes
    found = [list(row) for row in grid.header_cells]
    found += [[cell for cell in row if cell is not None] for part in parts for row in part.cells.iter_rows()]
    assert found == whole
    assert parts[-1].done == 1.0
