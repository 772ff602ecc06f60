import json
from datetime import date
from random import Random
from string import Formatter

import pytest

from metrics.ledger import build_ledger
from metrics.signals import BY_CODE, SIGNALS, raised
from metrics.tables import TABLES
from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import Row, tables
from tests.metrics.people_facts import AS_OF, facts
from tests.metrics.signals_oracle import RULES


def expected(rows: dict[str, list[Row]], as_of: date) -> dict[tuple[str, str], date]:
    rows = {**rows, "subscriptions": oracle.effective(rows["subscriptions"], "ended")}
    opened = {table: rows[table] for table in rows}
    has_outcomes = any(row["measured_on"] <= as_of for row in rows["outcomes"])
    found = {}
    for account in {row["account_id"] for some in rows.values() for row in some}:
        own = {table: [row for row in some if row["account_id"] == account] for table, some in opened.items()}
        if oracle.state(own["subscriptions"], as_of)["status"] == "lost":
            continue
        for code, rule in RULES.items():
            if code == "no_outcome" and not has_outcomes:
                continue
            since = rule(own, as_of)
            if since:
                found[account, code] = min(since)
    return found


@pytest.mark.parametrize("seed", range(70))
def test_every_signal_stands_when_the_plain_rule_says_so(seed: int) -> None:
    rows = facts(Random(seed))
    found = raised(build_ledger(tables(**rows)), AS_OF)
    assert {(row["account_id"], row["code"]): row["since"] for row in found.to_dicts()} == expected(rows, AS_OF)


def test_every_signal_is_raised_somewhere_in_those_books_with_the_evidence_it_declares() -> None:
    seen = set()
    for seed in range(70):
        for row in raised(build_ledger(tables(**facts(Random(seed)))), AS_OF).to_dicts():
            signal = BY_CODE[row["code"]]
            evidence = json.loads(row["evidence"])
            assert evidence.keys() == signal.units.keys()
            assert signal.evidence.format(**evidence)
            seen.add(row["code"])
    assert seen == set(BY_CODE) == set(RULES)


def test_the_evidence_sentence_has_a_unit_for_each_blank() -> None:
    for signal in SIGNALS:
        blanks = {name for _, name, _, _ in Formatter().parse(signal.evidence) if name}
        assert blanks == set(signal.units), signal.code


def test_evidence_names_the_row_that_says_it() -> None:
    book = tables(surveys=[{"response_id": "r", "account_id": "a", "answered_on": AS_OF, "score": 2}])
    (row,) = raised(build_ledger(book), AS_OF).to_dicts()
    assert (row["code"], row["since"], row["source_import"], row["source_line"]) == ("detractor", AS_OF, 1, 2)
    assert json.loads(row["evidence"]) == {"score": 2}


def test_nothing_dated_after_as_of_raises_anything() -> None:
    for seed in range(30):
        rows = facts(Random(seed))
        day = date(2024, 4, 1)
        known = {name: [row for row in some if row[TABLES[name].dated[0]] <= day] for name, some in rows.items()}
        whole, cut = (raised(build_ledger(tables(**some)), day) for some in (rows, known))
        assert whole.drop("source_line").equals(cut.drop("source_line"))
