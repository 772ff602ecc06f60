from datetime import timedelta
from random import Random

import pytest

from metrics.ledger import build_ledger
from metrics.signals import SIGNALS, Thresholds, precedents, raised
from metrics.signals.precedents import ENOUGH
from metrics.statistics import wilson
from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import tables
from tests.metrics.people_facts import AS_OF, facts


@pytest.mark.parametrize("days", [90, 45])
@pytest.mark.parametrize("seed", range(8))
def test_the_record_of_a_signal_is_what_a_look_at_each_account_and_day_finds(seed: int, days: int) -> None:
    rows = facts(Random(seed), accounts=8)
    ledger = build_ledger(tables(**rows))
    spells = oracle.effective(rows["subscriptions"], "ended")
    counts = {signal.code: [0, 0] for signal in SIGNALS}
    customers = [0, 0]
    for number in range(1, 5):
        day = AS_OF - timedelta(days=days * number)
        standing = set(raised(ledger, day).select("account_id", "code").rows())
        for account in {row["account_id"] for row in spells}:
            own = [row for row in spells if row["account_id"] == account]
            if not oracle.on_at(own, day + oracle.DAY):
                continue
            left = any(day < loss["lost_on"] for loss in oracle.losses(own, day + timedelta(days=days)))
            customers = [customers[0] + 1, customers[1] + left]
            for code, tally in counts.items():
                if (account, code) in standing:
                    tally[0] += 1
                    tally[1] += left
    for row in precedents(ledger, AS_OF, Thresholds(precedent_days=days), looks=4).to_dicts():
        assert row["days"] == days
        seen, lost = counts[row["code"]]
        assert (row["seen"], row["lost"]) == (seen, lost)
        assert (row["others_seen"], row["others_lost"]) == (customers[0] - seen, customers[1] - lost)
        assert (row["low"], row["high"]) == (wilson(lost, seen) or (None, None))
        assert row["enough"] == (seen >= ENOUGH)


def test_an_empty_book_has_no_precedents_to_tell() -> None:
    found = precedents(build_ledger(tables()), AS_OF)
    assert found["code"].to_list() == [signal.code for signal in SIGNALS]
    assert not found["enough"].any()
    assert found["share"].null_count() == len(SIGNALS)
