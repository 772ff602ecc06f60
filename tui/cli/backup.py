"""`churn-tui backup FILE`: the whole book as one file."""

import argparse
from pathlib import Path

from metrics.errors import ChurnError
from tui.cli import opening
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.places import within
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "backup", run)
    parser.add_argument("file", metavar=_("FILE"), help=_("the file to write; it must not be there yet"))


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    from metrics.book.archive import back_up
    from tui.formats import count

    if args.read_only:
        raise ChurnError("read_only_file", file=args.file)
    target = within(Path(args.file).expanduser(), args.files)
    if not target.parent.is_dir():
        raise ChurnError("not_a_folder", file=str(target.parent))
    members = back_up(opening.open_book(args), target)
    talk(
        _("{file} holds the whole book: {n} files, {size} bytes. It is as confidential as the book.").format(
            file=target, n=count(len(members)), size=count(sum(member.size for member in members))
        )
    )
    return 0
