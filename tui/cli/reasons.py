"""`churn-tui reasons`: why customers left, by count and MRR; the book's own list of reasons."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.cli import engine
from tui.cli.options import add_everywhere, add_format, add_question, add_range, check_range, command, one_of
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Parser, Subparsers
from tui.cli.streams import talk
from tui.reason_words import reason_title
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.reasons import BookReason, Reasons
    from tui.reports.listing import Field, Row


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "reasons", run)
    parser.add_argument(
        "--of",
        type=one_of("--of", "metrics.tallies", "OFS"),
        default="assessed",
        metavar="R",
        help=_("ours or theirs: assessed, stated, stated_text"),
    )
    parser.add_argument("--by", metavar=_("FIELD"), help=_("a line for each plan, tenure, cohort, column or `period`"))
    add_range(parser)
    add_question(parser)
    add_format(parser)
    actions = parser.add_subparsers(title=_("actions"), metavar=_("ACTION"), parser_class=Parser)
    _add_action(actions, "add", _("a further reason"), _add)
    _add_action(actions, "rename", _("word a reason anew, from now on"), _rename)
    _add_action(actions, "retire", _("offer a reason no more"), _retire)


def _add_action(
    actions: Subparsers, name: str, summary: str, act: "Callable[[Reasons, argparse.Namespace], None]"
) -> None:
    parser = actions.add_parser(name, help=summary, description=summary)
    parser.add_argument("code", metavar=_("CODE"), help=_("its code, the same in every language"))
    if act is not _retire:
        parser.add_argument("title", metavar=_("TITLE"), help=_("how it is worded"))
    add_everywhere(parser)

    def change(args: argparse.Namespace) -> int:
        act(engine.open_book(args).reasons, args)
        talk(_("Done: {code}.").format(code=args.code))
        return 0

    parser.set_defaults(run=change, parser=parser)


def _add(reasons: "Reasons", args: argparse.Namespace) -> None:
    reasons.add(args.code, args.title)


def _rename(reasons: "Reasons", args: argparse.Namespace) -> None:
    reasons.rename(args.code, args.title)


def _retire(reasons: "Reasons", args: argparse.Namespace) -> None:
    reasons.retire(args.code)


def run(args: argparse.Namespace) -> int:
    """Tally the losses by reason."""
    check_range(args.start, args.stop)
    from metrics import tallies
    from metrics.where import between, restricted
    from tui.reports import render
    from tui.reports.listing import Listing

    opened = engine.start(args)
    losses = restricted(opened.losses().losses, opened.ledger, args.where, opened.day, day="lost_on")
    losses = tallies.with_evidence(between(losses, "lost_on", args.start, args.stop))
    losses = tallies.grouped(losses, opened.ledger, args.by, "month", opened.day)
    known = opened.book.reasons.all()
    rows = _rows(tallies.by_reason(losses, args.of), args, known, opened.currency)
    answer = Listing(fields(args.by), rows, opened.currency)
    deliver(render.listing(answer, args.format, _("Reasons"), terminal_columns()), args)
    return 0


def fields(by: str | None) -> "tuple[Field, ...]":
    """The fields of the tally."""
    from tui.reports.listing import Field

    return (
        Field("group", by or ""),
        Field("reason", _("reason")),
        Field("title", _("title")),
        Field("losses", _("losses"), "count"),
        Field("mrr_lost", _("MRR lost"), "money"),
        Field("currency", ""),
        Field("further", _("further"), "count"),
        Field("answered", _("answered"), "count"),
        Field("share", _("of answers"), "ratio"),
        Field("low", "", "ratio"),
        Field("high", "", "ratio"),
    )


def _rows(
    tally: "pl.DataFrame", args: argparse.Namespace, known: "dict[str, BookReason]", currency: str | None
) -> "list[Row]":
    """The tally's rows; ungrouped, followed by the reasons on offer that no loss has."""
    from metrics.money import to_decimal_string
    from tui.reports.listing import rows_of

    found = [dict(row) for row in rows_of(tally, fields(args.by), currency)]
    if args.by is None and args.of != "stated_text":
        given = {row["reason"] for row in found}
        nothing = {"losses": 0, "mrr_lost": to_decimal_string(0, currency), "further": 0, "answered": 0}
        blank = {field.name: None for field in fields(None)}
        found += [
            blank | nothing | {"reason": code, "currency": currency}
            for code, reason in known.items()
            if code not in given and not reason.retired
        ]
    for row in found:
        code = row["reason"]
        row["title"] = _("no reason given") if code is None else reason_title(str(code), known)
    return list(found)
