"""Survival against published values, lifelines 0.30.3 and a plain reading of the rows."""

from datetime import date
from random import Random

import pytest

from metrics.errors import WrongUsage
from metrics.ledger import build_ledger
from metrics.periods import add_months
from metrics.probability import chi_squared_tail, normal_quantile, solve
from metrics.stretches import stretches
from metrics.survival import curve, log_rank, risk_of, survival
from tests.metrics.books import random_rows, tables_of
from tests.metrics.people_books import tables
from tests.metrics.retention_books import (
    AS_OF,
    HIGH_END,
    PLACEBO,
    SIX_MP,
    THIRD,
    cohort,
    month_of_tenure,
    stays,
    times,
)  # fmt: skip

# lifelines.KaplanMeierFitter(...).survival_function_ and .confidence_interval_ (log-log) of the 6-MP group
LIFELINES = {
    6: (0.857142857142857, 0.6197179552659838, 0.9515517476469969),
    7: (0.8067226890756299, 0.5631465646222333, 0.9228090192028802),
    10: (0.7529411764705878, 0.5031995107999564, 0.8893618351692655),
    13: (0.6901960784313722, 0.4316102224861839, 0.8490659633494505),
    16: (0.6274509803921566, 0.36751085598750194, 0.8049121894718411),
    22: (0.5378151260504199, 0.26777893676713493, 0.7467907176353943),
    23: (0.44817927170868327, 0.18805200595923233, 0.6801426284952412),
}
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
BOOKS = [random_rows(seed) for seed in range(8)]


def test_the_leukaemia_curve_is_the_published_one():
    found = survival(times(six=SIX_MP), AS_OF)
    (only,) = found.curves
    at = {point.month: point for point in only.points}
    assert [point.month for point in only.points] == list(range(36))
    assert {month: round(at[month].survival, 3) for month in PUBLISHED} == PUBLISHED
    for month, values in LIFELINES.items():
        assert (at[month].survival, at[month].low, at[month].high) == pytest.approx(values, abs=1e-12)
    assert (at[6].at_risk, at[6].events, at[7].at_risk) == (21, 3, 17)
    assert (at[5].survival, at[5].low, at[5].high) == (1, 1, 1)
    assert (only.n, only.events, only.median, only.low, only.high) == (21, 9, 23, 13, None)
    # lifelines.utils.restricted_mean_survival_time(fitted, 35)
    assert (only.until, only.mean) == (35, pytest.approx(23.287394957983185, abs=1e-9))


def test_a_stay_seen_on_its_anniversary_counts_as_so_many_months():
    """Customer snapshots say how many months a customer has been there: the start is put so long before as-of."""
    as_of = date(2025, 6, 15)
    rows = [
        {
            "subscription_id": str(n),
            "account_id": str(n),
            "start_on": add_months(as_of, -months),
            "end_on": end,
            "mrr": 1,
        }
        for n, (months, end) in enumerate([(0, None), (3, None), (3, as_of), (7, None), (7, as_of)])
    ]
    (only,) = survival(build_ledger(tables(subscriptions=rows)), as_of).curves
    assert [(only.points[month].at_risk, only.points[month].events) for month in (0, 1, 3, 4, 7)] == [
        (5, 0), (4, 0), (4, 1), (2, 0), (2, 1),
    ]  # fmt: skip
    assert len(only.points) == 8


def test_the_log_rank_test_is_the_published_one():
    found = survival(times(six=SIX_MP, placebo=PLACEBO), AS_OF, by="plan")
    assert [one.group for one in found.curves] == ["placebo", "six"]
    placebo = found.curves[0]
    assert (placebo.median, placebo.low, placebo.high) == (8, 4, 11)
    last = placebo.points[-1]
    assert (last.survival, last.low, last.high) == (0, 0, 0)  # as lifelines and scikit-survival have it
    assert found.test is not None
    assert round(found.test.chi_squared, 2) == 16.79
    assert found.test.freedom == 1


