from datetime import date, timedelta
from random import Random

import pytest

from metrics.ledger import build_ledger
from metrics.losses import events, scheduled
from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import DAYS, Row, subscriptions, tables

LOSS_DATES = ("ended", "asked", "paid")


def keys(rows: list[Row]) -> set[tuple[str, date]]:
    return {(row["subscription_id"], row["start_on"]) for row in rows}


@pytest.mark.parametrize("seed", range(60))
def test_every_loss_is_that_of_the_day_by_day_oracle(seed: int) -> None:
    random = Random(seed)
    rows = subscriptions(random)
    loss_date = random.choice(LOSS_DATES)
    as_of = random.choice(DAYS) + timedelta(days=random.choice([-1, 0, 0, 1]))
    effective = oracle.effective(rows, loss_date)
    expected = [
        {"account_id": account, **loss}
        for account in {row["account_id"] for row in rows}
        for loss in oracle.losses([row for row in effective if row["account_id"] == account], as_of)
    ]
    expected.sort(key=lambda loss: (-loss["mrr_lost"], loss["account_id"], loss["lost_on"]))
    found = events(build_ledger(tables(subscriptions=rows), loss_date), as_of).to_dicts()
    assert [(loss["account_id"], loss["lost_on"]) for loss in found] == [
        (loss["account_id"], loss["lost_on"]) for loss in expected
    ]
    for loss, right in zip(found, expected, strict=True):
        seen = {**loss, "subscriptions": keys(loss["subscriptions"]), "stretch": keys(loss["stretch"])}
        assert {name: seen[name] for name in right} == right


def test_words_are_kept_exactly_and_mapped_beside() -> None:
    book = tables(
        subscriptions=[
            {"subscription_id": "1", "account_id": "a", "start_on": DAYS[0], "end_on": DAYS[4], "mrr": 1,
             "cancel_reason": "It’s TOO  expensive."},
            {"subscription_id": "2", "account_id": "b", "start_on": DAYS[0], "end_on": DAYS[4], "mrr": 1,
             "cancel_reason": "the cat did it"},
        ]
    )  # fmt: skip
    found = events(build_ledger(book), DAYS[-1])
    assert found.select("stated", "stated_text").rows() == [("money", "It’s TOO  expensive."), (None, "the cat did it")]


def test_a_later_end_is_scheduled_and_not_an_event() -> None:
    book = tables(
        subscriptions=[
            {"subscription_id": "ends", "account_id": "a", "start_on": DAYS[0], "end_on": date(2024, 5, 1), "mrr": 5},
            {"subscription_id": "runs", "account_id": "b", "start_on": DAYS[0], "mrr": 5},
            {"subscription_id": "first", "account_id": "c", "start_on": DAYS[0], "end_on": date(2024, 5, 1), "mrr": 5},
            {"subscription_id": "next", "account_id": "c", "start_on": date(2024, 5, 1), "mrr": 5},
            {"subscription_id": "later", "account_id": "d", "start_on": date(2024, 5, 1), "end_on": date(2024, 6, 1),
             "mrr": 5},
        ]
    )  # fmt: skip
    ledger = build_ledger(book)
    assert events(ledger, date(2024, 4, 30)).is_empty()
    assert scheduled(ledger, date(2024, 4, 30)).select("account_id", "lost_on").rows() == [("a", date(2024, 5, 1))]
    assert events(ledger, date(2024, 5, 1))["account_id"].to_list() == ["a"]
    assert scheduled(ledger, date(2024, 5, 1))["account_id"].to_list() == ["d"]
