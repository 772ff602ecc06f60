"""`churn-tui` without a command: opens the workspace in the terminal."""

import argparse
import gc
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.errors import ChurnError
from tui import places
from tui.cli.streams import is_terminal, put
from tui.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from metrics.book import Book

OVERVIEW_MONTHS = 6


def run(args: argparse.Namespace) -> int:
    """Open the workspace in the terminal; without one, say what to do instead."""
    if not is_terminal():
        raise ChurnError("no_terminal")
    return open_screens(args, places.workspace(args.workspace))


def open_screens(args: argparse.Namespace, folder: Path, fill: "Callable[[Book], None] | None" = None) -> int:
    """Hand the terminal over to the screens until the user leaves; an empty book is filled by `fill` first."""
    gc.disable()  # until the first frame stands: nothing of what is loaded for it is garbage
    from tui.app import run as open_app

    return open_app(
        folder,
        read_only=args.read_only,
        files=args.files,
        as_of=args.as_of,
        loss_date=args.loss_date,
        where=tuple(args.where),
        fill=fill,
    )


def print_overview(args: argparse.Namespace, book: "Book") -> None:
    """The latest months' figures as text: what the Overview shows, for where there are no screens."""
    from metrics.figures import report
    from metrics.periods import add_months, month_start
    from tui.cli import opening
    from tui.cli.output import columns
    from tui.reports import render

    opened = opening.measure(book, args)
    first = add_months(month_start(opened.day), 1 - OVERVIEW_MONTHS)
    answer = report(opened.ledger, opened.question(args.where, start=first))
    put(render.report(answer, "table", _("Overview"), columns()))
