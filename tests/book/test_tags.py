"""Tags: fields that stay, undo and redo, the history, losses that move, the book's own reasons."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.book import Book, LossRef
from metrics.book.journal import latest
from metrics.errors import ChurnError, WrongUsage

JAN, MAR, JUN = date(2024, 1, 1), date(2024, 3, 1), date(2024, 6, 1)
LOSS = LossRef("a", JUN, (("s", MAR),), (("s", JAN), ("s", MAR)))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.open(tmp_path / "book") as opened:
        yield opened


def shown(book: Book, *names: str) -> list[tuple[Any, ...]]:
    return book.tags.all().select(names).rows()


def test_fields_given_replace_the_others_stay(book: Book) -> None:
    book.tags.tag(LOSS, {"assessed": "money", "reasons": ["value"], "note": "first", "competitor": "Rival"})
    book.tags.tag(LOSS, {"assessed": "product", "competitor": ""})
    assert shown(book, "assessed", "reasons", "note", "competitor") == [("product", ["value"], "first", None)]
    [row] = book.tags.all().to_dicts()
    assert (row["account_id"], row["lost_on"], row["tagged_by"]) == ("a", JUN, book.user)
    assert row["subscriptions"] == [{"subscription_id": "s", "start_on": MAR}]


def test_undo_and_redo_any_number_of_steps(book: Book) -> None:
    for code in ("money", "value", "product"):
        book.tags.tag(LOSS, {"assessed": code})
    seen = []
    for step in (book.tags.undo, book.tags.undo, book.tags.redo, book.tags.undo, book.tags.undo):
        step(LOSS)
        seen.append([code for (code,) in shown(book, "assessed")])
    assert seen == [["value"], ["money"], ["value"], ["money"], []]
    with pytest.raises(ChurnError, match="nothing_to_undo"):
        book.tags.undo(LOSS)
    book.tags.redo(LOSS)
    book.tags.tag(LOSS, {"note": "new"})
    with pytest.raises(ChurnError, match="nothing_to_redo"):
        book.tags.redo(LOSS)
    assert shown(book, "assessed", "note") == [("money", "new")]


def test_the_history_keeps_everything(book: Book) -> None:
    book.tags.tag(LOSS, {"assessed": "money"})
    book.tags.undo(LOSS)
    book.tags.tag(LOSS, {"assessed": "value"})
    history = book.tags.history(LOSS)
    assert [(event.kind, event.user) for event in history] == [
        (kind, book.user) for kind in ("tag", "tag_undone", "tag")
    ]
    assert len({event.payload["thread"] for event in history}) == 1


def test_a_loss_whose_date_was_corrected_keeps_its_tag(book: Book) -> None:
    book.tags.tag(LOSS, {"assessed": "money"})
    moved = LossRef("a", date(2024, 9, 1), (("t", MAR),), (("s", JAN), ("s", MAR), ("t", MAR)))
    book.tags.tag(moved, {"note": "later"})
    assert shown(book, "assessed", "note", "lost_on") == [("money", "later", date(2024, 9, 1))]


def test_two_losses_of_an_account_have_a_tag_each(book: Book) -> None:
    again = LossRef("a", date(2024, 7, 1), (("u", JUN),), (("u", JUN),))
    book.tags.tag(LOSS, {"assessed": "money"})
    book.tags.tag(again, {"assessed": "value"})
    book.tags.undo(again)
    assert shown(book, "assessed") == [("money",)]


def test_the_thread_shown_is_the_one_that_is_written(book: Book) -> None:
    book.tags.tag(LossRef("a", JUN), {"assessed": "money"})
    [(thread,)] = shown(book, "thread")
    book.tags.tag(LossRef("a", date(2024, 6, 20), (("z", JUN),)), {"note": "x"}, thread)
    assert shown(book, "assessed", "note") == [("money", "x")]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"assessed": "greed"}, "unknown_reason"),
        ({"reasons": ["money", "greed"]}, "unknown_reason"),
        ({"stated": "Money"}, "unknown_reason"),
        ({"evidence": "rumour"}, "unknown_tag_choice"),
        ({"avoidable": "perhaps"}, "unknown_tag_choice"),
        ({"mood": "bad"}, "unknown_tag_field"),
    ],
)
def test_what_a_tag_does_not_take(book: Book, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(WrongUsage, match=code):
        book.tags.tag(LOSS, fields)
    assert book.tags.all().is_empty() and not book.folder.exists()


def test_reasons_change_and_what_was_said_stays(book: Book) -> None:
    book.tags.tag(LOSS, {"assessed": "money"})
    book.reasons.rename("money", "Too expensive")
    book.tags.tag(LossRef("b", JUN), {"assessed": "money"})
    book.reasons.add("price_rise", "Price rise of 2026", avoidable=True)
    book.tags.tag(LossRef("c", JUN), {"assessed": "price_rise"})
    book.reasons.retire("price_rise")
    with pytest.raises(WrongUsage, match="unknown_reason"):
        book.tags.tag(LossRef("d", JUN), {"assessed": "price_rise"})
    known = book.reasons.all()
    assert known["money"].titles == ("Money", "Too expensive") and known["money"].key == "1"
    assert known["price_rise"].retired and known["price_rise"].title == "Price rise of 2026"
    assert "price_rise" not in [reason.code for reason in book.reasons.offered()]
    assert shown(book, "account_id", "assessed") == [("a", "money"), ("b", "money"), ("c", "price_rise")]
    said = [book.tags.history(LossRef(name, JUN))[0].payload.get("titles") for name in "abc"]
    assert said == [None, {"money": "Too expensive"}, {"price_rise": "Price rise of 2026"}]


def test_what_reasons_refuse(book: Book) -> None:
    with pytest.raises(ChurnError, match="reason_exists"):
        book.reasons.add("money", "Again")
    with pytest.raises(ChurnError, match="unknown_reason"):
        book.reasons.rename("greed", "Greed")
    with pytest.raises(ChurnError, match="unknown_reason"):
        book.reasons.retire("greed")
    with pytest.raises(WrongUsage, match="bad_reason_code"):
        book.reasons.add("no spaces", "x")
    with pytest.raises(WrongUsage, match="empty_title"):
        book.reasons.add("x2", "  ")
    assert next(iter(book.reasons.all())) == "money" and len(book.reasons.offered()) == 11


def test_notes_and_reviews(book: Book) -> None:
    hostile = "\x1b[31m=cmd()\x00 é\u202e [/b] \udcff"
    book.journal.note("a", hostile)
    book.journal.review("a", ["late_payment"])
    book.journal.review("a")
    book.journal.review("b")
    assert book.journal.notes("a")["text"].to_list() == [hostile.replace("\udcff", "?")]
    assert book.journal.notes("b").is_empty()
    assert book.journal.reviews("a")["signals"].to_list() == [["late_payment"], []]
    reviewed = latest(book.journal.reviews()).select("account_id", "reviewed_by")
    assert reviewed.rows() == [("a", book.user), ("b", book.user)]
