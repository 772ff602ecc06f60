"""Every figure of an account's page is that of `report` restricted to the account, and that of a plain recount."""

from datetime import date
from fractions import Fraction

import pytest

from metrics.book import Book
from metrics.findings import METRICS
from metrics.measures.base import rounded_half_away
from metrics.money import to_decimal_string
from tests.cli.test_oracle import AS_OF, write
from tests.metrics.books import random_rows
from tests.metrics.oracle import Oracle, spans
from tui import engine
from tui.session import Session


def shown(figure, unit):
    """A recounted figure as JSON has it."""
    value = figure[0]
    if value is None or unit != "money":
        return None if value is None else pytest.approx(float(value), rel=1e-12, abs=1e-12)
    return to_decimal_string(rounded_half_away(Fraction(value)), "EUR")


@pytest.mark.parametrize(("seed", "loss_date"), [(71, "ended"), (72, "asked"), (73, "paid")])
def test_the_page_is_the_report_of_the_account_and_a_recount(churn, tmp_path, monkeypatch, seed, loss_date):
    rows = random_rows(seed, accounts=8)
    assert churn("import", *write(rows, tmp_path), "--currency", "EUR").code == 0
    recount = Oracle(rows, AS_OF, loss_date)
    last = spans("rolling12", date(2020, 1, 1), AS_OF)[-1]
    put = ("--as-of", AS_OF.isoformat(), "--loss-date", loss_date, "--format", "json")
    monkeypatch.setattr(engine, "LARGE", 0)
    session = Session(tmp_path / "book", as_of=AS_OF, loss_date=loss_date)
    contents = session.read().contents
    for account in recount.accounts:
        page = churn("account", account, *put).json["figures"]
        asked = ("--every", "rolling12", "--from", "2026-04-01", "--where", f"account_id={account}")
        answer = churn("report", *asked, *(part for name in METRICS for part in ("--metric", name)), *put).json["rows"]
        assert {row["period"] for row in answer} == {last.label}
        assert page == {row["metric"]: row["value"] for row in answer}
        wanted = recount.figures(last, [account], lambda _month, account=account: [account])
        assert page == {row["metric"]: shown(wanted[row["metric"]], row["unit"]) for row in answer}, account
        on_screen = contents.engine.page(account).figures
        assert page == {name: figure.row("EUR")["value"] for name, figure in on_screen.items()}


def test_what_is_asked_of_one_account_of_a_large_book_reads_no_others(churn, book, monkeypatch):
    monkeypatch.setattr(engine, "LARGE", 0)
    before = churn("account", "A1")
    monkeypatch.setattr(Book, "tables", None)
    assert churn("account", "A1").out == before.out and "A1" in before.out
    assert [churn("note", "A1", "They called.").code, churn("review", "A1").code] == [0, 0]
    assert "They called." in churn("account", "A1").out
    assert [churn(*words).code for words in (("account", "A"), ("note", "A", "?"), ("review", "A"))] == [1, 1, 1]
