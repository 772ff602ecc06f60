"""`churn-tui demo`: the sample data, imported through the real import, in a workspace of its own."""

import argparse

from tui import places
from tui.cli import start
from tui.cli.options import add_question, command
from tui.cli.parser import Subparsers
from tui.cli.streams import is_terminal, talk
from tui.sample import fill
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    add_question(command(subparsers, "demo", run))


def run(args: argparse.Namespace) -> int:
    """Import the sample data once, and open them; without a terminal, print their overview."""
    folder = places.demo_workspace(args.workspace)
    if is_terminal():
        return start.open_screens(args, folder, fill)
    from metrics.book import Book

    book = Book.open(folder, read_only=args.read_only)
    if not book.imports():
        talk(_("Importing the sample data once…"))
        fill(book)
    start.print_overview(args, book)
    return 0
