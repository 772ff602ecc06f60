"""`churn-tui note ID TEXT`: a note about an account."""

import argparse

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "note", run)
    parser.add_argument("id", metavar="ID", help=_("id of the account"))
    parser.add_argument("text", metavar=_("TEXT"), help=_("what to remember"))


def run(args: argparse.Namespace) -> int:
    """Store the note."""
    if not args.text.strip():
        raise WrongUsage("nothing_to_note")
    opened = opening.start_for_one(args)
    opened.check(opened.root(args.id))
    opened.book.journal.note(args.id, args.text)
    talk(_("Noted for {account}.").format(account=args.id))
    return 0
