"""What a running program keeps in memory."""

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

import pytest

from metrics.errors import ChurnError
from tui.session import _ANSWERS, Session


def test_answers_are_kept_and_the_longest_unasked_go_first(tmp_path: Path) -> None:
    session, computed = Session(tmp_path), []

    def ask(n: int) -> int:
        return session.answer(session.snapshot, ("account", n), lambda: computed.append(n) or n)

    for n in range(_ANSWERS + 10):
        assert ask(n) == n
        assert ask(0) == 0
    assert computed == list(range(_ANSWERS + 10))
    assert len(session._answers) == _ANSWERS
    assert ask(1) == 1
    assert computed[-1] == 1


def test_answers_of_a_book_that_was_read_anew_go(tmp_path: Path) -> None:
    session = Session(tmp_path)
    old = session.snapshot
    assert session.answer(old, ("figure",), lambda: "was") == "was"
    session.move(tmp_path / "other")
    assert session.answer(session.snapshot, ("figure",), lambda: "is") == "is"
    assert session.answer(old, ("figure",), lambda: "computed late") == "computed late"
    assert set(session._answers.values()) == {"is"}


@pytest.mark.parametrize("fails", [False, True])
def test_who_asks_what_is_being_computed_waits_for_it(tmp_path: Path, fails: bool) -> None:
    session, computed, begun, go_on = Session(tmp_path), [], Event(), Event()

    def compute() -> str:
        computed.append(1)
        begun.set()
        assert go_on.wait(timeout=60)
        if fails:
            raise ChurnError("no_such_account", account="A")
        return "found"

    def ask() -> str:
        return session.answer(session.snapshot, ("figure",), compute)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask)
        assert begun.wait(timeout=60)
        second = threads.submit(ask)
        assert wait([second], timeout=0.05).not_done
        go_on.set()
        told = ChurnError if fails else type(None)
        assert [type(each.exception(timeout=60)) for each in (first, second)] == [told, told]
    assert fails or computed == [1]  # who comes after an error computes anew
    assert session.answer(session.snapshot, ("figure",), lambda: "anew") == ("anew" if fails else "found")
