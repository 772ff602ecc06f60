import json
from datetime import date
from random import Random

import polars as pl
import pytest

from metrics.accounts import listing
from metrics.errors import WrongUsage
from metrics.ledger import build_ledger
from metrics.queues import CALLS, QUEUES, members
from metrics.signals import BY_CODE, raised
from tests.metrics.people_books import tables
from tests.metrics.people_facts import AS_OF, facts


def book(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    ledger = build_ledger(tables(**facts(Random(seed), accounts=8)))
    standing = raised(ledger, AS_OF)
    return listing(ledger, AS_OF, standing), standing


@pytest.mark.parametrize("seed", range(15))
def test_a_queue_holds_each_account_with_its_signals_once_the_most_pressing_first(seed: int) -> None:
    accounts, standing = book(seed)
    for queue in QUEUES[:-1]:
        found = members(queue.name, accounts, standing).to_dicts()
        rows = [row for row in standing.to_dicts() if row["code"] in queue.codes]
        assert {row["account_id"] for row in found} == {row["account_id"] for row in rows}
        for row in found:
            said = [json.loads(one["evidence"]) for one in rows if one["account_id"] == row["account_id"]]
            dues = [next((one[name] for name in queue.due if one[name]), None) for one in said]
            assert row["due"] == min((date.fromisoformat(due) for due in dues if due), default=None)
        order = [(row["due"] is None, row["due"] or AS_OF, -row["mrr"], row["account_id"]) for row in found]
        assert order == sorted(order)


@pytest.mark.parametrize("seed", range(15))
def test_calls_and_signals_disagree_where_one_says_leave_and_the_other_stay(seed: int) -> None:
    accounts, standing = book(seed)
    random = Random(seed)
    calls = {account: random.choice(CALLS) for account in accounts["account_id"] if random.random() < 0.8}
    frame = pl.DataFrame(list(calls.items()), schema={"account_id": pl.String, "call": pl.String}, orient="row")
    expected = set()
    for row in accounts.to_dicts():
        warned = set(row["signals"]) - {"renewal_near", "no_outcome"}
        call = calls.get(row["account_id"])
        if row["status"] in ("active", "back", "leaving") and (
            (call == "will_renew" and warned) or (call == "will_leave" and not warned)
        ):
            expected.add(row["account_id"])
    assert set(members("disagreement", accounts, standing, frame)["account_id"]) == expected
    assert members("disagreement", accounts, standing).is_empty()


def test_queues_name_signals_that_exist_and_their_own_parameters() -> None:
    for queue in QUEUES:
        assert set(queue.codes) <= set(BY_CODE)
        assert all(set(queue.due) <= set(BY_CODE[code].units) for code in queue.codes)


def test_an_unknown_queue_is_refused() -> None:
    with pytest.raises(WrongUsage) as error:
        members("nonsense", *book(1))
    assert error.value.code == "unknown_queue"
