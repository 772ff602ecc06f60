"""Figures come back from a frame as they went in: whole numbers whole, undefined ones undefined."""

from datetime import date

import pytest

from metrics.figures import report
from metrics.ledger import build_ledger, default_as_of, first_fact
from metrics.periods import Every
from metrics.prepared import as_frame, from_frame, opened, opening
from metrics.question import Question
from metrics.tables import Tables
from tests.metrics.books import random_rows, tables_of


@pytest.mark.parametrize("every", ["month", "quarter", "rolling12"])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_comes_back(seed: int, every: Every) -> None:
    ledger = build_ledger(tables_of(random_rows(seed)))
    question = Question(as_of=date(2025, 9, 30), every=every)
    figures = report(ledger, question)
    again = from_frame(as_frame(figures), question, ledger.currency)
    assert again == figures
    assert again.rows() == figures.rows()
    assert [type(f.value) for f in again.figures] == [type(f.value) for f in figures.figures]


@pytest.mark.parametrize("today", [date(2023, 1, 1), date(2024, 2, 29), date(2025, 6, 15), date(2030, 1, 1)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_prepared_for_opening_holds_on_any_day(seed: int, today: date) -> None:
    tables = tables_of(random_rows(seed))
    assert opened(opening(tables), today) == (default_as_of(tables, today), first_fact(tables))


def test_a_book_without_a_date_opens_today_and_an_empty_one_on_no_day() -> None:
    today = date(2025, 1, 1)
    undated = tables_of({**{name: [] for name in Tables.of().frames}, "accounts": [{"account_id": "A"}]})
    assert opened(opening(undated), today) == (default_as_of(undated, today), None) == (today, None)
    assert opened(opening(Tables.of()), today) == (None, None)
