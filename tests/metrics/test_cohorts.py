"""Cohorts against published tables and a plain reading of the rows."""

from datetime import date

import polars as pl
import pytest

from metrics.cohorts import cohorts, members
from metrics.errors import WrongUsage
from metrics.figures import report
from metrics.ledger import build_ledger
from metrics.money import to_decimal_string
from metrics.periods import add_months, label_of, period_of
from metrics.question import Question
from tests.metrics.books import random_rows, tables_of
from tests.metrics.retention_books import HIGH_END, REGULAR, cohort

AS_OF = date(2025, 2, 14)


@pytest.mark.parametrize("left", [HIGH_END, REGULAR])
def test_a_published_triangle_cell_by_cell(left):
    found = cohorts(cohort(left), date(2022, 12, 31), every="year")
    assert found.frame["customers"].to_list() == left
    assert found.frame["share"].to_list() == pytest.approx([n / 1000 for n in left])
    assert found.frame["mrr"].to_list() == [n * 1000 for n in left]
    assert found.frame["age"].to_list() == list(range(13))
    assert set(found.frame["cohort"]) == {"2010"} and set(found.frame["size"]) == {1000}
    assert found.average["share"].to_list() == pytest.approx([n / 1000 for n in left])


def test_a_period_that_is_not_over_is_blank():
    frame = cohorts(cohort(HIGH_END[:4]), date(2012, 12, 30), every="year").frame
    last = frame.row(-1, named=True)
    assert (last["period"], last["complete"], last["size"]) == ("2012", False, 1000)
    assert [last[name] for name in ("customers", "share", "mrr", "mrr_share", "kept", "kept_share")] == [None] * 6


def state_at(spells, boundary):
    on = [s for s in spells if s["start_on"] < boundary and (s["end_on"] is None or boundary <= s["end_on"])]
    return bool(on), sum(s["mrr"] or 0 for s in on)


@pytest.mark.parametrize("every", ["month", "quarter", "year", "rolling12"])
@pytest.mark.parametrize("seed", range(6))
def test_every_cell_is_what_the_rows_say(seed, every):
    ledger = build_ledger(tables_of(random_rows(seed)))
    step = {"month": 1, "quarter": 3, "year": 12, "rolling12": 1}[every]
    unit = "month" if every == "rolling12" else every
    own = {}
    for row in ledger.spells.iter_rows(named=True):
        if row["start_on"] <= AS_OF:
            own.setdefault(row["account_id"], []).append(row)
    groups = {}
    for account, rows in own.items():
        first = min(row["start_on"] for row in rows)
        groups.setdefault(label_of(first, unit), (period_of(first, unit, date(2099, 1, 1)), []))[1].append(account)
    frame = cohorts(ledger, AS_OF, every=every).frame
    cells = {(row["cohort"], row["age"]): row for row in frame.iter_rows(named=True)}
    seen = set()
    for label, (period, accounts) in groups.items():
        age, end = 0, period.end
        base = {account: state_at(own[account], end)[1] for account in accounts}
        while add_months(end, -step) <= AS_OF:
            cell = cells[label, age]
            seen.add((label, age))
            assert (cell["size"], cell["complete"]) == (len(accounts), end <= AS_OF)
            if cell["complete"]:
                states = {account: state_at(own[account], end) for account in accounts}
                assert cell["customers"] == sum(on for on, _ in states.values())
                assert cell["mrr"] == sum(mrr for _, mrr in states.values())
                assert cell["kept"] == sum(min(base[account], states[account][1]) for account in accounts)
                inside = members(ledger, AS_OF, label, age, every=unit)
                assert inside["is_customer"].sum() == cell["customers"]
                assert inside["mrr"].sum() == cell["mrr"]
            age, end = age + 1, add_months(end, step)
    assert seen == set(cells)


def test_groups_add_up():
    ledger = build_ledger(tables_of(random_rows(3)))
    whole = cohorts(ledger, AS_OF).frame.filter("complete")
    parts = cohorts(ledger, AS_OF, by="segment").frame.filter("complete")
    for name in ("customers", "mrr", "kept"):
        assert whole[name].sum() == parts[name].sum()
    assert "L" not in cohorts(ledger, AS_OF, by="segment", where=[("segment", "S")]).frame["group"].to_list()


def test_an_unknown_period_is_refused():
    with pytest.raises(WrongUsage, match="bad_every"):
        cohorts(cohort([5, 4]), AS_OF, every="week")  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_cohorts_add_up_to_the_customers_and_revenue_of_the_report(seed):
    ledger = build_ledger(tables_of(random_rows(seed)))
    cells = cohorts(ledger, AS_OF, every="quarter").frame.filter("complete")
    figures = report(ledger, Question(AS_OF, every="quarter", metrics=("customers_end", "mrr_end")))
    told = {(row["period"], row["metric"]): row["value"] for row in figures.rows() if row["complete"]}
    sums = cells.group_by("period").agg(pl.col("customers", "mrr").sum()).rows()
    assert sums
    for period, customers, mrr in sums:
        assert told[period, "customers_end"] == customers
        assert told[period, "mrr_end"] == to_decimal_string(mrr, "EUR")
