"""`churn-tui decided`: the log of changes decided, which draws a line in every chart of losses."""

import argparse
from datetime import date

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.options import add_format, command, day
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _

_MONTH = len("2026-03")


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "decided", run)
    parser.add_argument("text", nargs="?", metavar=_("TEXT"), help=_("what changes (default: list the changes)"))
    parser.add_argument("--on", type=_day_or_month, metavar="D", help=_("from which day or month on (default: today)"))
    parser.add_argument("--drop", type=int, metavar="N", help=_("take the change of that number back"))
    add_format(parser)


def _day_or_month(text: str) -> date:
    return day("--on")(f"{text}-01" if len(text) == _MONTH else text)


def run(args: argparse.Namespace) -> int:
    """Write a change down, take one back, or list them."""
    if args.text is not None and args.drop is not None:
        raise WrongUsage("text_or_drop")
    decisions = opening.open_book(args).decisions
    if args.drop is not None:
        talk(_("Taken back: {text}.").format(text=decisions.drop(args.drop)))
        return 0
    if args.text is not None:
        on = args.on or date.today()
        decisions.add(args.text, on)
        talk(_("Written down, from {day} on: {text}.").format(day=on.isoformat(), text=args.text))
        return 0
    from tui.reports import render
    from tui.reports.listing import Field, Listing, rows_of

    fields = (
        Field("number", _("number"), "count"),
        Field("on", _("from"), "date"),
        Field("text", _("what changes")),
        Field("decided_by", _("by")),
        Field("decided_at", ""),
    )
    rows = rows_of(decisions.all(), fields, None)
    if not rows and args.format in ("table", "md"):
        talk(_("No change is written down yet: `churn-tui decided TEXT --on 2026-03` writes one."))
        return 0
    deliver(render.listing(Listing(fields, rows), args.format, _("Changes decided"), terminal_columns()), args)
    return 0
