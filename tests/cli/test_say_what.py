"""Answers that say what is meant: groups to explain, settings in force, what a file could be."""

from pathlib import Path

from metrics.book import Book
from tests.cli.conftest import Run

EXPLAIN = ("explain", "customers_end", "2025-08")


def test_a_group_is_named_to_be_explained(churn: Run, book: Book) -> None:
    answer = churn(*EXPLAIN, "--by", "segment")
    assert answer.code == 2
    assert "--group" in answer.err
    assert churn(*EXPLAIN, "--group", "").code == 2


def test_the_empty_group_is_that_without_a_value(churn: Run, book: Book) -> None:
    found = churn(*EXPLAIN, "--by", "segment", "--group", "", "--format", "json").json
    assert found["value"] == len(found["accounts"]) == 13
    assert {int(account["account_id"][1:]) % 3 for account in found["accounts"]} == {2}


def test_settings_show_what_counts_and_why(churn: Run, book: Book) -> None:
    currency, as_of = churn("settings", "currency"), churn("settings", "as_of")
    assert (currency.out, as_of.out) == ("EUR\n", "2025-11-03\n")
    assert "file" in currency.err
    assert "latest" in as_of.err
    churn("settings", "as_of", "2025-09-30")
    assert churn("settings", "as_of").err == "Set in this book.\n"
    listed = {row["key"]: row for row in churn("settings", "--format", "json").json}
    assert listed["currency"]["value"] == "EUR"
    assert listed["as_of"]["origin"] == "Set in this book."
    assert listed["theme"]["origin"]


def test_an_empty_book_has_no_currency_and_no_day(churn: Run) -> None:
    for key in ("currency", "as_of"):
        answer = churn("settings", key)
        assert (answer.code, answer.out) == (0, "\n")
        assert answer.err


def test_a_single_guess_is_not_called_any_of(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("id,company\n1,2\n2,3\n")
    answer = churn("import", str(path))
    assert answer.code == 1
    assert "could be accounts" in answer.err
    assert "any of" not in answer.err
