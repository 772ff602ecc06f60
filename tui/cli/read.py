"""`churn-tui read`: what the program reads of a file before any mapping, as RFC 4180 CSV in UTF-8."""

import argparse
import csv
import sys
from typing import TYPE_CHECKING

from tui.cli.input import databases, input_files
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.reading_options import add_dialect, hints
from tui.cli.streams import put, talk
from tui.words import _

if TYPE_CHECKING:
    from metrics.reading.grid import Dialect, Grid

CHARACTERS = {"\t": "tab", " ": "space", "\r\n": "CRLF", "\n": "LF", "\r": "CR", "": "none"}


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "read", run)
    parser.add_argument("file", metavar=_("FILE"), help=_("a file, a folder or a glob"))
    add_dialect(parser)


def run(args: argparse.Namespace) -> int:
    """Print the records to standard output and what was recognised to standard error."""
    from metrics.errors import ChurnError
    from metrics.reading.opening import open_grids
    from tui.sentences import say

    try:
        settled = hints(args)
        files = (databases if args.query else input_files)([args.file], args)
        grids = [grid for file in files for grid in open_grids(file, settled)]
    except ChurnError as error:
        if error.code != "file_empty":
            raise
        # Nothing is what an empty file holds: that is its right reading, not a failure.
        talk(say(error))
        return 0
    for grid in grids:
        describe(grid)
        for number, part in enumerate(grid.parts()):
            write(part, header=number == 0)
    return 0


def write(grid: "Grid", *, header: bool) -> None:
    """The header's rows as they stand, then the records with all their cells and no more.

    Each part of a large file bears the header: only the first one's is written.
    """
    from io import StringIO

    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    if header:
        writer.writerows(grid.header_cells)
    for row in grid.cells.iter_rows():
        writer.writerow(cell for cell in row if cell is not None)
    if sys.stdout.isatty():
        put(text.getvalue())
    else:
        sys.stdout.write(text.getvalue())


def describe(grid: "Grid") -> None:
    """One line on the dialect, one for each piece of text that is no record."""
    talk(_("{file}: {what}").format(file=grid.file, what=", ".join(recognised(grid.dialect))))
    for aside in grid.asides:
        talk(
            _("{file}, line {line}: {kind}: {text}").format(
                file=grid.file, line=aside.line, kind=aside.kind, text=aside.text
            )
        )


def recognised(dialect: "Dialect") -> list[str]:
    """What was recognised, part by part."""
    parts = [_("encoding {name}").format(name=dialect.encoding)]
    parts.append(_("separator {name}").format(name=CHARACTERS.get(dialect.separator, dialect.separator)))
    parts.append(_("quote {name}").format(name=CHARACTERS.get(dialect.quote, dialect.quote)))
    parts.append(_("escape {name}").format(name=CHARACTERS.get(dialect.escape, dialect.escape)))
    parts.append(_("newline {name}").format(name=CHARACTERS.get(dialect.newline, dialect.newline)))
    if dialect.header_row is None:
        parts.append(_("no header"))
    else:
        parts.append(_("header on line {line}").format(line=dialect.header_row))
    return parts
