"""What the commands that compute share: the book opened, its ledger, and the question that the options put."""

import argparse
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from tui import places

if TYPE_CHECKING:
    import polars as pl

    from metrics.book import Book
    from metrics.ledger import Ledger
    from metrics.question import Assumptions, LossDate, Question
    from metrics.tables import Tables


def open_book(args: argparse.Namespace) -> "Book":
    """The book of `--workspace`, for reading only where `--read-only` says so."""
    from metrics.book import Book

    return Book.open(places.workspace(args.workspace), read_only=args.read_only)


@dataclass(frozen=True)
class Engine:
    """A book ready to be measured; `as_of` is None where it holds no dated fact."""

    book: "Book"
    ledger: "Ledger"
    as_of: date | None
    assumptions: "Assumptions"

    @property
    def tables(self) -> "Tables":
        """The book's current rows."""
        return self.ledger.tables

    def question(self, args: argparse.Namespace, **parts: Any) -> "Question":
        """What the options ask; today stands for as-of in a book without a dated fact."""
        from metrics.question import Question

        return Question(
            as_of=self.as_of or date.today(),
            where=tuple(args.where),
            loss_date=self.ledger.loss_date,
            assumptions=self.assumptions,
            **parts,
        )

    def accounts(self) -> "pl.DataFrame":
        """Every account with its state, the signals now raised and its latest review, as `accounts.listing`."""
        from metrics import accounts, signals

        day = self.as_of or date.today()
        raised = signals.raised(self.ledger, day)
        return accounts.listing(self.ledger, day, raised, self.book.latest_reviews())

    @property
    def currency(self) -> str | None:
        """The book's currency."""
        return self.tables.currency


def start(args: argparse.Namespace) -> Engine:
    """Open the book and build its ledger, as `--as-of` and `--loss-date` or the book's settings say."""
    from metrics.ledger import build_ledger, default_as_of

    book = open_book(args)
    tables = book.tables()
    loss_date = cast("LossDate", args.loss_date or book.settings.get("loss_date"))
    as_of = args.as_of or book.settings.get("as_of") or default_as_of(tables, date.today())
    return Engine(book, build_ledger(tables, loss_date), as_of)
