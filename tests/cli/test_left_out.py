"""What figures leave out is named; days that no book can hold are refused."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

SPELLS = "subscription_id,account_id,start_on,mrr,currency\ns1,a,2025-01-01,9.5,EUR\ns2,b,2025-01-01,8.5,USD\n"


def test_rows_whose_rate_was_undone_are_named(churn: Run, tmp_path: Path) -> None:
    rates, spells = tmp_path / "rates.csv", tmp_path / "spells.csv"
    rates.write_text("day,currency,rate\n2025-01-01,USD,0.9\n")
    spells.write_text(SPELLS)
    undone = churn("import", str(rates), "--currency", "EUR", "--json").json[0]["import_id"]
    assert churn("import", str(spells)).code == 0
    assert churn("report", "--format", "json").err == ""
    churn("imports", "undo", str(undone))
    assert churn("report", "--format", "json").err.startswith("1 rows of subscriptions are left out")


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1899-12-31"])
def test_a_day_that_no_book_holds(churn: Run, tmp_path: Path, day: str) -> None:
    spells = tmp_path / "spells.csv"
    spells.write_text(SPELLS.replace("USD", "EUR"))
    churn("import", str(spells))
    assert churn("report", "--as-of", day).code == 2
    assert churn("settings", "as_of", day).code == 2
    assert churn("report", "--to", "9999-12-31").code == 0
