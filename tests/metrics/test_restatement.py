"""A later import changes the past: the figures that moved, and the rows that moved them."""

from datetime import date

from metrics.catalogue import BY_ID
from metrics.figures import report
from metrics.ledger import build_ledger
from metrics.periods import period_of
from metrics.question import Question
from metrics.restatement import bearing, changed_rows, restated
from tests.metrics.examples import START, book, spell

SEEN, NOW = date(2026, 3, 31), date(2026, 5, 15)


def figures(tables, as_of):
    return report(build_ledger(tables), Question(as_of=as_of))


def test_a_backdated_end_restates_the_months_it_touches():
    before = book(subscriptions=[spell("a", START), spell("b", START)])
    after = book(subscriptions=[spell("a", START), spell("b", START, date(2026, 2, 10)), spell("c", date(2026, 4, 2))])
    moved = restated(figures(before, SEEN), figures(after, NOW))
    assert {line.now.period.label for line in moved} == {"2026-02", "2026-03"}
    lost = next(line for line in moved if line.now.measure.id == "customers_lost")
    assert (lost.now.period.label, lost.was.value, lost.now.value) == ("2026-02", 0, 1)
    rows = changed_rows(before, after, ("subscriptions",))
    assert rows.select("account_id", "change").rows() == [("b", "changed"), ("c", "added")]
    gone = changed_rows(after, before, ("subscriptions",))
    assert gone.select("account_id", "change").rows() == [("b", "changed"), ("c", "removed")]


def test_only_rows_that_bear_on_the_period_made_the_difference():
    before = book(subscriptions=[spell("a", START), spell("b", START, date(2026, 1, 20))])
    after = book(subscriptions=[spell("a", START, date(2026, 2, 10)), spell("b", START, date(2026, 1, 25))])
    rows = changed_rows(before, after, ("subscriptions",))

    def behind(metric, month):
        period = period_of(date(2026, month, 1), "month", NOW)
        return bearing(rows, BY_ID[metric], period)["account_id"].to_list()

    assert behind("customers_lost", 1) == ["a", "b"]
    assert behind("customers_lost", 2) == behind("customers_end", 3) == ["a"]
    assert behind("customer_lifetime_value", 3) == ["a", "b"]


def test_what_is_open_or_new_is_not_restated():
    before = book(subscriptions=[spell("a", START)])
    after = book(subscriptions=[spell("a", START), spell("b", date(2026, 4, 20))])
    assert restated(figures(before, date(2026, 4, 10)), figures(after, NOW)) == ()
    assert restated(figures(before, SEEN), figures(before, SEEN)) == ()
    assert changed_rows(before, before).is_empty()
