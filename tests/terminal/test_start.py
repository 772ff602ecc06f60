"""Starting costs little, and less where there is nothing to draw."""

from pathlib import Path

import pytest

from tui import preparing
from tui.bands import HISTORY
from tui.session import Session


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
