"""Starting costs little, and less where there is nothing to draw."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tui import preparing
from tui.bands import HISTORY
from tui.session import Session


class Later(date):
    """The day after tomorrow."""

    @classmethod
    def today(cls) -> date:
        return date.today() + timedelta(days=2)


def test_what_was_prepared_is_shown_without_reading_the_tables(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million accounts open as four hundred do, and on any later day."""
    monkeypatch.setattr("tui.engine.LARGE", 0)
    preparing.prepare(Session(demo).book)

    def read(_book: object) -> None:
        raise AssertionError("the tables were read")

    monkeypatch.setattr("metrics.book.Book.tables", read)
    monkeypatch.setattr("tui.session.date", Later)
    snapshot = Session(demo).read()
    question = snapshot.question(before=HISTORY - 1)
    assert not snapshot.is_empty
    assert snapshot.contents is not None
    assert question is not None
    engine = snapshot.contents.engine
    assert engine.report(question).figures
    assert engine.accounts().height == 398
    assert snapshot.period is not None
    assert engine.growth(snapshot.period).height == 398
    assert engine.losses().losses.height == 186
