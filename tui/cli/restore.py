"""`churn-tui restore FILE`: a book from its backup."""

import argparse
from pathlib import Path

from metrics.errors import ChurnError
from tui import places
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "restore", run)
    parser.add_argument("file", metavar=_("FILE"), help=_("a file that `churn-tui backup` wrote"))


def run(args: argparse.Namespace) -> int:
    """Make the book stand in the workspace, which must hold none."""
    from metrics.book import Book
    from metrics.book.archive import restore

    if args.read_only:
        raise ChurnError("read_only")
    folder = places.workspace(args.workspace)
    restore(places.within(Path(args.file).expanduser(), args.files), folder)
    imports = len(Book.open(folder).imports())
    talk(_("The book stands in {folder}: {n} imports, checked file by file.").format(folder=folder, n=imports))
    return 0
