import json
from datetime import date, timedelta
from random import Random
from string import Formatter

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.account import NOTE, Written, last_year, page
from metrics.errors import ChurnError
from metrics.figures import report
from metrics.findings import METRICS
from metrics.ledger import build_ledger
from metrics.question import Question
from metrics.signals import raised
from metrics.tables import TABLES
from metrics.tags import TAG
from metrics.timeline import BY_CODE, ENTRIES
from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import subscriptions, tables
from tests.metrics.people_facts import AS_OF, facts


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("every", ["month", "rolling12"])
def test_every_figure_is_that_of_the_report_restricted_to_the_account(seed: int, every: str) -> None:
    ledger = build_ledger(tables(**facts(Random(seed))))
    if ledger.tables["accounts"].is_empty():
        return
    account = ledger.tables["accounts"]["account_id"][0]
    question = Question(AS_OF, every=every, start=AS_OF.replace(day=1))
    whole = report(ledger, Question(AS_OF, every=every, where=(("account_id", account),), metrics=METRICS))
    last = {row.measure.id: row for row in whole.figures if row.period == whole.periods[-1]}
    assert dict(page(ledger, account, question).figures) == last


@pytest.mark.parametrize("seed", range(12))
def test_the_timeline_holds_every_fact_up_to_as_of_with_its_line(seed: int) -> None:
    rows = facts(Random(seed))
    ledger = build_ledger(tables(**rows))
    entry_kind = {
        "subscriptions": "subscription", "invoices": "invoice", "orders": "order", "surveys": "survey",
        "tickets": "ticket", "emails": "email", "signals": "signal", "outcomes": "outcome", "projections": "projection",
    }  # fmt: skip
    for account in ledger.tables["accounts"]["account_id"]:
        found = page(ledger, account, last_year(AS_OF)).timeline
        assert found["on"].is_sorted()
        for table, kind in entry_kind.items():
            day = TABLES[table].dated[0]
            known = ledger.tables[table].filter(pl.col("account_id") == account, pl.col(day) <= AS_OF)
            if table == "orders":
                known = known.filter(pl.col("units") != 0)
            lines = found.filter(pl.col("kind") == kind)["source_line"]
            assert set(lines) == set(known["source_line"]), (account, table)
        ahead = found.filter(pl.col("on") > AS_OF)["code"]
        assert set(ahead) <= {"subscription_will_end", "renews"}
        for row in found.to_dicts():
            params = json.loads(row["params"])
            assert params.keys() == BY_CODE[row["code"]].units.keys()
            assert BY_CODE[row["code"]].text.format(**params)


def test_an_order_is_told_against_the_interval_that_was_usual_until_then() -> None:
    days = [date(2024, 1, 1), date(2024, 1, 11), date(2024, 1, 31), date(2024, 3, 31)]
    orders = [{"order_id": str(n), "account_id": "a", "ordered_on": day, "units": 1.0} for n, day in enumerate(days)]
    found = page(build_ledger(tables(orders=orders)), "a", last_year(AS_OF)).timeline
    said = [json.loads(text) for text in found["params"]]
    assert [(one["days"], one["usual"]) for one in said] == [(None, None), (10, None), (20, 10.0), (60, 15.0)]


def test_an_invoice_is_late_on_the_day_after_it_was_due() -> None:
    invoices = [
        {
            "invoice_id": id,
            "account_id": "a",
            "issued_on": date(2024, 1, 1),
            "due_on": due,
            "paid_on": paid,
            "amount": 5,
        }
        for id, due, paid in [
            ("in time", date(2024, 1, 31), date(2024, 1, 31)),
            ("late", date(2024, 1, 31), date(2024, 2, 1)),
            ("due today", AS_OF, None),
            ("due yesterday", AS_OF - timedelta(days=1), None),
        ]
    ]
    found = page(build_ledger(tables(invoices=invoices)), "a", last_year(AS_OF)).timeline
    late = found.filter(pl.col("code") == "invoice_late")
    assert [(day, json.loads(text)["invoice"]) for day, text in late.select("on", "params").rows()] == [
        (date(2024, 2, 1), "late"),
        (AS_OF, "due yesterday"),
    ]


