"""Correlations over the periods against the standard library and a published interval."""

import random
from datetime import date
from statistics import correlation

import pytest

from metrics.correlation import Correlation, over_periods, pearson
from metrics.figures import report
from metrics.ledger import build_ledger
from metrics.question import Question
from tests.metrics.books import random_rows, tables_of


@pytest.mark.parametrize("seed", range(5))
def test_r_is_the_standard_library_s(seed):
    dice = random.Random(seed)
    pairs = [(dice.gauss(0, 1), dice.gauss(0, 1)) for _ in range(30)]
    found = pearson(pairs)
    assert found.r == pytest.approx(correlation(*zip(*pairs, strict=True)))
    assert found.low < found.r < found.high


def test_the_interval_is_fisher_s():
    # r = 0.5 over 28 pairs: 0.156 to 0.736, as tabulated for n = 28.
    n, r = 28, 0.5
    xs = [1.0, -1.0] * (n // 2)
    noise = [1.0, 1.0, -1.0, -1.0] * (n // 4)
    pairs = [(x, r * x + (1 - r * r) ** 0.5 * e) for x, e in zip(xs, noise, strict=True)]
    found = pearson(pairs)
    assert found.r == pytest.approx(0.5)
    assert (found.low, found.high) == (pytest.approx(0.156, abs=0.001), pytest.approx(0.736, abs=0.001))
    assert not found.may_be_chance


def test_what_cannot_be_told_is_none():
    assert pearson([(1, 1), (2, 2), (3, 3)]) == Correlation(3)
    assert pearson([(1, n) for n in range(9)]) == Correlation(9)
    assert Correlation(9).may_be_chance
    assert Correlation(9).is_few
    straight = pearson([(n, -n) for n in range(20)])
    assert (straight.r, straight.low, straight.high) == (-1, -1, -1)


def test_only_complete_periods_with_both_figures_count():
    ledger = build_ledger(tables_of(random_rows(41)))
    figures = report(ledger, Question(date(2026, 4, 15), every="quarter"))
    found = over_periods(figures, "net_promoter_score", "customer_churn_rate")
    index = figures.index()
    both = [
        period.label
        for period in figures.periods
        if period.complete
        and index[period.label, None, "net_promoter_score"].value is not None
        and index[period.label, None, "customer_churn_rate"].value is not None
    ]
    assert found.pairs == len(both) > 3
    rolling = report(ledger, Question(date(2026, 4, 15), every="rolling12"))
    assert over_periods(rolling, "net_promoter_score", "customer_churn_rate") is None
