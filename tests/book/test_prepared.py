"""What a book prepares is kept until its figures may change, and made again where it is not whole."""

from datetime import date
from pathlib import Path

import polars as pl

from metrics.book import Book
from tests.book.batches import batch

ROWS = [
    {"subscription_id": "s", "account_id": "A", "start_on": date(2025, 1, 1), "mrr": 1000, "currency": "EUR"},
    {"subscription_id": "t", "account_id": "B", "start_on": date(2025, 2, 1), "mrr": 3000, "currency": "EUR"},
]


class Counted:
    """Makes a frame, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> pl.DataFrame:
        self.made += 1
        return pl.DataFrame({"made": [self.made], "codes": [["a", "b"]]})


def filled(folder: Path, rows: int = 1) -> Book:
    book = Book.open(folder)
    book.commit([batch("subscriptions", ROWS[:rows], file=f"{rows}.csv")])
    return book


def test_is_made_once_for_a_question_and_again_for_another(tmp_path: Path) -> None:
    book, make = filled(tmp_path), Counted()
    first = book.prepared.frame("listing", (date(2025, 1, 31),), make)
    assert book.prepared.frame("listing", (date(2025, 1, 31),), make).equals(first)
    assert Book.open(tmp_path, read_only=True).prepared.frame("listing", (date(2025, 1, 31),), make).equals(first)
    assert make.made == 1
    book.prepared.frame("listing", (date(2025, 2, 28),), make)
    assert make.made == 2


def test_is_made_again_when_figures_may_have_changed(tmp_path: Path) -> None:
    book, make = filled(tmp_path), Counted()
    book.prepared.frame("listing", (), make)
    book.commit([batch("subscriptions", ROWS[1:], file="more.csv")])
    book.prepared.frame("listing", (), make)
    book.settings.set("loss_date", "asked")
    book.prepared.frame("listing", (), make)
    book.undo_import(1)
    book.prepared.frame("listing", (), make)
    assert make.made == 4


def test_is_made_again_where_the_file_is_not_what_was_kept(tmp_path: Path) -> None:
    book, make = filled(tmp_path), Counted()
    book.prepared.frame("listing", (), make)
    (kept,) = (tmp_path / "cache").glob("listing-*.parquet")
    kept.write_bytes(kept.read_bytes()[:-1])
    book.prepared.frame("listing", (), make)
    assert make.made == 2


def test_an_empty_book_keeps_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    Book.open(folder).prepared.frame("listing", (), Counted())
    assert not folder.exists()
