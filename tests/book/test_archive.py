"""Backups: the whole book in one file, whole while others write; a damaged or foreign one restores nothing."""

import io
import json
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book, archive
from metrics.book.archive import back_up, restore
from metrics.book.doctor import examine
from metrics.errors import ChurnError
from tests.book.batches import batch, subscription

ROOT = Path(__file__).parents[2]
DAY = date(2024, 1, 1)
Entries = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = Book.open(tmp_path / "book")
    made.commit([batch("subscriptions", [subscription("s", DAY, 100, currency="EUR")], rejects=1)])
    made.commit([batch("subscriptions", [subscription("t", DAY, 300, currency="EUR")])])
    made.undo_import(2)
    made.journal.note("a-s", "hello")
    made.settings.set("stage", "young")
    return made


def content(book: Book) -> object:
    return (
        book.tables()["subscriptions"].rows(), book.rejects(1).rows(), book.journal.notes().rows(),
        book.settings.all(), [record.undone_at for record in book.imports(include_undone=True)],
    )  # fmt: skip


def test_there_and_back(book: Book, tmp_path: Path) -> None:
    members = back_up(book, tmp_path / "b.tar")
    assert len(members) == 4
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600
    before = (tmp_path / "b.tar").read_bytes()
    book.journal.note("a-s", "later")
    with pytest.raises(ChurnError, match="backup_exists"):
        back_up(book, tmp_path / "b.tar")
    assert (tmp_path / "b.tar").read_bytes() == before
    restore(tmp_path / "b.tar", tmp_path / "new")
    again = Book.open(tmp_path / "new")
    assert again.journal.notes()["text"].to_list() == ["hello"]
    back_up(again, tmp_path / "c.tar")
    restore(tmp_path / "c.tar", tmp_path / "third")
    assert content(Book.open(tmp_path / "third")) == content(again)
    assert [finding.code for finding in examine(again) if not finding.sound] == []
    again.redo_import(2)
    assert again.tables()["subscriptions"].height == 2
    with pytest.raises(ChurnError, match="restore_not_empty"):
        restore(tmp_path / "b.tar", tmp_path / "new")
    assert again.tables()["subscriptions"].height == 2


def test_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(ChurnError, match="no_book"):
        back_up(Book.open(tmp_path / "none"), tmp_path / "b.tar")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_import_is_not_backed_up(book: Book, tmp_path: Path) -> None:
    next((tmp_path / "book" / "imports").iterdir()).write_bytes(b"other")
    with pytest.raises(ChurnError, match="import_file_damaged"):
        back_up(book, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def entries(path: Path) -> Entries:
    with tarfile.open(path) as tar:
        return [(entry, stream.read()) for entry in tar if (stream := tar.extractfile(entry))]


def rewrite(path: Path, changed: Entries) -> None:
    with tarfile.open(path, "w:") as tar:
        for entry, data in changed:
            entry.size = len(data) if entry.isreg() else 0
            tar.addfile(entry, io.BytesIO(data))


def renamed(name: str) -> Callable[[Entries], None]:
    """The last file, and its line in the manifest, under another name."""

    def change(found: Entries) -> None:
        said = json.loads(found[0][1])
        said["files"][-1]["name"] = found[-1][0].name = name
        found[0] = (found[0][0], json.dumps(said).encode())

    return change


def flipped(found: Entries) -> None:
    entry, data = found[-1]
    found[-1] = (entry, data[:50] + bytes([data[50] ^ 1]) + data[51:])


def without_last(found: Entries) -> None:
    found.pop()


def doubled(found: Entries) -> None:
    found.append(found[-1])


def linked(found: Entries) -> None:
    found[-1][0].type, found[-1][0].linkname = tarfile.SYMTYPE, "/etc/passwd"


def reordered(found: Entries) -> None:
    found.append(found.pop(0))


def newer(found: Entries) -> None:
    found[0] = (found[0][0], json.dumps({**json.loads(found[0][1]), "schema": 999}).encode())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (flipped, "backup_damaged"),
        (without_last, "backup_damaged"),
        (doubled, "backup_damaged"),
        (linked, "backup_damaged"),
        (renamed("../../escaped"), "backup_damaged"),
        (renamed("/tmp/escaped"), "backup_damaged"),
        (renamed("book.sqlite"), "backup_damaged"),
        (reordered, "not_a_backup"),
        (newer, "backup_newer"),
    ],
)
def test_what_is_not_whole_restores_nothing(
    book: Book, tmp_path: Path, change: Callable[[Entries], None], code: str
) -> None:
    back_up(book, tmp_path / "b.tar")
    found = entries(tmp_path / "b.tar")
    change(found)
    rewrite(tmp_path / "bad.tar", found)
    with pytest.raises(ChurnError, match=code):
        restore(tmp_path / "bad.tar", tmp_path / "new" / "deep")
    assert not Book.open(tmp_path / "new" / "deep").imports()
    assert not list(tmp_path.rglob("escaped*"))
    restore(tmp_path / "b.tar", tmp_path / "new" / "deep")  # what was left over is in nobody's way
    assert Book.open(tmp_path / "new" / "deep").imports()


@pytest.mark.parametrize("data", [b"", b"hello" * 400, b"PK\x03\x04" + bytes(600), bytes(1024)])
def test_other_files_are_no_backups(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "b.tar").write_bytes(data)
    with pytest.raises(ChurnError, match=r"not_a_backup|backup_damaged"):
        restore(tmp_path / "b.tar", tmp_path / "new")
    with pytest.raises(ChurnError, match="file_missing"):
        restore(tmp_path / "nothing.tar", tmp_path / "new")


def test_cut_short_it_restores_nothing(book: Book, tmp_path: Path) -> None:
    back_up(book, tmp_path / "b.tar")
    whole = (tmp_path / "b.tar").read_bytes()
    for place, size in enumerate(range(600, len(whole) - 11_000, 4_000)):
        (tmp_path / "cut.tar").write_bytes(whole[:size])
        with pytest.raises(ChurnError):
            restore(tmp_path / "cut.tar", tmp_path / f"new{place}")
        assert not Book.open(tmp_path / f"new{place}").imports()


def test_killed_before_the_end_the_book_is_not_there(book: Book, tmp_path: Path) -> None:
    back_up(book, tmp_path / "b.tar")
    program = (
        "import os, signal, sys; from pathlib import Path; from metrics.book import archive\n"
        "archive._check_database = lambda *a: os.kill(os.getpid(), signal.SIGKILL)\n"
        "archive.restore(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "b.tar"), str(tmp_path / "new")]
    assert subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode == -9
    assert not Book.open(tmp_path / "new").imports()
    archive.restore(tmp_path / "b.tar", tmp_path / "new")
    assert content(Book.open(tmp_path / "new")) == content(book)


def test_whole_while_others_write(book: Book, tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.book.writer", str(tmp_path / "book"), "w", "3"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    number = 0
    while writer.poll() is None or not number:
        back_up(book, tmp_path / f"b{number}.tar")
        number += 1
    assert writer.returncode == 0
    for place in {0, number // 2, number - 1}:
        restore(tmp_path / f"b{place}.tar", tmp_path / f"new{place}")
        with Book.open(tmp_path / f"new{place}") as again:
            assert [finding.code for finding in examine(again) if not finding.sound] == []
            assert again.tables()["subscriptions"].height % 20 in (0, 1)
