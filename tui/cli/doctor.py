"""`churn-tui doctor`: what this terminal can do, where the workspace is, and whether its data are sound."""

import argparse
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui import __version__, places
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.streams import is_terminal, put
from tui.formats import clean
from tui.reports.width import fit, width
from tui.words import LANGUAGES, _, language, locale_name

if TYPE_CHECKING:
    from metrics.book import Book

Line = tuple[str, str]
FAILED = 1


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    command(subparsers, "doctor", run)


def run(args: argparse.Namespace) -> int:
    """Print what was found, a line each; answers 1 where the book is not sound."""
    from metrics.book import Book
    from metrics.book.doctor import examine
    from tui.sentences import sentence

    book = Book(places.workspace(args.workspace), read_only=args.read_only)
    findings = examine(book)
    sound = all(finding.sound for finding in findings)
    lines = [*_program(), *_terminal(), *_workspace(book), *(_contents(book) if sound else ())]
    for finding in findings:
        lines.append((_("sound") if finding.sound else _("NOT SOUND"), sentence(finding.code, finding.params)))
    size = max(width(name) for name, _said in lines)
    for name, said in lines:
        put(f"{fit(name, size)}  {clean(said)}")
    return 0 if sound else FAILED


def _program() -> Iterator[Line]:
    yield "churn-tui", __version__
    yield "Python", platform.python_version()
    yield "SQLite", sqlite3.sqlite_version
    yield _("language"), f"{language()} ({locale_name()}; {', '.join(LANGUAGES)})"


def _terminal() -> Iterator[Line]:
    size = shutil.get_terminal_size((0, 0))
    yield "TERM", os.environ.get("TERM", "") or "–"
    yield _("screens"), _("yes") if is_terminal() else _("no: `churn-tui report` gives the figures as text")
    yield _("size"), f"{size.columns} x {size.lines}" if size.columns else "–"
    yield _("colours"), _colours()
    yield _("characters"), sys.stdout.encoding


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return _("none (NO_COLOR)")
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return _("16 million")
    return "256" if "256" in os.environ.get("TERM", "") else "16"


def _workspace(book: "Book") -> Iterator[Line]:
    yield _("workspace"), str(book.folder)
    yield _("user"), book.user
    yield _("settings file"), str(places.settings_file())
    yield _("log"), str(places.log_file())


def _contents(book: "Book") -> Iterator[Line]:
    tables = book.tables()
    yield _("imports"), str(len(book.imports()))
    yield _("rows"), str(sum(frame.height for frame in tables.frames.values()))
    yield _("currency"), tables.currency or "–"