def test_three_groups_as_lifelines_tells_them_apart():
    test = survival(times(six=SIX_MP, placebo=PLACEBO, third=THIRD), AS_OF, by="plan").test
    assert test is not None
    # lifelines.statistics.multivariate_logrank_test
    assert (test.chi_squared, test.freedom) == (pytest.approx(22.22245341635302, abs=1e-9), 2)
    assert test.p_value == pytest.approx(1.494361098735763e-05, rel=1e-9)


def test_where_all_have_left_the_median_is_bounded():
    """lifelines.utils.median_survival_times of the band: 1 to 3."""
    (only,) = survival(times(few=[(1, 1), (2, 1), (3, 1), (3, 1)]), AS_OF).curves
    assert (only.median, only.low, only.high) == (2, 1, 3)


def test_one_group_or_no_loss_gives_no_test():
    assert survival(times(six=SIX_MP), AS_OF).test is None
    assert survival(times(a=[(3, 0), (4, 0)], b=[(2, 0)]), AS_OF, by="plan").test is None
    assert log_rank([]) is None


def test_late_entry_as_lifelines_has_it():
    stays = [
        (2, 7, 1), (0, 3, 0), (2, 21, 0), (9, 16, 0), (0, 14, 1), (0, 8, 0), (9, 23, 0), (9, 13, 0), (9, 11, 1),
        (0, 8, 0), (9, 14, 1), (5, 10, 0), (9, 19, 0), (0, 19, 0), (2, 6, 0), (9, 11, 0), (5, 23, 1), (2, 17, 1),
        (2, 12, 0), (0, 8, 0), (9, 19, 1), (2, 17, 1), (9, 12, 0), (9, 23, 0), (2, 7, 1), (5, 7, 0), (9, 28, 1),
        (2, 14, 1), (9, 24, 0), (0, 9, 1), (0, 2, 1), (9, 24, 1), (5, 17, 0), (5, 17, 0), (9, 13, 1), (0, 7, 1),
        (0, 8, 1), (5, 21, 0), (0, 15, 1), (9, 18, 0),
    ]  # fmt: skip
    found = curve(None, risk_of([(entry, time, bool(event), 1) for entry, time, event in stays]), 28)
    # lifelines.KaplanMeierFitter().fit(durations, events, entry=entries)
    expected = {
        3: (0.9090909090909092, 0.5080802057699292, 0.9866738226678231),
        8: (0.741505968778696, 0.47357128475893573, 0.887217416145304),
        10: (0.688541256723075, 0.4245965032536202, 0.8499533319293556),
        15: (0.5134096449946464, 0.3020879557254959, 0.6898346575199492),
    }
    for month, values in expected.items():
        point = found.points[month]
        assert (point.survival, point.low, point.high) == pytest.approx(values, abs=1e-12)


def test_who_left_before_losses_were_recorded_does_not_count():
    spells = [
        ("a", date(2024, 1, 1), date(2024, 6, 1)),
        ("b", date(2024, 1, 15), date(2025, 3, 15)),
        ("c", date(2025, 1, 1), None),
    ]
    rows = [
        {"subscription_id": account, "account_id": account, "start_on": start, "end_on": end, "mrr": 1}
        for account, start, end in spells
    ]
    found = survival(build_ledger(tables(subscriptions=rows)), AS_OF, observed_from=date(2025, 1, 1))
    (only,) = found.curves
    assert (only.n, only.events) == (2, 1)
    assert [only.points[month].at_risk for month in (0, 1, 11, 12, 13, 14)] == [1, 1, 1, 2, 1, 1]


