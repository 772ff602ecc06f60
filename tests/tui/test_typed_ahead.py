"""Keys that are typed before the list stands that they are for."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from tests.tui.conftest import Start, press, settle, text, until
from tui.screens.account import AccountScreen
from tui.screens.listed import Listed
from tui.screens.tag import TagPanel

_LATE = 0.6  # seconds until the search ends


@pytest.mark.parametrize("key", ["enter", "t"])
async def test_keys_after_a_search_are_for_what_was_found(
    workspace: Path, start: Start, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    let_go, plain = Event(), Listed._text_of

    def slow(screen: Listed, frame):  # type: ignore[no-untyped-def]
        let_go.wait()
        return plain(screen, frame)

    async with start(workspace, (100, 30)) as pilot:
        await press(pilot, "3")
        monkeypatch.setattr(Listed, "_text_of", slow)
        await pilot.press("slash", "A", "1", "2")
        asyncio.get_running_loop().call_later(_LATE, let_go.set)
        await pilot.press("enter", key)
        kind = AccountScreen if key == "enter" else TagPanel
        await until(pilot, lambda: isinstance(pilot.app.screen, kind))
        await settle(pilot)
        screen = pilot.app.screen
        opened = screen.loss["account_id"] if isinstance(screen, TagPanel) else text(pilot)
        assert "A12" in opened
