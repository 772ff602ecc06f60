"""`churn-tui imports`: what was read into the book; taking an import back; what was set aside."""

import argparse
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.options import add_everywhere, add_format, command
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Parser, Subparsers
from tui.cli.streams import talk
from tui.words import _

if TYPE_CHECKING:
    from metrics.book.imports import ImportRecord
    from tui.reports.listing import Field, Row


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "imports", run)
    add_format(parser, ("table", "csv", "json"))
    actions = parser.add_subparsers(title=_("actions"), metavar=_("ACTION"), parser_class=Parser)
    undo = actions.add_parser("undo", help=_("the book as if that import had never been"))
    rejects = actions.add_parser("rejects", help=_("the lines that an import set aside, and why"))
    for action, act in ((undo, _undo), (rejects, _rejects)):
        action.add_argument("id", type=int, metavar="ID", help=_("number of the import"))
        add_everywhere(action)
        action.set_defaults(run=act, parser=action)
    add_format(rejects, ("csv", "json", "table"))


def run(args: argparse.Namespace) -> int:
    """List the imports, those taken back too."""
    from tui.reports import render
    from tui.reports.listing import Listing

    records = opening.open_book(args).imports(include_undone=True)
    if not records and args.format == "table":
        talk(_("Nothing was imported yet: `churn-tui import FILE` brings data."))
        return 0
    answer = Listing(_fields(), [_row(record) for record in records])
    deliver(render.listing(answer, args.format, _("Imports"), terminal_columns()), args)
    return 0


def _reject_fields() -> "tuple[Field, ...]":
    """The fields of quarantined rows."""
    from tui.reports.listing import Field

    return (
        Field("file", ""),
        Field("line", _("line"), "count"),
        Field("column", _("column")),
        Field("code", ""),
        Field("sentence", _("what is wrong")),
        Field("text", _("the line as it stood")),
    )


def _undo(args: argparse.Namespace) -> int:
    opening.open_book(args).undo_import(args.id)
    talk(_("Import {id} is taken back.").format(id=args.id))
    return 0


def _rejects(args: argparse.Namespace) -> int:
    from tui.reports import mending, render
    from tui.reports.listing import Listing

    book = opening.open_book(args)
    rejects = book.rejects(args.id)
    file = next(record.file for record in book.imports(include_undone=True) if record.id == args.id)
    rows = mending.rows(rejects, file)
    if args.format == "csv":
        deliver(mending.write(rows), args)
        return 0
    answer = Listing(_reject_fields(), rows)
    deliver(render.listing(answer, args.format, _("Set aside"), terminal_columns(), verbatim=True), args)
    return 0


def _fields() -> "tuple[Field, ...]":
    from tui.reports.listing import Field

    return (
        Field("id", _("id"), "count"),
        Field("made_at", _("when"), "moment"),
        Field("user", _("who")),
        Field("file", _("file"), "file"),
        Field("table", _("table")),
        Field("shape", ""),
        Field("sha256", ""),
        Field("rows", _("rows"), "count"),
        Field("accepted", _("accepted"), "count"),
        Field("unchanged", _("unchanged"), "count"),
        Field("quarantined", _("set aside"), "count"),
        Field("undone_at", _("taken back"), "moment"),
        Field("undone_by", ""),
    )


def _row(record: "ImportRecord") -> "Row":
    return {field.name: getattr(record, field.name) for field in _fields()}
