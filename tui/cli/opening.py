"""What the commands that compute share: the book opened, and measured as the options say."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, cast

from metrics.errors import ChurnError
from tui import places
from tui.cli.streams import talk

if TYPE_CHECKING:
    from metrics.book import Book
    from metrics.question import LossDate
    from metrics.tables import Tables
    from tui.engine import Engine


def open_book(args: argparse.Namespace) -> "Book":
    """The book of `--workspace`, for reading only where `--read-only` says so."""
    from metrics.book import Book

    return Book.open(places.workspace(args.workspace), read_only=args.read_only)


def check_account(book: "Book", account_id: str) -> None:
    """Raises ChurnError("unknown_account") where the book does not know the account."""
    if account_id not in book.tables()["accounts"]["account_id"]:
        raise ChurnError("unknown_account", account=account_id)


def start(args: argparse.Namespace) -> "Engine":
    """Open the book and measure it, as `--as-of` and `--loss-date` or the book's settings say."""
    return measure(open_book(args), args)


def start_for_one(args: argparse.Namespace) -> "Engine":
    """As `start`, for what is asked of single accounts: of a large book no others are read."""
    from tui.engine import is_large

    book = open_book(args)
    return measure(book, args, whole=not is_large(book.imports()))


def measure(book: "Book", args: argparse.Namespace, *, whole: bool = True) -> "Engine":
    """The engine over an open book, the `whole` of which is read at once, or only where something asks for it."""
    from metrics.ledger import default_as_of
    from tui.engine import Engine, ledger_of
    from tui.sentences import sentence
    from tui.session import Once, reach_of

    version, today = book.version(), date.today()
    loss_date = cast("LossDate", args.loss_date or book.settings.get("loss_date"))
    source = Once(lambda: ledger_of(book, loss_date))
    if whole:
        _tell_left_out(source().tables)
    for restatement in book.forgetting.restatements():
        since, day = restatement.since.isoformat(), restatement.at[:10]
        talk(sentence("restated_by_forgetting", {"since": since, "day": day}))
    latest = default_as_of(source().tables, today) if whole else reach_of(book, source, today)[0]
    as_of = args.as_of or book.settings.get("as_of") or latest
    return Engine(book, source, loss_date, as_of, book.settings.assumptions(), version)


def _tell_left_out(tables: "Tables") -> None:
    from tui.sentences import sentence

    for table, rows in tables.unconverted.items():
        talk(sentence("left_unconverted", {"rows": rows, "table": table, "book": tables.currency or ""}))
