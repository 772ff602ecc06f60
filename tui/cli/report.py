"""`churn-tui report`: the metrics, period by period."""

import argparse
from dataclasses import replace

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.answer import no_figures
from tui.cli.options import add_every, add_format, add_question, add_range, check_range, command
from tui.cli.output import columns, deliver
from tui.cli.parser import Subparsers, guess
from tui.cli.streams import talk
from tui.words import _


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "report", run)
    add_every(parser)
    add_range(parser)
    parser.add_argument(
        "--by", metavar=_("FIELD"), help=_("a line for each plan, tenure, cohort or column of accounts")
    )
    parser.add_argument("--metric", action="append", default=[], metavar="ID", help=_("only this metric (repeatable)"))
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Compute the figures and write them in the form asked for."""
    check_range(args.start, args.stop)
    check_metrics(args.metric)
    from metrics.figures import report
    from tui.reports import render

    opened = opening.start(args)
    question = opened.question(
        args.where, every=args.every, start=args.start, stop=args.stop, by=args.by, metrics=tuple(args.metric)
    )
    answer = replace(report(opened.ledger, question), as_of=opened.as_of)
    if not answer.figures and args.format in ("table", "md"):
        talk(no_figures())
        return 0
    extra = None
    if args.format in ("md", "html"):
        from metrics.beside import of_report
        from tui.reports.summary import Extra

        held = of_report(opened.ledger, question, answer)
        extra = Extra(held, opened.assumptions, opened.book.decisions.all())
    deliver(render.report(answer, args.format, _("Report"), columns(), extra), args)
    return 0


def check_metrics(wanted: list[str]) -> None:
    """Raises WrongUsage("unknown_metric") for an id that no metric bears, with the one that was probably meant."""
    if not wanted:
        return
    from metrics.catalogue import BY_ID

    for metric in wanted:
        if metric not in BY_ID:
            raise WrongUsage("unknown_metric", metric=metric, guess=guess(metric, BY_ID) or ", ".join(BY_ID))
