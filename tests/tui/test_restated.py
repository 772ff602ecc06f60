"""A later import that changes the past: the figures are marked, the mark opens was, is, and the rows."""

from datetime import date
from pathlib import Path

import pytest

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
        assert opened.tables_before(opened.latest_run()[0].id).is_empty
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
