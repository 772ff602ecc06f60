"""What may have changed figures already shown, in the order in which it happened."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from metrics.book import Book
from metrics.book.changes import standing_at
from tests.book.batches import batch, subscription

DAY = date(2026, 1, 1)


def test_every_change_knows_which_imports_stood_before_and_after_it(tmp_path: Path) -> None:
    moments = iter(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(99))
    book = Book(tmp_path, user="ann", clock=lambda: next(moments))
    book.commit([batch("subscriptions", [subscription(str(n), DAY, 100) for n in range(2)], file="one")])
    book.commit(
        [
            batch("subscriptions", [subscription("3", DAY, 100)], file="two"),
            batch("tickets", [{"ticket_id": "t", "account_id": "a-3", "opened_on": DAY}], file="two"),
        ]
    )
    whole = book.tables()
    book.undo_import(1)
    book.redo_import(1)
    gone = book.forgetting.forget("a-0")
    found = book.changes()
    assert [(change.kind, len(change.imports), set(change.before), set(change.after)) for change in found] == [
        ("imported", 1, set(), {1}),
        ("imported", 2, {1}, {1, 2, 3}),
        ("undone", 1, {1, 2, 3}, {2, 3}),
        ("restored", 1, {2, 3}, {1, 2, 3}),
        ("forgotten", 0, {1, 2, 3}, {1, 2, 3}),
    ]
    assert {change.user for change in found} == {"ann"}
    assert found[-1].event == gone.event
    assert standing_at(found, found[1].at) == {1, 2, 3}
    assert standing_at(found, found[2].at) == {2, 3}
    assert standing_at(found, "2026-02-28") == frozenset()
    assert book.tables_of({2, 3})["subscriptions"]["subscription_id"].to_list() == ["3"]
    assert book.tables_of({1, 2, 3})["subscriptions"].height == whole["subscriptions"].height - 1
    book.close()


def test_what_figures_were_before_a_forgetting_is_kept_beside_it(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        book.commit([batch("subscriptions", [subscription(str(n), DAY, 100) for n in range(3)])])
        first, second = (book.forgetting.forget(account) for account in ("a-0", "a-1"))
        book.forgetting.remember(first.event, [("2026-01", "mrr_end", 300, 300, None)])
        assert book.forgetting.remembered(first.event) == [["2026-01", "mrr_end", 300, 300, None]]
        assert book.forgetting.remembered(second.event) == []
