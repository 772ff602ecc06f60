"""What is noise and what is not; and a month never held against a year."""

from datetime import date

import pytest

from metrics.benchmarks import change, over_a_year, verdict
from metrics.catalogue import BY_ID
from metrics.figures import Figure
from metrics.periods import Period
from metrics.statistics import newcombe, nps_interval, wilson

MONTH = Period(date(2026, 9, 1), date(2026, 10, 1), "2026-09", True)
OPEN = Period(date(2026, 10, 1), date(2026, 10, 9), "2026-10", False)


def share(hits, trials, metric="customer_churn_rate", period=MONTH):
    low, high = wilson(hits, trials)
    return Figure(period, None, BY_ID[metric], hits / trials, hits, trials, low, high)


def score(promoters, detractors, responses):
    value = 100 * (promoters - detractors) / responses
    low, high = nps_interval(promoters, detractors, responses)
    return Figure(MONTH, None, BY_ID["net_promoter_score"], value, promoters - detractors, responses, low, high)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(hits, trials, low, high):
    # R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    assert wilson(hits, trials) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_none_and_of_all_ends_where_shares_end():
    assert {wilson(0, trials)[0] for trials in range(1, 300)} == {0.0}
    assert {wilson(trials, trials)[1] for trials in range(1, 300)} == {1.0}


@pytest.mark.parametrize(
    ("a", "m", "b", "n", "low", "high"),
    [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (5, 56, 0, 29, -0.0381, 0.1926)],
)
def test_newcombe_as_published(a, m, b, n, low, high):
    # R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
    assert newcombe(a, m, b, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("n", "margin"), [(20, 34), (50, 22), (100, 15), (400, 8)])
def test_margin_of_an_nps_as_published(n, margin):
    low, high = nps_interval(n * 0.5, n * 0.2, n)
    assert (high - low) / 2 == pytest.approx(margin, abs=0.6)


def test_a_change_of_a_share_inside_the_noise_is_unclear():
    assert not change(share(8, 200), share(6, 200)).clear
    assert change(share(60, 200), share(6, 200)).clear
    assert not change(score(25, 10, 50), score(20, 15, 50)).clear
    assert change(score(45, 2, 50), score(10, 30, 50)).clear


def test_counts_change_clearly_and_have_a_direction():
    lost = BY_ID["customers_lost"]
    now, before = (Figure(MONTH, None, lost, n, n, None) for n in (3, 2))
    moved = change(now, before)
    assert (moved.difference, moved.clear, moved.better(lost.better)) == (1, True, False)
    assert change(now, None) is None
    assert change(now, Figure(MONTH, None, lost, None, None, None)) is None


def test_a_month_is_compounded_not_multiplied():
    assert over_a_year(0.01, "month") == pytest.approx(0.1136, abs=1e-4)
    assert over_a_year(0.06, "rolling12") == pytest.approx(0.06)


def test_verdict_compares_years_with_years():
    assert verdict(share(1, 200), "month", "established").standing == "within"  # 0.5 % a month is 5.8 % a year
    assert verdict(share(2, 200), "month", "established").standing == "above"
    assert verdict(share(2, 200), "month", "young").standing == "within"
    assert verdict(share(2, 200, period=OPEN), "month", "young") is None
    assert verdict(share(2, 200, "repeat_purchase_rate"), "month", "young") is None
