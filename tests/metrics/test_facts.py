"""Accounts by number, and what is kept of a ledger."""

from datetime import date

import polars as pl
import pytest

from metrics.facts import by_account, numbered
from metrics.ledger import build_ledger
from metrics.stretches import stretches
from tests.metrics.books import random_rows, tables_of
from tests.metrics.people_books import tables

AS_OF = date(2025, 5, 20)


@pytest.mark.parametrize("idle", [True, False])
def test_facts_in_order_get_the_numbers_that_facts_in_any_order_get(idle):
    rows = [
        {"subscription_id": name, "account_id": name, "start_on": date(2024, 1, 1), "mrr": 1000, "end_on": end}
        for name, end in (("b", date(2024, 5, 1)), ("d", None), ("a", date(2024, 6, 1)))
    ]
    ledger = build_ledger(tables(subscriptions=rows, accounts=[{"account_id": "c"}] if idle else []))
    ordered = numbered(ledger, ledger.changes)
    assert ordered.sort("account", "day").equals(numbered(ledger, ledger.changes.reverse()).sort("account", "day"))
    days = [date(2024, 1, 1), date(2024, 1, 1), *([None] if idle else []), date(2024, 1, 1)]
    assert by_account(ledger, ledger.first_days, "first_day").to_list() == days


def test_of_the_days_asked_about_the_latest_is_kept():
    ledger = build_ledger(tables_of(random_rows(3)))
    first, later = stretches(ledger, AS_OF), stretches(ledger, date(2025, 9, 1))
    assert not first.equals(later)
    assert stretches(ledger, AS_OF).equals(first)
    kept = [ledger.once("kept", lambda of=of: pl.DataFrame({"of": [of]}), of) for of in (1, 1, 2, 1)]
    assert kept[0] is kept[1] and kept[3] is not kept[0]
