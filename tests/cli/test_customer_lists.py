"""Customer lists of several months: one customer stays one, whatever the day to which its tenure is counted back."""

from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book
from tests.cli.conftest import Run

HEAD = "customerID,tenure,Contract,MonthlyCharges,Churn\n"
JANUARY = HEAD + "c1,12,Month-to-month,10.00,No\nc2,24,One year,20.00,No\nc3,5,Month-to-month,30.00,Yes\n"
FEBRUARY = JANUARY.replace("12,Month-to-month,10", "13,One year,10").replace(
    "24,One year,20.00,No", "25,One year,20.00,Yes"
)
FEBRUARY += "c4,1,One year,5.00,No\n"


def taken(churn: Run, folder: Path, text: str, day: str, *more: str) -> dict[str, int]:
    path = folder / f"customers-{day}-{len(more)}.csv"
    path.write_text(text)
    answer = churn("import", str(path), "--shape", "customers", "--as-of", day, "--currency", "EUR", "--json", *more)
    assert answer.code == 0, answer.err
    return {name: answer.json[0][name] for name in ("accepted", "unchanged", "quarantined")}


def figure(churn: Run, metric: str, day: str) -> str | int:
    rows = churn("report", "--format", "json", "--metric", metric, "--as-of", day).json["rows"]
    return rows[-1]["value"]


def start(folder: Path, account: str) -> date:
    (day,) = Book.open(folder / "book").tables()["subscriptions"].filter(account_id=account)["start_on"]
    assert isinstance(day, date)
    return day


def test_a_month_later_is_the_same_customers(churn: Run, tmp_path: Path) -> None:
    taken(churn, tmp_path, JANUARY, "2026-01-31")
    assert figure(churn, "mrr_end", "2026-01-31") == "30.00"
    assert figure(churn, "customers_lost", "2026-01-31") == 1
    # c1's plan and c2's end are news, c4 is new, c3 is known to be gone.
    assert taken(churn, tmp_path, FEBRUARY, "2026-02-28") == {"accepted": 3, "unchanged": 1, "quarantined": 0}
    assert figure(churn, "mrr_end", "2026-02-27") == "35.00"
    assert figure(churn, "mrr_end", "2026-02-28") == "15.00"
    assert figure(churn, "customers_end", "2026-02-28") == 2
    assert figure(churn, "customers_lost", "2026-01-31") == 1
    assert figure(churn, "customers_lost", "2026-02-28") == 1
    assert {row["lost_on"] for row in churn("losses", "--format", "json").json} == {"2026-01-31", "2026-02-28"}


def test_the_same_list_at_a_later_day_changes_nothing(churn: Run, tmp_path: Path) -> None:
    taken(churn, tmp_path, JANUARY, "2026-01-31")
    assert taken(churn, tmp_path, JANUARY, "2026-03-31")["accepted"] == 0
    assert figure(churn, "mrr_end", "2026-01-31") == "30.00"


def test_another_charge_is_asked_about(churn: Run, tmp_path: Path) -> None:
    taken(churn, tmp_path, JANUARY, "2026-01-31")
    dearer = JANUARY.replace("12,Month-to-month,10.00", "13,Month-to-month,15.00")
    path = tmp_path / "dearer.csv"
    path.write_text(dearer)
    refused = churn("import", str(path), "--shape", "customers", "--as-of", "2026-02-28", "--currency", "EUR")
    assert refused.code == 1
    assert "--change-on" in refused.err
    taken(churn, tmp_path, dearer, "2026-02-28", "--change-on", "2026-02-28")
    assert (figure(churn, "mrr_end", "2026-02-27"), figure(churn, "mrr_end", "2026-02-28")) == ("30.00", "35.00")


@pytest.mark.parametrize(("tenure", "customers"), [(1, 3), (14, 3)])
def test_who_comes_back_is_a_new_spell(churn: Run, tmp_path: Path, tenure: int, customers: int) -> None:
    """A tenure that began after the loss is a return; one that did not says that there was none."""
    taken(churn, tmp_path, JANUARY, "2026-01-31")
    back = JANUARY.replace("c3,5,Month-to-month,30.00,Yes", f"c3,{tenure},Month-to-month,30.00,No")
    taken(churn, tmp_path, back, "2026-03-31")
    assert figure(churn, "customers_end", "2026-03-31") == customers
    assert figure(churn, "customers_lost", "2026-01-31") == (1 if tenure == 1 else 0)


def test_a_plan_or_a_dated_start_makes_no_second_customer(churn: Run, tmp_path: Path) -> None:
    dated = "customer,customer since,plan,monthly charge,churned\n"
    taken(churn, tmp_path, dated + "c1,2025-01-15,lite,10.00,No\nc2,2025-02-01,lite,5.00,No\n", "2026-01-31")
    taken(churn, tmp_path, dated + "c1,2025-01-14,pro,10.00,No\nc2,2025-02-01,lite,5.00,Yes\n", "2026-02-28")
    assert figure(churn, "mrr_end", "2026-02-27") == "15.00"
    assert start(tmp_path, "c1") == date(2025, 1, 14)


def test_taking_the_first_list_back_leaves_the_second_as_it_is(churn: Run, tmp_path: Path) -> None:
    taken(churn, tmp_path, JANUARY, "2026-01-31")
    taken(churn, tmp_path, FEBRUARY, "2026-02-28")
    listed = churn("imports", "--format", "json").json
    for entry in listed:
        if "01-31" in entry["file"]:
            churn("imports", "undo", str(entry["id"]))
    assert figure(churn, "mrr_end", "2026-02-28") == "15.00"
    assert start(tmp_path, "c1") == date(2025, 1, 28)
