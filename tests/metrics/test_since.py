"""What came since: news against the book as it was, lessons against the losses that followed."""

from datetime import date

import pytest

from metrics.ledger import Ledger, build_ledger
from metrics.lessons import MONTH, since
from metrics.news import Shown, news, shown_by
from metrics.question import Question
from tests.metrics.people_books import Row, tables

SEEN, AS_OF = date(2025, 6, 30), date(2025, 9, 30)


def spell(number: int, end: date | None = None, asked: date | None = None) -> Row:
    return {
        "subscription_id": f"s{number}", "account_id": f"a{number}", "start_on": date(2024, 1, 1), "end_on": end,
        "cancelled_on": asked, "mrr": 1000 * number,
    }  # fmt: skip


def book(*rows: Row) -> Ledger:
    return build_ledger(tables(subscriptions=list(rows)))


def seen(ledger: Ledger, as_of: date) -> Shown:
    return shown_by(ledger, Question(as_of=as_of))


def test_news_are_what_was_not_known_then() -> None:
    known_loss = spell(1, date(2025, 5, 1))
    then = book(known_loss, spell(2), spell(3), spell(4))
    back_dated = spell(2, date(2025, 4, 1))
    now = book(known_loss, back_dated, spell(3, date(2025, 8, 1)), spell(4, date(2025, 12, 1), date(2025, 9, 5)))
    found = news(seen(then, SEEN), seen(now, AS_OF))
    assert found.losses.select("account_id", "lost_on", "mrr").rows() == [
        ("a3", date(2025, 8, 1), 3000),
        ("a2", date(2025, 4, 1), 2000),
    ]
    assert found.asked.select("account_id", "lost_on").rows() == [("a4", date(2025, 12, 1))]
    assert found.raised.select("account_id", "code").rows() == [("a4", "cancellation_asked")]
    # April's loss came to light later: months that had been complete show it now.
    changed = {
        (each.now.period.label, each.now.measure.id): (each.was.value, each.now.value) for each in found.restated
    }
    assert changed["2025-04", "customers_lost"] == (0, 1)
    assert not any(label > "2025-06" for label, _measure in changed)


def test_months_that_are_no_longer_looked_at_are_not_taken_for_gone() -> None:
    same = book(spell(1, date(2025, 5, 1)), spell(2))
    later = shown_by(same, Question(as_of=AS_OF, start=date(2025, 3, 1)))
    assert not news(seen(same, SEEN), later, date(2025, 3, 1)).restated
    assert news(seen(same, SEEN), later).restated  # without saying so they would be


def test_nothing_is_new_in_the_same_book() -> None:
    same = book(spell(1, date(2025, 5, 1)), spell(2))
    found = news(seen(same, SEEN), seen(same, SEEN))
    assert found.losses.is_empty() and found.asked.is_empty() and found.raised.is_empty() and not found.restated


def test_a_lesson_is_held_against_the_losses_that_followed() -> None:
    # Ten left in the year before, one since; then the same number of each as time would have it.
    better = book(*(spell(n, date(2025, 1, 1 + n)) for n in range(1, 11)), *(spell(n) for n in range(20, 60)),
                  spell(60, date(2025, 9, 1)))  # fmt: skip
    found = since(better, AS_OF, SEEN)
    assert (found.before.losses, found.after.losses) == (10, 1)
    days = (AS_OF - SEEN).days
    assert found.after.months == pytest.approx((40 * days + 63) / MONTH)
    assert found.after.rate == pytest.approx(1 / found.after.months)
    assert found.may_be_chance is True
    worse = book(*(spell(n, date(2025, 1, 1)) for n in range(1, 3)), *(spell(n) for n in range(20, 60)),
                 *(spell(n, date(2025, 9, 1)) for n in range(60, 90)))  # fmt: skip
    assert since(worse, AS_OF, SEEN).may_be_chance is False
    assert since(worse, AS_OF, AS_OF).may_be_chance is None
