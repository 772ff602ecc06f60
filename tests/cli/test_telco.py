"""Look-alikes of the two circulating releases of the best-known public churn data: 7,043 customers, 1,869 of them lost,
each with the reason given. They disagree on the counts; each comes out as it is."""

import csv
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.cli.conftest import Run

CUSTOMERS, LOST = 7043, 1869
CATEGORIES = {
    "Attitude": ("Attitude of support person", "Attitude of service provider"),
    "Competitor": (
        "Competitor offered higher download speeds", "Competitor offered more data", "Competitor made better offer",
        "Competitor had better devices",
    ),
    "Dissatisfaction": (
        "Network reliability", "Product dissatisfaction", "Service dissatisfaction", "Lack of self-service on Website",
        "Limited range of services", "Poor expertise of phone support", "Poor expertise of online support",
    ),
    "Price": (
        "Price too high", "Extra data charges", "Lack of affordable download/upload speed", "Long distance charges",
    ),
    "Other": ("Don't know", "Moved", "Deceased"),
}  # fmt: skip
CATEGORY = {reason: category for category, reasons in CATEGORIES.items() for reason in reasons}
# How many gave each reason, as the two releases have it: they disagree on all but the last.
GIVEN = {
    "Attitude of support person": (192, 220), "Competitor offered higher download speeds": (189, 100),
    "Competitor offered more data": (162, 117), "Don't know": (154, 130), "Competitor made better offer": (140, 311),
    "Attitude of service provider": (135, 94), "Competitor had better devices": (130, 313),
    "Network reliability": (103, 72), "Product dissatisfaction": (102, 77), "Price too high": (98, 78),
    "Service dissatisfaction": (89, 63), "Lack of self-service on Website": (88, 29), "Extra data charges": (57, 39),
    "Moved": (53, 46), "Limited range of services": (44, 37), "Long distance charges": (44, 64),
    "Lack of affordable download/upload speed": (44, 30), "Poor expertise of phone support": (20, 12),
    "Poor expertise of online support": (19, 31), "Deceased": (6, 6),
}  # fmt: skip
RELEASES = ("long", "wide")
HEADS = {
    "long": (
        "CustomerID,Count,Country,State,City,Zip Code,Lat Long,Latitude,Longitude,Gender,Senior Citizen,Partner,"
        "Dependents,Tenure Months,Phone Service,Contract,Paperless Billing,Payment Method,Monthly Charges,"
        "Total Charges,Churn Label,Churn Value,Churn Score,CLTV,Churn Reason"
    ),
    "wide": (
        "Customer ID,Gender,Age,Married,Number of Dependents,City,Zip Code,Latitude,Longitude,Number of Referrals,"
        "Tenure in Months,Offer,Phone Service,Internet Type,Contract,Paperless Billing,Payment Method,Monthly Charge,"
        "Total Charges,Total Refunds,Total Revenue,Customer Status,Churn Category,Churn Reason"
    ),
}
CATEGORIES_OF_WIDE = {"Competitor": 841, "Dissatisfaction": 321, "Attitude": 314, "Price": 211, "Other": 182}
BELOW_ZERO = 120  # charges of the wide release that are below 0


def write(path: Path, release: str) -> Counter[str]:
    """The file of a release; how many gave each reason."""
    dice, given = Random(release), {reason: counts[RELEASES.index(release)] for reason, counts in GIVEN.items()}
    words = [reason for reason, n in given.items() for _ in range(n)] + [""] * (CUSTOMERS - LOST)
    dice.shuffle(words)
    odd = set(dice.sample(range(CUSTOMERS), BELOW_ZERO)) if release == "wide" else set()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        heads = HEADS[release].split(",")
        writer.writerow(heads)
        for n, why in enumerate(words):
            row = _customer(dice, n, why) | ({"Monthly Charge": -dice.randint(1, 10)} if n in odd else {})
            writer.writerow([row[head] for head in heads])
    return Counter(given)


