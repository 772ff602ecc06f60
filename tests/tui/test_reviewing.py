"""Accounts gone through with the keyboard: keys counted, and what is on disk after each."""

from datetime import date
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from metrics.book import Book
from metrics.book.journal import latest
from tests.tui.conftest import Start, lines, settle, text, until
from tests.tui.conftest import press as press_each
from tui.screens.menu import Menu
from tui.screens.written import NotePanel, StepPanel
from tui.widgets.frame_table import FrameTable

AFTER = "right_square_bracket"


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each answered before the next; 'text is typed at one go."""
    for key in keys:
        if key.startswith("'"):
            await pilot.press(*("space" if sign == " " else sign for sign in key[1:]))
            await settle(pilot)
        else:
            await press_each(pilot, key)


async def test_two_keys_an_account_that_needs_nothing(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "G", "up", "up", "up", "enter")
        for place in range(21, 25):
            assert f"{place} of 24" in lines(pilot)[0]
            await press(pilot, "v", AFTER)
        assert "last account" in lines(pilot)[-1]
        with Book.open(workspace) as other:
            assert latest(other.journal.reviews()).height == 4
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(FrameTable).cursor == 23
        assert [line.startswith("✓") for line in lines(pilot)[2:-1]].count(True) == 4


async def test_on_the_list_one_key_reviews_and_goes_on_and_several_are_marked(workspace: Path, start: Start) -> None:
    async with start(workspace, (120, 30)) as pilot:
        await press(pilot, "2", "v", "v")
        table = pilot.app.screen.query_one(FrameTable)
        assert table.cursor == 2
        await press(pilot, "space", "space", "v")
        with Book.open(workspace) as other:
            assert other.journal.reviews().height == 4
        assert "2 reviewed" in lines(pilot)[-1] and not table.marks
        await press(pilot, "u", "u")
        with Book.open(workspace) as other:
            assert other.journal.reviews().height == 2
        await press(pilot, "U")
        with Book.open(workspace) as other:
            assert other.journal.reviews().height == 3


async def test_the_ends_of_a_menu_are_a_key_away_and_what_is_out_of_sight_is_marked(
    workspace: Path, start: Start
) -> None:
    async with start(workspace) as pilot:
        for menu in ("f", "C"):
            await press(pilot, "2", menu)
            box = pilot.app.screen
            assert isinstance(box, Menu) and (box.cursor, box.height > 17) == (0, True)
            assert "▼" in text(pilot)
            await press(pilot, "pagedown", "end")
            assert box.cursor == box.height - 1 and "▲" in text(pilot)
            await press(pilot, "pageup", "home")
            assert box.cursor == 0
            await press(pilot, "escape")


async def test_a_note_is_on_disk_as_a_draft_while_it_is_typed(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "enter", "n", "'They said", "ctrl+j", "'no")
        panel = pilot.app.screen
        assert isinstance(panel, NotePanel)
        with Book.open(workspace) as other:
            await until(pilot, lambda: "They said\nno" in other.drafts.open().values())
        await press(pilot, "escape")
        assert "draft" in lines(pilot)[-1]
        await press(pilot, "n", "!")
        await press(pilot, "enter")
        await until(pilot, lambda: "Noted" in lines(pilot)[-1])
        with Book.open(workspace) as other:
            assert other.journal.notes()["text"].to_list() == ["They said\nno!"]
            assert other.drafts.open() == {}
        assert "They said·no!" in text(pilot)
        await press(pilot, "u")
        with Book.open(workspace) as other:
            assert other.journal.notes().is_empty()


async def test_what_was_typed_just_before_the_program_ends_is_kept(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "n")
        await pilot.press(*"half a wo")
    with Book.open(workspace) as other:
        assert list(other.drafts.open().values()) == ["half a wo"]


async def test_a_next_step_has_a_day_and_an_owner_and_a_bad_day_is_refused(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "enter", "w", "'Visit", "tab", "'soon", "enter")
        assert isinstance(pilot.app.screen, StepPanel)
        assert "not a day" in lines(pilot)[-1]
        await press(pilot, *["backspace"] * 4, "'2026-12-24", "enter")
        with Book.open(workspace) as other:
            await until(pilot, lambda: other.journal.next_steps().height == 1)
            step = other.journal.next_steps().row(0, named=True)
        assert (step["step"], step["step_due"], step["step_owner"]) == ("Visit", date(2026, 12, 24), "Ann")
        assert "Visit · by Dec 24, 2026 · Ann" in text(pilot)


