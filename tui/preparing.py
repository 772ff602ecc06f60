"""What the first screens show, computed once after an import, so that a large book opens as fast as a small one."""

from contextlib import suppress
from typing import TYPE_CHECKING

from metrics.errors import ChurnError
from tui.engine import is_large

if TYPE_CHECKING:
    from metrics.book import Book
    from tui.snapshot import Snapshot


def is_worth_it(book: "Book") -> bool:
    """Whether the book is one that would be felt to open slowly: large, and with customers. Without subscriptions
    nobody is one, and there is nothing to wait for."""
    imports = book.imports()
    return is_large(imports) and any(each.table == "subscriptions" for each in imports)


def prepare(book: "Book") -> None:
    """Prepare a book that is worth it; a small one is computed while it opens."""
    if is_worth_it(book):
        from tui.session import Session

        prepare_all(Session(book.folder).read())


def prepare_all(snapshot: "Snapshot") -> None:
    """Compute and keep the Overview's figures, the accounts and their pages, the losses, and what the book shows now,
    for the news of later visits."""
    from tui.bands import HISTORY
    from tui.news import remember

    question = snapshot.question(before=HISTORY - 1)
    if snapshot.contents is not None and question is not None and snapshot.period is not None:
        engine = snapshot.contents.engine
        engine.report(question)
        engine.accounts()
        engine.growth(snapshot.period)
        engine.losses()
        engine.peers()
        engine.precedents()
        remember(engine)
        account_id = engine.listed()["account_id"][0]
        engine.page(account_id)
        with suppress(ChurnError):  # too little has happened to tell chances; the page says so
            engine.chances_of(account_id)
