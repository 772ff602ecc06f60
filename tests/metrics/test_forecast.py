"""Forecasts against published retention, simulated books with held-out periods, and what is known beforehand."""

from datetime import date
from itertools import pairwise
from math import pi, sin
from random import Random

import pytest

from metrics.backtest import Trial, fitted, inflow, law, relative_errors, rolled
from metrics.chances import chances
from metrics.errors import ChurnError, WrongUsage
from metrics.forecast import forecast
from metrics.forecasters import METHODS, fit_beta_geometric, last_rate, seasonal, tenure, trailing_mean
from metrics.ledger import build_ledger
from metrics.panel import Panel, assembled, panel, spans
from metrics.probability import CountLaw
from metrics.whatif import more_retention, without_losses
from tests.metrics.books import random_rows, tables_of
from tests.metrics.people_books import tables
from tests.metrics.retention_books import HIGH_END, REGULAR, cohort, stays

TOLD = 7
YEAR_END = date(2017, 12, 31)


@pytest.mark.parametrize("left", [HIGH_END, REGULAR])
def test_told_seven_published_years_the_rest_is_nearer_than_by_a_constant_rate(left):
    found = forecast(cohort(left[: TOLD + 1]), YEAR_END, every="year", horizon=5)
    constant = 1 - (left[TOLD] / left[0]) ** (1 / TOLD)
    there, ours, theirs = float(left[TOLD]), 0.0, 0.0
    for row, (before, after) in zip(found.rows, pairwise(left[TOLD:]), strict=True):
        ours += abs(row.lost - (before - after))
        theirs += abs(there * constant - (before - after))
        there -= there * constant
        assert row.low95 <= row.low80 <= before - after <= row.high80 <= row.high95
    assert found.rows[0].customers_start == left[TOLD]
    assert ours * 3 < theirs
    assert (
        abs(found.rows[0].lost - (left[TOLD] - left[TOLD + 1])) * 3
        < left[TOLD] * constant - left[TOLD] + left[TOLD + 1]
    )


@pytest.mark.parametrize(
    ("left", "published"),  # Fader & Hardie (2007), figure 4's alpha and beta
    [(HIGH_END, (0.668, 3.806)), (REGULAR, (0.704, 1.182))],
)
def test_the_shifted_beta_geometric_fit_is_the_published_one(left, published):
    exposed, lost = left[:TOLD], [before - after for before, after in pairwise(left[: TOLD + 1])]
    assert fit_beta_geometric(exposed, lost) == pytest.approx(published, rel=5e-3)


def test_the_one_chosen_is_named_with_the_errors_of_all():
    found = forecast(cohort(REGULAR[:8]), YEAR_END, every="year")
    assert found.method == "shifted_beta_geometric"
    assert [score.method for score in found.backtest if score.chosen] == [found.method]
    best = min(found.backtest, key=lambda score: score.mae)
    assert best.chosen and all(score.periods == 4 for score in found.backtest)
    # By hand: the last rate of 2013 to 2016 against what the next year lost.
    rates = [(before - after) / before for before, after in pairwise(REGULAR[:8])]
    errors = [rates[i - 1] * REGULAR[i] - (REGULAR[i] - REGULAR[i + 1]) for i in range(3, 7)]
    last = next(score for score in found.backtest if score.method == "last_rate")
    assert (last.mae, last.bias) == (pytest.approx(sum(map(abs, errors)) / 4), pytest.approx(sum(errors) / 4))


def simulated(dice: Random, kind: str) -> tuple[Panel, int]:
    """A panel of a simulated book, and the losses of the period after it."""
    yearly = kind == "loyalty"
    periods = 8 if yearly else dice.randint(18, 40)
    start = dice.choice([300, 1000, 3000])
    rate, alpha, beta = dice.uniform(0.01, 0.05), dice.uniform(0.5, 1.5), dice.uniform(2, 10)
    strength = dice.uniform(0.3, 0.6)
    drift = [1.0]
    while len(drift) <= periods:
        drift.append(drift[-1] * (1 + dice.gauss(0, 0.05)))
    state: list[int] = []
    joined, lost = [], []
    for i in range(periods + 1):
        new = start if i == 0 else 0 if yearly else round(dice.gauss(start * rate, (start * rate) ** 0.5))
        state = [max(0, new), *state]
        shares = {
            "drift": lambda age, now=i: rate * drift[now],
            "season": lambda age, now=i: rate * (1 + strength * sin(now * pi / 6)),
            "renewal": lambda age: {11: 0.3, 23: 0.15}.get(age, 0.005),
        }
        share = shares.get(kind, lambda age: alpha / (alpha + beta + age))
        gone = [_binomial(dice, n, share(age)) for age, n in enumerate(state)]
        joined.append([state[0]])
        lost.append([gone])
        state = [n - left for n, left in zip(state, gone, strict=True)]
    return assembled("year" if yearly else "month", 0, (None,), joined, lost[:-1]), sum(lost[-1][0])


