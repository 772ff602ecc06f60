"""A large file that comes in parts gives what it gives in one piece."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from metrics.errors import Unsettled
from metrics.reading.batch import Batch, BookContext, read_grid
from metrics.reading.grid import Grid, Hints
from metrics.reading.opening import open_grids
from metrics.reading.recognise import recognise


def parted(grid: Grid, at: int) -> Grid:
    """The grid in two parts, cut before a record."""

    def part(first: int, count: int) -> Grid:
        return replace(
            grid, cells=grid.cells.slice(first, count), lines=grid.lines.slice(first, count),
            ragged=grid.ragged.slice(first, count),
            texts=lambda positions: grid.texts([first + position for position in positions]), more=None,
        )  # fmt: skip

    def more() -> Iterator[Grid]:
        yield part(at, grid.records - at)

    return replace(part(0, at), more=more)


def read(grid: Grid) -> Batch:
    recognition = recognise(grid, Hints(), BookContext())
    if recognition.questions:
        raise Unsettled(recognition.questions[0].code, option=recognition.questions[0].option)
    return read_grid(grid, recognition, Hints(), BookContext(), "EUR")[0]


INVOICES = "invoice_id,account_id,issued_on,amount\n" + "".join(
    [f"{n},a{n},2026-01-{n % 28 + 1:02d},{n}.50\n" for n in range(20)]
    + ["3,a3,2026-01-04,3.50\n", "4,a4,2026-01-05,9.99\n", "21,a,2026-02-30,1.50\n", "22,,2026-01-01,1.505\n"]
)
SPELLS = "account_id,plan,start_on,mrr\n" + "".join(f"a{n % 3},p,2026-01-01,{n}.50\n" for n in range(24))


@pytest.mark.parametrize("text", [INVOICES, SPELLS])
@pytest.mark.parametrize("at", [1, 5, 21])
def test_parts_add_up_to_the_whole(text: str, at: int, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    (grid,) = open_grids(path, Hints())
    whole, pieces = read(grid), read(parted(grid, at))
    assert_frame_equal(whole.rows, pieces.rows)
    assert_frame_equal(whole.rejects, pieces.rejects)
    assert (whole.records, whole.unchanged, whole.notices) == (pieces.records, pieces.unchanged, pieces.notices)
    assert whole.records == whole.rows.height + whole.rejects.height + whole.unchanged


def test_a_later_part_settles_what_the_first_leaves_open(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(
        "invoice_id,account_id,issued_on,amount\n1,a,03/04/2026,1.50\n2,b,13/04/2026,2.50\n", encoding="utf-8"
    )
    (grid,) = open_grids(path, Hints())
    found = read(parted(grid, 1))
    assert [str(day) for day in found.rows["issued_on"]] == ["2026-04-03", "2026-04-13"]
