"""What is typed wrongly gets one sentence on standard error, exit code 2, and nothing on standard output."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from metrics.book import Book
from tests.cli.conftest import Run
from tui import __version__

ROOT = Path(__file__).parents[2]
WRONG = [
    ("nosuch",),
    ("reprot",),
    ("report", "--metirc", "x"),
    ("report", "--metric", "customer_churn"),
    ("report", "--every", "week"),
    ("report", "--from", "2026-13-01"),
    ("report", "--to", "yesterday"),
    ("report", "--from", "2026-02-01", "--to", "2026-02-01"),
    ("report", "--by", "nosuch"),
    ("report", "--where", "segment"),
    ("report", "--where", "nosuch=x"),
    ("report", "--as-of", "2026-02-30"),
    ("report", "--loss-date", "never"),
    ("report", "--format", "pdf"),
    ("report", "surplus"),
    ("report", "--metric"),
    ("accounts", "--status", "gone"),
    ("accounts", "--sort", "nosuch"),
    ("accounts", "--queue", "nosuch"),
    ("losses", "--from", "2026-02-01", "--to", "2026-01-01"),
    ("reasons", "--of", "nosuch"),
    ("tag", "A0"),
    ("tag", "A0", "--reason", "nosuch"),
    ("tag", "A0", "--evidence", "nosuch"),
    ("tag", "A0", "--reason", "money", "--undo"),
    ("settings", "nosuch"),
    ("settings", "gross_margin", "3"),
    ("imports", "undo", "one"),
    ("import",),
    ("import", "x.csv", "--as", "nosuch"),
    ("import", "x.csv", "--map", "column"),
    ("import", "x.csv", "--correct", "--change-on", "2026-01-01"),
    ("--lang", "de", "report"),
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage_is_one_sentence(churn: Run, book: Book, arguments: tuple[str, ...]) -> None:
    answer = churn(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert answer.err.rstrip().endswith((".", "?"))
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("reprot",), "report"),
        (("report", "--metirc", "x"), "--metric"),
        (("report", "--metric", "customer_churn"), "customer_churn_rate"),
        (("report", "--by", "nosuch"), "segment"),
    ],
)
def test_what_was_probably_meant_is_named(churn: Run, book: Book, arguments: tuple[str, ...], meant: str) -> None:
    assert meant in churn(*arguments).err


REFUSED = [
    ("account", "nosuch"),
    ("note", "nosuch", "text"),
    ("review", "nosuch"),
    ("tag", "nosuch", "--reason", "money"),
    ("tag", "A1", "--reason", "money"),
    ("tag", "A0", "--lost-on", "2025-01-01", "--reason", "money"),
    ("tag", "A0", "--undo"),
    ("imports", "undo", "99"),
    ("imports", "rejects", "99"),
    ("import", "/no/such/file.csv"),
    ("tags", "import", "/no/such/file.csv"),
    ("report", "--output", "/no/such/folder/file.csv"),
    ("report", "--output", "/"),
    ("reasons", "retire", "nosuch"),
    ("--read-only", "tag", "A0", "--reason", "money"),
    ("--read-only", "import", "x.csv"),
    ("--read-only", "report", "--output", "x.csv"),
    ("--files", "/nowhere", "report", "--output", "x.csv"),
    ("--files", "/nowhere", "import", "/etc/passwd"),
    ("--files", "/nowhere", "read", "/etc/passwd"),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    churn: Run, book: Book, arguments: tuple[str, ...]
) -> None:
    before = (book.version(), book.events_version())
    answer = churn(*arguments)
    assert answer.code == 1
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert "Refused (" not in answer.err
    assert (book.version(), book.events_version()) == before


def test_debug_shows_where_it_happened(churn: Run, book: Book) -> None:
    assert "Traceback" in churn("account", "nosuch", "--debug").err


def test_an_unexpected_error_is_a_sentence_and_its_place_goes_to_the_log(
    churn: Run, book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Book, "tables", _failing("the customer's name"))
    answer = churn("report")
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
    log = (tmp_path / "state" / "churn-tui" / "log" / "errors.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "customer's name" not in log + answer.err


def test_interrupted_is_130(churn: Run, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Book, "tables", _interrupted)
    assert churn("report").code == 130


def test_help_and_version(churn: Run) -> None:
    assert churn("--version").out == f"churn-tui {__version__}\n"
    everything = churn("--help")
    assert everything.code == 0
    assert "report" in everything.out
    assert "--loss-date" in churn("report", "--help").out


def test_a_hostile_argument_does_not_reach_the_terminal(churn: Run, book: Book) -> None:
    for arguments in (("account", "\x1b]0;x\x07\u202e"), ("\x1b[2J",), ("report", "--by", "\x9b2J")):
        answer = churn(*arguments)
        assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(answer.err + answer.out)


def test_usage_errors_speak_the_users_language(churn: Run, book: Book) -> None:
    english = churn("report", "--metric").err
    assert churn("--lang", "fr", "report", "--metric").err != english
    assert churn("report", "--metric", "--lang=nl").err != english


def _failing(message: str) -> Callable[[Book], None]:
    def fail(_book: Book) -> None:
        raise RuntimeError(message)

    return fail


def _interrupted(_book: Book) -> None:
    raise KeyboardInterrupt


def test_streams_that_are_closed_lead_nowhere(tmp_path: Path) -> None:
    """As some services start programs; the file opened next must not take their place."""
    command = [sys.executable, "-P", "-m", "tui", "imports", "--workspace", str(tmp_path / "book")]
    closed = ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *command]
    assert subprocess.run(closed, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode == 0
