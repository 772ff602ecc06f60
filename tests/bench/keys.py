"""Bytes and milliseconds of a key, screen by screen, beside VisiData on the same rows in the same terminal."""

import argparse
import subprocess
import time
from pathlib import Path
from statistics import median

from tests.bench.places import big_book, demo_book, environment, installed
from tests.bench.tables import Row
from tests.terminal.person import ROOT, Person, program

SCREENS = {
    "overview": ("1", "MRR at"),
    "accounts": ("2", "accounts"),
    "losses": ("3", "untagged"),
    "import": ("6", "parquet"),
}
STEPS = {
    "Down inside": "down",
    "Up inside": "up",
    "PageDown": "pagedown",
    "Down scrolling": "down",
    "End": "end",
    "Home": "home",
}
TIMES = 5


def run(folder: Path, options: argparse.Namespace) -> list[Row]:
    """A row a screen and key; VisiData's beside the list of accounts."""
    env = environment(folder)
    size = tuple(map(int, options.size.split("x")))
    books = {"demo": demo_book(folder, env), "big": big_book(folder, env, options.accounts, options.facts)}
    rows: list[Row] = []
    for name, book in books.items():
        for screen, (key, sign) in SCREENS.items():
            with Person(program("--workspace", str(book)), env=env, size=(size[0], size[1])) as person:
                person.wait_for("MRR at", 120).press(key).wait_for(
                    "csv" if (name, screen) == ("demo", "import") else sign, 120
                )
                rows += [{"book": name, "screen": screen, **row} for row in _pressed(person, STEPS)]
        rows += [
            {"book": name, "screen": "VisiData", **row} for row in _visidata(folder, env, book, (size[0], size[1]))
        ]
    return rows


def _pressed(person: Person, steps: dict[str, str]) -> list[Row]:
    person.settle(1.0)
    found: list[Row] = []
    for step, key in steps.items():
        if step == "Down scrolling":
            person.press(*["down"] * person.rows).settle(0.5)
        costs = [_cost(person, key) for _ in range(TIMES)]
        moved = [cost for cost in costs if cost[0]] or [(0, 0.0)]
        found.append({"key": step, "bytes": int(median(c[0] for c in moved)), "ms": median(c[1] for c in moved)})
    return found


def _cost(person: Person, key: str) -> tuple[int, float]:
    """Bytes that a key brings until it is calm, and milliseconds to the last of what it brings at once."""
    mark, began = person.mark(), time.perf_counter()
    person.press(key).settle(0.05)
    done = person.latest - began
    data = person.settle(0.25).since(mark)
    return len(data), done * 1000 if data else 0.0


def _visidata(folder: Path, env: dict[str, str], book: Path, size: tuple[int, int]) -> list[Row]:
    tool = installed(folder, "visidata", "vd")
    if tool is None:
        print("VisiData could not be installed here: its rows are left out.")
        return []
    rows = folder / f"{book.name}.csv"
    with rows.open("wb") as out:
        listing = program("accounts", "--format", "csv", "--workspace", str(book))
        subprocess.run(listing, env=env, cwd=ROOT, stdout=out, check=True)
    with Person([str(tool), str(rows)], env=env, size=size) as person:
        person.wait_for("account_id", 60).settle(3.0)
        return _pressed(
            person, {step: key for step, key in STEPS.items() if key not in ("end", "home")}
        )  # mean others there