def late_book(recorded_from: date) -> list[dict]:
    """Twenty begin every month of four years; of twenty one leaves each month; who left before is not in the files."""
    dice, rows = Random(6), []
    for number in range(960):
        start = add_months(date(2021, 1, 15), number // 20)
        months = 1
        while dice.random() > 0.05:
            months += 1
        end = add_months(start, months)
        if end >= recorded_from:
            name = str(number)
            rows.append({"subscription_id": name, "account_id": name, "start_on": start, "end_on": end, "mrr": 1})
    return rows


def test_a_book_that_begins_late_says_so_and_is_unbiased_once_told():
    since = date(2023, 6, 1)
    ledger = build_ledger(tables(subscriptions=late_book(since)))
    naive = survival(ledger, AS_OF)
    assert naive.silence is not None
    assert since <= naive.silence.until <= add_months(since, 1) and naive.silence.expected > 50
    told = survival(ledger, AS_OF, observed_from=since)
    assert told.silence is None
    at = {month: (naive.curves[0].points[month].survival, told.curves[0].points[month]) for month in (12, 24)}
    for month, (wrong, right) in at.items():
        truth = 0.95**month
        assert right.low < truth < right.high
        assert wrong > truth + 0.05


@pytest.mark.parametrize("rows", [late_book(date(2021, 1, 1)), None])
def test_a_book_that_is_merely_new_or_renewed_by_the_year_is_not_suspected(rows):
    ledger = cohort(HIGH_END) if rows is None else build_ledger(tables(subscriptions=rows))
    assert survival(ledger, AS_OF).silence is None


@pytest.mark.parametrize("loss_date", ["ended", "asked", "paid"])
@pytest.mark.parametrize("subject", ["stretch", "first"])
@pytest.mark.parametrize("rows", BOOKS)
def test_every_month_is_what_the_rows_say(rows, subject, loss_date):
    ledger = build_ledger(tables_of(rows), loss_date)
    as_of = date(2025, 3, 31)
    wanted = [stay for stay in stays(ledger, as_of) if subject == "stretch" or stay["first"]]
    found = survival(ledger, as_of, subject=subject)
    if not wanted:
        assert found.curves == ()
        return
    last = [(month_of_tenure(s["began"], s["ended"] or as_of), bool(s["ended"])) for s in wanted]
    (only,) = found.curves
    assert only.n == len(wanted)
    share = 1.0
    for point in only.points:
        at_risk = sum(month >= point.month for month, _ in last)
        events = sum(month == point.month and left for month, left in last)
        share *= 1 - events / at_risk
        assert (point.at_risk, point.events) == (at_risk, events)
        assert point.survival == pytest.approx(share, abs=1e-12)
        assert point.low <= point.survival <= point.high


@pytest.mark.parametrize("rows", BOOKS[:3])
def test_groups_add_up(rows):
    ledger = build_ledger(tables_of(rows))
    whole = survival(ledger, date(2025, 6, 30)).curves[0]
    parts = survival(ledger, date(2025, 6, 30), by="segment").curves
    assert sum(part.n for part in parts) == whole.n
    assert sum(part.events for part in parts) == whole.events


def test_a_plan_is_that_of_the_largest_row_on_the_first_day():
    start = date(2025, 1, 1)
    rows = [
        {"subscription_id": str(n), "account_id": "a", "plan": plan, "start_on": start, "mrr": mrr}
        for n, (plan, mrr) in enumerate([("small", 5), ("large", 9), ("unknown", None)])
    ]
    ledger = build_ledger(tables(subscriptions=rows))
    assert stretches(ledger, AS_OF, by="plan")["group"].to_list() == ["large"]
    assert stretches(ledger, AS_OF, where=[("plan", "small")]).is_empty()
    assert stretches(ledger, AS_OF, by="tenure")["group"].to_list() == ["0-2"]


def test_what_cannot_be_meant_is_said():
    with pytest.raises(WrongUsage, match="unknown_field"):
        survival(times(six=SIX_MP), AS_OF, by="colour")
    with pytest.raises(WrongUsage, match="bad_choice"):
        stretches(times(six=SIX_MP), AS_OF, subject="second")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "freedom", "tail"),  # scipy.stats.chi2.sf, 1.17.1
    [
        (3.84, 1, 0.05004352124870519), (16.79, 1, 4.1752751389197874e-05), (0.5, 3, 0.9188914116546758),
        (12, 5, 0.03478778050624185), (40, 2, 2.0611536224385566e-09), (0, 1, 1.0),
    ],
)  # fmt: skip
def test_the_tail_of_chi_squared(value, freedom, tail):
    assert chi_squared_tail(value, freedom) == pytest.approx(tail, rel=1e-10)


def test_a_linear_system():
    assert solve([[2, 1], [1, 3]], [3, 5]) == pytest.approx([0.8, 1.4])
    assert solve([[1, 2], [2, 4]], [1, 2]) is None
    assert normal_quantile(0.975) == pytest.approx(1.959963984540054)
