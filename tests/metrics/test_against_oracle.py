"""Random books, every metric, every kind of period and group: equal to the oracle, figure by figure."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from metrics.catalogue import MEASURES
from metrics.figures import report
from metrics.ledger import build_ledger, first_fact
from metrics.measures.base import rounded_half_away
from metrics.question import Question
from metrics.tables import TABLES
from tests.metrics.books import random_rows, tables_of
from tests.metrics.oracle import Oracle, spans

AS_OFS = [date(2026, 4, 30), date(2025, 7, 14), date(2024, 2, 29), date(2027, 1, 1)]


def expected(rows, as_of, every, by, loss_date, where=()):
    oracle = Oracle(rows, as_of, loss_date)
    attributes = {row["account_id"]: row for row in rows["accounts"]}
    first = first_fact(tables_of(rows))
    answer = {}

    def asked_about(span):
        return [
            account
            for account in oracle.accounts
            if all(oracle.group(account, field, span, every, attributes) == (value or None) for field, value in where)
        ]

    for span in spans(every, first, as_of):
        if by is None:
            figures = oracle.figures(span, asked_about(span), asked_about)
            answer |= {(span.label, None, m): v for m, v in figures.items()}
            continue
        groups = {}
        for account in asked_about(span):
            groups.setdefault(oracle.group(account, by, span, every, attributes), []).append(account)
        for group, members in groups.items():

            def members_at(month, group=group):
                return [a for a in asked_about(month) if oracle.group(a, by, month, every, attributes) == group]

            figures = oracle.figures(span, members, members_at)
            if any(value or above or below for value, above, below, *_ in figures.values()):
                answer |= {(span.label, group, m): v for m, v in figures.items()}
    return answer


def check(rows, as_of, every, by=None, loss_date="ended", where=()):
    ledger = build_ledger(tables_of(rows), loss_date)
    found = report(ledger, Question(as_of=as_of, every=every, by=by, loss_date=loss_date, where=where)).index()
    wanted = expected(rows, as_of, every, by, loss_date, where)
    assert set(found) == set(wanted)
    for key, (exact, above, below, low, high) in wanted.items():
        figure = found[key]
        is_money = exact is not None and figure.measure.unit == "money"
        value = rounded_half_away(Fraction(exact)) if is_money else exact
        assert figure.value == (None if value is None else pytest.approx(float(value), rel=1e-12, abs=1e-12)), key
        assert (figure.numerator, figure.denominator) == (above, below), key
        assert (figure.low, figure.high) == (
            (None, None) if low is None else (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
        ), key


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("every", ["month", "quarter", "half", "year", "rolling3", "rolling12"])
def test_whole_book(seed, every):
    check(random_rows(seed), AS_OFS[seed % len(AS_OFS)], every)


@pytest.mark.parametrize("by", ["segment", "plan", "tenure", "cohort", "owner"])
@pytest.mark.parametrize(("seed", "every"), [(11, "month"), (12, "quarter"), (13, "year"), (14, "rolling3")])
def test_by_group(seed, every, by):
    check(random_rows(seed), AS_OFS[seed % len(AS_OFS)], every, by)


@pytest.mark.parametrize("loss_date", ["asked", "paid"])
@pytest.mark.parametrize(("seed", "by"), [(21, None), (22, "plan"), (23, "tenure")])
def test_other_loss_dates(seed, by, loss_date):
    check(random_rows(seed), AS_OFS[seed % len(AS_OFS)], "month", by, loss_date)


@pytest.mark.parametrize(
    ("by", "where"),
    [
        (None, (("segment", "S"),)),
        (None, (("segment", ""), ("owner", "ann"))),
        (None, (("plan", "pro"),)),
        ("segment", (("tenure", "3-11"),)),
        ("plan", (("tenure", "0-2"), ("owner", "bob"))),
        ("tenure", (("plan", ""),)),
    ],
)
@pytest.mark.parametrize(("seed", "every"), [(31, "month"), (32, "rolling3")])
def test_only_some_accounts(seed, every, by, where):
    check(random_rows(seed, accounts=20), AS_OFS[seed % 2], every, by, where=where)


def test_every_metric_is_compared():
    rows = random_rows(1)
    oracle = Oracle(rows, AS_OFS[0])
    span = spans("year", AS_OFS[0] - timedelta(days=400), AS_OFS[0])[0]
    assert set(oracle.figures(span, oracle.accounts)) == {measure.id for measure in MEASURES}


@pytest.mark.parametrize("by", [None, "plan", "tenure"])
def test_a_book_that_has_just_begun_has_figures_too(by):
    rows = {name: [] for name in TABLES}
    rows["subscriptions"] = [{"subscription_id": "s", "account_id": "a", "start_on": date(2026, 10, 1), "mrr": 1000}]
    found = report(build_ledger(tables_of(rows)), Question(as_of=date(2026, 10, 25), by=by)).figures
    values = {figure.measure.id: figure.value for figure in found}
    assert (values["customers_end"], values["mrr_new"], values["customer_lifetime_value"]) == (1, 1000, None)
