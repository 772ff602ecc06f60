"""The book's SQLite file: who may use it, what is refused, and that reading leaves no trace."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from metrics.book import Book, LossRef, disk, parquet, schema, store
from metrics.book.disk import Access, file_system
from metrics.book.schema import UPGRADES, VERSION
from metrics.errors import ChurnError
from tests.book.batches import batch, subscription

DAY = date(2024, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book with an import and a note, closed."""
    with Book.open(tmp_path / "book") as book:
        book.commit([batch("subscriptions", [subscription("s", DAY, 100, currency="EUR")], rejects=1)])
        book.journal.note("a-s", "hello")
    return tmp_path / "book"


@pytest.fixture
def locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The book while another program holds it for itself alone."""
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    other = sqlite3.connect(folder / "book.sqlite", isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("DELETE FROM import_states")  # takes the lock for good
    yield folder
    other.close()


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in [folder, *folder.rglob("*")]}


def test_read_only_leaves_no_trace(folder: Path) -> None:
    before = state(folder)
    with Book.open(folder, read_only=True) as book:
        assert book.tables()["subscriptions"].height == 1
        assert book.journal.notes()["text"].to_list() == ["hello"] and book.rejects(1).height == 1
        for write in (
            lambda: book.journal.note("a-s", "no"),
            lambda: book.undo_import(1),
            lambda: book.settings.set("stage", "young"),
            lambda: book.tags.tag(LossRef("a-s", DAY), {"assessed": "money"}),
            lambda: book.commit([batch("subscriptions", [subscription("t", DAY, 1)])]),
        ):
            with pytest.raises(ChurnError, match="read_only"):
                write()
    assert state(folder) == before


def test_read_only_sees_what_others_write(folder: Path) -> None:
    with Book.open(folder, read_only=True) as reader, Book.open(folder) as writer:
        for text in ("one", "two"):
            writer.journal.note("a-s", text)
            assert reader.journal.notes()["text"].to_list()[-1] == text
    with Book.open(folder, read_only=True) as reader:
        assert reader.journal.notes()["text"].to_list() == ["hello", "one", "two"]


def test_a_locked_book_says_so(locked: Path) -> None:
    with pytest.raises(ChurnError, match="book_busy"):
        Book.open(locked)


@pytest.mark.parametrize("content", [b"no database, but long enough to look at" * 100, b"SQLite format 3\0" * 99])
def test_a_damaged_book_says_so(folder: Path, content: bytes) -> None:
    (folder / "book.sqlite").write_bytes(content)
    with pytest.raises(ChurnError, match=r"book_damaged|not_a_book"):
        Book.open(folder)


def test_a_file_of_another_program_is_left_alone(folder: Path) -> None:
    (folder / "book.sqlite").unlink()
    other = sqlite3.connect(folder / "book.sqlite")
    other.execute("CREATE TABLE things (name TEXT)")
    other.close()
    before = (folder / "book.sqlite").read_bytes()
    with pytest.raises(ChurnError, match="not_a_book"):
        Book.open(folder)
    assert (folder / "book.sqlite").read_bytes() == before


def test_a_newer_book_is_refused(folder: Path) -> None:
    other = sqlite3.connect(folder / "book.sqlite")
    other.execute(f"PRAGMA user_version={VERSION + 1}")
    other.close()
    for read_only in (False, True):
        with pytest.raises(ChurnError, match="book_newer"):
            Book.open(folder, read_only=read_only)


def test_an_older_book_is_upgraded_in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    further = "CREATE TABLE later (id INTEGER PRIMARY KEY);\nCREATE TABLE still_later (id INTEGER PRIMARY KEY);\n"
    monkeypatch.setattr(schema, "UPGRADES", (*UPGRADES, further))
    monkeypatch.setattr(schema, "VERSION", VERSION + 1)
    with pytest.raises(ChurnError, match="book_needs_upgrade"):
        Book.open(folder, read_only=True)
    with Book.open(folder) as book:
        assert book.store.read(lambda connection: connection.execute("SELECT * FROM later").fetchall()) == []
        assert book.journal.notes().height == 1 and book.tables()["subscriptions"].height == 1
    monkeypatch.undo()
    with pytest.raises(ChurnError, match="book_newer"):
        Book.open(folder)


def test_a_book_put_in_the_place_of_another_is_seen(folder: Path, tmp_path: Path) -> None:
    with Book.open(folder) as book, Book.open(tmp_path / "other") as other:
        assert book.journal.notes().height == 1
        other.close()
        other.journal.note("x", "in the other")
        other.close()
        book.close()
        book.journal.notes()
        (tmp_path / "other" / "book.sqlite").replace(folder / "book.sqlite")
        for left in folder.glob("book.sqlite-*"):
            left.unlink()
        assert book.journal.notes()["text"].to_list() == ["in the other"]


def test_an_empty_file_becomes_a_book(tmp_path: Path) -> None:
    """A process that was killed right after it made the file leaves it empty."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "book.sqlite").touch()
    with Book.open(folder) as book:
        assert book.imports() == []
        book.journal.note("a", "b")
    with Book.open(folder, read_only=True) as book:
        assert book.journal.notes().height == 1


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "book").write_text("no")
    with pytest.raises(ChurnError, match="not_a_folder"):
        Book.open(tmp_path / "book")
    with pytest.raises(ChurnError, match="not_a_folder"):
        Book.open(tmp_path / "book" / "deeper").journal.note("a", "b")


