"""`churn-tui losses`: the lost customers, the biggest first, with what is known of why."""

import argparse
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.options import add_format, add_question, add_range, check_range, command
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from tui.engine import Engine
    from tui.reports.listing import Field


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "losses", run)
    parser.add_argument("--untagged", action="store_true", help=_("only those that nobody has given a reason"))
    parser.add_argument(
        "--linked", action="store_true", help=_("those that are none: another account, linked, continues the customer")
    )
    add_range(parser)
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """List the losses in the form asked for."""
    check_range(args.start, args.stop)
    from tui.reports import render
    from tui.reports.listing import Listing, rows_of

    opened = opening.start(args)
    tagged = opened.linked_losses() if args.linked else opened.losses()
    if not args.linked and not tagged.apart.is_empty():
        n = tagged.apart.height
        sentence = ngettext(
            "{n} tag has no loss any more; `churn-tui tags export` has it.",
            "{n} tags have no loss any more; `churn-tui tags export` has them.",
            n,
        )
        talk(sentence.format(n=n))
    rows = rows_of(_chosen(opened, tagged.losses, args), fields(), opened.currency)
    if not rows and args.format in ("table", "md"):
        talk(_("No loss to show."))
        return 0
    deliver(
        render.listing(Listing(fields(), rows, opened.currency), args.format, _("Losses"), terminal_columns()), args
    )
    return 0


def fields() -> "tuple[Field, ...]":
    """The fields of a listing of losses; those without a title are for machines."""
    from tui.reports.listing import Field

    return (
        Field("account_id", _("id")),
        Field("name", _("name")),
        Field("lost_on", _("lost"), "date"),
        Field("asked_on", "", "date"),
        Field("paid_until", "", "date"),
        Field("mrr_lost", _("MRR lost"), "money"),
        Field("tenure_months", _("months"), "count"),
        Field("returned_on", _("returned"), "date"),
        Field("stated", _("stated")),
        Field("stated_text", _("in their words")),
        Field("assessed", _("assessed")),
        Field("reasons", "", "list"),
        Field("evidence", ""),
        Field("avoidable", ""),
        Field("competitor", ""),
        Field("lesson", ""),
        Field("note", ""),
        Field("tagged_by", _("by")),
        Field("tagged_at", ""),
    )


def _chosen(opened: "Engine", losses: "pl.DataFrame", args: argparse.Namespace) -> "pl.DataFrame":
    import polars as pl

    from metrics.where import between, restricted

    if opened.as_of is not None:
        losses = restricted(losses, opened.ledger, args.where, opened.as_of, day="lost_on")
    if args.untagged:
        losses = losses.filter(pl.col("assessed").is_null())
    losses = between(losses, "lost_on", args.start, args.stop)
    return losses.with_columns(pl.col("reasons").fill_null(pl.lit([], dtype=pl.List(pl.String))))
