"""`churn-tui demo`: the sample data, imported through the real import, in a workspace of its own."""

import argparse

from metrics.errors import ChurnError
from tui.cli.options import command
from tui.cli.parser import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    command(subparsers, "demo", run)


def run(args: argparse.Namespace) -> int:
    """Import the sample data once and open them."""
    raise ChurnError("no_terminal")
