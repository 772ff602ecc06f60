"""Look-alikes of the two circulating releases of the best-known public churn data: 7,043 customers, 1,869 of them lost,
each with the reason given. They disagree on the counts; each comes out as it is."""

import csv
from collections import Counter
from collections.abc import Iterator
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
# What each release ranks first; the rest is spread by a seed.
FIRST = {
    "long": {"Attitude of support person": 192, "Competitor offered higher download speeds": 189,
             "Competitor offered more data": 162, "Don't know": 154},
    "wide": {"Competitor had better devices": 313, "Competitor made better offer": 311,
             "Attitude of support person": 220, "Don't know": 130},
}  # fmt: skip


def reasons(release: str) -> Iterator[str]:
    dice = Random(release)
    ranked = FIRST[release]
    for reason, n in ranked.items():
        yield from [reason] * n
    rest = [reason for reason in CATEGORY if reason not in ranked]
    yield from rest
    yield from dice.choices(rest, k=LOST - sum(ranked.values()) - len(rest))


def write(path: Path, release: str) -> Counter[str]:
    """The file of a release; how many gave each reason."""
    dice, given = Random(f"rows of {release}"), list(reasons(release))
    dice.shuffle(given)
    lost = set(dice.sample(range(CUSTOMERS), LOST))
    heads = {
        "long": ["CustomerID", "Count", "Country", "Gender", "Tenure Months", "Contract", "Monthly Charges",
                 "Total Charges", "Churn Label", "Churn Value", "Churn Score", "CLTV", "Churn Reason"],
        "wide": ["Customer ID", "Gender", "Tenure in Months", "Contract", "Monthly Charge", "Total Charges",
                 "Customer Status", "Churn Category", "Churn Reason"],
    }  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads[release])
        words = iter(given)
        for n in range(CUSTOMERS):
            why = next(words) if n in lost else ""
            months = dice.randint(1, 72)
            charge = f"{dice.randint(1800, 11900) / 100:.2f}"
            total = f"{float(charge) * months:.2f}"
            name = f"{n:04}-{''.join(dice.choices('ABCDEFGHIJKLMNOPQRSTUVWXYZ', k=5))}"
            contract = dice.choice(["Month-to-month", "One year", "Two year"])
            if release == "long":
                flag = ["Yes", 1] if why else ["No", 0]
                row = [name, 1, "United States", "Female", months, contract, charge, total, *flag, 50, 4000, why]
            else:
                status = "Churned" if why else "Joined" if months < 4 else "Stayed"
                row = [name, "Male", months, contract, charge, total, status, CATEGORY.get(why, ""), why]
            writer.writerow(row)
    return Counter(given)


@pytest.mark.parametrize("release", FIRST)
def test_the_reasons_of_a_release_come_out_as_given(churn: Run, tmp_path: Path, release: str) -> None:
    path = tmp_path / f"{release}.csv"
    given = write(path, release)
    answer = churn("import", str(path), "--as-of", "2026-09-30", "--currency", "USD")
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
        expected: Counter[str] = Counter()
        for reason, n in given.items():
            expected[CATEGORY[reason]] += n
        assert groups == expected
