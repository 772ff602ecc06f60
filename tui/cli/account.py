"""`churn-tui account ID`: everything known of one account."""

import argparse
from typing import TYPE_CHECKING, Any

from tui.cli import opening
from tui.cli.options import add_format, add_question, command
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.words import _

if TYPE_CHECKING:
    from metrics.account import AccountPage
    from tui.reports.listing import Grid, Listing


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "account", run)
    parser.add_argument("id", metavar="ID", help=_("id of the account"))
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """Show the account's page in the form asked for; the timeline alone as CSV."""
    from tui.reports import json, render

    opened = opening.start_for_one(args)
    answer = opened.page(opened.root(args.id))
    files = {record.id: record.file for record in opened.book.imports(include_undone=True)}
    if args.format == "json":
        deliver(json.write(as_json(answer, files)), args)
    elif args.format == "csv":
        deliver(render.listing(timeline(answer, files), "csv", ""), args)
    else:
        title = str(answer.state["name"])
        deliver(render.grids(grids(answer, files), args.format, title, terminal_columns()), args)
    return 0


def as_json(answer: "AccountPage", files: dict[int, str]) -> dict[str, Any]:
    """The page as `account ID --format json` has it."""
    from tui import telling

    rows = {name: figure.row(answer.currency) for name, figure in answer.figures.items()}
    wrote = answer.written
    return {
        "account_id": answer.account_id,
        "name": answer.state["name"],
        "status": answer.state["status"],
        "figures": {name: row["value"] for name, row in rows.items()},
        "timeline": list(timeline(answer, files).rows),
        "signals": [
            {
                "code": row["code"],
                "since": row["since"].isoformat(),
                "evidence": telling.evidence(row["code"], row["evidence"], answer.currency, verbatim=True),
            }
            for row in answer.signals.iter_rows(named=True)
        ],
        "tags": _plain(wrote.tags.drop("subscriptions").to_dicts()),
        "notes": _plain(wrote.notes.to_dicts()),
        "reviews": _plain(wrote.reviews.to_dicts()),
    }


def timeline(answer: "AccountPage", files: dict[int, str]) -> "Listing":
    """What happened, the earliest first, each entry with the file and line that says it."""
    from metrics.money import to_decimal_string
    from tui import telling
    from tui.reports.listing import Field, Listing

    fields = (
        Field("on", _("on"), "date"),
        Field("kind", _("what")),
        Field("text", _("what happened")),
        Field("amount", ""),
        Field("file", _("file"), "file"),
        Field("line", _("line"), "count"),
    )
    rows = [
        {
            "on": row["on"].isoformat(),
            "kind": row["kind"],
            "text": telling.entry(row["code"], row["params"], answer.currency, verbatim=True),
            "amount": None if row["amount"] is None else to_decimal_string(row["amount"], answer.currency),
            "file": files.get(row["source_import"]),
            "line": row["source_line"],
        }
        for row in answer.timeline.iter_rows(named=True)
    ]
    return Listing(fields, rows, answer.currency)


def grids(answer: "AccountPage", files: dict[int, str]) -> "list[Grid]":
    """The page as tables: who it is, its figures, its signals, its timeline."""
    from dataclasses import replace

    from metrics.signals import BY_CODE
    from tui import explaining, formats, telling
    from tui.reports.listing import Grid, grid

    state = answer.state
    who = [
        (_("status"), str(state["status"])),
        (_("MRR"), formats.money(state["mrr"], answer.currency)),
        (_("since"), formats.date(state["since"])),
        (_("owner"), formats.clean(state["owner"] or "")),
        (_("segment"), formats.clean(state["segment"] or "")),
    ]
    figures = [
        (_(figure.measure.title), explaining.value(figure, answer.currency)) for figure in answer.figures.values()
    ]
    signals = [
        (_(BY_CODE[code].title), formats.date(since), telling.evidence(code, evidence, answer.currency))
        for code, since, evidence in answer.signals.select("code", "since", "evidence").iter_rows()
    ]
    blocks = [
        Grid((_("id"), formats.clean(answer.account_id)), (False, False), who, formats.clean(str(state["name"]))),
        Grid((_("metric"), answer.period or ""), (False, True), figures),
        Grid((_("signal"), _("since"), _("evidence")), (False, False, False), signals),
        replace(grid(timeline(answer, files)), title=_("Timeline")),
    ]
    return [block for block in blocks if block.rows]


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their dates as ISO strings."""
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]
