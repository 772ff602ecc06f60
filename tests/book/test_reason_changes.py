"""Whatever becomes of the list of reasons, an answer reads as it did on the day on which it was given."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from metrics.book import Book, LossRef
from metrics.errors import ChurnError
from tui.reason_words import answer_title, titles_before
from tui.words import use_language

DAY = date(2026, 6, 1)
WORDS = ("Budget", "Too dear", "Price rise", "No use", "Bugs", "Support")


def change(book: Book, dice: Random) -> None:
    """Rename, retire, split, regroup or add a reason; what cannot be done is not."""
    code = dice.choice(list(book.reasons.all()))
    with suppress(ChurnError):
        match dice.randrange(5):
            case 0:
                book.reasons.rename(code, dice.choice(WORDS))
            case 1 if len(book.reasons.offered()) > 3:
                book.reasons.retire(code)
            case 2:  # split: two parts, and the whole is offered no more
                for part in "ab":
                    book.reasons.add(f"{code}-{part}", dice.choice(WORDS), group=code)
                book.reasons.retire(code)
            case 3:
                book.reasons.regroup(code, group=dice.choice(list(book.reasons.all())), avoidable=dice.random() < 0.5)
            case 4:
                book.reasons.add(f"own{dice.randrange(6)}", dice.choice(WORDS))


@pytest.mark.parametrize("seed", range(6))
def test_no_past_answer_changes(tmp_path: Path, seed: int) -> None:
    dice, said = Random(seed), {}
    with Book.open(tmp_path / "book") as book:
        for n in range(40):
            change(book, dice)
            chosen = dice.choice(book.reasons.offered())
            loss = LossRef(f"a{dice.randrange(15)}", DAY + timedelta(days=n))
            book.tags.tag(loss, {"assessed": chosen.code, "stated": chosen.code, "reasons": [chosen.code]})
            title = chosen.title if chosen.renamed else None
            said[loss.account_id, loss.lost_on] = chosen.code, answer_title(chosen.code, title, book.reasons.all())
            known = book.reasons.all()
            for tag in book.tags.all().iter_rows(named=True):
                answer = answer_title(tag["assessed"], tag["assessed_title"], known)
                assert (tag["assessed"], answer) == said[tag["account_id"], tag["lost_on"]]
                assert answer == answer_title(tag["stated"], tag["stated_title"], known)
                assert answer == answer_title(tag["reasons"][0], tag["reasons_titles"][0], known)
        assert book.tags.all().height == len(said)


def test_an_answer_of_another_books_list_reads_as_it_was_given() -> None:
    assert answer_title("bugs", "Too many bugs", {}) == "Too many bugs"
    assert answer_title("bugs", None, {}) == "bugs"


def test_the_built_in_wording_is_read_in_ones_language_after_a_rename_too(tmp_path: Path) -> None:
    with Book.open(tmp_path / "book") as book:
        for title in ("Budget", "Price"):
            book.reasons.rename("closed", title)
        use_language("fr")
        try:
            assert titles_before("closed", book.reasons.all()) == ["Fermé", "Budget"]
        finally:
            use_language("en")
