"""Why customers left, two keys each: through `kill -9` at any moment, and with many writing at once.

CHURN_TUI_TAGS=100 tags that many losses through 20 kills, and has 20 processes write at once.
"""

import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

import polars as pl

from metrics.book import Book
from metrics.reasons import REASONS
from tests.terminal.conftest import Start
from tests.terminal.person import ROOT, Person, program
from tests.terminal.test_journeys import losses, tagged, untagged

TAGS = int(os.environ.get("CHURN_TUI_TAGS", "20"))
KILLS = WRITERS = TAGS // 5
SEED = int(os.environ.get("CHURN_TUI_SEED", "1"))
LOST = 186  # in the sample company's book
CODES = {reason.key: reason.code for reason in REASONS}


def on_disk(book: Path) -> dict[tuple[str, str], str]:
    """The reason of each loss (account, day) that has one."""
    with Book.open(book, read_only=True) as opened:
        tags = opened.tags.all().select("account_id", pl.col("lost_on").cast(pl.String), "assessed")
    return {(account, day): reason for account, day, reason in tags.iter_rows()}


def shown_as_done(person: Person) -> int:
    """How many losses the screen says are tagged."""
    counts = re.findall(r"(\d+) (?:to tag|of \d+ untagged)", person.text)
    return LOST - min(map(int, counts))


def tag_and_be_killed(person: Person, keys: list[str], dice: Random) -> None:
    """Open the panel, type two keys a loss in bursts, and be killed at some moment after the last burst."""
    untagged(person, LOST - TAGS + len(keys)).press_until("t", "Save, next")
    left = dice.randint(1, 2 * max(1, TAGS // KILLS))
    while left > 0 and keys:
        burst = [keys.pop(0) for _ in range(min(left, len(keys), dice.randint(1, 4)))]
        left -= len(burst)
        person.press(*(each for key in burst for each in (key, "enter")))
        end = time.monotonic() + dice.random() * 0.4
        while time.monotonic() < end:
            person.settle(0.01)
    person.kill()


def test_every_tag_that_was_shown_is_on_disk_through_kills(start: Start, demo: Path, home: dict[str, str]) -> None:
    dice = Random(SEED)
    queue = [(str(loss["account_id"]), str(loss["lost_on"])) for loss in losses(demo, home)][:TAGS]
    keys = [dice.choice(list(CODES)) for _ in queue]
    wanted = {loss: CODES[key] for loss, key in zip(queue, keys, strict=True)}
    kills = 0
    while (done := len(on_disk(demo))) < TAGS:
        person = start(book=demo, size=(100, 30)).press("3")
        tag_and_be_killed(person, keys[done:], dice)
        kills += 1
        stored = on_disk(demo)
        assert shown_as_done(person) <= len(stored)
        assert stored == {loss: wanted[loss] for loss in queue[: len(stored)]}
    assert kills >= KILLS // 2


def test_many_processes_and_a_screen_tag_at_once(start: Start, demo: Path, home: Mapping[str, str]) -> None:
    queue = losses(demo, dict(home))
    person = start(book=demo, size=(100, 30)).press("3")
    untagged(person, LOST).press_until("t", "Save, next")
    writers = [_tag_by_command(demo, home, loss) for loss in queue[-WRITERS:]]
    for key in "1234":
        person.press(key, "enter").wait_for(f"Stored: {_name(queue['1234'.index(key)])}")
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    untagged(person, LOST - WRITERS - 4)  # without a key, and without another start
    assert sorted(map(str, tagged(demo, dict(home)))) == sorted(
        [*(CODES[key] for key in "1234"), *["competitor"] * WRITERS]
    )


def _name(loss: Mapping[str, object]) -> str:
    return str(loss["name"])[:6]


def _tag_by_command(book: Path, home: Mapping[str, str], loss: Mapping[str, object]) -> subprocess.Popen[bytes]:
    which = (str(loss["account_id"]), "--lost-on", str(loss["lost_on"]))
    command = program("tag", *which, "--reason", "competitor", "--workspace", str(book))
    return subprocess.Popen(command, env=dict(home), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
