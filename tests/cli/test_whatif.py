"""What if, chances, lessons and news by command: their JSON, their other forms, and what they refuse."""

from datetime import date

import pytest

from metrics.book import Book
from tests.book.batches import batch
from tests.cli.conftest import HOSTILE, Run

AS_OF = ("--as-of", "2025-12-31")
ESTIMATE = ["expected", "instead", "low", "high"]


@pytest.fixture
def busy(book: Book) -> Book:
    """Two years in which customers come and go, for reasons that the file gives."""
    rows, accounts = [], []
    for n in range(120):
        start = date(2023 + n // 60, 1 + n % 12, 1 + n % 28)
        end = date(2025, 1 + n % 12, 1) if n % 3 else None
        reason = ("Too expensive", "Poor support", None)[n % 3 - 1]
        accounts.append({"account_id": f"B{n}", "name": HOSTILE[n % len(HOSTILE)]})
        rows.append(
            {
                "subscription_id": f"b{n}", "account_id": f"B{n}", "plan": "p", "start_on": start, "end_on": end,
                "mrr": 1000, "cancel_reason": reason if end else None, "currency": "EUR",
            }
        )  # fmt: skip
    book.commit([batch("accounts", accounts), batch("subscriptions", rows)])
    return book


def test_what_if_in_json(churn: Run, busy: Book) -> None:
    rows = churn("whatif", *AS_OF, "--format", "json").json["rows"]
    assert [row["scenario"] for row in rows][-1] == "more_retention"
    for row in rows:
        assert list(row) == ["scenario", "avoided", "lost", "share", "low", "high", "customers", "mrr", "revenue"]
        assert all(list(row[name]) == ESTIMATE for name in ("customers", "mrr", "revenue"))
        assert isinstance(row["revenue"]["instead"], str)
    assert "Harvard Business Review" in churn("whatif", *AS_OF).out
    assert "money" in {row["scenario"] for row in rows}


def test_chances_in_json(churn: Run, busy: Book) -> None:
    answer = churn("chances", "B0", *AS_OF, "--format", "json").json
    assert answer["account_id"] == "B0"
    assert [row["months"] for row in answer["rows"]] == [3, 6, 12]
    assert all(0 <= row["low"] <= row["chance"] <= row["high"] <= 1 for row in answer["rows"])
    assert churn("chances", "B1", *AS_OF, "--format", "json").json["rows"] == []  # gone
    assert churn("chances", "nobody").code == 1


def test_a_lesson_is_dated_and_held_against_what_came(churn: Run, busy: Book) -> None:
    assert churn("lessons", "--as-of", "2025-06-30", "--add", "=ask\x1b early").code == 0
    (row,) = churn("lessons", *AS_OF, "--format", "json").json["rows"]
    assert (row["text"], row["as_of"], row["signal"]) == ("=ask\x1b early", "2025-06-30", None)
    assert row["losses_since"] > 0 and row["rate_before"] > 0
    assert "\x1b" not in churn("lessons", *AS_OF).out
    assert "'=ask" in churn("lessons", *AS_OF, "--format", "csv").out
    assert churn("lessons", "--add", "x", "--signal", "moon").code == 2
    assert churn("lessons", "--add", "  ").code == 2


def test_news_are_told_against_the_last_visit_and_asking_changes_nothing(churn: Run, busy: Book) -> None:
    assert churn("news", *AS_OF, "--format", "json").json == {"since": None, "rows": []}
    assert "no visit yet" in churn("news", *AS_OF).err
    busy.visits.begin(max(record.id for record in busy.imports()), date(2025, 11, 30))
    first = churn("news", *AS_OF, "--format", "json").json
    assert first == churn("news", *AS_OF, "--format", "json").json
    kinds = {row["kind"] for row in first["rows"]}
    assert "losses" in kinds
    lost = [row for row in first["rows"] if row["kind"] == "losses"]
    assert all(list(row) == ["kind", "account_id", "name", "what", "mrr"] for row in lost)
    assert {row["mrr"] for row in lost} == {"10.00"}
    assert not any(mark in churn("news", *AS_OF).out for mark in "\x1b\x9b\u202e")


@pytest.mark.parametrize("command", [("whatif",), ("lessons",), ("news",)])
def test_an_empty_book_gets_a_sentence(churn: Run, command: tuple[str, ...]) -> None:
    answer = churn(*command)
    assert answer.out == "" and len(answer.err.splitlines()) == 1


def test_lessons_are_no_figures(churn: Run) -> None:
    """Where nothing was learned yet, data would not bring a lesson."""
    assert "--add" in churn("lessons").err
