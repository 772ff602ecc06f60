"""`churn-tui tags`: tags with their history as CSV, out of one book and into another."""

import argparse
import csv
import io
from pathlib import Path

from metrics.errors import ChurnError
from tui.cli import opening
from tui.cli.options import add_everywhere, command
from tui.cli.output import write_file
from tui.cli.parser import Parser, Subparsers
from tui.cli.streams import put, talk
from tui.places import within
from tui.words import _, ngettext

_LONGEST = 2**31 - 1  # characters of a cell: what people wrote is taken over whole


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "tags", run)
    actions = parser.add_subparsers(title=_("actions"), metavar=_("ACTION"), required=True, parser_class=Parser)
    out = actions.add_parser("export", help=_("write every tag with its history"))
    out.add_argument("file", nargs="?", metavar=_("FILE"), help=_("where to (default: standard output)"))
    into = actions.add_parser("import", help=_("take over the tags of an export"))
    into.add_argument("file", metavar=_("FILE"), help=_("a file that `tags export` wrote"))
    for action, act in ((out, _export), (into, _import)):
        add_everywhere(action)
        action.set_defaults(run=act, parser=action)


def run(args: argparse.Namespace) -> int:
    """Never reached: one of the actions is required."""
    raise AssertionError(args)


def _export(args: argparse.Namespace) -> int:
    from metrics.book.exchange import COLUMNS, exported

    rows = exported(opening.open_book(args).log)
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    if args.file is None:
        put(buffer.getvalue())
    else:
        write_file(Path(args.file), buffer.getvalue(), args)
    return 0


def _import(args: argparse.Namespace) -> int:
    from metrics.book.exchange import take_over

    path = within(Path(args.file), args.files)
    csv.field_size_limit(_LONGEST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ChurnError("bad_tag_file", file=str(path)) from error
    new = take_over(opening.open_book(args).store, rows)
    sentence = ngettext("{n} event of tags taken over.", "{n} events of tags taken over.", new)
    talk(sentence.format(n=new))
    return 0
