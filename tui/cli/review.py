"""`churn-tui review ID`: reviewed now, by this user, with the signals that stand."""

import argparse

from tui.cli import opening
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "review", run)
    parser.add_argument("id", metavar="ID", help=_("id of the account"))


def run(args: argparse.Namespace) -> int:
    """Store the review."""
    opened = opening.start_for_one(args)
    found = opened.found(opened.root(args.id))
    opened.book.journal.review(args.id, found.signals["code"].to_list())
    talk(_("{account} is reviewed.").format(account=args.id))
    return 0
