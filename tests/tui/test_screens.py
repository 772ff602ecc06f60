"""A person at the keyboard: keys in, text out."""

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from metrics.book import Book, LossRef
from tests.tui.conftest import Start, lines, press, settle, text, until
from tui.screens.reasons import ReasonsScreen
from tui.screens.tag import TagPanel
from tui.terminal import Facts
from tui.widgets.frame_table import FrameTable

# Nothing of these may ever be drawn: controls, bidirectional and zero-width characters.
HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SIZES = ((80, 24), (100, 30), (200, 60))
TOUR = ("question_mark", "escape", "enter", "down", "escape", "2", "enter", "right_square_bracket", "escape", "3", "t",
        "escape", "enter", "escape", "6")  # fmt: skip


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_hostile_names_stay_text_on_every_screen(workspace: Path, start: Start, size: tuple[int, int]) -> None:
    async with start(workspace, size) as pilot:
        for key in ("", *TOUR):
            if key:
                await press(pilot, key)
            shown = lines(pilot)
            assert len(shown) == size[1]
            assert {cell_len(line) for line in shown} == {size[0]}, key
            assert not HARMFUL.search("".join(shown)), key
        await press(pilot, "2")
        assert "[/x] Ltd" in text(pilot)
        assert "[bold]Acme[/bold" in text(pilot)


async def test_the_overview_shows_figures_and_each_opens_down_to_the_line_of_the_file(
    workspace: Path, start: Start
) -> None:
    async with start(workspace) as pilot:
        assert "Customers at the end" in text(pilot)
        assert "Oct 2026" in lines(pilot)[0]
        await press(pilot, "enter")
        assert "Nobody" not in text(pilot)
        table = pilot.app.screen.query_one(FrameTable)
        await press(pilot, "down", "down")
        row = table.row
        await press(pilot, "enter", "enter")
        assert re.search(r"\.csv, line \d+", text(pilot))
        assert "account_id" in text(pilot)
        await press(pilot, "escape", "escape")
        assert pilot.app.screen.query_one(FrameTable).row == row
        await press(pilot, "escape")
        assert "Tab Band" in lines(pilot)[-1]


async def test_the_period_moves_and_says_where_it_ends(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "comma")
        assert "Sep 2026" in lines(pilot)[0]
        await press(pilot, "full_stop", "full_stop")
        assert "last period" in lines(pilot)[-1]
        await press(pilot, "p", "q")
        assert "Q3 2026" in lines(pilot)[0]
        await press(pilot, "b", *"seg", "enter")
        assert "by segment" in lines(pilot)[0]


