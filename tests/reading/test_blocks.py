"""Blocks that are cut at once are cut as the exact reader cuts them, or not at all."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metrics.reading.blocks import Plan, cut_clean
from metrics.reading.digest import Digest
from metrics.reading.grid import Dialect, Grid
from metrics.reading.keys import Keys
from metrics.reading.marks import Marks
from metrics.reading.records import cut
from metrics.reading.source import Source

WIDTH = 3


def plan(text: str) -> Plan:
    data = text.encode()
    source = Source("file.csv", Path("file.csv"), Digest.of_nothing(), len(data), data)
    none = pl.Series(dtype=pl.Int64)
    head = Grid("file.csv", "", ("a", "b", "c"), pl.DataFrame(), none, none, Dialect(), lambda _: [])
    return Plan(source, 0, 1, "utf-8", Marks(",", '"', '"'), WIDTH, head)


_CELL = st.one_of(
    st.text("ab, \"'\r\né", max_size=4), st.sampled_from(["", "1", '"x"', '"x,y"', '"x ""y"""', '"x\ny"', 'x"y'])
)
_LINES = st.lists(st.lists(_CELL, min_size=1, max_size=4).map(",".join), min_size=1, max_size=6)


@settings(deadline=None, max_examples=300)
@given(_LINES, st.sampled_from(["\n", "\r\n"]))
@example(["1,2", "", "4,5,6"], "\n")
@example(['1,5" pipe,3', '4,"5 ""6""",7'], "\n")
@example(['1,"2,3', '4,5",6'], "\n")
def test_a_block_is_cut_exactly_or_not_at_all(lines: list[str], newline: str) -> None:
    text = newline.join(lines) + newline
    grid = cut_clean(plan(text), text.encode(), 0, 1)
    if grid is not None:
        exact = cut(text, Marks(",", '"', '"'), WIDTH, 1)
        assert [list(row) for row in grid.cells.rows()] == [list(cells) for cells in exact.cells]
        assert grid.lines.to_list() == list(exact.lines)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "rows", [["1,2,3", "4,5,6"], ['"1","2","3"'], ['"a, b",2,3', '"say ""so""",2,3'], ["é,2,3", ",,"]]
)
def test_regular_blocks_are_cut_at_once(rows: list[str], newline: str) -> None:
    text = newline.join(rows) + newline
    assert cut_clean(plan(text), text.encode(), 0, 1) is not None


@pytest.mark.parametrize(
    ("parts", "again"),
    [
        ([["a", "b"], ["c"]], []),
        ([["a", "b"], ["b"]], [1, 2]),
        ([["b", "a"], ["b"]], [0, 2]),
        ([["a", "a"], ["b"]], [0, 1]),
        ([["b"], ["a"]], []),
        ([["a"], [], ["b"]], []),
    ],
)
def test_keys_that_come_again_are_found(parts: list[list[str]], again: list[int]) -> None:
    keys = Keys(("id",))
    for part in parts:
        keys.add(pl.DataFrame({"id": part}, schema={"id": pl.String}))
    assert keys.again().to_list() == again
