"""Whatever is pressed, on whatever screen, at whatever size: no traceback, no bug behind a sentence, no standstill.

Seeded: a failure names its seed and the last keys. CHURN_TUI_KEYS=100000 presses that many (with `-n 2`, an hour).
"""

import asyncio
import os
import shutil
from collections import deque
from datetime import date
from pathlib import Path
from random import Random

import pytest

from metrics.book import Book
from metrics.book.doctor import examine
from tests.tui.conftest import Start, settle, write_files
from tui import sample
from tui.app import make
from tui.commands import COMMANDS
from tui.config import Config
from tui.screens.choice import Choice, Option
from tui.session import Session
from tui.terminal import Facts
from tui.words import use_language

KEYS = int(os.environ.get("CHURN_TUI_KEYS", "120"))
FIRST = int(os.environ.get("CHURN_TUI_SEED", "1"))
AT_ONCE = 50 if KEYS < 5000 else 500  # keys of one seed
PATIENCE = 120.0  # seconds for what a key brings, on a machine that does much else

_LEAVING = {"q", "ctrl+c"}
ALL = sorted({key for command in COMMANDS for key in command.keys.split(",")} - _LEAVING)
OFTEN = ["enter", "escape", "down", "tab", "1", "2", "3", "4", "5", "6", "t", "right", "right_square_bracket"]
TEXTS = ["Ltd", "2026-10", "12,5", "a=b", "[/x]", "é東京👩", "%s{n}", "*.csv", "*", "no such", "\x1b", "0", "-1", "fr"]


class Fuzz:
    """One person's random keys on one book; `pressed` are the last ones."""

    def __init__(self, seed: int, folder: Path, files: Path) -> None:
        self.chance = Random(seed)
        self.folder, self.files = folder, files
        self.pressed: deque[str] = deque(maxlen=40)
        self.left = AT_ONCE

    async def run(self) -> None:
        """Press until all keys are pressed; who leaves comes back."""
        while self.left > 0:
            language = self.chance.choice(["en", "fr", "nl"])
            use_language(language)
            facts = Facts("xterm-256color", self.chance.random() < 0.3, self.chance.random() < 0.8, no_color=False)
            session = Session(
                self.folder, as_of=date(2026, 10, 31), read_only=self.chance.random() < 0.1, files=str(self.files)
            )
            app = make(session, facts, Config(language=language))
            async with app.run_test(size=self.size()) as pilot:
                while self.left > 0 and app.is_running and not app._exit:
                    async with asyncio.timeout(PATIENCE):
                        await pilot.press(*self.burst())
                        if self.chance.random() < 0.7 and not app._exit:
                            await settle(pilot)
                    if self.chance.random() < 0.03 and not app._exit:
                        await pilot.resize_terminal(*self.size())
                # What has not ended yet would be cancelled in the middle, which the real program never does.
                async with asyncio.timeout(PATIENCE):
                    await settle(pilot)
            if session._book is not None:
                session._book.close()

    def size(self) -> tuple[int, int]:
        return self.chance.randint(60, 200), self.chance.randint(16, 60)

    def burst(self) -> list[str]:
        """Some keys that arrive together."""
        keys = self.chance.choices([self.any, self.text, self.with_escape, self.way_out], [90, 6, 4, 0.4])[0]()
        self.left -= len(keys)
        self.pressed.extend(keys)
        return keys

    def any(self) -> list[str]:
        return [
            self.chance.choice(OFTEN if self.chance.random() < 0.35 else ALL)
            for _ in range(self.chance.choice([1, 1, 1, 1, 2, 5]))
        ]

    def text(self) -> list[str]:
        typed = self.chance.choice(TEXTS).replace("\x1b", "")
        return [*typed, *self.chance.choice([[], ["enter"], ["tab"], ["escape"]])] or ["space"]

    def with_escape(self) -> list[str]:
        return [*["escape"] * self.chance.choice([1, 1, 2, 6]), self.chance.choice(ALL)]

    def way_out(self) -> list[str]:
        return self.chance.choice([["q"], ["ctrl+c"], ["ctrl+c", "ctrl+c"]])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's book; do not write into it."""
    folder = tmp_path_factory.mktemp("sample") / "demo"
    with Book.open(folder) as book:
        sample.fill(book)
    return folder


@pytest.mark.parametrize("turns", [0, 1, 5])
async def test_a_screen_may_be_left_before_it_stands(start: Start, workspace: Path, turns: int) -> None:
    async with start(workspace) as pilot:
        pilot.app.push_screen(Choice("Why", [Option("a", "a")]))
        for _ in range(turns):
            await asyncio.sleep(0)
        pilot.app.pop_screen()
        await settle(pilot)
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8])
async def test_the_program_may_be_left_before_a_screen_stands(workspace: Path, turns: int) -> None:
    app = make(Session(workspace), Facts("xterm-256color", truecolor=False, unicode=True, no_color=False))
    async with app.run_test() as pilot:
        await settle(pilot)
        app.switch_mode("losses")
        for _ in range(turns):
            await asyncio.sleep(0)
        app.exit(0)
    assert app.failure is None and app._exception is None


async def test_keys_before_there_are_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.host.Host.read", lambda _app: None)
    app = make(Session(tmp_path), Facts("xterm-256color", truecolor=False, unicode=True, no_color=False))
    async with app.run_test(size=(200, 60)) as pilot:
        await app.switch_mode("overview")
        await pilot.press("k", "j", "h", "l", "G", "g", "pageup", "pagedown", "enter", "tab")
        for room in "23456":
            await pilot.press(room, "left", "right", "s", "enter", "tab")
        assert app.is_running


@pytest.mark.parametrize("seed", range(FIRST, FIRST + KEYS // AT_ONCE))
async def test_any_keys(
    seed: int, demo: Path, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name, place in (
        ("HOME", "."),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_STATE_HOME", "log"),
    ):
        monkeypatch.setenv(name, str(home / place))
    mine = home / "data" / "churn-tui" / "demo"
    shutil.copytree(demo, mine)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    write_files(inbox)
    monkeypatch.chdir(inbox)
    bugs: list[BaseException] = []
    monkeypatch.setattr("tui.failures.record", bugs.append)
    fuzz = Fuzz(seed, mine if seed % 2 else workspace, tmp_path)
    try:
        await fuzz.run()
    except BaseException as error:
        error.add_note(f"seed {seed}, the last keys: {' '.join(fuzz.pressed)}")
        raise
    if bugs:
        bugs[0].add_note(f"seed {seed}, the last keys: {' '.join(fuzz.pressed)}; {len(bugs)} bugs")
        raise bugs[0]
    with Book.open(fuzz.folder) as book:
        assert [finding.code for finding in examine(book) if not finding.sound] == []
