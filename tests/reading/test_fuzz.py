"""Whatever the bytes, reading answers in time: with grids that hold every line once, or with one known error."""

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.errors import ChurnError
from metrics.reading.grid import Grid
from metrics.reading.opening import open_grids
from tui.sentences import SENTENCES

ALPHABET = st.sampled_from(
    [*"abc019,;\t| '\"\\\r\n.-/é€\u2028", "\r\n", '""', ',"', '",', "sep=;", "Total", "2024-01-01"]
)


def read(folder: Path, data: bytes) -> list[Grid]:
    """The grids, or none where the file is refused by a code that has a sentence."""
    file = folder / "fuzz.csv"
    file.write_bytes(data)
    try:
        return open_grids(file)
    except ChurnError as error:
        assert error.code in SENTENCES
        return []


def check_lines(grids: list[Grid]) -> None:
    """Every record and every aside starts on a line of its own."""
    starts = Counter(line for grid in grids for line in grid.lines)
    starts.update(aside.line for grid in grids for aside in grid.asides)
    assert max(starts.values(), default=1) == 1
    for grid in grids:
        assert grid.cells.height == len(grid.lines) == len(grid.ragged)
        assert grid.width >= len(grid.header)
        assert len(grid.texts(range(grid.cells.height))) == grid.cells.height


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    check_lines(read(tmp_path, data))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ALPHABET, max_size=200).map("".join))
def test_any_text_of_separators_and_quotes(tmp_path: Path, text: str) -> None:
    grids = read(tmp_path, text.encode())
    check_lines(grids)
    held = "".join(
        cell or "" for grid in grids for row in [*grid.header_cells, *grid.cells.iter_rows()] for cell in row
    ) + "".join(aside.text for grid in grids for aside in grid.asides)
    letters = Counter(c for c in text if c in "019é€")
    if grids and "sep=" not in text:
        # No character is lost but separators, quotes, blanks and escapes.
        assert Counter(c for c in held if c in "019é€") == letters


@pytest.mark.parametrize("line", ['a,"b,c\n', '"a"b",c\n', '"""\n', '"a,""\n', "'a,'b'c\n", 'a,"b\\",c\n', '"a","b\n'])
def test_many_broken_quotes_do_not_take_long(tmp_path: Path, line: str) -> None:
    lines = ['id,name,"text"\n', "1,x,y\n", '2,"u, v",w\n'] * 20 + [line] * 1500
    random.Random(4).shuffle(lines)
    check_lines(read(tmp_path, "".join(lines).encode()))
