"""Which losses the queue keeps."""

from datetime import date
from pathlib import Path

import pytest

from tests.tui.conftest import Start, press, text
from tests.tui.test_losses_views import typed
from tui.typed_days import typed_span
from tui.widgets.frame_table import FrameTable


async def keep(pilot, key: str, value: str) -> FrameTable:  # type: ignore[no-untyped-def]
    """Keep one value of what a key of the filter's menu stands for."""
    await press(pilot, "f", key)
    await typed(pilot, value)
    await press(pilot, "enter")
    table: FrameTable = pilot.app.screen.query_one(FrameTable)
    return table


async def test_the_queue_is_filtered_one_after_the_other(workspace: Path, start: Start) -> None:
    async with start(workspace, (120, 30)) as pilot:
        await press(pilot, "3")
        table = await keep(pilot, "s", "SMB")
        assert table.height == 4
        assert "SMB · 8 of 8 untagged" in text(pilot)
        await press(pilot, "f", "e", "enter")
        assert table.height == 4  # every file says why
        await press(pilot, "t", "1", "enter", "escape", "f", "u")
        assert table.height == 3
        await press(pilot, "escape")
        assert table.height == 8
        await press(pilot, "f", "t")
        assert table.height == 1
        await press(pilot, "escape", "f", "r")
        assert table.height == 0  # nobody came back
        await press(pilot, "escape", "f", "n")
        assert table.height == 0  # every file says why, which is an answer
        await press(pilot, "escape", "g", "t", "1", "e", "e", "e", "enter", "escape", "f", "n")
        assert table.height == 1


async def test_the_queue_is_filtered_by_a_period(workspace: Path, start: Start) -> None:
    async with start(workspace, (120, 30)) as pilot:
        await press(pilot, "3")
        for period, kept in (("2026-H1", 6), ("2026-Q1", 3), ("Feb", 1)):
            assert (await keep(pilot, "p", period)).height == kept
            await press(pilot, "escape")
        for wrong in ("2026-13", "soon"):
            await press(pilot, "f", "p", "enter")
            await pilot.press("ctrl+u")
            await typed(pilot, wrong)
            await press(pilot, "enter")
            assert "That is no span of days" in text(pilot)
        await press(pilot, "f", "p", "enter")
        await pilot.press("ctrl+u")
        await typed(pilot, "2026-02-02..2026-04")
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(FrameTable).height == 2
        assert "2026-02-02..2026-04 ·" in text(pilot)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 7, 1)),
        ("2026-02-28", date(2026, 2, 28), date(2026, 3, 1)),
        (" 2026-02-02 .. 2026-H1 ", date(2026, 2, 2), date(2026, 7, 1)),
        ("2025..2026-01-15", date(2025, 1, 1), date(2026, 1, 16)),
    ],
)
def test_a_span_is_a_day_a_period_or_two_of_them(text: str, first: date, after: date) -> None:
    assert typed_span(text) == (first, after)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-13", "2026-02-30", "..2026", "2026..", "2026-05..2026-04", "0000", "9999-12-31..9999-12-31"],
)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        typed_span(text)
