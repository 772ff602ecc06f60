"""Every figure opens, under every definition, in every group; Esc leads back to the same row."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tests.tui.conftest import TODAY, Start, lines, press, text
from tui.widgets.figure_strip import FigureStrip
from tui.widgets.frame_table import FrameTable

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden" / "subscriptions.csv"


async def test_a_figure_opens_to_the_account_its_own_figure_and_the_file_s_line(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "down", "enter")
        for _ in range(9):
            await press(pilot, "comma")  # back to January, when the first left
        assert "customers lost / customers at the start = 1 / 24 = 4.2%" in text(pilot)
        assert "LinkedIn" in text(pilot)
        explained = pilot.app.screen
        row = explained.query_one(FrameTable).row
        assert row is not None
        assert (row["account_id"], row["why"]) == ("A00", "lost")
        await press(pilot, "enter", "tab", "enter")
        assert f"12 months to Oct 2026 · {row['name']}" in text(pilot)
        assert "Before" not in lines(pilot)[-1]  # its period is the page's
        await press(pilot, "enter")
        assert "subscriptions.csv, line 2" in text(pilot)
        assert "100.00" in text(pilot)
        await press(pilot, "escape", "escape")
        assert pilot.app.screen.query_one(FigureStrip).has_focus
        await press(pilot, "escape")
        assert pilot.app.screen is explained
        assert explained.query_one(FrameTable).row == row


async def test_the_bench_holds_seven_rates_and_names_who_makes_the_difference(tmp_path: Path, start: Start) -> None:
    with Book.open(tmp_path / "golden") as book:
        commit(book, prepare(book, [GOLDEN], Hints(), today=TODAY))
        book.settings.set("as_of", "2026-09-30")
    async with start(tmp_path / "golden", (100, 30)) as pilot:
        await press(pilot, "comma", "down", "d")
        shown = text(pilot)
        assert all(f"{rate}%" in shown for rate in ("6.00", "2.50", "6.08", "7.00", "8.50", "8.10", "8.72"))
        assert "ProfitWell" in shown
        await press(pilot, "down", "down", "down", "enter")
        bench = pilot.app.screen
        differing = bench.query_one("#differing", FrameTable)
        assert differing.has_focus
        assert [differing.at(n)["account_id"] for n in range(differing.height)] == ["G013", "G014"]
        await press(pilot, "down", "enter", "escape")
        assert pilot.app.screen is bench
        assert differing.row["account_id"] == "G014"
        await press(pilot, "escape", "d")
        assert "Gross MRR churn" in text(pilot)


async def test_groups_stand_side_by_side_and_open(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "5")
        shown = text(pilot)
        assert "Large" in shown
        assert "may be chance" in shown
        await press(pilot, "right", "s")
        table = pilot.app.screen.query_one(FrameTable)
        assert table.order == ("customers_end", True)
        await press(pilot, "down", "enter")
        assert "Customers at the end" in text(pilot)
        assert f"· {table.row['group']}" in text(pilot)
        await press(pilot, "escape", "left", "enter")
        assert "12 accounts" in text(pilot) or "8 accounts" in text(pilot)
        await press(pilot, "escape", "tab")
        assert "Recurring revenue" in text(pilot)


async def test_the_retention_sheet_names_what_could_have_been_avoided(workspace: Path, start: Start) -> None:
    with Book.open(workspace) as book:
        book.settings.set("targets.Ann", "50%")
    async with start(workspace, (200, 60)) as pilot:
        pilot.app.look(by="owner")
        await press(pilot, "5", "p", "q")
        shown = text(pilot)
        assert "Retention sheet" in shown
        assert "Avoidable" in shown
        assert "█" in shown.split("Enter opens them.")[1]  # the owners as bars
        assert "84.1%" in shown  # 50% a year, compounded to a quarter
        (owner,) = csv.DictReader(StringIO(pilot.app.screen.exported().text("csv")))
        assert (owner["owner"], owner["inherited"], round(float(owner["target"]), 3)) == ("Ann", "false", 0.841)
        await press(pilot, "right", "right", "enter")
        assert "MRR at the start" in text(pilot)
        await press(pilot, "escape", "tab")
        assert "Customers" in lines(pilot)[1]


async def test_the_chart_and_the_months_of_the_losses_are_read_on_a_low_screen(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "down", "enter")
        opened = pilot.app.screen
        words = opened.query_one("#words")
        shown = text(pilot)
        assert "a year: better than the usual 5% to 7% a year · benchmark of LinkedIn" in shown
        assert "│" in shown.split("Account")[0].split("LinkedIn")[1]  # the axis of its history
        table = opened.query_one(FrameTable)
        await press(pilot, "down", "down", "tab", "pagedown")
        assert words.has_focus
        assert "Losses by month of the year" in text(pilot)
        await press(pilot, "G")
        assert "Dec" in text(pilot)
        assert "In a usual month" in text(pilot)
        await press(pilot, "tab")
        assert table.has_focus
        assert table.cursor == 2


@pytest.mark.parametrize("size", [(100, 30), (200, 60)])
async def test_what_is_beside_a_figure_stands_among_its_words(
    workspace: Path, start: Start, size: tuple[int, int]
) -> None:
    async with start(workspace, size) as pilot:
        await press(pilot, "right", "enter")
        words = pilot.app.screen.query_one("#words")
        said = ["".join(piece for piece, _style in line) for line in words.lines]
        assert sum(name in line for line in said for name in ("Jan ", "Feb ", "Dec ")) == 3
        assert any("In a usual month" in line for line in said)


async def test_when_losses_concentrate_stands_on_the_overview_where_there_is_room(
    workspace: Path, start: Start
) -> None:
    async with start(workspace, (200, 60)) as pilot:
        assert "MRR from opening to closing" in text(pilot)
        assert "Losses by month of the year" in text(pilot)
        assert len({len(row) for row in lines(pilot)}) == 1


async def test_a_change_is_told_in_words_too(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        for _ in range(2):
            await press(pilot, "comma")
        await press(pilot, "down")
        assert "since Jul 2026: may be chance." in text(pilot)
        for _ in range(8):
            await press(pilot, "comma")
        await press(pilot, "full_stop", "down")
        assert "+1 since Dec 2025: worse." in text(pilot)
        await press(pilot, "up", "up")
        assert "-1 since Dec 2025: worse." in text(pilot)
