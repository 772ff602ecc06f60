"""One property, every measure: what must hold whatever the book."""

from datetime import date

import polars as pl
import pytest

from metrics.catalogue import BY_ID, MEASURES
from metrics.figures import contributions, report
from metrics.ledger import build_ledger
from metrics.periods import EVERIES
from metrics.question import Question
from metrics.tables import TABLES, Tables
from tests.metrics.books import random_rows, tables_of

AS_OF = date(2026, 4, 30)
QUARTERS = Question(as_of=AS_OF, every="quarter")
ADDED = [measure.id for measure in MEASURES if measure.kind != "derived"]
IDS = ("account_id", "subscription_id", "invoice_id", "order_id", "response_id", "ticket_id", "email_id")


def figures(tables: Tables, question: Question = QUARTERS) -> dict:
    return report(build_ledger(tables), question).index()


def again(rows: dict, mark: str) -> dict:
    """The same rows under other ids."""
    return {
        name: [{column: f"{mark}{value}" if column in IDS else value for column, value in row.items()} for row in table]
        for name, table in rows.items()
    }


@pytest.fixture(scope="module")
def rows():
    return random_rows(51, accounts=25)


@pytest.fixture(scope="module")
def plain(rows):
    return figures(tables_of(rows))


def test_every_measure_is_there(plain):
    assert {metric for _, _, metric in plain} == set(BY_ID)


def test_row_order_does_not_matter(rows, plain):
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=3) for name, frame in tables_of(rows).frames.items()}
    assert figures(Tables(shuffled, "EUR")) == plain


def test_two_copies_double_a_sum_and_leave_a_rate(rows, plain):
    doubled = {name: table + again(rows, "x")[name] for name, table in rows.items()}
    found = figures(tables_of(doubled))
    for key, figure in plain.items():
        twice = found[key]
        if figure.measure.kind == "sum":
            assert twice.value == 2 * figure.value, key
        elif figure.measure.unit == "money" and figure.value is not None:
            assert abs(twice.value - figure.value) <= 1, key
        else:
            assert twice.value == pytest.approx(figure.value), key


def test_money_scales_with_its_unit(rows, plain):
    money = {
        name: [column.name for column in table.columns if column.kind == "money"] for name, table in TABLES.items()
    }
    hundredfold = {
        name: frame.with_columns(pl.col(column) * 100 for column in money[name])
        for name, frame in tables_of(rows).frames.items()
    }
    for key, figure in figures(Tables(hundredfold, "EUR")).items():
        before = plain[key]
        if figure.measure.unit != "money":
            assert figure.value == pytest.approx(before.value), key
        elif figure.measure.kind == "sum":
            assert figure.value == 100 * before.value, key
        else:
            assert figure.value == pytest.approx(None if before.value is None else 100 * before.value, abs=50), key


def test_nothing_under_the_line_is_undefined(plain):
    for key, figure in plain.items():
        if figure.measure.kind == "ratio" and figure.denominator == 0:
            assert (figure.value, figure.low, figure.high) == (None, None, None), key


@pytest.mark.parametrize("by", ["segment", "plan", "tenure", "cohort"])
def test_groups_add_up_to_the_whole(rows, plain, by):
    grouped = report(build_ledger(tables_of(rows)), Question(as_of=AS_OF, every="quarter", by=by)).figures
    for (label, _, metric), figure in plain.items():
        if figure.measure.kind == "derived":
            continue
        parts = [part for part in grouped if part.measure.id == metric and part.period.label == label]
        assert sum(part.numerator for part in parts) == pytest.approx(figure.numerator), (label, metric)
        if figure.measure.kind == "ratio":
            assert sum(part.denominator for part in parts) == pytest.approx(figure.denominator), (label, metric)


@pytest.mark.parametrize("metric", ADDED)
def test_accounts_add_up_to_the_figure(rows, plain, metric):
    added = contributions(build_ledger(tables_of(rows)), QUARTERS, metric, "2025-Q1")
    figure = plain["2025-Q1", None, metric]
    assert added["numerator"].sum() == pytest.approx(figure.numerator)
    if figure.measure.kind == "ratio":
        assert added["denominator"].sum() == pytest.approx(figure.denominator)


@pytest.mark.parametrize("every", EVERIES)
def test_customers_and_revenue_balance(rows, every):
    found = figures(tables_of(rows), Question(as_of=AS_OF, every=every))
    for label in {label for label, _, _ in found}:
        value = {metric: found[label, None, metric].value for metric in BY_ID}
        gained = value["customers_new"] + value["customers_reactivated"]
        assert value["customers_start"] + gained - value["customers_lost"] == value["customers_end"]
        came = value["mrr_new"] + value["mrr_reactivated"] + value["mrr_expansion"]
        assert value["mrr_start"] + came - value["mrr_contraction"] - value["mrr_churned"] == value["mrr_end"]


def test_declared_needs_are_enough(rows):
    for measure in MEASURES:
        needed = {name: rows[name] if name in measure.needs else [] for name in rows}
        found = figures(tables_of(needed), Question(as_of=AS_OF, every="year", metrics=(measure.id,)))
        assert found, measure.id


def test_an_empty_book_has_no_figures():
    answer = report(build_ledger(tables_of(random_rows(1, accounts=0))), QUARTERS)
    assert answer.rows() == []


def test_every_measure_says_what_it_is():
    for measure in MEASURES:
        assert measure.title and measure.definition.endswith(".") and measure.formula and measure.source
        assert (measure.parts is None) == (measure.kind == "derived") == (measure.derive is not None)
        assert set(measure.needs) <= set(TABLES)


@pytest.mark.parametrize("by", [None, "segment", "plan", "tenure"])
def test_a_range_without_a_period_has_no_figures(rows, by):
    found = report(build_ledger(tables_of(rows)), Question(as_of=AS_OF, start=date(2030, 1, 1), by=by))
    assert (found.periods, found.figures) == ((), ())


@pytest.mark.parametrize("by", ["segment", "plan", "tenure", "cohort"])
def test_one_metric_is_asked_about_the_same_groups_as_all_are(rows, by):
    ledger = build_ledger(tables_of(rows))
    whole = report(ledger, Question(as_of=AS_OF, by=by))
    for measure in MEASURES:
        alone = report(ledger, Question(as_of=AS_OF, by=by, metrics=(measure.id,)))
        assert alone.figures == tuple(figure for figure in whole.figures if figure.measure is measure)
