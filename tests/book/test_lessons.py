"""Lessons and visits: written once, of this user, never in anybody's way."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.errors import ChurnError, WrongUsage

START = datetime(2026, 9, 1, 9, tzinfo=UTC)
DAY = date(2026, 8, 31)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, **time: float) -> None:
        self.now += timedelta(**time)


def test_a_lesson_stays_as_it_was_written_and_each_takes_back_only_their_own(tmp_path: Path) -> None:
    ann, ben = (Book(tmp_path / "book", user=name) for name in ("Ann", "Ben"))
    ann.lessons.write("  Call early ", DAY, "tickets_up", {"days": 30, "lost": 9, "lost_with": 4, "more": 1})
    ann.lessons.write("Of all losses", DAY)
    newest, oldest = ben.lessons.all().to_dicts()
    assert (newest["text"], newest["signal"], newest["lost"]) == ("Of all losses", None, None)
    assert (oldest["text"], oldest["signal"], oldest["days"], oldest["lost_with"]) == (
        "Call early",
        "tickets_up",
        30,
        4,
    )
    assert (oldest["written_by"], oldest["as_of"]) == ("Ann", DAY)
    with pytest.raises(ChurnError, match="no_lesson"):
        ben.lessons.withdraw()
    assert ann.lessons.withdraw() == "Of all losses"
    assert ben.lessons.all()["text"].to_list() == ["Call early"]
    with pytest.raises(WrongUsage, match="empty_lesson"):
        ann.lessons.write("   ", DAY)


def test_a_visit_is_compared_with_the_one_before_it(tmp_path: Path) -> None:
    clock = Hands()
    book = Book(tmp_path / "book", user="Ann", clock=clock)
    assert book.visits.begin(3, DAY) is None
    clock.go(minutes=5)
    first = book.visits.begin(4, DAY)
    assert first is not None and first.import_id == 3  # on again, with what came meanwhile
    clock.go(days=1)
    later = book.visits.begin(9, DAY)
    assert later is not None and later.import_id == 4
    clock.go(hours=1)
    assert book.visits.begin(9, DAY) == later  # the same visit still
    assert Book(tmp_path / "book", user="Ben", clock=clock).visits.begin(9, DAY) is None


def test_looking_is_no_news_and_stores_nothing_in_a_book_for_reading(tmp_path: Path) -> None:
    clock = Hands()
    book = Book(tmp_path / "book", user="Ann", clock=clock)
    book.journal.note("a", "hello")
    before = book.events_version()
    book.visits.begin(1, DAY)
    assert book.events_version() == before
    clock.go(days=1)
    reader = Book(tmp_path / "book", user="Ann", read_only=True, clock=clock)
    assert reader.visits.begin(2, DAY) == reader.visits.begin(5, DAY)
    last = reader.visits.last(reader.store.now())
    assert last is not None and last.import_id == 1
