"""`churn-tui forget ACCOUNT`: every trace of one account removed, from the files too."""

import argparse

from metrics.errors import ChurnError
from tui.cli import opening
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "forget", run)
    parser.add_argument("id", metavar=_("ACCOUNT"), help=_("id of the account"))


def run(args: argparse.Namespace) -> int:
    """Remove it, and search the workspace's bytes for what is left."""
    from datetime import date as Date  # noqa: N812 - `date` formats one here

    from tui.formats import count, date
    from tui.restating import forget

    book = opening.open_book(args)
    gone = forget(book, args.id, book.settings.get("loss_date"), Date.today())
    if gone.traces:
        raise ChurnError("forgotten_partly", file=", ".join(gone.traces))
    talk(
        _("Forgotten: {rows} rows, {rejects} lines that were set aside, {events} things people wrote.").format(
            rows=count(gone.rows), rejects=count(gone.rejects), events=count(gone.events)
        )
    )
    if gone.since:
        talk(_("Figures from {day} on are restated.").format(day=date(gone.since)))
    talk(_("No file of the workspace shows the account any more; backups and source files elsewhere may."))
    return 0
