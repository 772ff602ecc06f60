"""`churn-tui whatif`: a year without the losses of one reason, or with five points more retention."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui.cli import opening
from tui.cli.answer import Answer, give
from tui.cli.options import add_format, add_question, command
from tui.cli.parser import Subparsers
from tui.retention import title_of, year_s_losses
from tui.words import _

if TYPE_CHECKING:
    from metrics.book.reasons import BookReason
    from metrics.whatif import Estimate, Scenario
    from tui.reports.listing import Grid

_PARTS = ("expected", "instead", "low", "high")


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "whatif", run)
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Carry every scenario forward and write them in the form asked for."""
    from metrics.whatif import scenarios

    opened = opening.start(args)
    found = scenarios(opened.ledger, opened.day, year_s_losses(opened), where=args.where)
    return give(answer(found, opened.book.reasons.all(), opened.currency), args)


def answer(found: "tuple[Scenario, ...]", reasons: "dict[str, BookReason]", currency: str | None) -> Answer:
    """The scenarios for machines; what each would gain for people."""
    from metrics.whatif import CLAIM
    from tui.reports.listing import Field, Listing

    rows = [as_json(each, currency) for each in found]
    fields = (
        Field("scenario", _("If these did not leave")),
        Field("avoided", _("lost"), "count"),
        Field("share", _("share"), "ratio"),
        *(Field(f"{part}_customers", "", "score") for part in _PARTS),
        *(Field(f"{part}_revenue", "", "money") for part in _PARTS),
    )
    flat = [
        {"scenario": row["scenario"], "avoided": row["avoided"], "share": row["share"]}
        | {f"{part}_{of}": row[of][part] for of in ("customers", "revenue") for part in _PARTS}
        for row in rows
    ]
    notes = [
        _("Gained in twelve months, carried forward with the forecast's own method; the band holds 95 of 100 cases."),
        _(CLAIM),
    ]
    return Answer(_("What if"), {"rows": rows}, Listing(fields, flat, currency),
                  [_gains(found, reasons, currency)], notes)  # fmt: skip


def as_json(one: "Scenario", currency: str | None) -> dict[str, Any]:
    """A scenario: what share of the year's losses would not happen, and what stands after a year."""
    from metrics.money import to_decimal_string

    def amount(found: "Estimate") -> dict[str, str]:
        return {part: to_decimal_string(round(getattr(found, part)), currency) for part in _PARTS}

    result = one.answer
    return {
        "scenario": one.code,
        "avoided": one.avoided,
        "lost": one.lost,
        "share": result.share,
        "low": result.low,
        "high": result.high,
        "customers": {part: getattr(result.customers, part) for part in _PARTS},
        "mrr": amount(result.mrr),
        "revenue": amount(result.revenue),
    }


def _gains(found: "tuple[Scenario, ...]", reasons: "dict[str, BookReason]", currency: str | None) -> "Grid":
    """What each scenario would gain, with its band."""
    from tui.formats import count, money, share
    from tui.reports.listing import Grid

    def people(value: float) -> str:
        return "+" + count(round(value))

    def amount(value: float) -> str:
        return "+" + money(round(value), currency, digits=0)

    def band(one: "Estimate", shown: Callable[[float], str]) -> str:
        return f"{shown(one.low - one.expected)} … {shown(one.high - one.expected)}"

    rows = []
    for each in found:
        customers, revenue = each.answer.customers, each.answer.revenue
        rows.append(
            (
                title_of(each.code, reasons), count(each.avoided) if each.avoided else "–", share(each.answer.share),
                people(customers.instead - customers.expected), band(customers, people),
                amount(revenue.instead - revenue.expected), band(revenue, amount),
            )
        )  # fmt: skip
    heads = (
        _("If these did not leave"), _("lost"), _("share"), _("customers"), _("95 of 100"), _("year's revenue"),
        _("95 of 100"),
    )  # fmt: skip
    return Grid(heads, (False, *(True for _head in heads[1:])), rows)