async def test_a_call_against_the_signals_is_in_their_queue(workspace: Path, start: Start) -> None:
    async with start(workspace, (120, 30)) as pilot:
        await press(pilot, "2", "enter", "c", "l")
        assert "Call: will leave" in text(pilot)
        await press(pilot, "escape", "Q", "7")
        table = pilot.app.screen.query_one(FrameTable)
        # Its complaint stands, so the signals speak of leaving too: they agree.
        assert table.height == 0
        await press(pilot, "escape", "c", "r", "Q", "7")
        assert table.height == 1
        assert "Call and signals disagree · 1 account" in lines(pilot)[0]
        await press(pilot, "escape")
        assert table.height == 24


async def test_filters_narrow_one_after_the_other_and_a_view_keeps_them(workspace: Path, start: Start) -> None:
    async with start(workspace, (120, 30)) as pilot:
        table = lambda: pilot.app.screen.query_one(FrameTable)  # noqa: E731 - asked for anew each time
        await press(pilot, "2", "f", "'segment", "enter", "'large", "enter")
        assert table().height == 12
        await press(pilot, "f", "'status", "enter", "'lost", "enter")
        assert table().height == 4
        assert "Large · lost · 4 of 24" in lines(pilot)[0]
        await press(pilot, "V", "S", "'Gone", "enter")
        await press(pilot, "escape")
        assert table().height == 24
        with Book.open(workspace) as other:
            assert list(other.views.all()) == ["Gone"]
        await press(pilot, "V", *["down"] * 5, "enter")
        assert table().height == 4
        await press(pilot, "V", "D", "enter")
        with Book.open(workspace) as other:
            assert not other.views.all()


async def test_the_view_of_the_week_holds_the_customers_nobody_has_looked_at(workspace: Path, start: Start) -> None:
    """The sixteen that pay, the largest first; each that is reviewed leaves it when it is opened next."""
    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "2", "V", *["down"] * 4, "enter")
        assert "16 of 24" in lines(pilot)[0]
        await press(pilot, "v", "v")
        assert "14 of 24" in lines(pilot)[0]


async def test_mine_asks_once_which_owner_one_is(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "V", "down", "enter")
        assert "Which owner" in text(pilot)
        await press(pilot, "enter")
        assert "Ann" in lines(pilot)[0]
        with Book.open(workspace) as other:
            assert list(other.views.all()) == [f"Mine ({other.user})"]
        await press(pilot, "escape", "V")
        assert "Mine (" in text(pilot)


async def test_any_column_can_be_shown(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "C", *["down"] * 2, "space", "end", "space", "enter")
        heading = lines(pilot)[1]
        assert "Status" not in heading and "Name" in heading
        table = pilot.app.screen.query_one(FrameTable)
        assert len(table.columns) == 11


async def test_what_happened_is_kept_by_kind_and_searched_and_grew_between_two_days(
    workspace: Path, start: Start
) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "enter")
        table = pilot.app.screen.query_one(FrameTable)
        whole = table.height
        await press(pilot, "f", "1")
        kept = table.height
        assert 0 < kept < whole
        await press(pilot, "escape", "slash", "'started", "enter")
        assert table.height == 1
        await press(pilot, "escape", "p")
        await press(pilot, "ctrl+u", "'2025-01-01 2026-09-30", "enter")
        assert "Jan 1, 2025: €0.00 → Sep 30, 2026: €123.00" in lines(pilot)[-1]


async def test_nothing_hostile_gets_out_of_a_box(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "slash", "'A02", "enter", "enter")
        for key in ("n", "w", "c"):
            await press(pilot, key)
            shown = lines(pilot)
            assert {cell_len(line) for line in shown} == {80}
            assert "\x1b" not in "".join(shown)
            await press(pilot, "escape")
        await press(pilot, "n", "'[/b] [red]", "enter")
        await settle(pilot)
        assert "[/b] [red]" in text(pilot)
