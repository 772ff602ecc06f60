"""Mixed use for a while: memory that is used is given back, or used again.

CHURN_TUI_SOAK=3600 uses it for an hour. Answers are kept for some thirty rounds of new questions before the first are
let go, half as much memory again; so the few rounds of a short run tell only what grows fast.
"""

import os
import re
import time
from pathlib import Path
from statistics import median

from tests.terminal.conftest import Start
from tests.terminal.person import Person
from tests.terminal.test_journeys import FIGURES

SECONDS = float(os.environ.get("CHURN_TUI_SOAK", "0"))
ROUNDS = 3  # at least
FULL = 90  # rounds after which the middle third began with all answers kept
GROWTH, GROWTH_WHILE_FILLING = 1.15, 1.5
# From room to room, into figures and accounts and back, other periods and groups; a tag, and its undoing.
ROUND = """
    1 down enter down esc , , . . p esc b esc d esc
    2 down down pagedown enter ] ] tab f esc esc s s / Ltd esc
    3 down t 1 enter esc u tab tab tab tab tab H esc
    4 m tab m tab m tab tab tab m
    5 tab s enter esc down
    6 down tab tab ? esc : Loss esc o down esc N esc
""".split()


def _held(person: Person) -> float:
    """Megabytes that the program holds now."""
    found = re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{person.process.pid}/status").read_text())
    assert found, "it has ended"
    return int(found[1]) / 1024


def test_memory_stays_where_it_was(start: Start, demo: Path) -> None:
    person = start(book=demo, size=(100, 30)).wait_for(FIGURES)
    held: list[float] = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end or len(held) < ROUNDS:
        for key in ROUND:
            person.press(key).settle(0.03)
        held.append(_held(person.press("1").wait_for("1 Overview").settle(0.5)))
    third = len(held) // 3
    before, after = median(held[third : 2 * third]), median(held[-third:])
    growth = GROWTH if len(held) >= FULL else GROWTH_WHILE_FILLING
    assert after < growth * before, [round(each) for each in held]
    assert person.press("q").ended() == 0
