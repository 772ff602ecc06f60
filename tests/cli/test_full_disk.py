"""A disk without any room: what only reads goes on, what writes says so in a sentence, and nothing is lost."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.errors import ChurnError
from tests.cli.conftest import Run
from tui.saving import save_text

FULL = "The disk is full, nothing was stored; make room and try again.\n"
READING = ["report", "accounts", "losses", "account A4", "imports", "cohorts", "audit", "doctor"]
WRITING = [
    "tag A4 --reason value", "note A4 words", "review A4", "imports undo 1", "link A1 A2", "reasons add slow Slow",
    "settings gross_margin 0.5", "forget A4",
]  # fmt: skip


@pytest.fixture
def disk(tmp_path: Path, book: Book) -> Iterator[Path]:
    """A small disk that holds the book, and nothing else in it that could be written to."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.copytree(book.folder, disk / "book", ignore=shutil.ignore_patterns("cache"))
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Take all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return filler


def test_everything_on_a_full_disk(churn: Run, disk: Path, tmp_path: Path) -> None:
    workspace = ("--workspace", str(disk / "book"))
    assert churn("tag", "A4", "--reason", "money", *workspace).code == 0
    before = churn("losses", "--format", "json", *workspace).json
    shutil.rmtree(disk / "book" / "cache")
    tickets = tmp_path / "tickets.csv"
    tickets.write_text("ticket_id,account_id,opened_on\n" + "".join(f"t{n},A4,2025-03-01\n" for n in range(500)))
    filler = fill(disk)
    for line in READING:
        answer = churn(*line.split(), *workspace)
        assert answer.code == 0, (line, answer.err)
    assert churn("backup", str(tmp_path / "whole"), *workspace).code == 0
    for line in (
        *WRITING, f"import {tickets}", f"backup {disk / 'backup'}", f"report --output {disk / 'report.csv'}",
        f"restore {tmp_path / 'whole'} --workspace {disk / 'other'}",
    ):  # fmt: skip
        answer = churn(*line.split(), *(() if "restore" in line else workspace))
        assert (answer.code, answer.out, answer.err) == (1, "", FULL), line
    filler.unlink()
    assert churn("losses", "--format", "json", *workspace).json == before
    assert churn("doctor", *workspace).code == 0
    assert churn("restore", str(tmp_path / "whole"), "--workspace", str(disk / "other")).code == 0
    assert not [path for path in disk.rglob(".*") if path.is_file()]


def test_a_file_that_grows_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(27, os.strerror(27))

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(ChurnError, match=r"out\.csv"):
        save_text(tmp_path / "out.csv", "text")
    assert list(tmp_path.iterdir()) == []
