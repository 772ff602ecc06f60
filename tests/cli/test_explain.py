"""`explain` prints all that the screen says of a figure, and the lines of files behind each account."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from metrics.book import Book
from tests.book.batches import batch
from tests.cli.conftest import Run

KEYS = ["metric", "period", "title", "definition", "formula", "value", "numerator", "denominator", "low", "high",
        "inputs", "accounts"]  # fmt: skip


@pytest.fixture
def sold(tmp_path: Path) -> None:
    """Six customers in two segments; two leave in March; answers and orders of some."""
    from datetime import date

    days = [date(2025, month, 3) for month in range(1, 13)]
    accounts = [{"account_id": f"A{n}", "name": f"Name {n}", "segment": "SMB" if n % 2 else "Large"} for n in range(6)]
    spells = [
        {"subscription_id": f"S{n}", "account_id": f"A{n}", "start_on": date(2025, 1, 1), "mrr": 10_000,
         "end_on": date(2025, 3, 9) if n < 2 else None}
        for n in range(6)
    ]  # fmt: skip
    answers = [
        {"response_id": f"R{n}-{day}", "account_id": f"A{n}", "answered_on": day, "score": (9 * n + day.month) % 11}
        for day in days
        for n in range(6)
    ]
    orders = [
        {"order_id": f"O{n}-{day}", "line": "1", "account_id": f"A{n}", "ordered_on": day, "units": 2}
        for day in days[: 1 + 11 * (1 % 2)]
        for n in range(6)
        if n < day.month
    ]
    with Book.open(tmp_path / "book") as book:
        book.commit(
            [
                batch("accounts", accounts, file="crm.csv"),
                batch("subscriptions", spells, file="billing.csv", currency="EUR"),
                batch("surveys", answers, file="nps.csv"),
                batch("orders", orders, file="shop.csv"),
            ]
        )
        book.settings.set("as_of", "2025-12-31")


@pytest.mark.usefixtures("sold")
def test_a_loss_is_explained_with_its_inputs_benchmark_months_and_lines(churn: Run) -> None:
    told = churn("explain", "customer_churn_rate", "2025-03").out
    for said in (
        "Of the customers at the start, the share that is not there at the end.",
        "customers lost / customers at the start = 2 / 6 = 33.3%",
        "95% interval: ",
        "Customers lost: 2",
        "a year: worse than the usual 5% to 7% a year",
        "Source: ChartMogul",
        "Losses by month of the year",
        "In a usual month",
    ):
        assert said in told
    rows = {line.split()[0]: line for line in told.splitlines() if line.startswith("A")}
    assert rows["A0"].endswith("on at the start, not at the end  billing.csv 2")
    assert rows["A5"].endswith("on at the start and at the end   billing.csv 7")


@pytest.mark.usefixtures("sold")
def test_nps_is_held_against_growth_and_churn_and_buying_again_by_segment(churn: Run) -> None:
    told = churn("explain", "net_promoter_score", "2025-12").out
    assert "Held against Revenue growth of existing customers: r = " in told
    assert "Held against Customer churn rate: r = " in told
    assert "so few periods say little" in told
    assert "nps.csv 68" in told
    again = churn("explain", "repeat_purchase_rate", "2025-12").out
    assert "Repeat purchase rate by segment, Dec 2025" in again
    assert "3 of 3" in again


@pytest.mark.usefixtures("sold")
def test_halves_of_customers_are_not_rounded_away(churn: Run) -> None:
    told = churn("explain", "customer_churn_rate_average", "2025-03").out
    assert "/ 2) = 2 / 5 = 40.0%" in told
    rows = {line.split()[0]: line.split()[3:5] for line in told.splitlines() if line.startswith("A")}
    assert (rows["A0"], rows["A5"]) == (["1", "0.5"], ["0", "1"])


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("form", ["table", "md", "html"])
def test_every_form_for_people_says_the_same(churn: Run, form: str) -> None:
    told = churn("explain", "customer_churn_rate", "2025-03", "--format", form).out.replace("\\", "")
    assert all(said in told for said in ("33.3%", "Losses by month of the year", "billing.csv 2", "5% to 7% a year"))
    assert told.startswith("<!DOCTYPE html>") == (form == "html")


@pytest.mark.usefixtures("sold")
def test_programs_get_what_was_promised(churn: Run) -> None:
    told = churn("explain", "customer_churn_rate", "2025-03", "--format", "json").json
    assert list(told) == KEYS
    assert [list(row) for row in told["accounts"]] == 6 * [["account_id", "name", "numerator", "denominator", "why"]]
    rows = list(csv.DictReader(StringIO(churn("explain", "mrr_churned", "2025-03", "--format", "csv").out)))
    assert [(row["account_id"], row["numerator"], row["lines"]) for row in rows] == [
        ("A0", "100.00", "billing.csv 2"), ("A1", "100.00", "billing.csv 3"),
    ]  # fmt: skip


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("form", ["md", "html"])
def test_a_report_shows_when_they_leave_by_segment_and_against_nps(churn: Run, form: str) -> None:
    told = churn("report", "--format", form).out
    for said in (
        "Losses by month of the year",
        "Repeat purchase rate by segment, Dec 2025",
        "Product return rate by segment, Dec 2025",
        "Held against Customer churn rate",
    ):
        assert said in told
    assert "Losses by month" not in churn("report", "--format", form, "--by", "segment").out
    assert "Losses by month" not in churn("report", "--format", form, "--metric", "mrr_end").out


def test_months_that_a_count_back_skips_are_named(churn: Run, tmp_path: Path) -> None:
    (tmp_path / "i.csv").write_text(
        "invoice_id,account_id,issued_on,amount,currency\n1,A,2026-01-05,200,EUR\n2,A,2026-03-31,50,EUR\n"
    )
    churn("import", str(tmp_path / "i.csv"))
    told = churn("explain", "days_sales_outstanding_countback", "2026-03").out
    assert "= 62 d" in told
    assert "Credit sales, Jan 2026: €200.00" in told
    assert "Skipped, as they have no positive sales: Feb 2026\n" in told
