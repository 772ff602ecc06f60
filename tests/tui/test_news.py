"""The news since the last visit: what was shown then is kept, so that nothing of it has to be computed again."""

from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.book.visits import Visit
from tests.book.batches import batch
from tui.news import newest_import, news_since, remember
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


def _engine(folder: Path):
    contents = Session(folder).read().contents
    assert contents is not None
    return contents.engine
