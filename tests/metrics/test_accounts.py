from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from metrics.accounts import STATUSES, growth, listing
from metrics.ledger import build_ledger
from metrics.periods import complete_months
from metrics.tenure import months_between
from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import DAYS, subscriptions, tables

LOSS_DATES = ("ended", "asked", "paid")


@pytest.mark.parametrize("seed", range(60))
def test_every_state_is_that_of_the_day_by_day_oracle(seed: int) -> None:
    random = Random(seed)
    rows = subscriptions(random)
    book = tables(subscriptions=rows, tickets=[{"ticket_id": "t", "account_id": "zz", "opened_on": DAYS[0]}])
    loss_date = random.choice(LOSS_DATES)
    as_of = random.choice(DAYS) + timedelta(days=random.choice([-1, 0, 0, 1]))
    effective = oracle.effective(rows, loss_date)
    found = listing(build_ledger(book, loss_date), as_of)
    assert found["account_id"].to_list() == sorted({"zz", *(row["account_id"] for row in rows)})
    for account in found.to_dicts():
        own = [row for row in effective if row["account_id"] == account["account_id"]]
        expected = oracle.state(own, as_of)
        assert {name: account[name] for name in expected} == expected, account["account_id"]


def test_every_status_occurs_in_those_books() -> None:
    seen = {
        status
        for seed in range(60)
        for status in listing(build_ledger(tables(subscriptions=subscriptions(Random(seed)))), date(2024, 3, 1))[
            "status"
        ]
    }
    assert seen == set(STATUSES)


def test_an_attribute_that_bears_a_name_of_the_listing_keeps_its_values() -> None:
    from dataclasses import replace

    book = tables(subscriptions=subscriptions(Random(1)))
    accounts = book["accounts"].with_columns(status=pl.lit("gold"), mood=pl.lit("glad"))
    ledger = build_ledger(replace(book, frames={**book.frames, "accounts": accounts}))
    found = listing(ledger, DAYS[5])
    assert set(found["attr:status"]) == {"gold"}
    assert set(found["mood"]) == {"glad"}
    assert set(found["status"]) <= set(STATUSES)


def test_signals_and_reviews_are_joined_and_an_account_without_any_has_none() -> None:
    book = tables(accounts=[{"account_id": "a", "name": "Ada"}, {"account_id": "b"}])
    raised = pl.DataFrame({"account_id": ["a", "a", "a"], "code": ["quiet", "detractor", "quiet"]})
    reviewed = pl.DataFrame({"account_id": ["a"], "reviewed_on": [DAYS[0]], "reviewed_by": ["eve"]})
    ada, b = listing(build_ledger(book), DAYS[3], raised, reviewed).to_dicts()
    assert (ada["signals"], ada["reviewed_on"], ada["reviewed_by"]) == (["detractor", "quiet"], DAYS[0], "eve")
    assert (b["name"], b["signals"], b["reviewed_on"], b["status"]) == ("b", [], None, "never")


@pytest.mark.parametrize("seed", range(20))
def test_growth_is_the_change_over_what_was_there(seed: int) -> None:
    random = Random(seed)
    rows = subscriptions(random)
    start, stop = sorted(random.sample(DAYS, 2))
    effective = oracle.effective(rows, "ended")
    for account in growth(build_ledger(tables(subscriptions=rows)), start, stop).to_dicts():
        own = [row for row in effective if row["account_id"] == account["account_id"]]
        opening, closing = oracle.mrr(oracle.on_at(own, start)), oracle.mrr(oracle.on_at(own, stop))
        assert (account["mrr_start"], account["mrr_end"]) == (opening, closing)
        assert account["growth"] == (pytest.approx((closing - opening) / opening) if opening else None)


def test_months_between_agrees_with_the_calendar_on_every_pair_of_boundary_days() -> None:
    pairs = [(start, end) for start in DAYS for end in DAYS if start <= end]
    frame = pl.DataFrame(pairs, schema={"start": pl.Date, "end": pl.Date}, orient="row")
    found = frame.select(months_between(pl.col("start"), pl.col("end"))).to_series().to_list()
    assert found == [oracle.complete_months(*pair) for pair in pairs]
    assert found == [complete_months(*pair) for pair in pairs]
