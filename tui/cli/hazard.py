"""`churn-tui hazard`: when customers leave."""

import argparse
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.answer import Answer, add_options, give
from tui.cli.options import command, day, one_of
from tui.cli.parser import Subparsers
from tui.retention import reasons
from tui.words import _

if TYPE_CHECKING:
    from metrics.hazard import Hazard


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "hazard", run)
    parser.add_argument(
        "--axis",
        type=one_of("--axis", "metrics.hazard", "AXES"),
        default="tenure",
        metavar="A",
        help=_("by month of `tenure`, by `calendar` month, or by months to the `renewal`"),
    )
    parser.add_argument(
        "--observed-from", type=day("--observed-from"), metavar="D", help=_("losses before this day were not recorded")
    )
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Compute the rates and write them in the form asked for."""
    from metrics.hazard import hazard

    opened = opening.start(args)
    found = hazard(
        opened.ledger,
        opened.day,
        axis=args.axis,
        by=args.by,
        where=args.where,
        every=args.every,
        reasons=reasons(opened),
        observed_from=args.observed_from or opened.observed_from,
    )
    return give(answer(found), args)


def answer(found: "Hazard") -> Answer:
    """The rates for machines and for people."""
    from tui.reports.listing import Field, Listing, grid

    titles = {
        "tenure": (_("month of tenure"), _("When they leave, by month of tenure")),
        "calendar": (_("month of the year"), _("When they leave, by month of the year")),
        "renewal": (_("months to renewal"), _("When they leave, by months to the renewal")),
    }
    head, title = titles[found.axis]
    fields = (
        Field("group", found.by or ""),
        Field("month", head, "count"),
        Field("exposed", _("could have left"), "count"),
        Field("lost", _("lost"), "count"),
        Field("voluntary", _("voluntary"), "count"),
        Field("involuntary", _("involuntary"), "count"),
        Field("scheduled", _("scheduled"), "count"),
        Field("rate", _("rate"), "ratio"),
        Field("low", _("low"), "ratio"),
        Field("high", _("high"), "ratio"),
    )
    rows = [{field.name: getattr(rate, field.name) for field in fields} for rate in found.rates]
    listing = Listing(fields, rows)
    notes = [
        _("Rates have 95% intervals. Losses of unknown cause count as voluntary; scheduled ones have not come yet.")
    ]
    return Answer(title, {"axis": found.axis, "by": found.by, "rows": rows}, listing, [grid(listing)], notes)
