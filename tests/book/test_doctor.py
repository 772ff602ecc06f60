"""What `doctor` finds, and that a sound book is called sound."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from metrics.book import Book, disk
from metrics.book.disk import sha256_of
from metrics.book.doctor import examine
from tests.book.batches import batch, subscription

DAY = date(2024, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Book.open(tmp_path / "book") as book:
        book.commit([batch("subscriptions", [subscription("s", DAY, 100, currency="EUR")], rejects=1)])
        book.tables()
    return tmp_path / "book"


def codes(folder: Path, *, sound: bool) -> list[str]:
    with Book(folder) as book:
        return [finding.code for finding in examine(book) if finding.sound == sound]


def cached(folder: Path) -> Path:
    return next((folder / "cache").glob("subscriptions-*.parquet"))


def test_a_sound_book(folder: Path) -> None:
    assert codes(folder, sound=False) == []
    assert set(codes(folder, sound=True)) == {
        "database_sound", "import_files_sound", "cache_sound", "permissions_sound", "prepared_agrees",
    }  # fmt: skip
    assert codes(folder.parent / "none", sound=True) == ["book_not_yet"]


def database(folder: Path) -> None:
    content = bytearray((folder / "book.sqlite").read_bytes())
    content[4096:8192] = bytes(4096)
    (folder / "book.sqlite").write_bytes(content)


def import_file(folder: Path) -> None:
    next((folder / "imports").iterdir()).write_bytes(b"PAR1")


def gone(folder: Path) -> None:
    next((folder / "imports").iterdir()).unlink()


def kept(folder: Path) -> None:
    cached(folder).write_bytes(b"PAR1")


def other_figures(folder: Path) -> None:
    """An entry that is whole, but is not what the imports give."""
    path = cached(folder)
    pl.read_parquet(path, memory_map=False).with_columns(mrr=pl.col("mrr") * 2).write_parquet(path)
    path.with_suffix(".json").write_text(json.dumps({"sha256": sha256_of(path), "unconverted": 0}))


def opened(folder: Path) -> None:
    (folder / "book.sqlite").chmod(0o644)


def half_shared(folder: Path) -> None:
    (folder / "book.sqlite").chmod(0o660)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (database, "book_damaged"),
        (import_file, "import_file_damaged"),
        (gone, "import_file_missing"),
        (kept, "cache_damaged"),
        (other_figures, "prepared_differs"),
        (opened, "open_to_others"),
        (half_shared, "closed_to_group"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, harm: Callable[[Path], None], code: str) -> None:
    harm(folder)
    assert code in codes(folder, sound=False)


def test_a_network_file_system_and_leftovers_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "imports" / f"{disk.TEMPORARY}1").write_bytes(b"x")
    monkeypatch.setattr("metrics.book.doctor.is_network", lambda _: True)
    assert {"on_network", "left_over"} <= set(codes(folder, sound=True))
