"""`churn-tui news`: what is new since this user last looked at the screens; asking changes nothing."""

import argparse
from datetime import datetime

from tui.cli import opening
from tui.cli.answer import Answer, give
from tui.cli.options import add_format, add_question, command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.news import KINDS, Latest, lines, news_since, tags_since
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "news", run)
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Write the news in the form asked for."""
    opened = opening.start(args)
    visit = opened.book.visits.last(opened.book.store.now())
    if visit is None:
        talk(_("There is no visit yet to compare with; open the program once."))
        return give(answer(None, opened.currency), args) if args.format == "json" else 0
    return give(answer(Latest(visit, news_since(opened, visit), tags_since(opened, visit)), opened.currency), args)


def answer(found: Latest | None, currency: str | None) -> Answer:
    """What is new, kind by kind."""
    from tui.formats import moment
    from tui.reports.listing import Field, Listing, grid

    rows = lines(found, currency) if found else []
    fields = (
        Field("kind", _("new")),
        Field("account_id", _("account")),
        Field("name", _("who or which")),
        Field("what", _("what")),
        Field("mrr", _("MRR"), "money"),
    )
    listing = Listing(fields, rows, currency)
    people = Listing(fields, [row | {"kind": _(KINDS[str(row["kind"])])} for row in rows], currency)
    since = found.visit.at if found else None
    at = moment(datetime.fromisoformat(since)) if since else ""
    title = _("Since you last looked, {moment}").format(moment=at)
    return Answer(title, {"since": since, "rows": rows}, listing, [grid(people)])
