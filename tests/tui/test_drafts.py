"""What is typed of losses is kept as a draft until it is stored, and stands again where it was typed."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn, cast

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from metrics.book import Book
from metrics.book.store import Store
from metrics.errors import ChurnError
from tests.tui.conftest import Start, lines, press, text, until
from tests.tui.test_losses_views import go, tags
from tui.screens.drafting import Drafting
from tui.widgets.prompt import Prompt


def drafts(workspace: Path) -> list[str]:
    """Every draft there is on disk."""
    with Book.open(workspace) as book:
        return list(book.drafts.open().values())


async def begin(pilot: Pilot[int], workspace: Path, keys: Sequence[str], words: str) -> None:
    """Type words after some keys; they are on disk before the program ends without a word."""
    await press(pilot, *keys)
    await pilot.press(*words)
    await until(pilot, lambda: any(words in draft for draft in drafts(workspace)))


async def test_what_is_typed_of_a_tag_stands_again_and_is_stored_with_it(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await begin(pilot, workspace, ["3", "t", "n"], "hal")
    async with start(workspace) as pilot:
        await press(pilot, "3", "down", "t")
        assert "hal" not in text(pilot)  # it is of another loss
        await press(pilot, "up")
        assert "* hal" in text(pilot) and "not stored yet" in lines(pilot)[-1]
        await press(pilot, "n", "f", "escape", "escape")
        assert "Kept as a draft" in lines(pilot)[-1]
        await press(pilot, "t", "c", "R", "enter", "4", "enter")
        assert [(tag["note"], tag["competitor"], tag["assessed"]) for tag in tags(workspace).values()] == [
            ("half", "R", "service")
        ]
        assert drafts(workspace) == []


async def test_keys_that_leave_the_line_leave_what_is_typed_where_it_belongs(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3", "t", "m")
        assert "Further" not in lines(pilot)[-1]  # its key is typed here
        await press(pilot, "x", "tab", "y", "tab", "1", "enter", "c", "z", "down")
        assert "* z" not in text(pilot)
        await press(pilot, "up")
        assert "* z" in text(pilot)
        await press(pilot, "escape", "i", "enter", "a", "down", "enter", "b", "enter", "up", "up", "enter", "enter")
        tagged, interviewed = tags(workspace).values()
        assert [tagged[name] for name in ("lesson", "note", "assessed", "competitor")] == ["x", "y", "money", None]
        assert [interviewed[name] for name in ("said_why", "said_warning", "said_change")] == ["a", "b", None]


async def test_what_is_typed_of_several_losses_is_kept(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await begin(pilot, workspace, ["3", "space", "space", "t", "m"], "why")
        await press(pilot, "escape", "escape", "t", "1", "enter")
    assert [tag["lesson"] for tag in tags(workspace).values()] == ["why", "why"]
    assert drafts(workspace) == []


async def test_an_answer_of_an_interview_is_kept(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await begin(pilot, workspace, ["3", "i", "down", "enter"], "hal")
        await press(pilot, "escape", "escape", "i", "s")
        assert "* hal" in text(pilot)  # that they were asked says nothing of their answer
        await press(pilot, "enter", "enter", "escape")
        assert "draft" not in lines(pilot)[-1]
    assert [tag["said_warning"] for tag in tags(workspace).values()] == ["hal"]
    assert drafts(workspace) == []


async def test_a_lesson_and_a_change_decided_are_kept(workspace: Path, start: Start) -> None:
    async with start(workspace, (100, 30)) as pilot:
        for view, key, words in (("lessons", "n", "hal"), ("when", "m", "off")):
            await go(pilot, view)
            await begin(pilot, workspace, [key], words)
            await press(pilot, "escape")
            assert "Kept as a draft" in lines(pilot)[-1]
            await press(pilot, key)
            line = pilot.app.screen.query_one(Prompt)
            assert isinstance(line, Input) and line.value == words
            await press(pilot, "enter")
            assert drafts(workspace) == []


async def test_what_a_full_disk_does_not_take_stands_again(
    workspace: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2")
        for key, stored in (("n", "Noted"), ("w", "Next step stored")):
            with monkeypatch.context() as patch:
                patch.setattr(Store, "write", full)
                await press(pilot, key, *"words", "enter")
                await until(pilot, lambda: "disk is full" in lines(pilot)[-1])
                await press(pilot, key, "escape")  # which keeps the draft, if it can
            await press(pilot, key)
            assert "words" in text(pilot)
            await press(pilot, "enter")
            await until(pilot, lambda stored=stored: stored in lines(pilot)[-1])
            await press(pilot, key)
            assert ("words" in text(pilot)) == (key == "w")
            await press(pilot, "escape")
    assert drafts(workspace) == []


def full(store: Store) -> NoReturn:
    raise ChurnError("disk_full", file=str(store.path))


def test_what_is_stored_late_leaves_the_next_draft_alone(tmp_path: Path) -> None:
    with Book.open(tmp_path / "book") as book:
        for account in ("a", "b"):
            book.drafts.keep(account, "note", f"of {account}")
        app = SimpleNamespace(
            session=SimpleNamespace(book=book, unstored={}), snapshot=SimpleNamespace(read_only=False)
        )
        drafting = Drafting(cast("Widget", SimpleNamespace(app=app)))
        drafting.turn_to("a", "note")
        write = drafting.stored_by(Book.version)
        drafting.turn_to("b", "note")
        write(book)
        assert (book.drafts.get("a", "note"), book.drafts.get("b", "note"), drafting.now) == ("", "of b", "of b")
