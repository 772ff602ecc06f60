"""`churn-tui chances ID`: how likely an account is still to be here in 3, 6 and 12 months."""

import argparse

from tui.cli import opening
from tui.cli.answer import Answer, give
from tui.cli.options import add_format, add_question, command
from tui.cli.parser import Subparsers
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "chances", run)
    parser.add_argument("id", metavar="ID", help=_("id of the account"))
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Write the chances of the account; none for who is no customer."""
    import polars as pl

    from metrics.chances import chances

    opened = opening.start(args)
    opening.check_account(opened.book, args.id)
    found = chances(opened.ledger, opened.day, where=args.where)
    return give(answer(found.filter(pl.col("account_id") == opened.root(args.id)).to_dicts(), args.id), args)


def answer(rows: list[dict[str, object]], account_id: str) -> Answer:
    """The chances with their bands."""
    from tui.reports.listing import Field, Listing, grid

    fields = (
        Field("months", _("months"), "count"),
        Field("chance", _("still here"), "ratio"),
        Field("low", _("low"), "ratio"),
        Field("high", _("high"), "ratio"),
    )
    own = [{field.name: row[field.name] for field in fields} for row in rows]
    listing = Listing(fields, own)
    notes = [_("What became of customers of its age and segment; it is no judgement of this one.")]
    title = _("Still here: {account}").format(account=account_id)
    return Answer(title, {"account_id": account_id, "rows": own}, listing, [grid(listing)], notes)
