"""What the first screens show, computed once after an import, so that a large book opens as fast as a small one."""

from contextlib import suppress
from typing import TYPE_CHECKING

from metrics.errors import ChurnError
from tui.engine import LARGE

if TYPE_CHECKING:
    from metrics.book import Book


def prepare(book: "Book") -> None:
    """Compute and keep the Overview's figures, the accounts and their pages, the losses of a large book with customers,
    and what it shows now, for the news of later visits.

    A small one is computed while it opens. Without subscriptions nobody is a customer: there is nothing to wait for.
    """
    imports = book.imports()
    if sum(each.accepted for each in imports) < LARGE or all(each.table != "subscriptions" for each in imports):
        return
    from tui.bands import HISTORY
    from tui.news import remember
    from tui.session import Session

    snapshot = Session(book.folder).read()
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
