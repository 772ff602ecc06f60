"""Over a line of 300 ms round trip and 2 kB a second: seconds from the command to figures, from a key to a settled
screen, and the bytes of each."""

import argparse
import sys
import time
from pathlib import Path

from tests.bench.places import demo_book, environment
from tests.bench.tables import Row
from tests.terminal.person import Person, program

DELAY, RATE = 0.15, 2000.0  # seconds each way, bytes a second
_SETTLED = 0.7  # seconds without a byte: more than a round trip and an answer
# What is pressed, one after the other, and what is waited for besides quiet.
STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("overview: down", ("down",), ""),
    ("overview: period before", (",",), ""),
    ("figure opened", ("enter",), "Why it counts"),
    ("back", ("esc",), "MRR at"),
    ("accounts", ("2",), "398"),
    ("accounts: down", ("down",), ""),
    ("accounts: 10 times down", ("down",) * 10, ""),
    ("accounts: page down", ("pagedown",), ""),
    ("account opened", ("enter",), "Day"),
    ("next account", ("]",), ""),
    ("back to the list", ("esc",), "398"),
    ("losses", ("3",), "untagged"),
    ("losses: down", ("down",), ""),
    ("tag panel", ("t",), "Save"),
    ("tag and next", ("1", "enter"), "185 of 186"),
    ("panel closed", ("esc",), ""),
    ("reasons", ("tab",), ""),
    ("retention", ("4",), "4 Retention"),
    ("compare", ("5",), "5 Compare"),
    ("import", ("6",), "6 Import"),
    ("help", ("?",), "Keys"),
    ("back from help", ("esc",), ""),
    ("overview again", ("1",), "MRR at"),
)


def run(folder: Path, options: argparse.Namespace) -> list[Row]:
    """A row a step; "work" is what the line does not explain: seconds beyond a round trip and the bytes' own time."""
    env = environment(folder)
    book = demo_book(folder, env)
    columns, rows = map(int, options.size.split("x"))
    line = [sys.executable, "-m", "tests.bench.line", str(DELAY), str(RATE)]
    with Person([*line, *program("--workspace", str(book))], size=(columns, rows), env=env) as person:
        person.wait_for("MRR at the end", 120)
        figures = time.perf_counter() - person.started
        person.settle(_SETTLED)
        found = [
            _row("open to figures", len(person.sent), figures),
            _row("open to settled", len(person.sent), person.latest - person.started),
        ]
        for name, keys, sign in STEPS:
            mark, began = person.mark(), time.perf_counter()
            person.press(*keys).wait_for(sign, 60).settle(_SETTLED)
            found.append(_row(name, len(person.since(mark)), max(0.0, person.latest - began)))
    return found


def _row(step: str, size: int, seconds: float) -> Row:
    return {"step": step, "bytes": size, "s": seconds, "work, s": max(0.0, seconds - 2 * DELAY - size / RATE)}
