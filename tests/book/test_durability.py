"""What was acknowledged is there: through kills at any moment, and with many writing at once.

CHURN_TUI_KILLS=500 kills that often, CHURN_TUI_WRITERS=20 lets that many write.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

from metrics.book import Book
from metrics.book.doctor import examine

ROOT = Path(__file__).parents[2]
KILLS, WRITERS = int(os.environ.get("CHURN_TUI_KILLS", "15")), int(os.environ.get("CHURN_TUI_WRITERS", "8"))
ROUNDS = 2


def start(folder: Path, name: str, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.book.writer", str(folder), name, str(rounds)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE)


def check(folder: Path, acknowledged: list[list[str]]) -> None:
    """Everything that was acknowledged is there, and no import is there in part."""
    with Book.open(folder) as book:
        assert [finding.code for finding in examine(book) if not finding.sound] == []
        tags, notes, links = set(book.tags.all()["note"]), set(book.journal.notes()["text"]), set(book.links.all())
        tables = book.tables()
        starts = {name.rsplit("-", 1)[0] for name in tables["subscriptions"]["subscription_id"]}
        tickets = set(tables["tickets"]["account_id"])
        assert tables["subscriptions"].height == 20 * len(starts) and starts <= tickets
        assert tables["tickets"].height == 20 * len(tickets)
        assert len({record.run for record in book.imports(include_undone=True)}) == len(tickets)
        said = {
            kind: {key for each, key in acknowledged if each == kind}
            for kind in ("tag", "note", "link", "unlink", "import", "undo")
        }
        assert said["tag"] <= tags and said["note"] <= notes and said["import"] <= tickets
        assert not said["undo"] & starts
        linked = {key for key in said["link"] if (f"a-{key}-0", f"a-{key}-1") in links}
        assert not said["unlink"] & linked
        # What was taken back, stored, and not acknowledged any more is the only way for anything to be missing.
        assert all(_round(key) % 3 == 2 for key in said["import"] - said["undo"] - starts)
        assert all(_round(key) % 2 == 1 for key in said["link"] - said["unlink"] - linked)


def _round(key: str) -> int:
    return int(key.rsplit("-", 1)[1])


def test_nothing_acknowledged_is_lost_by_kills(tmp_path: Path) -> None:
    folder, random, acknowledged = tmp_path / "book", Random(7), []
    for number in range(KILLS):
        writer = start(folder, f"w{number}", 0)
        assert writer.stdout is not None
        for _ in range(random.randint(0, 15)):
            acknowledged.append(writer.stdout.readline().split())
        with suppress(subprocess.TimeoutExpired):
            writer.wait(random.random() * 0.05)  # into whatever comes next
        writer.kill()
        acknowledged += [line.split() for line in writer.stdout if line.endswith("\n")]
        writer.stdout.close()
        writer.wait()
    assert len(acknowledged) > KILLS
    check(folder, acknowledged)


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    writers = [start(folder, f"w{number}", ROUNDS) for number in range(WRITERS)]
    acknowledged = []
    for writer in writers:
        out, _ = writer.communicate()
        assert writer.returncode == 0
        acknowledged += [line.split() for line in out.splitlines()]
    assert len(acknowledged) == WRITERS * (ROUNDS * 4 + ROUNDS // 2)
    check(folder, acknowledged)
    with Book.open(folder) as book:
        assert book.events_version() == WRITERS * (ROUNDS * 3 + ROUNDS // 2)
        assert book.tables()["subscriptions"].height == WRITERS * ROUNDS * 20
