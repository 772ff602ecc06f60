"""The book's settings and what `doctor` says of the book."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from metrics.book import Book, LossRef
from metrics.book.declared import SETTINGS
from metrics.book.doctor import examine
from metrics.errors import ChurnError, WrongUsage
from metrics.question import Assumptions
from metrics.signals import Thresholds
from tests.book.batches import batch, subscription

DAY = date(2024, 1, 1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.open(tmp_path / "book") as opened:
        yield opened


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("as_of", "2026-09-30", date(2026, 9, 30)),
        ("currency", "eur", "EUR"),
        ("time_zone", "Europe/Brussels", "Europe/Brussels"),
        ("loss_date", "asked", "asked"),
        ("gross_margin", "80%", Decimal("0.8")),
        ("gross_margin", "0.755", Decimal("0.755")),
        ("dso_month_days", "30", 30),
        ("stage", "young", "young"),
    ],
)
def test_values(book: Book, key: str, text: str, value: Any) -> None:
    assert book.settings.get(key) == SETTINGS[key].default
    before = book.version()
    book.settings.set(key, text)
    assert book.settings.get(key) == value and book.version() != before
    book.settings.set(key, "")
    assert book.settings.get(key) == SETTINGS[key].default
    assert [(change.key, change.value, change.user) for change in book.settings.history()] == [
        (key, text, book.user),
        (key, "", book.user),
    ]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("as_of", "30/09/2026"), ("currency", "euro"), ("time_zone", "Mars/Base"), ("time_zone", "../etc/passwd"),
        ("loss_date", "never"), ("gross_margin", "120%"), ("gross_margin", "NaN"), ("gross_margin", "a lot"),
        ("dso_month_days", "31"), ("stage", "old"),
    ],
)  # fmt: skip
def test_what_settings_refuse(book: Book, key: str, text: str) -> None:
    with pytest.raises(WrongUsage, match="bad_setting"):
        book.settings.set(key, text)
    assert not book.folder.exists()


def test_each_owner_s_target_is_a_setting(book: Book) -> None:
    book.settings.set("targets.Ann", "105%")
    book.settings.set("targets.Bob", "0.9")
    book.settings.set("targets.Bob", "")
    assert book.settings.targets() == {"Ann": 1.05}
    assert "targets.Ann" in book.settings.all() and "targets.Bob" not in book.settings.all()
    for refused in ("0", "-1", "much"):
        with pytest.raises(WrongUsage, match="bad_setting"):
            book.settings.set("targets.Ann", refused)


def test_thresholds_are_settings(book: Book) -> None:
    assert book.settings.thresholds() == Thresholds()
    book.settings.set("thresholds.late_days", "14")
    assert book.settings.thresholds() == Thresholds(late_days=14)
    with pytest.raises(WrongUsage, match="bad_setting"):
        book.settings.set("thresholds.late_days", "0")


def test_unknown_settings(book: Book) -> None:
    with pytest.raises(WrongUsage, match="unknown_setting"):
        book.settings.get("colour")
    with pytest.raises(WrongUsage, match="unknown_setting"):
        book.settings.set("colour", "red")
    with pytest.raises(WrongUsage, match="unknown_setting"):
        book.settings.set("targets.", "1")


def test_the_time_zone_stays_after_the_first_import(book: Book) -> None:
    book.settings.set("time_zone", "Europe/Paris")
    book.commit([batch("subscriptions", [subscription("s", DAY, 1)])])
    book.settings.set("time_zone", "Europe/Paris")
    with pytest.raises(ChurnError, match="time_zone_fixed"):
        book.settings.set("time_zone", "UTC")


def test_assumptions(book: Book) -> None:
    assert book.settings.assumptions() == Assumptions()
    book.settings.set("gross_margin", "0.7")
    book.settings.set("stage", "young")
    assert book.settings.assumptions() == Assumptions(gross_margin=Decimal("0.7"), stage="young")


def test_a_sound_book(book: Book) -> None:
    assert [(finding.code, finding.sound) for finding in examine(book)] == [("book_not_yet", True)]
    book.commit([batch("subscriptions", [subscription("s", DAY, 1)], rejects=1)])
    book.tables()
    book.tags.tag(LossRef("a-s", DAY), {"assessed": "money"})
    findings = examine(book)
    assert all(finding.sound for finding in findings)
    assert {finding.code: finding.params.get("n") for finding in findings}["import_files_sound"] == 2


def test_an_unsound_book(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", DAY, 1)], rejects=1)])
    book.commit([batch("subscriptions", [subscription("t", DAY, 1)])])
    book.tables()
    [first, _] = book.imports()
    (book.files.folder / str(first.rows_file)).write_bytes(b"rubbish")
    (book.files.folder / str(first.rejects_file)).unlink()
    next((book.folder / "cache").glob("accounts-*.parquet")).write_bytes(b"rubbish")
    (book.folder / "book.sqlite").chmod(0o604)
    unsound = [finding.code for finding in examine(book) if not finding.sound]
    assert unsound == ["import_file_damaged", "import_file_missing", "cache_damaged", "open_to_others"]


def test_a_damaged_database(book: Book) -> None:
    for number in range(200):
        book.journal.note("a", f"{number}" * 50)
    book.close()
    path = book.folder / "book.sqlite"
    content = bytearray(path.read_bytes())
    content[4096 * 4 : 4096 * 6] = b"\xa5" * 8192
    path.write_bytes(content)
    assert "book_damaged" in [finding.code for finding in examine(book) if not finding.sound]
