"""`churn-tui audit`: which signals came before losses, against customers who were alike and stayed."""

import argparse
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.answer import Answer, add_options, give
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.retention import audits
from tui.words import _

if TYPE_CHECKING:
    from metrics.audit import Audit

_NAMES = (
    "signal", "days", "lost", "lost_with", "stayers", "stayers_with",
    "odds_ratio", "low", "high", "lead_days", "base_rate",
)  # fmt: skip


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "audit", run)
    parser.add_argument("--seed", type=int, default=0, metavar="N", help=_("draws other stayers"))
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Audit the signals, for the whole or for each group by itself, and write it in the form asked for."""
    opened = opening.start(args)
    return give(answer(audits(opened, args.every, args.by, args.where, args.seed), args.by), args)


def answer(found: "dict[str | None, Audit]", by: str | None) -> Answer:
    """The findings for machines and for people, with what they are not good for."""
    from metrics.signals import BY_CODE
    from tui.reports.listing import Field, Listing, grid

    group_field = (Field("group", by),) if by else ()
    fields = (
        *group_field,
        Field("signal", _("signal")),
        Field("days", _("days"), "count"),
        Field("lost", _("lost"), "count"),
        Field("lost_with", _("with it"), "count"),
        Field("stayers", _("stayed"), "count"),
        Field("stayers_with", _("with it"), "count"),
        Field("odds_ratio", _("odds"), "score"),
        Field("low", _("low"), "score"),
        Field("high", _("high"), "score"),
        Field("lead_days", _("lead"), "days"),
        Field("base_rate", _("base"), "ratio"),
    )
    rows: list[dict[str, object]] = []
    for group, one in found.items():
        label = {"group": group} if by else {}
        rows += [label | {name: getattr(finding, name) for name in _NAMES} for finding in one.findings]
    people = [row | {"signal": _(BY_CODE[str(row["signal"])].title)} for row in rows]
    whole = {"by": by, "rows": rows} if by else {"rows": rows}
    return Answer(
        _("Signals before losses"), whole, Listing(fields, rows), [grid(Listing(fields, people))], _notes(found)
    )


def _notes(found: "dict[str | None, Audit]") -> list[str]:
    """How the figures came about, and what must not be made of them."""
    sampled, losses = (sum(getattr(one, name) for one in found.values()) for name in ("sampled", "losses"))
    notes = [
        _(
            "{sampled} of {losses} losses, each against up to 4 customers of like tenure, segment and size who stayed."
        ).format(sampled=sampled, losses=losses),
        _("The intervals hold at 95% for all signals and days tried together."),
    ]
    if any(one.is_thin for one in found.values()):
        notes.append(_("Many signals are tried on few losses here: take none of them for proven."))
    notes.append(
        _(
            "No score and no list to contact is made of this: "
            "in published trials, contacting customers by score raised churn."
        )
    )
    return notes
