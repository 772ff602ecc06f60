"""`churn-tui explain METRIC PERIOD`: the definition, this period's numbers, and the accounts behind them."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.options import add_format, add_question, command
from tui.cli.output import columns, deliver
from tui.cli.parser import Subparsers
from tui.cli.report import check_metrics
from tui.words import _

if TYPE_CHECKING:
    from metrics.explain import Explanation
    from tui.reports.listing import Field, Listing


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
    from metrics.explain import explain
    from tui.reports import json, render

    opened = opening.start(args)
    question = opened.question(args.where, by=args.by)
    answer = explain(opened.ledger, question, args.metric, args.period, args.group or None)
    if args.format == "json":
        deliver(json.write(as_json(answer)), args)
    elif args.format == "csv":
        deliver(render.listing(accounts(answer), "csv", ""), args)
    else:
        listed = render.listing(accounts(answer), args.format, _(answer.measure.title), columns())
        deliver("\n".join([*head(answer, args.format == "md"), "", listed]), args)
    return 0


def as_json(answer: "Explanation") -> dict[str, object]:
    """The explanation as `explain --format json` has it."""
    from tui import explaining

    row = answer.figure.row(answer.currency)
    return {
        "metric": answer.measure.id,
        "period": row["period"],
        "title": _(answer.measure.title),
        "definition": _(answer.measure.definition),
        "formula": explaining.formula(answer),
        **{name: row[name] for name in ("value", "numerator", "denominator", "low", "high")},
        "inputs": [figure.row(answer.currency) for figure in answer.inputs],
        "accounts": accounts(answer).rows,
    }


def accounts(answer: "Explanation") -> "Listing":
    """The accounts behind the figure as a listing."""
    from tui import explaining
    from tui.reports.listing import Listing

    above, below = answer.measure.money
    rows = [
        {
            "account_id": account,
            "name": name,
            "numerator": _exact(numerator, answer.currency, is_money=above),
            "denominator": _exact(denominator, answer.currency, is_money=below),
            "why": explaining.why(why),
        }
        for account, name, numerator, denominator, why in answer.accounts.iter_rows()
    ]
    if answer.measure.kind != "ratio":
        rows = [{**row, "denominator": None} for row in rows]
    return Listing(_fields(answer), rows, answer.currency)


def _fields(answer: "Explanation") -> "tuple[Field, ...]":
    from tui.reports.listing import Field

    above, below = answer.measure.money
    return (
        Field("account_id", _("id")),
        Field("name", _("name")),
        Field("numerator", _("above the line"), "money" if above else "count"),
        Field("denominator", _("below the line"), "money" if below else "count"),
        Field("why", _("why")),
    )


def _exact(number: float | None, currency: str | None, *, is_money: bool) -> float | str | None:
    from metrics.money import to_decimal_string

    if number is None or not is_money:
        return int(number) if isinstance(number, float) and number.is_integer() else number
    return to_decimal_string(int(number), currency)


def head(answer: "Explanation", markdown: bool) -> Sequence[str]:
    """What stands above the accounts: title, definition, formula with its numbers, interval, caveats, source."""
    from tui import explaining

    measure = answer.measure
    title = f"{_(measure.title)}, {answer.figure.period.label}"
    lines = [
        f"## {title}" if markdown else title,
        _(measure.definition),
        explaining.formula(answer),
        explaining.interval(answer.figure),
        _(measure.caveats) if measure.caveats else None,
        _("Source: {source}").format(source=measure.source),
    ]
    return [line for line in lines if line]
