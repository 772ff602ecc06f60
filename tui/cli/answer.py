"""What the commands about time share: one answer, given in the form asked for."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.cli.options import add_every, add_format, add_question
from tui.cli.output import columns, deliver
from tui.cli.parser import Parser
from tui.cli.streams import talk
from tui.words import _

if TYPE_CHECKING:
    from tui.reports.listing import Grid, Listing


@dataclass(frozen=True)
class Answer:
    """`whole` is the JSON, `listing` the same rows for CSV, `blocks` and `notes` are for people; `nothing` is what
    they are told where there are no rows, if that is not for want of data."""

    title: str
    whole: object
    listing: "Listing"
    blocks: "Sequence[Grid]"
    notes: Sequence[str] = ()
    nothing: str | None = None


def add_options(parser: Parser) -> None:
    """`--every`, `--by`, what is asked of whom, and the form of the answer."""
    add_every(parser)
    parser.add_argument(
        "--by", metavar=_("FIELD"), help=_("a line for each plan, tenure, cohort or column of accounts")
    )
    add_question(parser)
    add_format(parser)


def no_figures() -> str:
    """What is said of a book without data."""
    return _("There are no figures yet: `churn-tui import FILE` brings data, `churn-tui demo` shows sample data.")


def give(answer: Answer, args: argparse.Namespace) -> int:
    """Write the answer where and as the options say; a sentence where there is nothing to show a person."""
    from tui.reports import csv, json, render

    if args.format == "json":
        deliver(json.write(answer.whole), args)
    elif args.format == "csv":
        deliver(csv.write(answer.listing), args)
    elif not answer.listing.rows:
        talk(answer.nothing or no_figures())
    else:
        deliver(render.grids(answer.blocks, args.format, answer.title, columns(), answer.notes), args)
    return 0
