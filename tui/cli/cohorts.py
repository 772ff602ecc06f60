"""`churn-tui cohorts`: what is left of each start period's customers and of their revenue."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.answer import Answer, add_options, give
from tui.cli.options import command
from tui.cli.output import columns
from tui.cli.parser import Subparsers
from tui.words import _

if TYPE_CHECKING:
    from metrics.cohorts import Cohorts
    from tui.reports.listing import Grid

# Widths of a table: what stands before the ages, and one age.
_BEFORE, _AGE = 26, 8


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    add_options(command(subparsers, "cohorts", run))


def run(args: argparse.Namespace) -> int:
    """Follow the cohorts and write them in the form asked for."""
    from metrics.cohorts import cohorts

    opened = opening.start(args)
    found = cohorts(opened.ledger, opened.day, every=args.every, by=args.by, where=args.where)
    width = columns() if args.format == "table" else None
    return give(answer(found, opened.currency, width), args)


def answer(found: "Cohorts", currency: str | None, width: int | None = None) -> Answer:
    """The cells for machines; the shares of customers and of revenue as triangles for people."""
    from tui.reports.listing import Field, Listing, rows_of

    group = (Field("group", found.by),) if found.by else ()
    fields = (
        *group,
        Field("cohort", _("cohort")),
        Field("size", _("size"), "count"),
        Field("age", _("age"), "count"),
        Field("customers", _("customers"), "count"),
        Field("share", _("share"), "ratio"),
        Field("mrr", _("MRR"), "money"),
        Field("mrr_share", _("share of MRR"), "ratio"),
        Field("complete", ""),
    )
    rows = rows_of(found.frame, fields, currency)
    by = {"by": found.by} if found.by else {}
    notes = [_("A period that is not over is blank. The average is weighted by what the cohorts began with.")]
    return Answer(
        _("Cohorts"), {"every": found.every, **by, "rows": rows}, Listing(fields, rows, currency),
        list(_blocks(found, width)), notes,
    )  # fmt: skip


def _blocks(found: "Cohorts", width: int | None) -> "Iterator[Grid]":
    """A triangle of customers, of revenue (upgrades included) and of revenue kept, for each group."""
    titles = {
        "share": _("Customers that are still there"),
        "mrr_share": _("MRR, upgrades included"),
        "kept_share": _("MRR kept, upgrades left out"),
    }
    for column, title in titles.items():
        for cells in found.frame.partition_by("group", maintain_order=True):
            group = cells["group"][0]
            named = title if found.by is None else f"{title}, {found.by} = {'–' if group is None else group}"
            average = found.average.filter(found.average["group"].eq_missing(group))
            yield _triangle(named, cells.rows(named=True), average.rows(named=True), column, width)


def _triangle(
    title: str, cells: list[dict[str, object]], average: list[dict[str, object]], column: str, width: int | None
) -> "Grid":
    from tui.reports.listing import Grid, shown

    ages = sorted({int(str(cell["age"])) for cell in cells})
    if width is not None:
        ages = ages[: max(1, (width - _BEFORE) // _AGE)]
    lines: dict[str, tuple[object, dict[object, object]]] = {}
    for cell in cells:
        lines.setdefault(str(cell["cohort"]), (cell["size"], {}))[1][cell["age"]] = cell[column]
    lines[_("average")] = (None, {cell["age"]: cell[column] for cell in average})
    rows = [
        (
            name,
            "" if size is None else shown(size, "count", None),
            *("" if values.get(age) is None else shown(values[age], "ratio", None) for age in ages),
        )
        for name, (size, values) in lines.items()
    ]
    heads = (_("cohort"), _("size"), *map(str, ages))
    return Grid(heads, (False, *(True for _age in heads[1:])), rows, title)
