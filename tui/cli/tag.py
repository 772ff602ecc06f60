"""`churn-tui tag ACCOUNT`: why a customer was lost, theirs and ours."""

import argparse
from typing import TYPE_CHECKING, Any

from metrics.errors import ChurnError, WrongUsage
from tui.cli import opening
from tui.cli.options import add_question, command, day, one_of
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _

if TYPE_CHECKING:
    from metrics.tags import Tagged
    from tui.engine import Engine

_TAGS = "metrics.book.tags"


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "tag", run)
    parser.add_argument("account", metavar=_("ACCOUNT"), help=_("id of the account"))
    parser.add_argument(
        "--reason",
        action="append",
        default=[],
        metavar=_("CODE"),
        help=_("why, as we see it (repeatable; the first is the main one)"),
    )
    parser.add_argument("--stated", metavar=_("CODE"), help=_("why, as the customer says"))
    parser.add_argument("--lost-on", type=day("--lost-on"), metavar="D", help=_("which loss (default: the latest)"))
    parser.add_argument(
        "--evidence",
        type=one_of("--evidence", _TAGS, "EVIDENCE"),
        metavar="E",
        help=_("how we know: answered, silent, not_asked, inferred"),
    )
    parser.add_argument(
        "--avoidable",
        type=one_of("--avoidable", _TAGS, "AVOIDABLE"),
        metavar="A",
        help=_("could we have kept them: yes, no, unclear"),
    )
    parser.add_argument("--competitor", metavar=_("NAME"), help=_("who they went to"))
    parser.add_argument("--lesson", metavar=_("TEXT"), help=_("what should change"))
    parser.add_argument("--note", metavar=_("TEXT"), help=_("anything else worth keeping"))
    parser.add_argument("--undo", action="store_true", help=_("take back the newest change of this loss's tag"))
    add_question(parser)


def run(args: argparse.Namespace) -> int:
    """Store the tag, or take its newest change back."""
    from metrics.book.tags import LossRef

    fields = given(args)
    if args.undo == bool(fields):
        raise WrongUsage("nothing_to_tag")
    opened = opening.start(args)
    loss = chosen_loss(opened, args)
    reference = LossRef.of(loss)
    if args.undo:
        opened.book.tags.undo(reference, loss["thread"])
    else:
        opened.book.tags.tag(reference, fields, loss["thread"])
    sentence = _("The tag of {account}, lost on {day}, is taken back.") if args.undo else _(
        "{account}, lost on {day}, is tagged."
    )  # fmt: skip
    talk(sentence.format(account=args.account, day=loss["lost_on"].isoformat()))
    return 0


def given(args: argparse.Namespace) -> dict[str, Any]:
    """The fields that the options give; the others stay as they are."""
    fields = {
        name: getattr(args, name)
        for name in ("stated", "evidence", "avoidable", "competitor", "lesson", "note")
        if getattr(args, name) is not None
    }
    if args.reason:
        fields |= {"assessed": args.reason[0], "reasons": args.reason[1:]}
    return fields


def chosen_loss(opened: "Engine", args: argparse.Namespace) -> dict[str, Any]:
    """The account's loss of that day, or its latest one.

    Raises ChurnError where the book does not know the account, or no such loss of it.
    """
    import polars as pl

    opening.check_account(opened.book, args.account)
    tagged: Tagged = opened.losses()
    mine = tagged.losses.filter(pl.col("account_id") == opened.root(args.account)).sort("lost_on")
    if args.lost_on is not None:
        mine = mine.filter(pl.col("lost_on") == args.lost_on)
    if mine.is_empty():
        if args.lost_on is None:
            raise ChurnError("never_lost", account=args.account)
        raise ChurnError("unknown_loss", account=args.account, day=args.lost_on.isoformat())
    return mine.row(-1, named=True)
