"""Every figure opens, under every definition, in every group; Esc leads back to the same row."""

from pathlib import Path

from metrics.book import Book
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tests.tui.conftest import TODAY, Start, lines, press, text
from tui.widgets.figure_strip import FigureStrip
from tui.widgets.frame_table import FrameTable

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden" / "subscriptions.csv"


async def test_a_figure_opens_to_the_account_its_own_figure_and_the_file_s_line(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        for _ in range(9):
            await press(pilot, "comma")  # back to January, when the first left
        await press(pilot, "down", "enter")
        assert "customers lost / customers at the start = 1 / 24 = 4.2%" in text(pilot)
        assert "LinkedIn" in text(pilot)
        explained = pilot.app.screen
        row = explained.query_one(FrameTable).row
        assert row is not None
        assert (row["account_id"], row["why"]) == ("A00", "lost")
        await press(pilot, "enter", "tab", "enter")
        assert "12 months to Oct 2026" in text(pilot)
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
        assert "84.1%" in shown  # 50% a year, compounded to a quarter
        await press(pilot, "right", "right", "enter")
        assert "MRR at the start" in text(pilot)
        await press(pilot, "escape", "tab")
        assert "Customers" in lines(pilot)[1]
