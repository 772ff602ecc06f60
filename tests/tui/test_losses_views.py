"""The views of the losses, by keys: reasons, what is not a loss, when they leave, several at once, interviews."""

from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tests.tui.conftest import TODAY, Start, lines, press, settle, text
from tui.screens.losses import LossesScreen
from tui.widgets.frame_table import FrameTable


async def typed(pilot, words: str) -> None:  # type: ignore[no-untyped-def]
    names = {" ": "space", "-": "minus", ".": "full_stop", "_": "underscore"}
    for character in words:
        await pilot.press(names.get(character, character))
    await settle(pilot)


async def go(pilot, view: str) -> None:  # type: ignore[no-untyped-def]
    """To a view of the losses by Tab."""
    await press(pilot, "3")
    for _ in range(8):
        if getattr(pilot.app.screen, "view", None) == view:
            return
        await press(pilot, "tab")
    raise AssertionError(view)


def tags(workspace: Path) -> dict[str, dict[str, object]]:
    with Book.open(workspace) as book:
        return {row["account_id"]: row for row in book.tags.all().to_dicts()}


async def test_marked_losses_are_tagged_at_once_and_undone_at_once(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3", "space", "space", "space", "t")
        assert "3 losses at once" in text(pilot)
        await press(pilot, "4", "enter")
        stored = tags(workspace)
        assert {tag["assessed"] for tag in stored.values()} == {"service"} and len(stored) == 3
        assert {tag["avoidable"] for tag in stored.values()} == {"yes"}  # what a loss for that is as a rule
        assert isinstance(pilot.app.screen, LossesScreen) and not pilot.app.screen.table.marks
        await press(pilot, "u")
        assert tags(workspace) == {}
        await press(pilot, "U")
        assert len(tags(workspace)) == 3


async def test_undo_and_redo_go_any_number_of_steps(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3", "t", "1", "enter", "2", "enter", "3", "enter")
        for left in (2, 1, 0):
            await press(pilot, "u")
            assert len(tags(workspace)) == left
        await press(pilot, "U", "U", "U")
        assert sorted(str(tag["assessed"]) for tag in tags(workspace).values()) == ["money", "product", "value"]


async def test_the_history_of_a_tag_says_who_changed_what(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3", "t", "1", "enter", "escape", "g", "G", "t", "7", "enter", "escape", "u", "G", "H")
        shown = text(pilot)
        assert "Need ended" in shown and "Money" in shown and "took back" in shown
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LossesScreen)


async def test_signals_and_competitors_are_offered(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3", "t", "5", "c")
        await typed(pilot, "Rival")
        await press(pilot, "enter", "s", "enter", "escape", "enter", "5", "c")
        await typed(pilot, "Ri")
        await press(pilot, "right", "enter", "enter")
        stored = list(tags(workspace).values())
        assert [tag["competitor"] for tag in stored] == ["Rival", "Rival"]
        assert sorted(len(tag["signals"]) for tag in stored) == [0, 1]  # type: ignore[arg-type]


async def test_an_interview_is_kept_with_the_tag(workspace: Path, start: Start, tmp_path: Path) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3", "i")
        assert "not interviewed; the file says “too expensive”" in text(pilot)
        await press(pilot, "enter")
        await typed(pilot, "too dear")
        await press(pilot, "enter", "G", "u")
        assert tags(workspace) == {}
        await press(pilot, "s")
        assert [tag["evidence"] for tag in tags(workspace).values()] == ["silent"]
        await press(pilot, "enter")
        await typed(pilot, "too dear")
        await press(pilot, "enter")
        (tag,) = tags(workspace).values()
        assert (tag["said_why"], tag["evidence"], tag["assessed"]) == ("too dear", "answered", None)
        form = tmp_path / "form.md"
        await press(pilot, "e")
        await pilot.press(*["backspace"] * 40)
        await typed(pilot, str(form).replace("/", "/"))
        await press(pilot, "enter")
        assert "too dear" in form.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_reasons_count_and_open_the_losses_behind_a_bar(
    workspace: Path, start: Start, size: tuple[int, int]
) -> None:
    async with start(workspace, size) as pilot:
        await press(pilot, "3", "t", "1", "enter", "1", "enter", "5", "enter", "escape")
        await go(pilot, "reasons")
        shown = text(pilot).replace("\u00a0", " ")
        assert "8 losses" in shown and "asked and answered 8" in shown and "of the 3" in shown
        assert "5 gave one that nobody has judged: w shows those." in " ".join(shown.split())
        rows = [line.split() for line in lines(pilot) if line.split()[:1] in (["Money"], ["Competitor"])]
        assert [(row[0], row[1]) for row in rows if row[1].isdigit()] == [("Money", "2"), ("Competitor", "1")]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, LossesScreen)
        assert pilot.app.screen.table.height == 2
        await press(pilot, "escape")
        assert getattr(pilot.app.screen, "view", "") == "reasons"
        await press(pilot, "w")
        assert "as they say" in text(pilot) and "nobody has judged" not in text(pilot)
        await press(pilot, "w", "x")
        assert "nobody said" in text(pilot)
        await press(pilot, "x")
        assert "→" in text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LossesScreen)


async def test_reasons_are_edited_and_old_answers_keep_their_wording(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3", "t", "1", "enter", "escape")
        await go(pilot, "reasons")
        await press(pilot, "E", "r")
        await pilot.press(*["backspace"] * 20)
        await typed(pilot, "Budget")
        await press(pilot, "enter", "escape", "escape", "escape")
        assert "Worded anew: Budget" in text(pilot)
        await press(pilot, "a")
        await typed(pilot, "bugs")
        await press(pilot, "enter")
        await typed(pilot, "Too many bugs")
        await press(pilot, "enter", "0")
        await press(pilot, "G", "v", "y", "escape")
        assert "Money" in text(pilot) and "Budget" not in text(pilot)
        await press(pilot, "escape", "g", "t", "1", "enter", "escape")
        await go(pilot, "reasons")
        shown = text(pilot)
        assert "Money" in shown and "Budget" in shown
    with Book.open(workspace) as book:
        assert book.reasons.all()["bugs"].avoidable is True


@pytest.fixture
def moved(workspace: Path, tmp_path: Path) -> Path:
    """A03, lost on 1 February, starts again as N03 the day after."""
    path = tmp_path / "moved.csv"
    path.write_text(
        "account_id,name\nN03,a\u202eesrever\u202c\nA03,a\u202eesrever\u202c\n", encoding="utf-8", newline=""
    )
    spells = tmp_path / "subscriptions.csv"
    spells.write_text(
        "subscription_id,account_id,plan,start_on,end_on,mrr,currency\nN,N03,Pro,2026-02-02,,99.00,EUR\n",
        encoding="utf-8", newline="",
    )  # fmt: skip
    with Book.open(workspace) as book:
        commit(book, prepare(book, [path, spells], Hints(), today=TODAY))
    return workspace


async def test_a_confirmed_link_takes_the_loss_out_and_undo_brings_it_back(moved: Path, start: Start) -> None:
    async with start(moved, (100, 30)) as pilot:
        await go(pilot, "not_a_loss")
        assert "1 to ask about, 0 linked" in text(pilot)
        await press(pilot, "equals_sign")
        assert "0 to ask about, 1 linked" in text(pilot)
        assert "Linked by" in text(pilot)
        await go(pilot, "queue")
        assert pilot.app.screen.query_one(FrameTable).height == 7
        await go(pilot, "not_a_loss")
        await press(pilot, "u")
        assert "1 to ask about, 0 linked" in text(pilot)
        await press(pilot, "U", "u")
        await go(pilot, "queue")
        assert pilot.app.screen.query_one(FrameTable).height == 8


async def test_the_queue_asks_who_goes_on(moved: Path, start: Start) -> None:
    async with start(moved, (100, 30)) as pilot:
        await press(pilot, "3", "slash")
        await typed(pilot, "A03")
        await press(pilot, "enter", "equals_sign", "1")
        with Book.open(moved) as book:
            assert book.links.all() == [("A03", "N03")]


async def test_when_they_leave_and_the_changes_decided(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await go(pilot, "when")
        assert "January" in text(pilot) and "Could leave" in text(pilot)
        before = text(pilot).count("│")
        await press(pilot, "m")
        await typed(pilot, "2026-03 new prices")
        await press(pilot, "enter")
        assert "new prices" in text(pilot)
        assert text(pilot).count("│") > before
        with Book.open(workspace) as book:
            assert book.decisions.all().select("on", "text").rows() == [(date(2026, 3, 1), "new prices")]
        await press(pilot, "u")
        with Book.open(workspace) as book:
            assert book.decisions.all().is_empty()
        await press(pilot, "x", "x")
        assert "by month of tenure" in text(pilot)
        await press(pilot, "x")
        assert "Mean stay" in text(pilot)


async def test_nothing_is_stored_for_reading_only(moved: Path, start: Start) -> None:
    async with start(moved, (100, 30), read_only=True) as pilot:
        await go(pilot, "not_a_loss")
        await press(pilot, "equals_sign")
        assert "reading only" in text(pilot)
        await press(pilot, "3", "i", "s")
        assert "reading only" in text(pilot)
        await press(pilot, "escape", "t", "n", "x", "escape", "escape")
        assert "Kept as a draft" not in text(pilot)


async def test_each_rate_opens_the_losses_that_it_counts(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        await go(pilot, "when")
        for _ in range(2):  # by calendar month, by month of tenure
            table = pilot.app.screen.query_one(FrameTable)
            places = [at for at in range(table.height) if (table.at(at) or {})["lost"]]
            assert len(places) == 8
            for at in (places[0], places[-1]):
                lost = (table.at(at) or {})["lost"]
                table.move_to(at)
                await press(pilot, "enter")
                assert isinstance(pilot.app.screen, LossesScreen)
                assert pilot.app.screen.table.height == lost
                await press(pilot, "escape")
            await press(pilot, "x")


async def test_every_view_of_an_empty_book_says_what_to_do(tmp_path: Path, start: Start) -> None:
    async with start(tmp_path / "new") as pilot:
        await press(pilot, "3")
        for _ in range(5):
            assert "Nothing has been imported yet. Press 6" in text(pilot), pilot.app.screen
            await press(pilot, "tab")


async def test_the_news_of_an_empty_book_say_what_to_do(tmp_path: Path, start: Start) -> None:
    async with start(tmp_path / "new") as pilot:
        await press(pilot, "1", "N")
        assert "Nothing has been imported yet. Press 6" in text(pilot)
