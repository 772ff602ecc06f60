"""The first frame: it stands before the book is read, and gives way to what was read."""

from pathlib import Path
from threading import Event

import pytest
from textual.css import stylesheet

from tests.tui.conftest import Start, press, settle, text
from tui.app import ChurnApp, make
from tui.session import Session
from tui.snapshot import Snapshot
from tui.terminal import Facts

FACTS = Facts("xterm-256color", truecolor=False, unicode=True, no_color=False)


async def test_the_book_is_read_when_the_first_frame_stands(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    display, read = ChurnApp._display, Session.read

    def displayed(*arguments: object) -> None:
        display(*arguments)  # type: ignore[arg-type]
        done.append("frame")

    def was_read(session: Session) -> Snapshot:
        done.append("read")
        return read(session)

    monkeypatch.setattr(ChurnApp, "_display", displayed)
    monkeypatch.setattr(Session, "read", was_read)
    async with make(Session(workspace), FACTS).run_test() as pilot:
        await settle(pilot)
    assert done[0] == "frame"
    assert done.count("read") == 1


async def test_what_is_opened_meanwhile_stays_open(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()
    read = Session.read

    def slowly(session: Session) -> Snapshot:
        assert go_on.wait(20)
        return read(session)

    monkeypatch.setattr(Session, "read", slowly)
    async with make(Session(workspace), FACTS).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Reading the book" in text(pilot)
        await pilot.press("question_mark")
        go_on.set()
        await settle(pilot)
        assert pilot.app.current_mode == "opening"
        await press(pilot, "escape")
        assert pilot.app.current_mode == "overview"
        assert "MRR" in text(pilot)


async def test_an_empty_book_opens_on_import(tmp_path: Path, start: Start) -> None:
    async with start(tmp_path / "none") as pilot:
        assert pilot.app.current_mode == "import"


async def test_a_style_sheet_is_parsed_once(workspace: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[tuple[object, ...]] = []
    parse = stylesheet.parse

    def counted(scope: str, css: str, read_from: object, **more: object) -> object:
        parsed.append((scope, css, read_from))
        return parse(scope, css, read_from, **more)  # type: ignore[arg-type]

    async with start(workspace, (100, 30)) as pilot:
        monkeypatch.setattr(stylesheet, "parse", counted)
        await press(pilot, "2", "3", "4", "5", "6", "question_mark", "escape", "1", "o")
    assert parsed
    assert len(parsed) == len(set(parsed))
