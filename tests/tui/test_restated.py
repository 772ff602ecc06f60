"""What changes the past (an import, its undoing, a forgetting): figures are marked, the mark opens was, is, rows."""

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from metrics.book import Book
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tests.tui.conftest import TODAY, Start, press, text
from tui.cli.program import run

HEAD = "subscription_id,account_id,plan,start_on,end_on,mrr,currency\n"
FIRST = HEAD + "".join(f"S{n},A{n},Pro,2026-01-01,,100.00,EUR\n" for n in range(4))
LATE = HEAD + "S1,A1,Pro,2026-01-01,2026-09-10,100.00,EUR\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Four customers, as they were known first."""
    first, later = tmp_path / "first.csv", tmp_path / "late.csv"
    first.write_text(FIRST, encoding="utf-8")
    later.write_text(LATE, encoding="utf-8")
    with Book.open(tmp_path / "book") as opened:
        opened.settings.set("as_of", "2026-10-31")
        commit(opened, prepare(opened, [first], Hints(), today=TODAY))
    return tmp_path / "book"


async def test_what_would_change_is_said_before_and_marked_after(book: Path, tmp_path: Path, start: Start) -> None:
    with Book.open(book) as opened:
        assert opened.tables_of(opened.changes()[0].before).is_empty
    async with start(book, (200, 60)) as pilot:
        assert "≠" not in text(pilot)
        await press(pilot, "6", "slash")
        pilot.app.focused.value = str(tmp_path / "late.csv")
        await press(pilot, "enter")
        assert "figures already shown would change (Sep 2026 – Oct 2026)" in text(pilot)
        assert "4 → 3" in text(pilot)
        await press(pilot, "enter", "1", "down")
        assert "≠" in text(pilot)
        await press(pilot, "up", "r")
        restated = pilot.app.screen
        assert "late.csv" in text(pilot)
        row = restated.query_one("#restated").row
        assert (row["period"], row["metric"], row["was"], row["now"]) == ("2026-10", "customers_end", "4", "3")
        await press(pilot, "enter", "enter")
        assert "late.csv, line 2" in text(pilot)
        await press(pilot, "escape", "escape", "escape")
        assert "Customers at the end" in text(pilot)


def test_a_dry_run_says_what_would_change(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["import", "--dry-run", str(tmp_path / "late.csv"), "--workspace", str(book)])
    assert code == 0
    told = capsys.readouterr().err
    assert "would change (Sep 2026 – Oct 2026)" in told
    assert "Oct 2026 · Customers at the end: 4 → 3" in told
    run(["import", "--dry-run", str(tmp_path / "first.csv"), "--workspace", str(book)])
    assert "No figure of a complete month would change." in capsys.readouterr().err
    with Book.open(book) as opened:
        assert len(opened.imports()) == 1
        assert date.fromisoformat(str(opened.settings.get("as_of"))) == date(2026, 10, 31)


NEWS = HEAD + "S9,A9,Pro,2026-10-20,,50.00,EUR\n"


def store(folder: Path, name: str, content: str) -> int:
    """Import one more file; its id."""
    path = folder.parent / name
    path.write_text(content, encoding="utf-8")
    with Book.open(folder) as opened:
        entries = commit(opened, prepare(opened, [path], Hints(), today=TODAY))
    return int(entries[0].import_id or 0)


def told(pilot: Pilot[int]) -> list[tuple[str, ...]]:
    """Period, figure, was, is and by what, of the customers at the end."""
    rows = pilot.app.screen.query_one("#restated").frame.filter(metric="customers_end")
    return rows.select("period", "was", "now", "by").rows()


async def test_a_figure_stays_marked_after_further_imports_and_when_its_import_is_taken_back(
    book: Path, start: Start
) -> None:
    late = store(book, "late.csv", LATE)
    store(book, "news.csv", NEWS)
    with Book.open(book) as opened:
        opened.undo_import(late)
    async with start(book, (200, 60)) as pilot:
        await press(pilot, "comma")
        assert "≠ 4" in text(pilot)
        await press(pilot, "r")
        assert "Taking import 2 back changed figures already shown" in text(pilot)
        assert told(pilot) == [
            ("2026-10", "4", "5", "2 taken back"),
            ("2026-09", "3", "4", "2 taken back"),
            ("2026-10", "3", "4", "import 3"),
            ("2026-10", "4", "3", "import 2"),
            ("2026-09", "4", "3", "import 2"),
        ]
        await press(pilot, "enter", "enter")
        assert "first.csv, line 3" in text(pilot)


async def test_what_forgetting_changed_is_marked_though_its_rows_are_gone(
    book: Path, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    store(book, "late.csv", LATE)
    assert run(["forget", "A2", "--workspace", str(book)]) == 0
    assert "restated" in capsys.readouterr().err
    async with start(book, (80, 24)) as pilot:
        await press(pilot, "r")
        assert "Forgetting an account changed figures already shown" in text(pilot)
        assert "its rows are gone" in text(pilot)
        assert told(pilot)[0] == ("2026-10", "3", "2", "forgetting")
        assert ("2026-10", "3", "2", "import 2") in told(pilot)


async def test_a_figure_that_is_gone_with_its_file_is_marked(book: Path, start: Start) -> None:
    asked = store(book, "nps.csv", "response_id,account_id,answered_on,score\nR0,A1,2026-08-03,9\nR1,A1,2026-09-03,9\n")
    store(book, "news.csv", NEWS)
    with Book.open(book) as opened:
        opened.undo_import(asked)
    async with start(book, (80, 24)) as pilot:
        await press(pilot, "comma", "tab", "tab", "tab")
        assert "≠ –  needs a file of survey answers" in text(pilot)
        await press(pilot, "r")
        row = pilot.app.screen.query_one("#restated").row
        assert (row["period"], row["metric"], row["was"], row["now"]) == ("2026-09", "net_promoter_score", "100", "–")
        await press(pilot, "enter")
        changed = pilot.app.screen.query_one("#changed").frame
        assert changed.select("change", "key").rows() == [("removed", "R1")]  # not R0, of another month


async def test_where_nothing_changed_it_says_so(book: Path, start: Start) -> None:
    async with start(book, (80, 24)) as pilot:
        assert "≠" not in text(pilot)
        await press(pilot, "r")
        assert "Every figure of a period that was complete when it was shown is as it was." in text(pilot)
