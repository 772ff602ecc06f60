"""`churn-tui survival`: how long customers stay."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.answer import Answer, add_options, give
from tui.cli.options import command, day, one_of
from tui.cli.parser import Subparsers
from tui.retention import silence
from tui.words import _

if TYPE_CHECKING:
    from metrics.survival import Curve, Survival
    from tui.reports.listing import Grid

# Months that a person is shown: all of the first year, quarters of the next two, then years.
_SHOWN = (*range(13), *range(15, 37, 3))


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "survival", run)
    parser.add_argument(
        "--subject",
        type=one_of("--subject", "metrics.stretches", "SUBJECTS"),
        default="stretch",
        metavar="S",
        help=_("each `stretch` of activity by itself, or an account's `first` one"),
    )
    parser.add_argument(
        "--observed-from", type=day("--observed-from"), metavar="D", help=_("losses before this day were not recorded")
    )
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Draw the curves and write them in the form asked for."""
    from metrics.survival import survival

    opened = opening.start(args)
    found = survival(
        opened.ledger,
        opened.day,
        by=args.by,
        where=args.where,
        every=args.every,
        subject=args.subject,
        observed_from=args.observed_from or opened.observed_from,
    )
    return give(answer(found), args)


def answer(found: "Survival") -> Answer:
    """The curves for machines; a summary, the shares by month and the test for people."""
    from tui.reports.listing import Field, Listing

    names = ("month", "at_risk", "events", "survival", "low", "high")
    curves: list[dict[str, object]] = []
    rows: list[dict[str, object]] = []
    for curve in found.curves:
        points = [{name: getattr(point, name) for name in names} for point in curve.points]
        facts = {name: getattr(curve, name) for name in ("group", "n", "events", "median", "low", "high")}
        curves.append({**facts, "points": points})
        rows += [{"group": curve.group, **point} for point in points]
    fields = tuple(Field(name, "") for name in ("group", *names))
    blocks = [_summary(found), *(_points(found, curve) for curve in found.curves)]
    return Answer(
        _("Survival"), {"by": found.by, "curves": curves}, Listing(fields, rows), blocks, list(_notes(found))
    )  # fmt: skip


def _summary(found: "Survival") -> "Grid":
    from tui.reports.listing import Grid, shown

    heads = (
        found.by or "", _("stretches"), _("lost"), _("median stay, months"), _("95% interval"),
        _("mean of the first {n} months").format(n=max((curve.until for curve in found.curves), default=0)),
    )  # fmt: skip
    rows = [
        (
            _name(found, curve), shown(curve.n, "count", None), shown(curve.events, "count", None),
            shown(curve.median, "count", None),
            f"{shown(curve.low, 'count', None)} … {shown(curve.high, 'count', None)}",
            shown(round(curve.mean, 1), "score", None),
        )
        for curve in found.curves
    ]  # fmt: skip
    return Grid(heads, (False, *(True for _head in heads[1:])), rows, _("How long they stay"))


def _points(found: "Survival", curve: "Curve") -> "Grid":
    from tui.reports.listing import Grid, shown

    heads = (_("month"), _("at risk"), _("lost"), _("still there"), _("low"), _("high"))
    rows = [
        (
            str(point.month), shown(point.at_risk, "count", None), shown(point.events, "count", None),
            *(shown(share, "ratio", None) for share in (point.survival, point.low, point.high)),
        )
        for point in curve.points
        if point.month in _SHOWN or point.month % 12 == 0 or point is curve.points[-1]
    ]  # fmt: skip
    return Grid(heads, tuple(True for _head in heads), rows, _name(found, curve))


def _name(found: "Survival", curve: "Curve") -> str:
    from tui import formats

    if found.by is None:
        return _("all")
    return formats.NOTHING if curve.group is None else formats.clean(curve.group)


def _notes(found: "Survival") -> Iterator[str]:
    from tui import formats

    if found.subject == "first":
        yield _("Kaplan-Meier, each account's first stretch of activity; who is still there counts up to as-of.")
    else:
        yield _("Kaplan-Meier, each stretch of activity by itself; who is still there counts up to as-of.")
    if found.observed_from:
        yield _("Losses before {day} were not recorded: earlier starts count from then on.").format(
            day=formats.date(found.observed_from)
        )
    if quiet := silence(found):
        yield quiet
    if found.test:
        yield _("Log-rank test that the groups are alike: chi² = {value}, {freedom} degrees of freedom, p {p}.").format(
            value=f"{found.test.chi_squared:.2f}", freedom=found.test.freedom, p=_p_value(found.test.p_value)
        )


def _p_value(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"= {value:.4f}"
