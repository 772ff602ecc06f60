"""Going through accounts in a real terminal: what a dropped line leaves, what a person reads."""

from pathlib import Path

from metrics.book import Book
from tests.terminal.conftest import Start
from tests.terminal.test_journeys import FIGURES


def test_a_line_that_drops_mid_note_takes_nothing_along(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).press_until("2", "398 accounts").press_until("enter", "1 of 398")
    person.press_until("n", "Enter stores").press(*"They will decide in").wait_for("They will decide in")
    person.drop_line()
    person.ended()
    with Book.open(demo) as book:
        assert list(book.drafts.open().values()) == ["They will decide in"]
    again = start(book=demo).wait_for(FIGURES).press_until("2", "398 accounts").press_until("enter", "1 of 398")
    again.press_until("n", "They will decide in").press(*" May").press_until("enter", "Noted")
    with Book.open(demo) as book:
        assert book.journal.notes()["text"].to_list() == ["They will decide in May"]
        assert book.drafts.open() == {}


def test_reviews_are_on_disk_when_they_are_said_to_be(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).press_until("2", "398 accounts").press_until("enter", "1 of 398")
    for place in range(2, 6):
        person.press_until("v", "Reviewed.").press_until("]", f"{place} of 398")
    person.kill()
    with Book.open(demo) as book:
        assert book.journal.reviews()["account_id"].n_unique() == 4


def test_57_accounts_that_need_nothing_take_two_keys_each_however_fast_they_are_typed(start: Start, demo: Path) -> None:
    keys = ["2", "enter", *["v", "]"] * 57]
    person = start(book=demo).wait_for(FIGURES)
    person.press_until(keys[0], "398 accounts").press_until(keys[1], "1 of 398").press(*keys[2:])
    person.wait_for("58 of 398", patience=60).kill()
    with Book.open(demo) as book:
        reviewed = book.journal.reviews()
    assert reviewed.height == reviewed["account_id"].n_unique() == 57
    assert len(keys) == 2 + 2 * 57