def _binomial(dice: Random, n: int, share: float) -> int:
    if n < 50:
        return sum(dice.random() < share for _ in range(n))
    return min(n, max(0, round(dice.gauss(n * share, (n * share * (1 - share)) ** 0.5))))


def test_over_many_books_it_beats_both_baselines_and_its_interval_is_honest():
    dice = Random(11)
    held, tried = 0, 0
    errors = {"ours": 0.0, "last": 0.0, "mean": 0.0}
    for number in range(100):
        past, truth = simulated(dice, ("loyalty", "tenure", "drift", "season", "renewal")[number % 5])
        learnt = fitted(past, 1)
        assert learnt is not None
        _, lost, variance = rolled(past.exposed[-1], learnt.chance, [0.0], 1)[0]
        low, high = law(lost, variance, learnt.errors[0]).interval(0.8)
        held, tried = held + (low <= truth <= high), tried + 1
        for name, chance in (
            ("ours", learnt.chance),
            ("last", last_rate(past, past.origin)),
            ("mean", trailing_mean(past, past.origin)),
        ):
            assert chance is not None
            errors[name] += abs(rolled(past.exposed[-1], chance, [0.0], 1)[0][1] - truth)
    assert 0.75 <= held / tried <= 0.85
    assert errors["ours"] < 0.8 * errors["last"] and errors["ours"] < 0.8 * errors["mean"]


def test_one_bolt_from_the_blue_does_not_make_all_forecasts_useless():
    calm = [Trial(origin, 0, 100.0, 90.0, 100 + (-1) ** origin * 8) for origin in range(20)]
    struck = [*calm, Trial(20, 0, 100.0, 90.0, 1000)]
    assert relative_errors(struck, 1)[0] < 0.02
    usual = [Trial(origin, 0, 100.0, 90.0, 100 + (-1) ** origin * 60) for origin in range(20)]
    assert 0.2 < relative_errors(usual, 1)[0] < 0.6


def test_where_few_years_tell_what_methods_disagree_on_widens_the_interval():
    """Two in five are fickle, the others loyal: what no method here expects."""
    left = [round(400 * 0.5**year + 600 * 0.95**year) for year in range(TOLD + 6)]
    found = forecast(cohort(left[: TOLD + 1]), YEAR_END, every="year", horizon=5)
    for row, (before, after) in zip(found.rows, pairwise(left[TOLD:]), strict=True):
        assert row.low80 <= before - after <= row.high80


def test_a_renewal_is_expected_of_those_who_come_to_it_and_not_of_those_who_have_passed_it():
    lost = [[[0] * i + [300 if i == 11 else 2]] for i in range(13)]
    past = assembled("month", 0, (None,), [[1000], *[[0]] * 13], lost)
    chance = tenure(past, 13)
    assert chance is not None
    assert chance(0, 11, 0) > 0.2 and chance(0, 13, 0) < 0.02


def test_only_what_comes_again_is_taken_for_a_season():
    def book(rate):
        lost = [[[0] * i + [round(10_000 * rate(i))]] for i in range(36)]
        return assembled("month", 0, (None,), [[10_000 * 36], *[[0]] * 36], lost)

    winter = seasonal(book(lambda i: 0.04 if i % 12 == 0 else 0.01), 36)
    assert winter is not None and winter(0, 0, 0) > 3 * winter(0, 0, 5)
    dice = Random(4)
    chance = seasonal(book(lambda i: 0.01 * dice.uniform(0.5, 1.5)), 36)
    assert chance is not None
    assert max(chance(0, 0, k) for k in range(12)) < 1.3 * min(chance(0, 0, k) for k in range(12))


def test_an_origin_sees_nothing_of_what_came_after():
    past, _ = simulated(Random(5), "tenure")
    shorter = assembled(past.every, 0, past.segments, [[row[0][0]] for row in past.exposed[:15]], past.lost[:14])
    for method in METHODS:
        ours, theirs = method.fit(past, 14), method.fit(shorter, 14)
        if ours is not None and theirs is not None:
            assert [ours(0, age, 0) for age in range(20)] == [theirs(0, age, 0) for age in range(20)]


def accounts_at(own, boundary):
    return {s["account"] for s in own if s["began"] < boundary and (s["ended"] is None or boundary <= s["ended"])}


@pytest.mark.parametrize("every", ["month", "quarter", "year"])
@pytest.mark.parametrize("seed", range(5))
def test_the_panel_counts_what_period_starts_see(seed, every):
    ledger = build_ledger(tables_of(random_rows(seed)))
    as_of = date(2025, 5, 20)
    past = panel(spans(ledger, as_of, every), as_of, every)
    own = list(stays(ledger, as_of))
    for i in range(past.origin + 1):
        there = {
            s["account"] for s in own if s["began"] < past.day(i) and (s["ended"] is None or past.day(i) <= s["ended"])
        }
        assert past.exposure(i) == len(there)
        if i < past.origin:
            assert past.losses(i) == len(there - accounts_at(own, past.day(i + 1)))


