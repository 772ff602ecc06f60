"""Terminals of all kinds and sizes, and text that would like to be more than text."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.person import ROOT, program
from tests.terminal.test_journeys import FIGURES, LIST

COLOURS = re.compile(rb"\x1b\[([0-9;]*)m")
MANY = re.compile(rb"[34]8;[25]")


def codes(data: bytes) -> set[int]:
    """The numbers of every change of colour or style that was sent."""
    return {int(part) for found in COLOURS.findall(data) for part in found.split(b";") if part}


def test_no_color_sends_none_and_still_shows_the_cursor(start: Start, demo: Path) -> None:
    person = start(book=demo, env={"NO_COLOR": "1"}).wait_for(FIGURES).press_until("2", LIST).settle()
    assert not {code for code in codes(bytes(person.sent)) if 30 <= code <= 37 or 40 <= code <= 48 or code >= 90}
    assert 7 in codes(bytes(person.sent))


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "tmux-256color", "screen", "linux", "vt100"])
def test_no_truecolor_where_none_is_announced(start: Start, demo: Path, term: str) -> None:
    person = start(book=demo, env={"TERM": term}).wait_for("Customers at the end").settle()
    assert not re.search(rb"[34]8;2", bytes(person.sent))
    if term in ("xterm", "screen", "linux", "vt100"):
        assert not MANY.search(bytes(person.sent))


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_without_a_cursor_gets_a_sentence(start: Start, demo: Path, term: str) -> None:
    person = start(book=demo, env={"TERM": term})
    assert person.ended() == 1
    assert "report" in person.text
    assert b"\x1b" not in person.sent


@pytest.mark.parametrize("env", [{"LANG": "C"}, {"LC_ALL": "C"}, {"LANG": "", "LC_ALL": "POSIX"}, {"TERM": "vt100"}])
def test_a_terminal_without_utf8_gets_ascii(start: Start, demo: Path, env: dict[str, str]) -> None:
    person = start(book=demo, env=env).wait_for(FIGURES).press_until("2", LIST).press_until("3", "186 of 186").settle()
    person.press_until("t", "Save, next").press_until("esc", "t Tag").settle()
    assert bytes(person.sent).isascii()
    assert "?" not in "".join(person.lines[:1])


def test_any_size_at_any_time(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES)
    sizes = [(60, 16), (300, 100), (80, 24), (200, 60), (61, 17), (100, 30)]
    for room, sign in (("1", "Overview"), ("2", "Accounts"), ("3", "Losses"), ("6", "Import")):
        person.press_until(room, f"{room} {sign}")
        for size in sizes:
            person.resize(*size).wait_for(lambda text: "Help" in text.rstrip().rsplit("\n", 1)[-1]).settle()
            assert f"{room} {sign}" in person.lines[0]
            assert len(person.lines[-1]) <= size[0]


def test_what_the_terminal_lost_is_drawn_again_after_a_resize(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).settle()
    before = person.text
    person._screen.erase_in_display(2)
    person.resize(81, 24).settle().resize(80, 24).wait_for(lambda text: text == before)


def test_a_key_draws_everything_again(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).press_until("t", "t").settle()
    before = person.text
    person._screen.erase_in_display(2)
    person._stream.feed(b"\x1b[5;5Hmessage from root@host")
    assert person.press("down", "up").settle().text != before
    person.press("ctrl+l").wait_for(lambda text: text == before)


HOSTILE = [
    "\x1b[31mred", "\x1b]52;c;ZXZpbA==\x07copied", "\x1b]0;title\x07titled", "\x9b31mC1", "right\u202eleft",
    "nul\x00led", "[/x] Ltd", "[bold]strong[/bold]", "bell\x07", "tab\there", "zero\u200bwidth", "株式会社 wide",
    "emoji 👩\u200d👩\u200d👧 ok", "شركة", "", "long " * 2000, "back\x08\x08space", "\x1bP1$r\x1b\\dcs",
    "\x1b[?1049l\x1b[2Jclear",
]  # fmt: skip
_CONTROLS = re.compile(rb"[\x00-\x06\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xaa-\xae]")
# All that our side may say to the terminal: placing, erasing, colours, modes, queries, the keyboard's protocol.
_SPOKEN = re.compile(rb"\x1b(\[[0-9;]*[mHJKCr]|\[\?[0-9;]+(h|l|\$p)|\[>[0-9]+u|\[<u|[DM])")


@pytest.fixture
def hostile(tmp_path: Path, home: dict[str, str]) -> Path:
    """A book whose every text tries something."""
    folder, files = tmp_path / "hostile", tmp_path / "files"
    files.mkdir()

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    accounts = [
        "account_id,name,segment,owner",
        *(f"A{n},{quoted(t)},{quoted(t)},{quoted(t)}" for n, t in enumerate(HOSTILE)),
    ]
    spells = ["subscription_id,account_id,plan,start_on,end_on,mrr,currency,cancel_reason"]
    spells += [
        f"S{n},A{n},{quoted(t)},2025-01-01,2026-0{1 + n % 6}-01,1{n:02}.00,EUR,{quoted(t)}"
        for n, t in enumerate(HOSTILE)
    ]
    surveys = ["response_id,account_id,answered_on,score,comment", "R,A0,2025-06-01,9,fine"]
    surveys += [f"R{n},A{n},2025-06-01,3,{quoted(t)}" for n, t in enumerate(HOSTILE)]
    for name, lines in (("accounts", accounts), ("subscriptions", spells), ("surveys", surveys)):
        (files / f"{name}.csv").write_text("\n".join(lines) + "\n", newline="")
    command = program("import", *map(str, sorted(files.iterdir())), "--workspace", str(folder))
    done = subprocess.run(command, env=home, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in (0, 3), done.stderr.decode()
    return folder


def test_text_from_files_cannot_speak_to_the_terminal(start: Start, hostile: Path) -> None:
    person = start(book=hostile).wait_for("Customers at the end").settle()
    person.press_until("2", "2 Accounts").wait_for("Ltd").settle()
    for key in (
        "end",
        "home",
        "enter",
        "]",
        "]",
        "]",
        "esc",
        "3",
        "end",
        "home",
        "enter",
        "esc",
        "t",
        "1",
        "enter",
        "esc",
    ):
        person.press(key).settle()
    person.press("2", "/").settle().press("wide").settle().press("enter", "esc", "1").settle()
    left = _SPOKEN.sub(b"", bytes(person.sent))
    assert b"\x1b" not in left, left[max(0, left.find(b"\x1b") - 20) :][:60]
    assert not _CONTROLS.search(left)


def test_copying_a_hostile_cell_sends_harmless_text(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).press_until("2", LIST)
    sent = person.bytes_of("y")
    assert re.search(rb"\x1b\]52;c;[A-Za-z0-9+/=]+\x07", sent)
    assert "Sent to your terminal" in person.text
