"""Published worked examples come out as published, definition by definition, with the accounts in the gap."""

from datetime import date

import polars as pl
import pytest

from metrics.bench import FAMILIES, bench
from metrics.errors import WrongUsage
from metrics.ledger import build_ledger
from metrics.question import Question
from tests.metrics.books import random_rows, tables_of
from tests.metrics.examples import golden_book, invoices_of, spells_of

AS_OF = date(2026, 9, 30)


def figures(tables, family, label="2026-09", as_of=AS_OF):
    found = bench(build_ledger(tables), Question(as_of=as_of), family, label)
    return {line.figure.measure.id: line for line in found}


def test_the_golden_book_has_seven_rates():
    lines = figures(golden_book(), "customer_churn")
    rates = [round(100 * line.figure.value, 1) for line in lines.values()]
    assert rates == [6.0, 2.5, 6.1, 7.0, 8.5, 8.1, 8.7]


def test_the_golden_book_names_the_accounts_in_the_gap():
    lines = figures(golden_book(), "customer_churn")
    ever = lines["customer_churn_rate_ever"].differing
    assert ever["why"].to_list() == ["left_and_returned"] * 2
    events = lines["customer_churn_rate_events"].differing
    assert sorted(events["why"].to_list()) == ["in_and_out"] * 3 + ["left_and_returned"] * 2
    assert lines["customer_churn_rate"].differing.is_empty()


def test_retention_by_totals_hides_a_departure():
    moves = {"a": (100_000, 0), "b": (100_000, 80_000), "c": (300_000, 520_000)}
    lines = figures(spells_of(moves), "gross_retention")
    assert lines["gross_revenue_retention"].figure.value == pytest.approx(0.76)
    assert lines["gross_revenue_retention_totals"].figure.value == 1.0


def test_a_formula_taken_literally_counts_upgrades_twice():
    lines = figures(spells_of({"a": (1_000, 0), "b": (9_000, 10_000)}), "net_mrr_churn")
    assert lines["net_mrr_churn_rate"].figure.value == 0.0
    assert lines["net_mrr_churn_rate_literal"].figure.value == pytest.approx(-0.10)


def test_days_sales_outstanding_three_ways():
    # Receivables 212k; sales 100k, 80k and 70k in the last three months, of 30, 31 and 31 days.
    tables = invoices_of({date(2026, 9, 1): 100_000, date(2026, 8, 1): 80_000, date(2026, 7, 1): 70_000}, paid=38_000)
    lines = figures(tables, "days_sales_outstanding", "2026-Q3")
    assert lines["days_sales_outstanding"].figure.value == pytest.approx(212 / 250 * 92)
    assert lines["days_sales_outstanding_countback"].figure.value == pytest.approx(30 + 31 + 32 / 70 * 31)
    assert lines["days_sales_outstanding_countback_30"].figure.value == pytest.approx(73.7, abs=0.05)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_differing_accounts_make_the_difference(family):
    lines = bench(build_ledger(tables_of(random_rows(41))), Question(as_of=date(2026, 4, 30)), family, "2025-Q2")
    own = lines[0].figure
    for line in lines[1:]:
        if line.figure.measure.parts is None:
            assert line.differing.is_empty()
            continue
        gap = line.differing.select(
            pl.col("numerator").sum() - pl.col("own_numerator").sum(),
            pl.col("denominator").sum() - pl.col("own_denominator").sum(),
        ).row(0)
        assert gap == pytest.approx((line.figure.numerator - own.numerator, line.figure.denominator - own.denominator))


def test_a_family_that_does_not_exist():
    with pytest.raises(WrongUsage, match="unknown_family"):
        bench(build_ledger(golden_book()), Question(as_of=AS_OF), "happiness", "2026-09")
