"""`churn-tui reasons`: why customers left, by count and MRR; the book's own list of reasons."""

import argparse
from typing import TYPE_CHECKING

from tui.cli import opening, reason_actions
from tui.cli.options import add_format, add_question, add_range, check_range, command, one_of
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.reason_words import answer_title, reason_title
from tui.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from metrics.book.reasons import BookReason
    from tui.reports.listing import Field, Listing, Row


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
    parser.add_argument(
        "--crossed", action="store_true", help=_("what customers say against what we found: a line a pair of reasons")
    )
    parser.add_argument("--by", metavar=_("FIELD"), help=_("a line for each plan, tenure, cohort, column or `period`"))
    add_range(parser)
    add_question(parser)
    add_format(parser)
    reason_actions.add_actions(parser)


def run(args: argparse.Namespace) -> int:
    """Tally the losses by reason."""
    check_range(args.start, args.stop)
    from metrics import tallies
    from metrics.where import between, restricted
    from tui.reports import render
    from tui.reports.listing import Listing

    opened = opening.start(args)
    losses = restricted(opened.losses().losses, opened.ledger, args.where, opened.day, day="lost_on")
    losses = tallies.with_evidence(between(losses, "lost_on", args.start, args.stop))
    losses = tallies.grouped(losses, opened.ledger, args.by, "month", opened.day)
    known = opened.book.reasons.all()
    if args.crossed:
        listing = crossed(losses, args.by, known, opened.currency)
        deliver(render.listing(listing, args.format, _("Stated and assessed"), terminal_columns()), args)
        return 0
    tally = tallies.by_reason(losses, args.of)
    if args.format in ("table", "md"):
        _say_over_how_many(tally, tallies.known_of(losses))
    rows = _rows(tally, args, known, opened.currency)
    answer = Listing(fields(args.by), rows, opened.currency)
    deliver(render.listing(answer, args.format, _("Reasons"), terminal_columns()), args)
    return 0


def _say_over_how_many(tally: "pl.DataFrame", known: "Mapping[str | None, int]") -> None:
    """How many told their reason; those who were not asked, and those who kept silent, stand apart."""
    n = int(tally["answered"].sum() or 0)
    talk(
        ngettext("Shares are over {n} answer.", "Shares are over the {n} who answered and have a reason.", n).format(
            n=n
        )
    )
    apart = {
        "silent": _("asked, no answer: {n}"),
        "not_asked": _("not asked: {n}"),
        "inferred": _("inferred: {n}"),
        None: _("nobody said: {n}"),
    }
    talk(" · ".join(text.format(n=known[how]) for how, text in apart.items()))


def crossed(
    losses: "pl.DataFrame", by: str | None, known: "Mapping[str, BookReason]", currency: str | None
) -> "Listing":
    """Each pair of a stated and an assessed reason, under the codes and the titles as they stand."""
    import polars as pl

    from metrics.tallies import stated_against_assessed
    from tui.reports.listing import Field, Listing, rows_of

    fields = (
        Field("group", by or ""),
        Field("stated", ""),
        Field("stated_title", _("stated")),
        Field("assessed", ""),
        Field("assessed_title", _("assessed")),
        Field("losses", _("losses"), "count"),
        Field("mrr_lost", _("MRR lost"), "money"),
        Field("currency", ""),
    )
    pairs = stated_against_assessed(losses)
    for side in ("stated", "assessed"):
        titles = [_("none") if code is None else reason_title(code, known) for code in pairs[side]]
        pairs = pairs.with_columns(pl.Series(f"{side}_title", titles, dtype=pl.String))
    rows = rows_of(pairs, fields, currency)
    return Listing(fields, rows, currency)


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

    titles = tally["title"].to_list()
    found = [
        {**row, "title": title} for row, title in zip(rows_of(tally, fields(args.by), currency), titles, strict=True)
    ]
    if args.by is None and args.of != "stated_text":
        given = {row["reason"] for row in found}
        nothing = {"losses": 0, "mrr_lost": to_decimal_string(0, currency), "further": 0, "answered": 0}
        blank = {field.name: None for field in fields(None)}
        found += [
            blank | nothing | {"reason": code, "currency": currency, "title": reason.title if reason.renamed else None}
            for code, reason in known.items()
            if code not in given and not reason.retired
        ]
    for row in found:
        code = row["reason"]
        title = row["title"]
        if code is None:
            row["title"] = _("no reason given")
        else:
            row["title"] = answer_title(str(code), None if title is None else str(title), known)
    return list(found)
