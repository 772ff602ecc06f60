"""Dropped lines, killed processes, several people: what was acknowledged is there, and nobody is left in disorder."""

import signal
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.person import Person
from tests.terminal.test_journeys import FIGURES, tagged, untagged

# Seconds for what takes well under one, on a machine that does much else.
AT_ONCE = 10.0
# Alternate screen, mouse, bracketed paste and reports of focus off; the cursor shown.
RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?1004l", b"\x1b[?25h")


def in_order(person: Person) -> None:
    """The terminal was left as it was found."""
    data = bytes(person.sent)
    for sequence in RESTORED:
        undone = sequence[:-1] + (b"h" if sequence.endswith(b"l") else b"l")
        assert data.rfind(sequence) > data.rfind(undone), sequence
    assert data.rfind(b"\x1b[<u") > data.rfind(b"\x1b[>")
    assert person.left() == person.found


def test_every_acknowledged_tag_survives_kill_9(start: Start, demo: Path, home: dict[str, str]) -> None:
    reasons = {"1": "money", "2": "value", "4": "service"}
    for done, key in enumerate(reasons, start=1):
        person = start(book=demo).press("3")
        untagged(person, 187 - done).press_until("t", "Save, next").press(key, "enter")
        untagged(person, 186 - done).kill()
    assert sorted(map(str, tagged(demo, home))) == sorted(reasons.values())


def test_two_people_see_each_others_tags(start: Start, demo: Path, home: dict[str, str]) -> None:
    ann, bob = (start(book=demo).press("3") for _ in range(2))
    untagged(ann, 186).press_until("t", "Save, next").press("1", "enter")
    untagged(ann, 185)
    untagged(bob, 185).press("g", "t").wait_for("Save, next").press("5", "enter")
    untagged(bob, 184)
    untagged(ann, 184)
    assert sorted(map(str, tagged(demo, home))) == ["competitor", "money"]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_it_at_once_and_in_order(start: Start, demo: Path, number: int) -> None:
    person = start(book=demo).wait_for(FIGURES).settle()
    person.kill(number)
    assert person.ended(within=AT_ONCE) == 128 + number
    in_order(person)


# The program, except that it does not come to its way out.
STAYING = """
import sys
from tui.__main__ import main
from tui.app import ChurnApp

ChurnApp.exit = lambda app, *args, **kwargs: None
sys.exit(main())
"""
# The program, except that it is told to end while it takes the terminal over.
STARTING = """
import os, signal, sys
from tui.__main__ import main
from tui.terminal import Terminal

take_mouse = Terminal._enable_mouse_support

def told(terminal):
    take_mouse(terminal)
    os.kill(os.getpid(), signal.SIGTERM)

Terminal._enable_mouse_support = told
sys.exit(main())
"""


@pytest.mark.parametrize("at", ["start", "end"])
def test_a_signal_at_any_moment_leaves_the_terminal_in_order(home: dict[str, str], tmp_path: Path, at: str) -> None:
    code = STARTING if at == "start" else STAYING
    with Person([sys.executable, "-c", code, "--workspace", str(tmp_path / "book")], env=home) as person:
        if at == "end":
            person.wait_for("6 Import").kill(signal.SIGQUIT)
        assert person.ended() == 128 + (signal.SIGTERM if at == "start" else signal.SIGQUIT)
        in_order(person)


@pytest.mark.parametrize("keys", [("q",), ("ctrl+c", "ctrl+c")])
def test_leaving_restores_the_terminal(start: Start, demo: Path, keys: tuple[str, ...]) -> None:
    person = start(book=demo).wait_for(FIGURES).settle()
    person.press(*keys).ended()
    in_order(person)


# The program, except that a key stumbles over a bug with a customer's name in reach.
CRASHING = """
import sys
from tui.__main__ import main
from tui.app import ChurnApp

def stumble(app):
    name = "Jane Customer"
    raise RuntimeError(name)

ChurnApp.action_copy = stumble
sys.exit(main())
"""


def test_a_crash_restores_the_terminal_and_shows_nobody(demo: Path, home: dict[str, str]) -> None:
    with Person([sys.executable, "-c", CRASHING, "--workspace", str(demo)], env=home) as person:
        person.wait_for(FIGURES).press("y")
        assert person.ended() == 1
        in_order(person)
        assert "RuntimeError" in person.text
        assert b"Jane" not in person.sent and b"Traceback" not in person.sent


# As nohup does, which would take the screens for output to keep in a file.
DEAF = ("/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh")


@pytest.mark.parametrize("under", [(), DEAF])
def test_a_closed_terminal_ends_it_at_once(start: Start, demo: Path, under: tuple[str, ...]) -> None:
    person = start(book=demo, under=under).wait_for(FIGURES).settle()
    person.drop_line()
    person.ended(within=AT_ONCE)


def test_a_line_that_drops_at_once_leaves_nobody_behind(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for("1 Overview")
    person.drop_line()
    person.ended(within=AT_ONCE)


def test_a_terminal_that_takes_nothing_more_does_not_keep_it(start: Start, demo: Path) -> None:
    """A line that hangs without being cut: what is sent is never read."""
    person = start(book=demo, size=(300, 100)).wait_for(FIGURES).settle()
    for room in "2316" * 20:
        person.press(room)
    person.kill(signal.SIGTERM)
    person.process.wait(AT_ONCE)


def test_ctrl_c_asks_before_it_leaves(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES)
    person.press_until("ctrl+c", "Ctrl+C again leaves").press_until("down", "▌ Customer churn rate")
    assert person.alive()
