"""`churn-tui demo`: the sample data, imported through the real import, in a workspace of its own."""

import argparse

from metrics.errors import ChurnError
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    command(subparsers, "demo", _("open the sample data"), run)


def run(args: argparse.Namespace) -> int:
    """Import the sample data once and open them."""
    raise ChurnError("no_terminal")
