"""`churn-tui forecast`: the losses of the next periods, and how wrong such forecasts have been."""

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from metrics.errors import ChurnError
from tui.cli import opening
from tui.cli.answer import Answer, add_options, give
from tui.cli.options import command
from tui.cli.parser import Subparsers
from tui.retention import HORIZON, forecasts
from tui.sentences import say
from tui.words import _

if TYPE_CHECKING:
    from metrics.forecast import Forecast
    from tui.reports.listing import Field, Grid

_MONEY = ("mrr_lost", "mrr_low80", "mrr_high80")
_SCORE = ("method", "periods", "mae", "bias", "coverage80", "chosen")


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "forecast", run)
    parser.add_argument("--periods", type=int, default=HORIZON, metavar="N", help=_("how many periods ahead, 1 to 12"))
    add_options(parser)


def run(args: argparse.Namespace) -> int:
    """Forecast, the whole or each group by itself, and write it in the form asked for."""
    opened = opening.start(args)
    whole = forecasts(opened, args.every, args.by, args.where, args.periods)
    found = {group: one for group, one in whole.items() if not isinstance(one, ChurnError)}
    notes = [f"{_name(group)}: {say(one)}" for group, one in whole.items() if isinstance(one, ChurnError)]
    return give(answer(found, args.by, opened.currency, notes), args)


def answer(
    found: "dict[str | None, Forecast]", by: str | None, currency: str | None, notes: Sequence[str] = ()
) -> Answer:
    """The forecasts for machines and for people."""
    from tui.reports.listing import Listing

    wholes = {group: as_json(one, currency) for group, one in found.items()}
    whole: object = {"by": by, "groups": [{"group": group, **one} for group, one in wholes.items()]}
    if by is None:
        whole = next(iter(wholes.values()))
    rows = [{"group": group, **row} for group, one in wholes.items() for row in one["rows"]]
    blocks = [block for group, one in wholes.items() for block in _blocks(group, one, by, currency)]
    said = [*notes, _("Scheduled losses are counted first; who joins meanwhile is expected as in the last year.")]
    return Answer(_("Forecast"), whole, Listing(_fields(by), rows, currency), blocks, said)


def as_json(one: "Forecast", currency: str | None) -> dict[str, Any]:
    """A forecast as `forecast --format json` has it."""
    from metrics.money import to_decimal_string

    names = ("period", "customers_start", "lost", "low80", "high80", "low95", "high95")
    rows = [
        {name: getattr(row, name) for name in names}
        | {name: to_decimal_string(round(getattr(row, name)), currency) for name in _MONEY}
        for row in one.rows
    ]
    backtest = [{name: getattr(score, name) for name in _SCORE} for score in one.backtest]
    return {"method": one.method, "rows": rows, "backtest": backtest}


def _fields(by: str | None) -> "tuple[Field, ...]":
    from tui.reports.listing import Field

    group = (Field("group", by),) if by else ()
    return (
        *group,
        Field("period", _("period")),
        Field("customers_start", _("customers at start"), "count"),
        Field("lost", _("lost"), "score"),
        Field("low80", _("low 80%"), "score"),
        Field("high80", _("high 80%"), "score"),
        Field("low95", _("low 95%"), "score"),
        Field("high95", _("high 95%"), "score"),
        Field("mrr_lost", _("MRR lost"), "money"),
        Field("mrr_low80", _("low 80%"), "money"),
        Field("mrr_high80", _("high 80%"), "money"),
    )


def _blocks(group: str | None, one: dict[str, Any], by: str | None, currency: str | None) -> "Iterator[Grid]":
    """The periods to come, and how every method did."""
    from dataclasses import replace

    from metrics.forecasters import METHODS
    from tui.reports.listing import Field, Listing, grid

    titles = {method.code: _(method.title) for method in METHODS}
    name = titles[str(one["method"])]
    title = _("Losses to come, by method: {method}").format(method=name)
    ahead = grid(Listing(_fields(None), one["rows"], currency))
    yield replace(ahead, title=f"{_name(group)}. {title}" if by else title)
    fields = (
        Field("method", _("method")),
        Field("periods", _("tried"), "count"),
        Field("mae", _("mean error"), "score"),
        Field("bias", _("bias"), "score"),
        Field("coverage80", _("in 80% interval"), "ratio"),
        Field("used", _("used")),
    )
    scores = [
        score | {"method": titles[str(score["method"])], "used": _("yes") if score["chosen"] else ""}
        for score in one["backtest"]
    ]
    yield replace(grid(Listing(fields, scores)), title=_("How wrong forecasts of the next period were"))


def _name(group: str | None) -> str:
    from tui import formats

    return formats.NOTHING if group is None else formats.clean(group)