def monthly(asked: date | None = None) -> list[dict]:
    """Ten join on the 15th of every month of 2024 and 2025; one of each ten leaves after two months."""
    rows = []
    for month in range(24):
        start = date(2024 + month // 12, month % 12 + 1, 15)
        for number in range(10):
            end = date(start.year + (start.month > 10), (start.month + 1) % 12 + 1, 15) if number == 0 else None
            name = f"{month}-{number}"
            row = {"subscription_id": name, "account_id": name, "start_on": start, "end_on": end, "mrr": 1000}
            rows.append(row | {"cancelled_on": asked if end and end > date(2025, 12, 31) else None})
    return rows


def test_what_is_scheduled_counts_first_and_what_is_not_asked_yet_does_not():
    as_of = date(2025, 12, 31)
    known = forecast(build_ledger(tables(subscriptions=monthly())), as_of, horizon=3).rows
    assert [row.scheduled for row in known] == [1, 1, 0]
    assert known[0].period == "2026-01" and known[0].low95 >= 1 and known[0].mrr_lost >= 1000
    later = forecast(build_ledger(tables(subscriptions=monthly(date(2026, 1, 2)))), as_of, horizon=3).rows
    assert [row.scheduled for row in later] == [0, 0, 0]


def test_in_the_middle_of_a_period_what_has_come_counts():
    ledger = build_ledger(tables(subscriptions=monthly()))
    before, after = (forecast(ledger, date(2025, 12, day), horizon=1).rows[0] for day in (10, 20))
    assert (before.period, after.period) == ("2025-12", "2025-12")
    assert before.customers_start == after.customers_start
    assert after.lost == pytest.approx(1, abs=0.1)  # every month loses on the 15th


def test_too_little_gets_a_sentence():
    for left in ([100, 95], [1000, 998, 997, 996, 995, 994]):
        with pytest.raises(ChurnError, match="too_little_to_forecast"):
            forecast(cohort(left), YEAR_END, every="year")
    with pytest.raises(ChurnError, match="too_little_to_forecast"):
        forecast(build_ledger(tables()), YEAR_END)
    with pytest.raises(WrongUsage, match="bad_choice"):
        forecast(cohort(REGULAR[:8]), YEAR_END, horizon=13)


@pytest.mark.parametrize(
    ("mean", "variance", "trials"), [(3.0, 2.5, 20), (3.0, 3.0, 1e9), (8.0, 20.0, 1e9), (4000, 9000, 1e9)]
)
def test_intervals_of_counts_hold_their_share(mean, variance, trials):
    found = CountLaw(mean, variance, trials)
    low, high = found.interval(0.8)
    assert 0 <= low < mean < high
    wide = found.interval(0.95)
    assert wide[0] <= low and high <= wide[1]
    assert (high - low) / 2 == pytest.approx(1.2816 * variance**0.5, rel=0.12)


def test_counts_that_cannot_vary():
    assert CountLaw(0, 0).interval(0.8) == (0, 0)
    low, high = CountLaw(0.01, 0.01).interval(0.8)
    assert low == 0 and high < 1
    near, far = relative_errors([], 2)
    assert 0 < near < far


def test_a_customer_is_as_likely_to_stay_as_those_of_its_age_and_segment():
    found = chances(cohort(REGULAR[:8]), date(2017, 12, 31))
    assert found.height == 3 * REGULAR[7]
    first = found.head(3)
    assert first["months"].to_list() == [3, 6, 12]
    assert first["chance"].is_sorted(descending=True)
    assert (found["low"] <= found["chance"]).all() and (found["chance"] <= found["high"]).all()


def test_losses_that_would_not_have_happened():
    ledger = build_ledger(tables(subscriptions=monthly()))
    as_of = date(2025, 12, 31)
    losses = spans(ledger, as_of, "month").filter("lost").select("account_id", lost_on="ended")
    year = losses.filter(losses["lost_on"] > date(2024, 12, 31))
    half = without_losses(ledger, as_of, year.head(year.height // 2))
    assert half.low < half.share < half.high
    for one in (half.customers, half.mrr, half.revenue):
        assert one.expected <= one.low <= one.instead <= one.high
    none, every = without_losses(ledger, as_of, year.clear()), without_losses(ledger, as_of, year)
    assert none.customers.instead == none.customers.expected
    new = 12 * sum(inflow(panel(spans(ledger, as_of, "month"), as_of, "month"), 23))
    assert every.customers.instead == pytest.approx(240 - 22 + new)


def test_five_points_more_retention():
    found = more_retention(cohort(REGULAR[:8]), date(2017, 12, 31), 0.05)
    assert found.customers.instead - found.customers.expected == pytest.approx(0.05 * REGULAR[7], rel=1e-6)
    with pytest.raises(ChurnError, match="nothing_lost_in_year"):
        without_losses(
            cohort([5, 5]),
            date(2017, 12, 31),
            spans(cohort([5, 5]), YEAR_END, "year").select("account_id", lost_on="ended"),
        )