async def test_two_keys_a_loss_and_each_is_on_disk_when_it_is_shown(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3", "t")
        for count, keys in enumerate((("1", "enter"), ("é", "enter"), ("x", "enter")), start=1):
            await press(pilot, *keys)
            assert "Stored" in lines(pilot)[-1]
            with Book.open(workspace) as other:
                assert other.tags.all().height == count
        with Book.open(workspace) as other:
            assert sorted(other.tags.all()["assessed"]) == ["money", "unknown", "value"]
            largest = other.tags.all().filter(assessed="money")["account_id"].item()
        assert largest == "A21"
        await press(pilot, "enter")
        assert "first" in lines(pilot)[-1]  # no reason was chosen
        await press(pilot, "u", "escape", "u")
        with Book.open(workspace) as other:
            assert other.tags.all()["assessed"].to_list() == ["money"]
        await press(pilot, "U")
        with Book.open(workspace) as other:
            assert other.tags.all().height == 2


async def test_a_tag_holds_what_else_is_known(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3", "t", "5", "a", "e", "e", "S", "2", "plus", "4", "c", *"Rival", "enter", "enter")
        with Book.open(workspace) as other:
            tag = other.tags.all().row(0, named=True)
        assert tag["assessed"] == "competitor"
        assert (tag["avoidable"], tag["evidence"], tag["stated"]) == ("yes", "silent", "value")
        assert (tag["reasons"], tag["competitor"]) == (["service"], "Rival")


async def test_esc_goes_one_step_at_a_time(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "slash", *"customer 1")
        table = pilot.app.screen.query_one(FrameTable)
        narrowed = table.height
        assert 0 < narrowed < 24
        await press(pilot, "enter", "enter")
        assert "1 of" in lines(pilot)[0]
        await press(pilot, "escape")
        assert table.height == narrowed
        await press(pilot, "escape")
        assert table.height == 24
        await press(pilot, "escape", "escape")
        assert pilot.app.is_running
        assert "2 Accounts" in lines(pilot)[0]


async def test_search_takes_no_notice_of_accents_and_case(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "slash", *"ÀCMÉ")
        assert pilot.app.screen.query_one(FrameTable).height == 1


async def test_sorting_again_reverses(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "s")
        table = pilot.app.screen.query_one(FrameTable)
        first = table.at(0)
        await press(pilot, "s")
        assert table.at(table.height - 1) == first


async def test_what_others_tag_appears_without_a_restart(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "3")
        await until(pilot, lambda: pilot.app.session.news() is None)  # it has looked once
        row = pilot.app.screen.query_one(FrameTable).row
        assert row is not None
        with Book.open(workspace) as other:
            other.tags.tag(LossRef.of(row), {"assessed": "service"})
        await until(pilot, lambda: "7 of 8 untagged" in lines(pilot)[0])


async def test_files_are_looked_at_taken_and_taken_back(tmp_path: Path, files: list[Path], start: Start) -> None:
    async with start(tmp_path / "empty") as pilot:
        assert "This book is empty." in text(pilot)
        assert "demo" in text(pilot)
        await press(pilot, "slash")
        pilot.app.focused.value = str(files[1])
        await press(pilot, "enter")
        assert "24 rows" in text(pilot)
        with Book.open(tmp_path / "empty") as other:
            assert not other.imports()
        await press(pilot, "enter")
        with Book.open(tmp_path / "empty") as other:
            assert [record.table for record in other.imports()] == ["subscriptions"]
        assert "Stored." in text(pilot)
        await press(pilot, "tab", "u")
        with Book.open(tmp_path / "empty") as other:
            assert not other.imports()
        await press(pilot, "1")
        assert "Press 6" in text(pilot)


async def test_a_reader_may_look_and_is_told_why_nothing_is_stored(workspace: Path, start: Start) -> None:
    async with start(workspace, read_only=True) as pilot:
        await press(pilot, "3", "t", "1", "enter")
        assert isinstance(pilot.app.screen, TagPanel)
        assert "reading only" in lines(pilot)[-1]
        with Book.open(workspace) as other:
            assert other.tags.all().is_empty()


async def test_a_terminal_without_utf8_gets_ascii(workspace: Path, start: Start) -> None:
    facts = Facts("vt100", truecolor=False, unicode=False, no_color=True)
    async with start(workspace, facts=facts) as pilot:
        for key in TOUR:
            await press(pilot, key)
            widgets = [widget for widget in pilot.app.screen.walk_children() if widget.display]
            drawn = "".join(
                segment.text for widget in widgets for y in range(widget.size.height)
                for segment in widget._styles_cache.render_widget(widget, widget.size.region)[y]
            )  # fmt: skip
            assert drawn.isascii(), key


async def test_q_leaves(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await pilot.press("q")
        await settle(pilot)
        assert pilot.app.return_code == 0


@pytest.mark.parametrize(("room", "choose", "left"), [("2", (*"status", "enter", "enter"), 24), ("3", ("u",), 8)])
async def test_a_filter_keeps_what_it_names_and_esc_takes_it_away(
    workspace: Path, start: Start, room: str, choose: tuple[str, ...], left: int
) -> None:
    async with start(workspace) as pilot:
        await press(pilot, room, "f", *choose)
        table = pilot.app.screen.query_one(FrameTable)
        assert "Esc shows all" in lines(pilot)[-1]
        assert 0 < table.height <= left
        await press(pilot, "escape")
        assert table.height == left


async def test_every_command_is_in_the_palette_and_runs_from_there(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "colon", *"untagged", "enter")
        assert "3 Losses" in lines(pilot)[0]
        await press(pilot, "ctrl+p", *"say why", "enter")
        assert isinstance(pilot.app.screen, TagPanel)


async def test_the_palette_finds_what_other_rooms_show_and_do(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "colon", *"fore", "enter")  # not "Before", which comes first
        assert "4 Retention" in lines(pilot)[0]
        assert pilot.app.screen.view.VIEW == "forecast"
        await press(pilot, "colon", *"own words", "enter")
        assert isinstance(pilot.app.screen, ReasonsScreen)
        assert "w  Whose" in lines(pilot)[-1]


async def test_a_click_goes_there_and_a_second_one_opens(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2")
        table = pilot.app.screen.query_one(FrameTable)
        await pilot.click(FrameTable, offset=(5, 4))
        assert table.cursor == 3
        await pilot.click(FrameTable, offset=(5, 4))
        await settle(pilot)
        assert "4 of 24" in lines(pilot)[0]


async def test_a_terminal_may_change_its_size_at_any_time(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        for size in ((200, 60), (60, 16), (20, 5), (100, 30)):
            await pilot.resize_terminal(*size)
            await press(pilot, "3", "t", "1", "escape", "1")
            assert {cell_len(line) for line in lines(pilot)} == {size[0]}
