"""Texts are kept as written; ids keep their zeros; what says nothing is missing."""

import polars as pl
import pytest

from metrics.reading.values.booleans import flags
from metrics.reading.values.texts import by_distinct, ids, text_or_null


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["0012", "7"], ["0012", "7"]),
        (["17850.0", "13047.0", "x"], ["17850", "13047", "x"]),
        (["17850.0", "13047"], ["17850.0", "13047"]),
        (["1.0", "2.5"], ["1.0", "2.5"]),
        ([" a ", "\u00a0b\u200b"], ["a", "b"]),
        (["NA", "null", "-", "", None, "0"], [None, None, None, None, None, "0"]),
        ([None, "0012"], [None, "0012"]),
        ([None, None], [None, None]),
    ],
)
def test_ids(cells: list[str | None], expected: list[str | None]) -> None:
    assert ids(pl.Series(cells, dtype=pl.String)).to_list() == expected


def test_missing_is_a_whole_cell_never_part_of_a_name() -> None:
    names = ["NA Consulting", "Null & Co", "n/a", "-", "NA", "None", " x "]
    read = pl.DataFrame({"cell": names}).select(
        name=text_or_null(pl.col("cell"), "name"), plan=text_or_null(pl.col("cell"), "plan")
    )
    assert read["name"].to_list() == ["NA Consulting", "Null & Co", None, None, "NA", "None", "x"]
    assert read["plan"].to_list() == ["NA Consulting", "Null & Co", None, None, None, None, "x"]


def test_flags_in_three_languages() -> None:
    yes = ["Yes", "oui", "JA", "1", "true", "Churned", "Vrai", "résilié", "Attrited Customer", "opgezegd"]
    no = ["No", "non", "nee", "0", "FALSE", "Stayed", "faux", "Joined", "Existing Customer", "actief"]
    assert flags(pl.Series(yes)).to_list() == [True] * len(yes)
    assert flags(pl.Series(no)).to_list() == [False] * len(no)
    assert flags(pl.Series(["maybe", "", None])).to_list() == [None, None, None]


@pytest.mark.parametrize("column", [["a", "a", "a", "b", None], ["a", "b", "c"], []])
def test_each_distinct_text_is_judged_and_laid_out_in_place(column: list[str | None]) -> None:
    laid = by_distinct(pl.Series(column, dtype=pl.String), lambda texts: (texts + "!").to_frame("out"))
    assert laid["out"].to_list() == [text and f"{text}!" for text in column]
