"""Books that released versions wrote: each opens, in place, with everything in it."""

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book, schema
from metrics.book.doctor import examine
from metrics.book.schema import UPGRADES, VERSION
from metrics.errors import ChurnError

RELEASED = Path(__file__).parent / "released"


def test_every_version_is_kept() -> None:
    assert sorted(path.name for path in RELEASED.iterdir()) == [str(version) for version in range(1, VERSION + 1)]


@pytest.mark.parametrize("version", sorted(path.name for path in RELEASED.iterdir()))
def test_a_released_book_opens_with_everything(tmp_path: Path, version: str) -> None:
    shutil.copytree(RELEASED / version, tmp_path / "book")
    (tmp_path / "book").chmod(0o700)
    for path in (tmp_path / "book").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    with Book.open(tmp_path / "book") as book:
        tables = book.tables()
        assert tables["accounts"].select("account_id", "name", "owner").rows() == [
            ("A1", "Acme", "bob"),
            ("A2", "Beta", "cy"),
        ]
        assert tables["subscriptions"].select("subscription_id", "start_on", "end_on", "mrr").rows() == [
            ("s1", date(2025, 1, 1), date(2025, 6, 1), 10_000),
            ("s1", date(2025, 6, 1), None, 12_500),
            ("s2", date(2025, 2, 1), date(2025, 9, 1), 5_000),
        ]
        assert [record.stands for record in book.imports(include_undone=True)] == [True, True, True, True, False]
        assert book.rejects(2).select("line", "text", "code").rows() == [
            (4, "s3,A3,2025-02-30,,50.00,EUR", "unreadable_date")
        ]
        assert book.tags.all().select("account_id", "assessed", "lesson").rows() == [("A2", "money", "ask sooner")]
        assert book.journal.notes()["text"].to_list() == ["called"]
        assert book.journal.reviews()["signals"].to_list() == [["late"]]
        assert book.links.all() == [("A1", "A2")]
        assert (book.currency, book.settings.get("stage")) == ("EUR", "young")
        assert [finding.code for finding in examine(book) if not finding.sound] == []
        book.journal.note("A1", "and written to")
        assert book.journal.notes().height == 2


def test_an_upgrade_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade that fails in its middle leaves the book as it was; the older program reads it on."""
    shutil.copytree(RELEASED / "1", tmp_path / "book")
    broken = (*UPGRADES, "CREATE TABLE later (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "UPGRADES", broken)
        patch.setattr(schema, "VERSION", VERSION + 1)
        with pytest.raises(ChurnError):
            Book.open(tmp_path / "book")
    connection = sqlite3.connect(tmp_path / "book" / "book.sqlite")
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
    assert not connection.execute("SELECT * FROM sqlite_master WHERE name = 'later'").fetchall()
    connection.close()
    with Book.open(tmp_path / "book") as book:
        assert book.journal.notes().height == 1
    with monkeypatch.context() as patch:
        patch.setattr(schema, "UPGRADES", (*UPGRADES, "CREATE TABLE later (id INTEGER);\n"))
        patch.setattr(schema, "VERSION", VERSION + 1)
        with Book.open(tmp_path / "book") as book:
            assert book.journal.notes().height == 1
    with pytest.raises(ChurnError, match="book_newer"):
        Book.open(tmp_path / "book")
