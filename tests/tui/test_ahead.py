"""An account's page is read before it is asked for, where that takes no more than its own rows."""

from pathlib import Path

import pytest

from metrics.book import Book
from tests.tui.conftest import Start, lines, press, text, until
from tui import engine
from tui.account_page import known
from tui.app import ChurnApp


def at_hand(app: ChurnApp, account_id: str) -> bool:
    """Whether the page of that account has been read."""
    return known(app.session, app.snapshot, account_id) is not None


async def test_a_page_is_there_before_it_is_opened_and_the_next_one_while_it_is_read(
    workspace: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2")
        first, second = (row["account_id"] for row in map(pilot.app.screen.table.at, (0, 1)))
        await until(pilot, lambda: at_hand(pilot.app, first))
        await press(pilot, "enter")
        assert "1 of 24" in lines(pilot)[0] and first in text(pilot)
        await until(pilot, lambda: at_hand(pilot.app, second))
        monkeypatch.setattr(engine.Engine, "page", None)
        await press(pilot, "right_square_bracket")
        assert "2 of 24" in lines(pilot)[0] and second in text(pilot)


async def test_what_is_written_meanwhile_stands_on_the_page(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2")
        account_id = pilot.app.screen.table.row["account_id"]
        await until(pilot, lambda: at_hand(pilot.app, account_id))
        with Book.open(workspace) as other:
            other.journal.note(account_id, "They called.")
        await until(pilot, lambda: pilot.app.snapshot.events > 0)
        await press(pilot, "enter")
        assert "They called." in text(pilot)


async def test_nobodys_waiting_reads_all_of_a_large_book(
    workspace: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LARGE", 0)
    async with start(workspace) as pilot:
        await press(pilot, "2")
        found = pilot.app.snapshot.contents
        assert found is not None and not found.engine.has_pages_at_hand
        await press(pilot, "enter")
        assert found.engine.has_pages_at_hand
        await press(pilot, "escape", "down")
        row = pilot.app.screen.table.row
        await until(pilot, lambda: at_hand(pilot.app, row["account_id"]))
