"""What people write of accounts: appended, attributed, taken back and brought back; drafts and saved views."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.book.journal import latest
from metrics.errors import ChurnError, WrongUsage


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "book", user="eve") as book:
        yield book


def test_next_steps_and_calls_replace_each_other_and_all_are_kept(book: Book) -> None:
    book.journal.next_step("a", " Call them ", date(2026, 12, 1), "Ann")
    book.journal.next_step("a", "Visit", None, "")
    book.journal.call("a", "in_doubt")
    book.journal.call("a", "will_renew")
    book.journal.call("b", "will_leave")
    steps = book.journal.next_steps("a").select("step", "step_due", "step_owner", "step_by").rows()
    assert steps == [("Call them", date(2026, 12, 1), "Ann", "eve"), ("Visit", None, None, "eve")]
    assert latest(book.journal.calls()).select("account_id", "call", "call_by").rows() == [
        ("a", "will_renew", "eve"),
        ("b", "will_leave", "eve"),
    ]
    book.journal.next_step("a", "  ")
    book.journal.call("a", None)
    assert latest(book.journal.next_steps())["step"].to_list() == [None]
    assert latest(book.journal.calls("a"))["call"].to_list() == [None]


def test_a_call_is_one_of_three(book: Book) -> None:
    with pytest.raises(WrongUsage, match="unknown_call"):
        book.journal.call("a", "maybe")


def test_undo_takes_back_the_newest_of_ones_own_and_redo_brings_it_back(book: Book, tmp_path: Path) -> None:
    book.journal.note("a", "mine")
    book.journal.review("a", ["quiet"])
    with Book(tmp_path / "book", user="bob") as other:
        other.journal.note("a", "theirs")
    book.journal.note("b", "elsewhere")
    assert book.journal.undo("a").kind == "review"
    assert book.journal.reviews("a").is_empty() and book.journal.notes("a").height == 2
    assert book.journal.undo("a").payload["text"] == "mine"
    assert book.journal.notes("a")["text"].to_list() == ["theirs"]
    with pytest.raises(ChurnError, match="nothing_to_withdraw"):
        book.journal.undo("a")
    assert book.journal.redo("a").kind == "note"
    assert book.journal.redo("a").kind == "review"
    with pytest.raises(ChurnError, match="nothing_to_restore"):
        book.journal.redo("a")
    assert book.journal.notes("a")["text"].to_list() == ["mine", "theirs"]
    assert book.journal.reviews("a")["signals"].to_list() == [["quiet"]]
    assert len(book.log.read("withdrawn", "restored")) == 4


def test_undo_of_a_named_event_takes_that_one(book: Book) -> None:
    first = book.journal.call("a", "will_renew")
    book.journal.call("a", "will_leave")
    book.journal.undo("a", first.uid)
    assert book.journal.calls("a")["call"].to_list() == ["will_leave"]
    book.journal.redo("a", first.uid)
    assert book.journal.calls("a")["call"].to_list() == ["will_renew", "will_leave"]


def test_a_draft_is_on_disk_its_authors_alone_and_nobodys_news(book: Book, tmp_path: Path) -> None:
    book.journal.note("a", "before")
    seen = book.events_version()
    for text in ("T", "They", "They said\nno"):
        book.drafts.keep("a", "note", text)
    book.drafts.keep("a", "note", "They said\nno")
    book.drafts.keep("a", "step", "call")
    with Book(tmp_path / "book", user="eve") as again:
        assert again.drafts.get("a", "note") == "They said\nno"
        assert again.drafts.open() == {("a", "note"): "They said\nno", ("a", "step"): "call"}
        again.drafts.keep("a", "note", "")
    with Book(tmp_path / "book", user="bob") as other:
        assert other.drafts.get("a", "note") == "" and other.drafts.open() == {}
    assert book.drafts.open() == {("a", "step"): "call"}
    assert book.events_version() == seen
    assert len(book.log.read("draft")) == 5


def test_views_are_saved_under_a_name_replaced_and_dropped(book: Book) -> None:
    book.views.save(" Mine ", {"order": ["mrr", True]})
    book.views.save("Late", {"order": None})
    book.views.save("Mine", {"order": ["name", False]})
    assert list(book.views.all().items()) == [("Mine", {"order": ["name", False]}), ("Late", {"order": None})]
    book.views.drop("Mine")
    assert list(book.views.all()) == ["Late"]
    with pytest.raises(ChurnError, match="unknown_view"):
        book.views.drop("Mine")
    with pytest.raises(WrongUsage, match="empty_view_name"):
        book.views.save(" ", {})
