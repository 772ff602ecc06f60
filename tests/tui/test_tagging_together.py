"""The tag panel while others tag the same losses: what they said is shown, and never replaced unseen."""

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from metrics.book import Book, LossRef
from metrics.book.tags import Tags
from metrics.errors import ChurnError
from tests.tui.conftest import Start, press, text
from tests.tui.test_losses_views import tags
from tui.widgets.columns import Row
from tui.widgets.frame_table import FrameTable


def ann_tags(workspace: Path, loss: Row | None, reason: str = "service") -> None:
    """Somebody else says why, in a process of her own."""
    assert loss is not None
    with Book.open(workspace) as book:
        book.log.user = "Ann"
        book.tags.tag(LossRef.of(loss), {"assessed": reason})


def queue(pilot: Pilot[int]) -> FrameTable:
    return pilot.app.screen.query_one(FrameTable)


async def test_the_panel_opens_on_what_another_has_just_said(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3")
        ann_tags(workspace, queue(pilot).row)
        await press(pilot, "t")
        shown = text(pilot)
        assert "tagged by Ann" in shown and "● Service" in shown
        await press(pilot, "5", "enter")  # having seen it
        assert [tag["assessed"] for tag in tags(workspace).values()] == ["competitor"]


async def test_what_another_says_meanwhile_stands_and_keys_typed_ahead_are_for_the_next_loss(
    workspace: Path, start: Start
) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3")
        first, second = queue(pilot).at(0), queue(pilot).at(1)
        await press(pilot, "t", "5")
        ann_tags(workspace, first)
        await pilot.press("enter")
        assert "Not stored: Ann has just tagged" in text(pilot)
        await press(pilot, "1", "enter")
        stored = tags(workspace)
        assert stored[(first or {})["account_id"]]["assessed"] == "service"
        assert stored[(second or {})["account_id"]]["assessed"] == "money"
        assert len(stored) == 2


async def test_the_panel_passes_what_others_have_tagged_by_now(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3")
        losses = [queue(pilot).at(at) for at in range(4)]
        await press(pilot, "t", "1")
        for loss in losses[1:3]:
            ann_tags(workspace, loss)
        await press(pilot, "enter", "3", "enter")
        said = [tags(workspace)[(loss or {})["account_id"]]["assessed"] for loss in losses]
        assert said == ["money", "service", "service", "product"]


async def test_several_are_not_tagged_over_what_another_says_meanwhile(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3")
        first = queue(pilot).row
        await press(pilot, "space", "space", "t", "5")
        ann_tags(workspace, first)
        await pilot.press("enter")
        assert "Ann has said something else" in text(pilot)
        assert [tag["assessed"] for tag in tags(workspace).values()] == ["service"]
        await press(pilot, "a")
        assert "1 has a reason already" in text(pilot)
        await press(pilot, "enter")
        assert [tag["assessed"] for tag in tags(workspace).values()] == ["competitor"] * 2


async def test_undone_and_tagged_anew_without_a_pause(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3", "t")
        await pilot.press("1", "enter", "u", "2", "enter", "u", "u", "U", "3", "enter")
        assert "Not stored" not in text(pilot)
        assert len(tags(workspace)) == 1


async def test_the_panel_opens_where_the_book_cannot_be_read_just_now(
    workspace: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_arguments: object) -> None:
        raise ChurnError("book_busy", file="book")

    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3")
        monkeypatch.setattr(Tags, "of", locked)
        await pilot.press("t")
        assert "Why did they leave?" in text(pilot) and pilot.app.is_running


@pytest.mark.parametrize("seen", [None, "another"])
def test_a_tag_is_refused_where_something_else_stood(tmp_path: Path, seen: str | None) -> None:
    loss = LossRef("A", date(2026, 1, 1))
    with Book.open(tmp_path / "book") as book:
        first = book.tags.tag(loss, {"assessed": "money"})
        with pytest.raises(Exception, match="tagged_meanwhile"):
            book.tags.tag_all([(loss, None)], {"assessed": "value"}, [seen])
        book.tags.tag_all([(loss, None)], {"assessed": "value"}, [first.uid])
        assert book.tags.of(loss)["assessed"] == "value"
        book.tags.undo(loss)
        book.tags.undo(loss)
        assert book.tags.of(loss)["assessed"] is None and book.tags.of(loss)["event"] is None
        book.tags.tag_all([(loss, None)], {"assessed": "need"}, [None])
