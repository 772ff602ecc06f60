"""`churn-tui accounts`: where every account stands."""

import argparse
from typing import TYPE_CHECKING

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.options import add_format, add_question, command, one_of
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from tui.engine import Engine
    from tui.reports.listing import Field


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "accounts", run)
    parser.add_argument(
        "--status",
        type=one_of("--status", "metrics.accounts", "STATUSES"),
        metavar="S",
        help=_("only these: active, leaving, lost, back, never"),
    )
    parser.add_argument("--queue", metavar=_("NAME"), help=_("only the accounts of this queue"))
    parser.add_argument("--sort", metavar=_("COLUMN"), help=_("sort by this column; a minus before it reverses"))
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """List the accounts in the form asked for."""
    from tui.reports import render
    from tui.reports.listing import Field, Listing, rows_of

    opened = opening.start(args)
    shown = fields() if args.queue is None else (*fields(), Field("due", _("until"), "date"))
    rows = rows_of(_chosen(opened, args), shown, opened.currency)
    if not rows and args.format in ("table", "md"):
        talk(_("No account to show."))
        return 0
    answer = Listing(shown, rows, opened.currency)
    deliver(render.listing(answer, args.format, _("Accounts"), terminal_columns()), args)
    return 0


def fields() -> "tuple[Field, ...]":
    """The fields of a listing of accounts."""
    from tui.reports.listing import Field

    return (
        Field("account_id", _("id")),
        Field("name", _("name")),
        Field("status", _("status")),
        Field("mrr", _("MRR"), "money"),
        Field("currency", ""),
        Field("since", _("since"), "date"),
        Field("tenure_months", _("months"), "count"),
        Field("owner", _("owner")),
        Field("segment", _("segment")),
        Field("signals", _("signals"), "list"),
        Field("reviewed_on", _("reviewed"), "date"),
        Field("reviewed_by", _("by")),
    )


def _chosen(opened: "Engine", args: argparse.Namespace) -> "pl.DataFrame":
    """The accounts that the options ask for, in the order they ask for."""
    import polars as pl

    from metrics.where import restricted

    listed = opened.accounts() if args.queue is None else opened.queue(args.queue)
    if opened.as_of is not None:
        listed = restricted(listed, opened.ledger, args.where, opened.as_of)
    if args.status:
        listed = listed.filter(pl.col("status") == args.status)
    return listed if args.sort is None else _sorted(listed, args.sort)


def _sorted(listed: "pl.DataFrame", by: str) -> "pl.DataFrame":
    """Sorted by a column, nulls last, ties by id; a minus before its name reverses."""
    column = by.removeprefix("-")
    known = [name for name in listed.columns if name != "signals"]
    if column not in known:
        raise WrongUsage("unknown_column", column=column, known=", ".join(known))
    order = dict.fromkeys((column, "account_id"))
    return listed.sort(*order, descending=[by.startswith("-"), False][: len(order)], nulls_last=True)
