"""Screens of a book that holds little: each says what there is, what is missing, and which file would bring it."""

from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from metrics.book import Book
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tests.tui.conftest import TODAY, Start, lines, press, settle, text
from tui.app import make
from tui.charts.rows import printable
from tui.charts.sparkline import sparkline
from tui.messages import OpenMetric
from tui.session import Session
from tui.terminal import Facts
from tui.widgets.board import Board
from tui.widgets.paint import wrap
from tui.widgets.tiles import heading
from tui.words import use_language

INVOICES = """invoice_id,account_id,issued_on,due_on,paid_on,amount,amount_paid,currency
I1,A1,2026-08-03,2026-09-02,2026-09-10,120.00,,EUR
I2,A2,2026-08-05,2026-09-04,,80.00,,EUR
I3,A1,2026-09-03,2026-10-03,,150.00,,EUR
"""
ONE_MONTH = """subscription_id,account_id,plan,start_on,end_on,mrr,currency
S1,A1,Pro,2026-10-03,,120.00,EUR
S2,A2,Pro,2026-10-05,2026-10-20,80.00,EUR
"""


def made(folder: Path, table: str, content: str) -> Path:
    """A book of one file."""
    path = folder / f"{table}.csv"
    path.write_text(content, encoding="utf-8")
    with Book.open(folder / "book") as book:
        commit(book, prepare(book, [path], Hints(table=table), today=TODAY))
    return folder / "book"


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (200, 60)])
async def test_an_empty_book_says_what_to_do_first(tmp_path: Path, start: Start, size: tuple[int, int]) -> None:
    async with start(tmp_path / "none", size) as pilot:
        await press(pilot, "1")
        shown = lines(pilot)
        said = " ".join(" ".join(shown[:6]).split())
        assert "nothing has been imported. Press 6 to read your files, or to open the demo." in said
        assert "…" not in "".join(shown)


async def test_a_figure_without_its_file_is_not_opened_but_says_which(tmp_path: Path, start: Start) -> None:
    async with start(made(tmp_path, "invoices", INVOICES)) as pilot:
        pilot.app.look(day=date(2026, 9, 1))
        overview = pilot.app.screen
        await press(pilot, "down", "enter")
        assert pilot.app.screen is overview
        assert "Customer churn rate needs a file of subscriptions; 6 reads your files." in lines(pilot)[-1]
        await press(pilot, "d")
        assert "Nothing to hold against each other: this needs a file of subscriptions." in text(pilot)
        await press(pilot, "escape", "tab", "tab", "down", "enter")
        assert "Days sales outstanding" in text(pilot)
        assert "owes at the end" in text(pilot)


async def test_an_opened_figure_that_a_group_does_not_have_says_so(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        pilot.app.screen.post_message(OpenMetric("customer_churn_rate", "compare", "plan", "Gone"))
        await settle(pilot)
        assert "Gone" in text(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(Board).has_focus


async def test_a_book_that_begins_in_the_open_month_opens_on_it(tmp_path: Path) -> None:
    folder = made(tmp_path, "subscriptions", ONE_MONTH)
    facts = Facts("xterm-256color", truecolor=False, unicode=True, no_color=False)
    app = make(Session(folder, as_of=date(2026, 10, 25)), facts)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Oct 2026 (open)" in lines(pilot)[0]
        board = pilot.app.screen.query_one(Board)
        assert (board.tile.value, board.tile.change, board.tile.history) == ("1", "", (1.0,))
        await press(pilot, "down", "enter")
        assert "Undefined: there is nothing to divide by" in text(pilot)
        assert "There is no figure in these periods." in text(pilot)


async def test_nps_stands_beside_growth_and_churn_with_what_that_is_worth(tmp_path: Path, start: Start) -> None:
    spells = "".join(f"S{n},A{n},Pro,2026-01-03,2026-{n + 3:02}-09,120.00,EUR\n" for n in range(6))
    answers = "".join(f"R{n},A9,2026-{n + 1:02}-05,{n}\n" for n in range(9))
    folder = made(tmp_path, "subscriptions", ONE_MONTH + spells)
    path = tmp_path / "nps.csv"
    path.write_text("response_id,account_id,answered_on,score\n" + answers, encoding="utf-8")
    with Book.open(folder) as book:
        commit(book, prepare(book, [path], Hints(), today=TODAY))
    async with start(folder, (200, 60)) as pilot:
        await press(pilot, "shift+tab")
        shown = text(pilot)
        titles = ("Net Promoter Score", "Revenue growth of existing customers", "Customer churn rate")
        assert all(any(line.startswith(f" {title}") for line in shown.splitlines()[30:]) for title in titles)
        assert "Held against Customer churn rate: r = " in shown
        assert "so few periods say little" in shown


async def test_settings_say_what_holds_where_nothing_is_set(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "o")
        shown = text(pilot)
        assert "(Oct 31, 2026)" in shown
        assert "(EUR)" in shown
        assert "The last day that counts: takes a date: 2026-09-30. Not set: Oct 31, 2026" in shown


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
async def test_no_word_of_the_overview_is_cut_at_eighty_columns(workspace: Path, start: Start, language: str) -> None:
    use_language(language)
    async with start(workspace) as pilot:
        for _ in range(4):
            assert "…" not in text(pilot), text(pilot)
            await press(pilot, "tab")


async def test_no_title_of_a_column_is_cut_in_compare(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "5")
        for _ in range(6):
            assert "…" not in lines(pilot)[2]
            await press(pilot, "tab")


async def test_the_palette_says_whole_what_a_command_does(workspace: Path, start: Start) -> None:
    async with start(workspace, (120, 40)) as pilot:
        await press(pilot, "colon")
        assert "Retention: How long customers stay, when they leave, and what comes next." in text(pilot)


async def test_a_book_without_subscriptions_says_what_losses_and_retention_need(tmp_path: Path, start: Start) -> None:
    async with start(made(tmp_path, "invoices", INVOICES)) as pilot:
        for room in ("3", "4"):
            await press(pilot, room)
            assert "No subscriptions have been read yet" in " ".join(text(pilot).split())


def test_a_narrow_line_of_a_metric_leaves_out_what_would_be_cut() -> None:
    for width in (54, 66, 80):
        heads = "".join(piece for piece, _style in heading("Customers", "Oct 2026", "Sep 2026", width))
        assert "…" not in heads
        assert cell_len(heads) <= width
        assert ("95" in heads, "last" in heads) == (width > 64, width > 78)


def test_nothing_but_zeros_lies_on_the_floor_of_a_sparkline() -> None:
    assert "".join(piece for piece, _ in sparkline([0, 0, 0], 3)) == "▁▁▁"
    assert "".join(piece for piece, _ in sparkline([5, 5, 5], 3)) == "▅▅▅"


def test_spaces_of_any_kind_are_blanks_and_hold_words_together() -> None:
    assert printable("10,0\u202f%") == "10,0 %"
    assert printable("a\u202eb") == "a·b"
    wrapped = wrap("un an : moins bien que 5\u00a0% par an", 8)
    assert wrapped == ["un an\u00a0:", "moins", "bien que", "5\u00a0% par", "an"]
