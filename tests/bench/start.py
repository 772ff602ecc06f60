"""From the command to the first painted frame, and to the first figures, beside a bare Textual app."""

import argparse
import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.places import big_book, demo_book, environment
from tests.bench.tables import Row, ratio
from tests.terminal.person import Person, program

BARE = [sys.executable, "-m", "tests.bench.bare"]


def run(folder: Path, options: argparse.Namespace) -> list[Row]:
    """A row a program and book; the bare app runs between the others' runs."""
    env = environment(folder)
    books = {
        "demo": demo_book(folder, env),
        f"{options.accounts:,} accounts": big_book(folder, env, options.accounts, options.facts),
    }
    commands = {"bare Textual app": BARE, **{name: program("--workspace", str(book)) for name, book in books.items()}}
    times: dict[str, list[tuple[float, float, float | None, float]]] = {name: [] for name in commands}
    for _ in range(options.runs + 1):
        for name, command in commands.items():
            times[name].append(_start(command, env, figures=command is not BARE))
    found = {name: [_median([each[at] for each in runs[1:]]) for at in range(4)] for name, runs in times.items()}
    bare = found["bare Textual app"]
    return [
        {
            "program": name, "first frame, s": each[0], "x": ratio(each[0] or 0, bare[0] or 0),
            "CPU to it, s": each[1], "x CPU": ratio(each[1] or 0, bare[1] or 0), "figures, s": each[2],
            "memory, MB": each[3],
        }
        for name, each in found.items()
    ]  # fmt: skip


def _start(command: list[str], env: dict[str, str], *, figures: bool) -> tuple[float, float, float | None, float]:
    """Seconds to the first frame, CPU seconds to it, seconds to the figures, MB held then."""
    with Person(command, env=env) as person:
        person.wait_for(lambda text: bool(text.strip()))
        frame, cpu, known = time.perf_counter() - person.started, person.cpu(), None
        if figures:
            person.wait_for("MRR at the end", 120)
            known = time.perf_counter() - person.started
        return frame, cpu, known, person.memory() / 1e6


def _median(values: list[float] | list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
