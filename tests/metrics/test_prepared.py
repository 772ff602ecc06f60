"""Figures come back from a frame as they went in: whole numbers whole, undefined ones undefined."""

from datetime import date

import pytest

from metrics.figures import report
from metrics.ledger import build_ledger
from metrics.periods import Every
from metrics.prepared import as_frame, from_frame
from metrics.question import Question
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
