"""`churn-tui link A B`: B continues A, one customer from then on."""

import argparse

from tui.cli import opening
from tui.cli.options import command
from tui.cli.parser import Parser, Subparsers
from tui.cli.streams import talk
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    add_pair(command(subparsers, "link", run))


def add_pair(parser: Parser) -> None:
    """The two accounts of a link."""
    parser.add_argument("account", metavar="A", help=_("id of the account that came first"))
    parser.add_argument("later", metavar="B", help=_("id of the account that continues it"))


def run(args: argparse.Namespace) -> int:
    """Store the link."""
    with opening.open_book(args) as book:
        for account in (args.account, args.later):
            opening.check_account(book, account)
        book.links.add(args.account, args.later)
    talk(_("{later} continues {account}: one customer in every figure.").format(later=args.later, account=args.account))
    return 0
