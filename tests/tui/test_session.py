"""What a running program keeps in memory."""

from pathlib import Path

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
