"""`churn-tui explain METRIC PERIOD`: all that the screen says of a figure, and the accounts and lines behind it."""

import argparse
from dataclasses import replace

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.options import add_format, add_question, command
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.cli.report import check_metrics
from tui.words import _

HISTORY = 24  # periods that are held against each other


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "explain", run)
    parser.add_argument("metric", metavar=_("METRIC"), help=_("id of a metric"))
    parser.add_argument("period", metavar=_("PERIOD"), help=_("2026-09, 2026-Q3, 2026-H2, 2026 or 2026-09/12"))
    parser.add_argument("--by", metavar=_("FIELD"), help=_("the field that --group is a value of"))
    parser.add_argument("--group", metavar=_("VALUE"), help=_("this group only; empty: those without a value"))
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Explain the figure in the form asked for."""
    check_metrics([args.metric])
    if args.by is not None and args.group is None:
        raise WrongUsage("by_without_group", by=args.by)
    if args.by is None and args.group is not None:
        raise WrongUsage("group_without_by", group=args.group)
    from metrics.beside import HELD_AGAINST, beside
    from metrics.explain import explain
    from metrics.figures import report
    from metrics.periods import parse_label, shift
    from tui.reports.explanation import Explained, lines_of

    opened = opening.start(args)
    question = opened.question(args.where, by=args.by)
    group = args.group or None
    answer = explain(opened.ledger, question, args.metric, args.period, group)
    every, period = parse_label(args.period, opened.day)
    first = shift(period, every, 1 - HISTORY, opened.day)
    metrics = (args.metric, *HELD_AGAINST.get(args.metric, ()))
    asked = replace(question, every=every, start=first.start, stop=period.end, metrics=metrics)
    around = report(opened.ledger, asked)
    held = beside(opened.ledger, asked, args.metric, args.period, around, group)
    lines = {} if args.format == "json" else lines_of(opened.book, opened.ledger, answer)
    explained = Explained(answer, around, opened.assumptions.stage, held, lines)
    deliver(explained.text(args.format, terminal_columns()), args)
    return 0