def _customer(dice: Random, n: int, why: str) -> dict[str, object]:
    """What both releases say of a customer, under the headers of both."""
    months, charge = dice.randint(1, 72), dice.randint(1800, 11900) / 100
    name = f"{n:04}-{''.join(dice.choices('ABCDEFGHIJKLMNOPQRSTUVWXYZ', k=5))}"
    contract, total = dice.choice(["Month-to-month", "One year", "Two year"]), round(charge * months, 2)
    yes = dice.choice(["Yes", "No"])
    return {
        "CustomerID": name, "Customer ID": name, "Count": 1, "Country": "United States", "State": "California",
        "City": "Los Angeles", "Zip Code": 90001 + n % 900, "Lat Long": "33.964131, -118.272783",
        "Latitude": 33.964131, "Longitude": -118.272783, "Gender": "Female", "Senior Citizen": yes, "Partner": yes,
        "Age": 19 + n % 60, "Married": yes, "Number of Dependents": n % 3, "Number of Referrals": n % 9,
        "Dependents": yes, "Tenure Months": months, "Tenure in Months": months, "Phone Service": yes,
        "Offer": dice.choice(["None", "Offer A"]), "Internet Type": dice.choice(["Cable", "DSL", ""]),
        "Contract": contract, "Paperless Billing": yes, "Payment Method": "Mailed check", "Monthly Charges": charge,
        "Monthly Charge": charge, "Total Charges": total, "Total Refunds": 0, "Total Revenue": total,
        "Churn Label": "Yes" if why else "No", "Churn Value": int(bool(why)), "Churn Score": dice.randint(5, 100),
        "CLTV": dice.randint(2003, 6500), "Churn Category": CATEGORY.get(why, ""), "Churn Reason": why,
        "Customer Status": "Churned" if why else "Joined" if months < 4 else "Stayed",
    }  # fmt: skip


def test_the_look_alikes_are_as_large_as_the_releases() -> None:
    assert [sum(counts[at] for counts in GIVEN.values()) for at in (0, 1)] == [LOST, LOST]
    wide = Counter[str]()
    for reason, (_long, n) in GIVEN.items():
        wide[CATEGORY[reason]] += n
    assert wide == CATEGORIES_OF_WIDE


@pytest.mark.parametrize("release", RELEASES)
def test_the_reasons_of_a_release_come_out_as_given(churn: Run, tmp_path: Path, release: str) -> None:
    path = tmp_path / f"{release}.csv"
    given = write(path, release)
    # Charges below 0 are refused with their rows; without the column nobody's revenue is known, and nobody is left out.
    left_out = ("--map", "Monthly Charge=") if release == "wide" else ()
    answer = churn("import", str(path), "--as-of", "2026-09-30", "--currency", "USD", *left_out)
    assert answer.code == 0, answer.err
    lost = churn("losses", "--as-of", "2026-09-30", "--format", "json").json
    assert len(lost) == LOST
    assert Counter(loss["stated_text"] for loss in lost) == given
    assert {loss["assessed"] for loss in lost} == {None}
    rows = churn("reasons", "--as-of", "2026-09-30", "--of", "stated_text", "--format", "json").json
    assert {row["reason"]: row["losses"] for row in rows} == given
    assert {row["reason"]: row["answered"] for row in rows} == given
    assert [row["losses"] for row in rows] == sorted(given.values(), reverse=True)
    codes = churn("reasons", "--as-of", "2026-09-30", "--of", "stated", "--format", "json").json
    assert sum(row["losses"] for row in codes) == LOST
    assert {row["reason"]: row["losses"] for row in codes}["unknown"] == given["Don't know"]
    if release == "wide":
        by = ("--by", "Churn Category", "--of", "stated_text", "--format", "json")
        groups: Counter[str] = Counter()
        for row in churn("reasons", "--as-of", "2026-09-30", *by).json:
            groups[row["group"]] += row["losses"]
            assert CATEGORY[row["reason"]] == row["group"]
        assert groups == CATEGORIES_OF_WIDE


def test_charges_below_zero_are_set_aside_by_name_with_a_way_to_take_them(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    write(path, "wide")
    answer = churn("import", str(path), "--as-of", "2026-09-30", "--currency", "USD", "--json")
    assert answer.code == 3
    entry = next(entry for entry in answer.json if entry["table"] == "subscriptions")
    assert (entry["rows"], entry["quarantined"]) == (CUSTOMERS, BELOW_ZERO)
    (reason,) = entry["reasons"]
    assert reason["count"] == BELOW_ZERO and "--map" in reason["sentence"]
