"""Lines that use another separator than their file, or apostrophes for quotes."""

from pathlib import Path

import pytest

from metrics.reading.opening import open_grids

HEAD = "id,day,kind,subject,price\n"
OTHERS = "".join(f"A-{n},2026-01-{n:02},{'red' if n % 2 else 'blue'},Some words {n},{n}.50\n" for n in range(1, 9))
RIGHT = ("A-9", "2026-01-09", "red", "Words, and more", "9.50")
TEXTS = "name,kind,place\n" + "".join(
    f"n{n},{'red' if n % 2 else 'blue'},{'Bath' if n % 3 else 'Gent'}\n" for n in range(9)
)


def rows_of(file: Path, text: str) -> list[tuple[str | None, ...]]:
    file.write_text(text)
    (grid,) = open_grids(file)
    return grid.cells.rows()


@pytest.mark.parametrize(
    "line",
    [
        "A-9;2026-01-09;red;Words, and more;9.50",
        "A-9\t2026-01-09\tred\tWords, and more\t9.50",
        'A-9|2026-01-09|red|"Words, and more"|9.50',
        'A-9 2026-01-09 red "Words, and more" 9.50',
        "A-9 2026-01-09 red Words, and more 9.50",
        "'A-9','2026-01-09','red','Words, and more','9.50'",
    ],
)
def test_a_line_of_numbers_and_dates(tmp_path: Path, line: str) -> None:
    rows = rows_of(tmp_path / "t.csv", HEAD + OTHERS + line + "\n")
    assert len(rows) == 9
    assert rows[-1] == RIGHT


@pytest.mark.parametrize("line", ["n10;red;Gent", "n10|blue|Bath", "n10 red Gent", "'n10','red','Gent'"])
def test_a_line_of_words(tmp_path: Path, line: str) -> None:
    rows = rows_of(tmp_path / "t.csv", TEXTS + line + "\n")
    assert len(rows) == 10
    assert [len(row) for row in rows] == [3] * 10
    assert rows[-1][0] == "n10"


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("A-9,2026-01-09,red,four plain words here", ("A-9", "2026-01-09", "red", "four plain words here", None)),
        ("A-9,,2026-01-09,red,to be,9.50", ("A-9", "", "2026-01-09", "red", "to be", "9.50")),
        ("nothing at all", ("nothing at all", None, None, None, None)),
        ("see the note of May", ("see the note of May", None, None, None, None)),
    ],
)
def test_a_line_with_a_cell_too_few_or_too_many_stays(tmp_path: Path, line: str, cells: tuple[str | None, ...]) -> None:
    rows = rows_of(tmp_path / "t.csv", HEAD + OTHERS + line + "\n" + OTHERS)
    assert rows[8] == cells


def test_loose_words_that_fit_in_two_ways_stay(tmp_path: Path) -> None:
    head = "id,first,second,n,m\n"
    rows = [f"A{n},some words,other words,{n},{n}.5" for n in range(9)]
    found = rows_of(tmp_path / "t.csv", head + "\n".join(rows) + "\nA9 some words other words 9 9.5\n" + rows[0])
    assert found[9] == ("A9 some words other words 9 9.5", None, None, None, None)


def test_a_table_of_words_above_another_is_kept(tmp_path: Path) -> None:
    words = ["land,capital", *(f"land{n},city{n}" for n in range(9))]
    file = tmp_path / "t.csv"
    file.write_text("\n".join([*words, *(f"{word},{n if n else 'extra'}" for n, word in enumerate(words))]) + "\n")
    first, second = open_grids(file)
    assert (first.header, first.records) == (("land", "capital"), 9)
    assert (second.header, second.records) == (("land", "capital", "extra"), 9)