def test_durable_settings_of_the_connection(folder: Path) -> None:
    with Book.open(folder) as book:
        found = book.store.read(
            lambda connection: [
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
            ]
        )
    assert found == ["wal", 2]


def test_without_wal_on_a_network_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "is_network", lambda path: True)
    with Book.open(tmp_path / "book") as book:
        book.journal.note("a", "b")
        assert book.store.read(lambda connection: connection.execute("PRAGMA journal_mode").fetchone()[0]) == "delete"
        assert book.journal.notes().height == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ann/book", "ext4"), ("/srv/books/one", "nfs4"), ("/srv/bookshelf", "ext4"),
        ("/srv/deux étés/b", "cifs"), ("/srv/books/local/b", "xfs"),
    ],
)  # fmt: skip
def test_the_file_system_is_that_of_the_innermost_mount(path: str, kind: str) -> None:
    mounts = [
        "/dev/sda1 / ext4 rw 0 0", "box:/x /srv/books nfs4 rw 0 0", "//box/y /srv/deux\\040étés cifs rw 0 0",
        "/dev/sdb1 /srv/books/local xfs rw 0 0",
    ]  # fmt: skip
    assert file_system(Path(path), mounts) == kind


def test_what_is_written_cannot_be_rewritten(folder: Path) -> None:
    other = sqlite3.connect(folder / "book.sqlite")
    for table in ("events", "imports"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET user = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(statement)
    other.close()


def test_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Book.open(tmp_path / "book") as book:
            book.commit([batch("subscriptions", [subscription("s", DAY, 100)])])
            modes = {stat.S_IMODE(path.stat().st_mode) for path in [book.folder, *book.folder.rglob("*")]}
    finally:
        os.umask(before)
    assert modes == {0o700, 0o600}


def test_a_folder_that_was_there_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir(mode=0o755)
    with Book.open(folder) as book:
        book.journal.note("a", "b")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("at_first", [True, False])
def test_new_files_follow_a_shared_book(folder: Path, tmp_path: Path, at_first: bool) -> None:
    """Shared by who made its folder for a group, or later."""
    if at_first:
        folder = tmp_path / "shared"
        folder.mkdir()
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o2770 if path.is_dir() else 0o660)
    with Book.open(folder) as book:
        book.commit([batch("subscriptions", [subscription("t", DAY, 100)])])
        book.tables()
        assert book.store.access == Access(group=True)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in [book.folder, *book.folder.rglob("*")]}
    assert modes == {0o2770, 0o660}


