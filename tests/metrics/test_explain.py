"""What `explain` lists is what an independent count finds, account by account, and adds up to the figure."""

from datetime import date, timedelta

import pytest

from metrics.catalogue import MEASURES
from metrics.errors import WrongUsage
from metrics.explain import explain
from metrics.figures import report
from metrics.inputs import INPUTS
from metrics.ledger import build_ledger
from metrics.measures.receivables import count_back
from metrics.question import Question
from tests.metrics.books import random_rows, tables_of
from tests.metrics.oracle import Oracle, spans
from tui.explaining import WHYS

AS_OF = date(2026, 4, 17)
ADDED = [measure.id for measure in MEASURES if measure.kind != "derived"]


@pytest.mark.parametrize(("seed", "label"), [(31, "2025-03"), (32, "2024-Q4"), (33, "2026-04/12")])
@pytest.mark.parametrize("metric", ADDED)
def test_lists_exactly_the_accounts_at_stake(seed, label, metric):
    rows = random_rows(seed)
    oracle = Oracle(rows, AS_OF)
    every = "rolling12" if "/" in label else "quarter" if "Q" in label else "month"
    span = next(span for span in spans(every, date(2023, 11, 1), AS_OF) if span.label == label)
    wanted = {}
    for account in oracle.accounts:
        _, above, below, *_ = oracle.figures(span, [account])[metric]
        if above or below:
            wanted[account] = (above, below or 0)
    found = explain(build_ledger(tables_of(rows)), Question(as_of=AS_OF), metric, label)
    listed = {row["account_id"]: (row["numerator"], row["denominator"]) for row in found.accounts.to_dicts()}
    assert listed == wanted
    assert sum(above for above, _ in listed.values()) == found.figure.numerator
    assert set(found.accounts["why"]) <= set(WHYS) - {"counts"}


def test_a_group_is_explained_by_its_own_accounts():
    rows = random_rows(34, accounts=60)
    ledger = build_ledger(tables_of(rows))
    segment = {row["account_id"]: row["segment"] for row in rows["accounts"]}
    for group in ("S", None):
        found = explain(ledger, Question(as_of=AS_OF, by="segment"), "customers_start", "2024-12", group)
        assert found.figure.value == found.accounts.height > 0
        assert {segment.get(account) for account in found.accounts["account_id"]} == {group}


def test_an_account_without_a_name_is_named_by_its_id():
    rows = random_rows(37)
    rows["accounts"] = [{**row, "name": None} for row in rows["accounts"]]
    found = explain(build_ledger(tables_of(rows)), Question(as_of=AS_OF), "customers_end", "2025-06").accounts
    assert found["name"].to_list() == found["account_id"].to_list() != []


def test_inputs_are_figures_of_the_same_period():
    found = explain(build_ledger(tables_of(random_rows(35))), Question(as_of=AS_OF), "mrr_end", "2025-06")
    start, new, back, up, down, gone = (figure.value for figure in found.inputs)
    assert found.figure.value == start + new + back + up - down - gone
    assert {name for names in INPUTS.values() for name in names} <= {measure.id for measure in MEASURES}


@pytest.mark.parametrize("by", [None, "plan"])
def test_derived_figures_follow_from_their_inputs(by):
    ledger = build_ledger(tables_of(random_rows(38)))
    question = Question(as_of=AS_OF, by=by, start=AS_OF)
    for group in report(ledger, question).groups()[:2]:
        lifetime = explain(ledger, question, "customer_lifetime_value", "2026-04", group)
        paid, *churn = (figure.value for figure in lifetime.inputs)
        assert len(churn) == 6
        if lifetime.figure.value is not None:
            assert lifetime.figure.value == pytest.approx(paid * 6 / sum(churn), rel=1e-3)
        (gaps,) = explain(ledger, question, "purchase_interval_days", "2026-04", group).inputs
        assert gaps.value > 0
        back = explain(ledger, question, "days_sales_outstanding_countback", "2026-04", group)
        owed, *months = back.inputs
        sold = [(month.period.start, month.value) for month in months if month.value > 0]
        assert back.figure.value == pytest.approx(float(count_back(owed.value, sold, AS_OF + timedelta(days=1))))


@pytest.mark.parametrize(
    ("metric", "label", "code"),
    [
        ("churn", "2025-06", "unknown_metric"),
        ("arr", "2025-13", "bad_period"),
        ("arr", "2027-01", "period_after_as_of"),
    ],
)
def test_refuses_what_cannot_be_meant(metric, label, code):
    with pytest.raises(WrongUsage) as caught:
        explain(build_ledger(tables_of(random_rows(36))), Question(as_of=AS_OF), metric, label)
    assert caught.value.code == code
