"""Listings drawn as table, CSV, JSON, Markdown and HTML, with the worst names a file can hold."""

import csv
import io
import json

import pytest

from tui import words
from tui.reports import render
from tui.reports.listing import Field, Grid, Listing
from tui.reports.table import draw
from tui.reports.width import fit, width

HOSTILE = [
    "=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "\t=1", "a|b", "<script>x</script>", "[/red]", "\x1b[31m", "\x9b31m",
    "\u202egnp", "zero\u200bwidth", 'quo"te', "line\nbreak", "car\rriage", "\x00", "表計算",
    "👩\u200d👩\u200d👧", "é" * 10_000,
]  # fmt: skip
FIELDS = (Field("name", "Name"), Field("mrr", "MRR", "money"), Field("signals", "Signals", "list"))
LISTING = Listing(FIELDS, [{"name": name, "mrr": "-12.50", "signals": [name, "x"]} for name in HOSTILE], "EUR")


@pytest.fixture(autouse=True)
def _english() -> None:
    words.use_language("en")


def test_json_is_verbatim() -> None:
    assert json.loads(render.listing(LISTING, "json", "t")) == LISTING.rows


def test_csv_reads_back_with_formulas_neutralised_and_numbers_whole() -> None:
    rows = list(csv.reader(io.StringIO(render.listing(LISTING, "csv", "t"), newline="")))
    assert rows[0] == ["name", "mrr", "signals"]
    assert [row[1] for row in rows[1:]] == ["-12.50"] * len(HOSTILE)
    for row, name in zip(rows[1:], HOSTILE, strict=True):
        assert row[0] in (name, "'" + name)
        assert not row[0].lstrip().startswith(("=", "+", "-", "@"))
        assert not row[0].startswith(("\t", "\r", "\n"))


def test_a_table_has_one_clean_aligned_line_a_row() -> None:
    lines = render.listing(LISTING, "table", "t", 60).splitlines()
    assert len(lines) == len(HOSTILE) + 2
    assert all(width(line) <= 60 for line in lines)
    assert all(character.isprintable() for line in lines for character in line if character not in "\xa0")
    ends = {width(line[: line.index("€12.50") + 6]) for line in lines[2:]}
    assert len(ends) == 1


def test_markdown_cannot_be_broken_out_of() -> None:
    lines = render.listing(LISTING, "md", "t").splitlines()
    assert len(lines) == len(HOSTILE) + 2
    assert all(line.replace("\\|", "").count("|") == len(FIELDS) + 1 for line in lines)
    assert "<script>" not in "\n".join(lines)


def test_html_escapes_and_neutralises() -> None:
    page = render.listing(LISTING, "html", "<t>")
    assert "<script>" not in page
    assert "&lt;t&gt;" in page
    assert ">=HYPERLINK" not in page
    assert ">-1+1<" not in page
    assert "-€12.50" in page


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert width("表計算") == 6
    assert width("e\u0301") == 1
    assert fit("表計算", 4) == "表… "
    assert fit("ab", 4, right=True) == "  ab"


def test_text_gives_way_before_figures() -> None:
    grid = Grid(("name", "value"), (False, True), [("x" * 50, "123,456.00")])
    line = draw(grid, 30).splitlines()[-1]
    assert width(line) == 30
    assert line.endswith("…  123,456.00")
