"""Starting costs little, and less where there is nothing to draw."""

import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.terminal.person import ROOT, program
from tui import preparing
from tui.bands import HISTORY
from tui.session import Session


def _cpu(command: list[str], env: dict[str, str]) -> float:
    """Seconds of processor time of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_and_version_cost_few_times_a_bare_interpreter(home: dict[str, str], option: str) -> None:
    """At most 60 ms on a machine whose bare interpreter takes 15; the least of several, for others use it too."""
    env = {**home, "PATH": os.environ["PATH"]}
    program_cost, bare = (
        min(_cpu(command, env) for _ in range(5)) for command in (program(option), [program()[0], "-c", "pass"])
    )
    assert program_cost <= max(0.06, 4 * bare)


def test_what_was_prepared_is_shown_without_reading_the_tables(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million accounts open as four hundred do."""
    monkeypatch.setattr(preparing, "LARGE", 0)
    preparing.prepare(Session(demo).book)

    def read(_book: object) -> None:
        raise AssertionError("the tables were read")

    monkeypatch.setattr("metrics.book.Book.tables", read)
    snapshot = Session(demo).read()
    question = snapshot.question(before=HISTORY - 1)
    assert not snapshot.is_empty
    assert snapshot.contents is not None
    assert question is not None
    engine = snapshot.contents.engine
    assert engine.report(question).figures
    assert engine.accounts().height == 398
    assert engine.losses().losses.height == 186
