"""`link`, `unlink`, and what becomes of the losses and tags of linked accounts."""

from datetime import date

import pytest

from metrics.book import Book
from tests.book.batches import batch
from tests.cli.conftest import Run


@pytest.fixture
def moved(book: Book) -> Book:
    """A4, lost on 5 September, goes on as N4 three days later."""
    spell = {
        "subscription_id": "n4", "account_id": "N4", "plan": "new", "start_on": date(2025, 9, 8), "mrr": 99_00,
        "currency": "EUR",
    }  # fmt: skip
    book.commit([batch("subscriptions", [spell], file="new.csv")])
    return book


def test_a_link_changes_the_figures_and_unlinking_brings_them_back(churn: Run, moved: Book) -> None:
    before = churn("report", "--format", "csv").out
    lost = churn("losses", "--format", "json").json
    assert churn("link", "A4", "N4").code == 0
    after = churn("losses", "--format", "json").json
    assert [loss["account_id"] for loss in lost if loss not in after] == ["A4"]
    gone = churn("losses", "--linked", "--format", "json").json
    assert gone == [loss for loss in lost if loss["account_id"] == "A4"]
    assert churn("report", "--format", "csv").out != before
    accounts = {row["account_id"]: row for row in churn("accounts", "--format", "json").json}
    assert "N4" not in accounts and (accounts["A4"]["status"], accounts["A4"]["mrr"]) == ("active", "99.00")
    assert churn("account", "N4", "--format", "json").json["account_id"] == "A4"
    assert churn("unlink", "A4", "N4").code == 0
    assert churn("report", "--format", "csv").out == before
    assert churn("losses", "--linked", "--format", "json").json == []


def test_what_was_written_follows_the_link(churn: Run, moved: Book) -> None:
    churn("tag", "A4", "--reason", "money")
    churn("note", "N4", "now under another name")
    churn("review", "N4")
    churn("link", "A4", "N4")
    assert churn("losses", "--linked", "--format", "json").json[0]["assessed"] == "money"
    page = churn("account", "A4", "--format", "json").json
    assert [note["text"] for note in page["notes"]] == ["now under another name"]
    assert len(page["reviews"]) == len(page["tags"]) == 1


def test_what_cannot_be_linked(churn: Run, moved: Book) -> None:
    for arguments, code, word in (
        (("link", "A4", "nobody"), 1, "nobody"),
        (("link", "A4", "A4"), 2, "itself"),
        (("unlink", "A4", "N4"), 1, "no link"),
        (("--read-only", "link", "A4", "N4"), 1, "reading only"),
    ):
        answer = churn(*arguments)
        assert (answer.code, answer.out) == (code, "") and word in answer.err
    assert churn("link", "A4", "N4").code == 0
    assert churn("link", "A4", "N4").code == 1
