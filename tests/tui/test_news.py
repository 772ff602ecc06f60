"""The news since the last visit: what was shown then is kept, so that nothing of it has to be computed again."""

from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.book.visits import Visit
from tests.book.batches import batch
from tui.engine import Engine
from tui.news import newest_import, news_since, remember
from tui.restating import forget, look_back
from tui.session import Session


def spell(number: int, end: date | None = None) -> dict[str, object]:
    return {
        "subscription_id": f"s{number}", "account_id": f"a{number}", "plan": "p", "start_on": date(2024, 1, 1),
        "end_on": end, "mrr": 1000, "currency": "EUR",
    }  # fmt: skip


@pytest.mark.parametrize("kept", [True, False])
def test_what_was_shown_is_not_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    with Book.open(tmp_path / "book") as book:
        book.settings.set("as_of", "2025-06-30")
        book.commit([batch("subscriptions", [spell(n) for n in range(4)])])
        engine = _engine(book.folder)
        visit = Visit(book.store.now(), newest_import(engine), engine.day)
        if kept:
            remember(engine)
        book.commit([batch("subscriptions", [spell(1, date(2025, 5, 1)), spell(9)], file="later.csv")])
    computed: list[object] = []
    whole = Book.tables_of
    monkeypatch.setattr(Book, "tables_of", lambda self, ids: computed.append(ids) or whole(self, ids))
    found = news_since(_engine(tmp_path / "book"), visit)
    assert found.losses.select("account_id", "lost_on").rows() == [("a1", date(2025, 5, 1))]
    assert {each.now.period.label for each in found.restated} >= {"2025-05"}
    assert bool(computed) is not kept


def test_figures_that_forgetting_changed_are_news(tmp_path: Path) -> None:
    with Book.open(tmp_path / "book") as book:
        book.settings.set("as_of", "2025-06-30")
        book.commit([batch("subscriptions", [spell(n) for n in range(4)])])
        engine = _engine(book.folder)
        visit = Visit(book.store.now(), newest_import(engine), engine.day)
        for account_id in ("a1", "a2"):
            forget(book, account_id, "ended", date(2025, 7, 1))
    restated = news_since(_engine(tmp_path / "book"), visit).restated
    told = {(each.now.period.label, each.now.measure.id): (each.was.value, each.now.value) for each in restated}
    assert len(told) == len(restated)
    assert told["2025-05", "customers_end"] == (4, 2)


def test_each_look_back_over_a_large_book_goes_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Book.open(tmp_path / "book") as book:
        book.settings.set("as_of", "2025-06-30")
        for n in range(6):
            book.commit([batch("subscriptions", [spell(0, date(2025, 5, 1 + n)), spell(n)], file=f"{n}.csv")])
    monkeypatch.setattr(Engine, "is_large", True)
    unseen = []
    for _look in range(3):
        engine = _engine(tmp_path / "book")
        unseen.append(look_back(engine, engine.question(())).unseen)
    assert unseen == [3, 1, 0]


def _engine(folder: Path):
    contents = Session(folder).read().contents
    assert contents is not None
    return contents.engine
