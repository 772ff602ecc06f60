"""The lines of files behind a figure: of the accounts that count, those rows that bear on the period."""

from datetime import date

from metrics.behind import behind
from metrics.catalogue import MEASURES
from metrics.explain import explain
from metrics.ledger import build_ledger
from metrics.question import Question
from metrics.tables import TABLES
from tests.metrics.books import random_rows, tables_of
from tests.metrics.examples import book, spell

AS_OF = date(2026, 3, 31)
START, END = date(2026, 2, 1), date(2026, 3, 1)


def lines(tables, metric, label="2026-02"):
    ledger = build_ledger(tables)
    found = behind(ledger, explain(ledger, Question(as_of=AS_OF), metric, label))
    return found.select("account_id", "source_line").rows()


def numbered(rows):
    return [{**row, "source_import": 1, "source_line": place} for place, row in enumerate(rows, 2)]


def test_subscriptions_count_that_were_on_in_the_period():
    rows = numbered([
        spell("a", date(2025, 1, 1), date(2026, 1, 31)),  # over before
        spell("a", date(2026, 1, 31), START),  # on at the start, gone on the first day
        spell("b", date(2025, 1, 1)),
        spell("c", END),  # starts after
    ])  # fmt: skip
    assert lines(book(subscriptions=rows), "customer_churn_rate") == [("a", 3), ("b", 4)]
    assert lines(book(subscriptions=rows), "customers_end") == [("b", 4)]


def test_invoices_count_that_are_owed_at_the_end_or_were_issued_in_it():
    def invoice(issued, paid=None, part=None):
        return {"invoice_id": str(issued), "account_id": "a", "issued_on": issued, "paid_on": paid, "amount": 100,
                "amount_paid": part}  # fmt: skip

    rows = numbered([
        invoice(date(2026, 1, 5), date(2026, 2, 10)),  # paid in the period
        invoice(date(2026, 1, 6)),  # never paid
        invoice(date(2026, 1, 7), date(2026, 1, 20), 40),  # paid in part
        invoice(date(2026, 2, 8), date(2026, 3, 5)),  # issued in the period, paid after it
        invoice(date(2026, 3, 2)),
    ])  # fmt: skip
    assert lines(book(invoices=rows), "receivables_end") == [("a", 3), ("a", 4), ("a", 5)]
    assert lines(book(invoices=rows), "credit_sales") == [("a", 5)]


def test_earlier_orders_count_where_buying_again_is_measured():
    def order(on):
        return {"order_id": str(on), "line": "1", "account_id": "a", "ordered_on": on, "units": 1}

    rows = numbered([order(date(2025, 5, 1)), order(date(2026, 2, 3)), order(date(2026, 3, 3))])
    assert lines(book(orders=rows), "repeat_purchase_rate") == [("a", 2), ("a", 3)]
    assert lines(book(orders=rows), "product_return_rate") == [("a", 3)]


def test_only_complaints_stand_behind_complaints():
    def ticket(number, kind):
        return {"ticket_id": number, "account_id": "a", "opened_on": date(2026, 2, 2), "kind": kind}

    rows = numbered([ticket("1", "ticket"), ticket("2", "complaint")])
    assert lines(book(tickets=rows), "complaints_opened") == [("a", 3)]
    assert lines(book(tickets=rows), "tickets_opened") == [("a", 2), ("a", 3)]


def test_every_account_that_counts_has_a_line_behind_it():
    rows = random_rows(43)
    for name in rows:
        rows[name] = [{**row, "source_import": 1, "source_line": place} for place, row in enumerate(rows[name], 2)]
    ledger = build_ledger(tables_of(rows))
    for measure in MEASURES:
        opened = explain(ledger, Question(as_of=date(2026, 4, 17)), measure.id, "2025-12")
        found = behind(ledger, opened)
        assert set(found["table"]) <= set(measure.needs) <= set(TABLES)
        assert set(found["account_id"]) == set(opened.accounts["account_id"]), measure.id
