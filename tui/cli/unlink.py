"""`churn-tui unlink A B`: two customers again, as before the link."""

import argparse

from tui.cli import opening
from tui.cli.link import add_pair
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    add_pair(command(subparsers, "unlink", run))


def run(args: argparse.Namespace) -> int:
    """Take the link back."""
    with opening.open_book(args) as book:
        book.links.remove(args.account, args.later)
    talk(_("{later} no longer continues {account}.").format(later=args.later, account=args.account))
    return 0
