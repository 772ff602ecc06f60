"""What stands on a screen becomes a file, where files may be written."""

import csv
import json
from pathlib import Path

import pytest

from tests.tui.conftest import Start, lines, press, until
from tui.reports import html


async def test_figures_lists_and_groups_are_written(
    workspace: Path, tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(workspace) as pilot:
        await press(pilot, "e", "n", "enter")
        await until(pilot, (tmp_path / "overview-2026-10.json").exists)
        report = json.loads((tmp_path / "overview-2026-10.json").read_text(encoding="utf-8"))
        assert {row["metric"] for row in report["rows"]} >= {"customers_end", "mrr_end"}
        await press(pilot, "2", "slash", *"customer 1", "enter", "e", "c", "enter")
        await until(pilot, (tmp_path / "accounts-2026-10.csv").exists)
        with (tmp_path / "accounts-2026-10.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert 0 < len(rows) < 24
        assert all("Customer" in row["name"] for row in rows)
        assert all(float(row["mrr"]) >= 0 for row in rows)
        await press(pilot, "5", "e", "m", "enter")
        compared = tmp_path / "compare-2026-10-segment.md"
        await until(pilot, compared.exists)
        assert "| Large |" in compared.read_text(encoding="utf-8")
        await press(pilot, "1", "enter", "e", "c", "enter")
        behind = tmp_path / "customers-at-the-end-2026-10.csv"
        await until(pilot, lambda: behind.exists() and "Written" in lines(pilot)[-1])
        assert "why" in behind.read_text(encoding="utf-8")


async def test_a_file_that_is_there_is_replaced_only_when_said_so(
    workspace: Path, tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "overview-2026-10.csv"
    there.write_text("mine", encoding="utf-8")
    async with start(workspace) as pilot:
        await press(pilot, "e", "c", "enter", "n")
        assert there.read_text(encoding="utf-8") == "mine"
        await press(pilot, "e", "c", "enter", "y")
        await until(pilot, lambda: there.read_text(encoding="utf-8").startswith("period,"))


async def test_a_reader_writes_no_file(
    workspace: Path, tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(workspace, read_only=True) as pilot:
        await press(pilot, "e", "c", "enter")
        await until(pilot, lambda: "read" in lines(pilot)[-1])
        assert not list(tmp_path.glob("*.csv"))


async def test_the_html_report_needs_nothing_else(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        measured = pilot.app.screen.exported()
    page = measured.text("html")
    for said in (
        "MRR from opening to closing, Oct 2026",
        "Losses by month of the year",
        "In a usual month",
        '<p class="value">16</p>',
        "since Sep 2026",
        "better than the usual 5% to 7% a year",
        "History: Customers",
        "What each figure means",
        "Of the customers at the start, the share that is not there at the end.",
    ):
        assert said in page, said
    assert not [word for word in ("<script", "http://", "https://", "url(", "@import", "<link", "src=") if word in page]
    wiki = measured.text("md")
    assert "### Key figures, Oct 2026" in wiki
    assert "```" in wiki
    assert html.page("t", []) == html.page("t", [], (), ())
    assert measured.text("csv").startswith("period,")