@pytest.mark.parametrize("seed", range(30))
def test_steps_name_each_movement_and_join_up(seed: int) -> None:
    rows = subscriptions(Random(seed))
    ledger = build_ledger(tables(subscriptions=rows))
    as_of = date(2024, 6, 1)
    for account in ledger.tables["accounts"]["account_id"]:
        own = [row for row in oracle.effective(rows, "ended") if row["account_id"] == account]
        found = page(ledger, account, last_year(as_of)).steps.to_dicts()
        assert [step["mrr_before"] for step in found[1:]] == [step["mrr_after"] for step in found[:-1]]
        stretches = oracle.stretches(own, as_of + timedelta(days=1))
        starts = [step["day"] for step in found if step["movement"] in ("new", "reactivated")]
        assert starts == [began for began, _ in stretches]
        assert [step["movement"] for step in found if step["day"] in starts][:1] == (["new"] if stretches else [])
        assert [step["day"] for step in found if step["movement"] == "churned"] == [end for _, end in stretches if end]
        for step in found:
            day = step["day"]
            assert step["mrr_before"] == oracle.mrr(oracle.on_at(own, day))
            assert step["mrr_after"] == oracle.mrr(oracle.on_at(own, day + timedelta(days=1)))


def test_the_page_has_the_accounts_own_signals_state_and_words_only() -> None:
    rows = facts(Random(5))
    ledger = build_ledger(tables(**rows))
    tag = {"account_id": "a0", "lost_on": AS_OF, "tagged_at": "2024-05-01T10:00:00.000000+00:00", "tagged_by": "eve",
           "assessed": "money"}  # fmt: skip
    notes = [
        {"account_id": id, "at": "2024-05-02T10:00:00+00:00", "by": "eve", "text": "called"} for id in ("a0", "a1")
    ]
    wrote = Written(pl.DataFrame([tag], schema=TAG), pl.DataFrame(notes, schema=NOTE))
    found = page(ledger, "a0", last_year(AS_OF), wrote)
    everything = raised(ledger, AS_OF).filter(pl.col("account_id") == "a0")
    assert found.signals.equals(everything)
    assert found.state["signals"] == sorted(everything["code"])
    said = found.timeline.filter(pl.col("kind").is_in(["tag", "note"]))
    assert said.select("on", "code").rows() == [(date(2024, 5, 1), "tagged"), (date(2024, 5, 2), "noted")]
    assert found.written.notes["account_id"].to_list() == ["a0"]


def test_an_unknown_account_is_refused() -> None:
    with pytest.raises(ChurnError) as error:
        page(build_ledger(tables()), "nobody", last_year(AS_OF))
    assert (error.value.code, error.value.params) == ("unknown_account", {"account": "nobody"})


def test_each_entry_says_what_unit_each_of_its_blanks_has() -> None:
    for entry in ENTRIES:
        blanks = {name for _, name, _, _ in Formatter().parse(entry.text) if name}
        assert blanks == set(entry.units), entry.code


def test_what_can_be_said_of_an_account_hangs_on_what_the_book_knows_by_then() -> None:
    """An outcome measured after as-of tells nothing yet, but another account's does: outcomes are recorded here."""
    early, late = AS_OF - timedelta(days=300), AS_OF + timedelta(days=3)
    book = tables(
        subscriptions=[{"subscription_id": "s", "account_id": "a", "start_on": early, "mrr": 100}],
        outcomes=[
            {"account_id": "a", "kpi": "hours saved", "measured_on": late, "actual": 1.0},
            {"account_id": "b", "kpi": "hours saved", "measured_on": early, "actual": 1.0},
        ],
    )
    ledger = build_ledger(book)
    assert page(ledger, "a", last_year(AS_OF)).signals["code"].to_list() == ["no_outcome"]
    assert_frame_equal(page(ledger, "a", last_year(AS_OF)).signals, raised(ledger, AS_OF))
