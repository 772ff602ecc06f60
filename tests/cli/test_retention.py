"""The commands about time: their JSON to the letter, their other forms, and what they refuse."""

import csv
import io
from datetime import date
from itertools import pairwise

import pytest

from metrics.book import Book
from tests.book.batches import batch
from tests.cli.conftest import HOSTILE, Run

COMMANDS = ("cohorts", "survival", "hazard", "forecast", "audit")
LEFT = [100, 63, 47, 38, 33, 29, 26, 24]
AS_OF = "2017-12-31"

CURVE = ["group", "n", "events", "median", "low", "high", "points"]
POINT = ["month", "at_risk", "events", "survival", "low", "high"]
CELL = ["cohort", "size", "age", "customers", "share", "mrr", "mrr_share", "complete"]
AHEAD = [
    "period", "customers_start", "lost", "low80", "high80", "low95", "high95", "mrr_lost", "mrr_low80", "mrr_high80",
]  # fmt: skip
SCORE = ["method", "periods", "mae", "bias", "coverage80", "chosen"]
FINDING = [
    "signal", "days", "lost", "lost_with", "stayers", "stayers_with", "odds_ratio", "low", "high",
    "lead_days", "base_rate",
]  # fmt: skip


@pytest.fixture
def loyal(book: Book) -> Book:
    """A cohort of New Year's Day 2010 with its losses and some contacts who left, in two groups."""
    ends: list[date | None] = []
    for year, (before, after) in enumerate(pairwise(LEFT), 2011):
        ends += [date(year, 1, 1)] * (before - after)
    ends += [None] * LEFT[-1]
    rows, accounts, signals = [], [], []
    for number, end in enumerate(ends):
        name = f"c{number:03d}"
        segment = HOSTILE[number % 2]
        accounts.append({"account_id": name, "segment": segment})
        rows.append(
            {
                "subscription_id": name, "account_id": name, "plan": "p", "start_on": date(2010, 1, 1), "end_on": end,
                "mrr": 1000,
            }
        )  # fmt: skip
        if number % 3 == 0:
            seen = date(2010, 6, 1)
            signals.append({"signal_id": name, "account_id": name, "seen_on": seen, "kind": "champion_left"})
    for table, some in (("accounts", accounts), ("subscriptions", rows), ("signals", signals)):
        book.commit([batch(table, some)])
    return book


def test_survival_in_json(churn: Run, loyal: Book) -> None:
    answer = churn("survival", "--as-of", AS_OF, "--format", "json").json
    assert list(answer) == ["by", "curves"]
    (curve,) = answer["curves"]
    assert list(curve) == CURVE and list(curve["points"][0]) == POINT
    assert (answer["by"], curve["group"], curve["n"], curve["events"], curve["median"]) == (None, None, 100, 76, 24)
    assert curve["points"][24]["survival"] == pytest.approx(0.47)


def test_cohorts_in_json(churn: Run, loyal: Book) -> None:
    answer = churn("cohorts", "--every", "year", "--as-of", AS_OF, "--format", "json").json
    assert list(answer) == ["every", "rows"] and list(answer["rows"][0]) == CELL
    assert [row["customers"] for row in answer["rows"]] == LEFT
    assert answer["rows"][1]["mrr"] == "630.00"


def test_forecast_in_json(churn: Run, loyal: Book) -> None:
    answer = churn("forecast", "--every", "year", "--as-of", AS_OF, "--format", "json", "--periods", "3").json
    assert list(answer) == ["method", "rows", "backtest"]
    assert list(answer["rows"][0]) == AHEAD and list(answer["backtest"][0]) == SCORE
    assert [row["period"] for row in answer["rows"]] == ["2018", "2019", "2020"]
    assert answer["rows"][0]["customers_start"] == LEFT[-1]
    assert [row["method"] for row in answer["backtest"] if row["chosen"]] == [answer["method"]]


def test_audit_in_json(churn: Run, loyal: Book) -> None:
    answer = churn("audit", "--as-of", AS_OF, "--format", "json").json
    assert list(answer) == ["rows"] and all(list(row) == FINDING for row in answer["rows"])
    assert answer == churn("audit", "--as-of", AS_OF, "--format", "json").json


@pytest.mark.parametrize("axis", ["tenure", "calendar", "renewal"])
def test_hazard_in_json(churn: Run, loyal: Book, axis: str) -> None:
    answer = churn("hazard", "--axis", axis, "--as-of", AS_OF, "--format", "json").json
    assert (answer["axis"], answer["by"]) == (axis, None)
    assert sum(row["lost"] for row in answer["rows"]) == (0 if axis == "renewal" else 76)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["table", "csv", "md", "html"])
def test_every_form_by_group_is_harmless(churn: Run, loyal: Book, command: str, form: str) -> None:
    answer = churn(command, "--every", "year", "--by", "segment", "--as-of", AS_OF, "--format", form)
    assert answer.code == 0
    assert answer.out
    assert not any(mark in answer.out for mark in "\x1b\x9b\u202e")
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.out)))
        assert len({len(row) for row in rows}) == 1 and rows[0][0] == "group"
        assert not any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize("command", COMMANDS)
def test_groups_and_filters_in_json(churn: Run, loyal: Book, command: str) -> None:
    answer = churn(command, "--every", "year", "--by", "segment", "--as-of", AS_OF, "--format", "json").json
    assert answer["by"] == "segment"
    filtered = churn(command, "--every", "year", "--where", "segment=nobody", "--as-of", AS_OF, "--format", "json")
    assert filtered.code == (1 if command == "forecast" else 0)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_book_gets_a_sentence(churn: Run, command: str) -> None:
    answer = churn(command)
    assert answer.code == (1 if command == "forecast" else 0)
    assert answer.out == "" and len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("survival", "--subject", "second"), ("hazard", "--axis", "moon"), ("forecast", "--periods", "13"),
        ("cohorts", "--every", "week"), ("survival", "--by", "colour"), ("survival", "--observed-from", "soon"),
        ("audit", "--by", "colour"), ("forecast", "--by", "colour"),
    ],
)  # fmt: skip
def test_wrong_usage_is_said(churn: Run, loyal: Book, arguments: tuple[str, ...]) -> None:
    answer = churn(*arguments)
    assert answer.code == 2 and answer.out == "" and "Traceback" not in answer.err


def test_since_when_losses_are_recorded_is_a_setting_of_the_book(churn: Run, loyal: Book) -> None:
    told = churn("survival", "--as-of", AS_OF, "--observed-from", "2013-01-02", "--format", "json").json
    assert churn("settings", "observed_from", "2013-01-02").code == 0
    assert churn("survival", "--as-of", AS_OF, "--format", "json").json == told
    (curve,) = told["curves"]
    assert (curve["n"], curve["events"]) == (38, 14)
    assert "were not recorded" in churn("survival", "--as-of", AS_OF).out
    months = [row["month"] for row in churn("hazard", "--as-of", AS_OF, "--format", "json").json["rows"] if row["lost"]]
    assert min(months) == 48