def test_time_is_utc_whatever_the_clock_says(tmp_path: Path) -> None:
    moments = iter([datetime(2024, 5, 1, 12, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)])
    with Book(tmp_path / "book", user="ann", clock=lambda: next(moments)) as book:
        book.journal.note("a", "first")
        book.journal.note("a", "second")  # the clock was set back: the order stays that of writing
        assert book.journal.notes().select("text", "noted_by", "noted_at").rows() == [
            ("first", "ann", "2024-05-01T12:00:00.000000+00:00"),
            ("second", "ann", "2023-01-01T00:00:00.000000+00:00"),
        ]


@pytest.mark.parametrize("name", ["disk_full", "disk_read_only", "no_permission", "disk_error"])
def test_what_the_disk_refuses(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    number = {"disk_full": 28, "disk_read_only": 30, "no_permission": 13, "disk_error": 5}[name]

    def refuse(path: Path) -> None:
        raise OSError(number, os.strerror(number))

    with Book.open(folder) as book:
        monkeypatch.setattr(disk, "flush", refuse)
        with pytest.raises(ChurnError, match=name):
            book.commit([batch("subscriptions", [subscription("t", DAY, 100)])])
        assert [record.id for record in book.imports()] == [1]
        assert not [path for path in book.folder.rglob("*") if path.name.startswith(disk.TEMPORARY)]


def test_a_full_database_stores_nothing(folder: Path) -> None:
    with Book.open(folder) as book:
        book.store.read(lambda connection: connection.execute("PRAGMA max_page_count=20"))
        with pytest.raises(ChurnError, match="disk_full"):
            for _ in range(99):
                book.journal.note("a-s", "x" * 4096)
        kept = book.journal.notes().height
    with Book.open(folder) as book:
        assert book.journal.notes().height == kept


def test_old_remains_are_swept(folder: Path) -> None:
    imports = folder / "imports"
    old, fresh, abandoned = imports / ".tmp-old", imports / ".tmp-fresh", imports / f"{'0' * 64}.parquet"
    for path in (old, fresh, abandoned):
        path.write_bytes(b"x")
    for path in (old, abandoned, *imports.glob("[1-9a-f]*.parquet")):
        os.utime(path, (0, 0))
    with Book.open(folder) as book:
        book.commit([batch("subscriptions", [subscription("t", DAY, 100)])])
        assert not old.exists() and not abandoned.exists() and fresh.exists()
        assert book.tables()["subscriptions"].height == 2 and book.rejects(1).height == 1


def test_what_people_keep_in_its_folders_stays(folder: Path) -> None:
    """A workspace may be a folder in which there were imports before."""
    kept = [
        folder / place / name for place in ("imports", "cache") for name in ("may.csv", "book-2024.json", "a.parquet")
    ]
    with Book.open(folder) as book:
        book.tables()
        for path in kept:
            path.write_bytes(b"x")
            os.utime(path, (0, 0))
        book.commit([batch("subscriptions", [subscription("t", DAY, 100)])])
        book.forgetting.forget("a-t")
        assert book.broken_cache() == []
    assert all(path.read_bytes() == b"x" for path in kept)


def test_a_file_that_is_swept_while_it_is_written_is_written_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an account is forgotten by another process."""
    write, swept = parquet.write_parquet, list[Path]()

    def writing(frame: pl.DataFrame, path: Path) -> None:
        write(frame, path)
        if not swept:
            swept.append(path)
            path.unlink()

    monkeypatch.setattr(parquet, "write_parquet", writing)
    with Book.open(folder) as book:
        name = book.files.put(pl.DataFrame({"a": [1]}), book.store.access)
        assert swept and book.files.get(name)["a"].to_list() == [1]
        assert [path.name for path in book.files.folder.glob(".tmp-*")] == []
