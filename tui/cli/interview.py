"""`churn-tui interview`: the exit interview of one lost account, and who has not been asked yet."""

import argparse
from typing import TYPE_CHECKING, Any

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.options import add_format, add_question, command, day
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.cli.tag import chosen_loss
from tui.words import _

if TYPE_CHECKING:
    from tui.reports.listing import Field

# The option of each answer, by the field of the tag that keeps it.
_OPTIONS = {
    "said_why": "--why",
    "said_warning": "--warning",
    "said_change": "--change",
    "said_replacement": "--replacement",
    "said_return": "--return",
}


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    from tui.interviewing import QUESTIONS

    parser = command(subparsers, "interview", run)
    parser.add_argument(
        "account", nargs="?", metavar=_("ACCOUNT"), help=_("whose form to print (default: list who was not asked yet)")
    )
    parser.add_argument("--lost-on", type=day("--lost-on"), metavar="D", help=_("which loss (default: the latest)"))
    for field, option in _OPTIONS.items():
        parser.add_argument(option, dest=field, metavar=_("TEXT"), help=_(QUESTIONS[field]))
    parser.add_argument("--sent", action="store_true", help=_("the form went out: asked, no answer yet"))
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Print the form, store answers, or list those not yet asked."""
    answers: dict[str, Any] = {field: value for field in _OPTIONS if (value := getattr(args, field)) is not None}
    if args.account is None:
        if answers or args.sent:
            raise WrongUsage("interview_of_whom")
        return _not_asked(args)
    opened = opening.start(args)
    loss = chosen_loss(opened, args)
    if not answers and not args.sent:
        from tui.interviewing import form

        deliver(form(loss), args)
        return 0
    from metrics.book.tags import LossRef

    fields = answers | {"evidence": "answered" if answers else "silent"}
    opened.book.tags.tag(LossRef.of(loss), fields, loss["thread"])
    sentence = _("The answers of {account} are stored.") if answers else _("{account} counts as asked, no answer yet.")
    talk(sentence.format(account=args.account))
    return 0


def _not_asked(args: argparse.Namespace) -> int:
    from metrics.where import restricted
    from tui.interviewing import not_asked
    from tui.reports import render
    from tui.reports.listing import Listing, rows_of

    opened = opening.start(args)
    losses = not_asked(opened.losses().losses)
    rows = rows_of(restricted(losses, opened.ledger, args.where, opened.day, day="lost_on"), _fields(), opened.currency)
    if not rows and args.format in ("table", "md"):
        talk(_("Everybody who left has been asked."))
        return 0
    listing = Listing(_fields(), rows, opened.currency)
    deliver(render.listing(listing, args.format, _("Not asked yet"), terminal_columns()), args)
    return 0


def _fields() -> "tuple[Field, ...]":
    from tui.reports.listing import Field

    return (
        Field("account_id", _("id")),
        Field("name", _("name")),
        Field("lost_on", _("lost"), "date"),
        Field("mrr_lost", _("MRR lost"), "money"),
        Field("stated_text", _("in their words")),
        Field("assessed", _("assessed")),
    )
