"""Rates by tenure, calendar month and months to renewal against a plain reading of the rows."""

from datetime import date

import polars as pl
import pytest

from metrics.errors import WrongUsage
from metrics.hazard import hazard
from metrics.ledger import build_ledger
from metrics.periods import add_months
from metrics.statistics import wilson
from tests.metrics.books import random_rows, tables_of
from tests.metrics.people_books import tables
from tests.metrics.retention_books import AS_OF, SIX_MP, day_after, month_of_tenure, stays, times

BOOKS = [build_ledger(tables_of(random_rows(seed))) for seed in range(6)]
MIDDLE = date(2025, 1, 15)


@pytest.mark.parametrize("ledger", BOOKS)
def test_by_tenure(ledger):
    found = {rate.month: rate for rate in hazard(ledger, MIDDLE).rates}
    own = list(stays(ledger, MIDDLE))
    last = [(month_of_tenure(stay["began"], stay["ended"] or MIDDLE), stay["ended"]) for stay in own]
    ahead = [month_of_tenure(stay["began"], stay["ahead"]) for stay in own if stay["ahead"]]
    assert set(found) == set(range(1, max([*(month for month, _ in last)], default=0) + 1)) | set(ahead)
    for month, rate in found.items():
        assert rate.exposed == sum(reached >= month for reached, _ in last)
        assert rate.lost == sum(reached == month and ended is not None for reached, ended in last)
        assert rate.scheduled == ahead.count(month)
        assert (rate.low, rate.high) == (wilson(rate.lost, rate.exposed) or (None, None))


@pytest.mark.parametrize("ledger", BOOKS)
def test_by_calendar_month(ledger):
    found = {rate.month: rate for rate in hazard(ledger, MIDDLE, axis="calendar").rates}
    own = list(stays(ledger, MIDDLE))
    exposed, lost = dict.fromkeys(range(1, 13), 0), dict.fromkeys(range(1, 13), 0)
    start = date(2023, 1, 1)
    while add_months(start, 1) <= day_after(MIDDLE):
        for stay in own:
            if stay["began"] < start and (stay["ended"] is None or start <= stay["ended"]):
                exposed[start.month] += 1
                lost[start.month] += stay["ended"] is not None and stay["ended"] < add_months(start, 1)
        start = add_months(start, 1)
    assert {month: (rate.exposed, rate.lost) for month, rate in found.items()} == {
        month: (exposed[month], lost[month]) for month in range(1, 13)
    }
    assert sum(rate.scheduled for rate in found.values()) == sum(stay["ahead"] is not None for stay in own)


def rows(*spells):
    return [
        {
            "subscription_id": str(number),
            "account_id": str(number),
            "start_on": start,
            "end_on": end,
            "renews_on": renews,
            "mrr": 100,
            "cancel_reason": reason,
        }
        for number, (start, end, renews, reason) in enumerate(spells)
    ]


def test_by_months_to_renewal():
    year = date(2024, 3, 31)
    ledger = build_ledger(
        tables(
            subscriptions=rows(
                (year, date(2025, 3, 31), date(2025, 3, 31), None),  # left on the renewal day
                (year, date(2025, 2, 10), date(2025, 3, 31), None),  # left in the last month but one
                (year, None, date(2025, 3, 31), None),  # renewed
                (date(2025, 1, 5), None, date(2026, 1, 31), None),  # its last month is not over at as-of
                (date(2025, 1, 1), date(2026, 1, 10), date(2026, 1, 31), None),  # its end is known
                (date(2025, 1, 1), None, None, None),  # no renewal
            )
        )
    )
    found = {rate.month: rate for rate in hazard(ledger, AS_OF, axis="renewal").rates}
    assert [(found[m].exposed, found[m].lost, found[m].scheduled) for m in (0, 1, 2)] == [
        (2, 1, 1),
        (5, 1, 0),
        (5, 0, 0),
    ]
    assert found[11].exposed == 5


def test_involuntary_losses_are_told_apart():
    start, end = date(2025, 1, 1), date(2025, 2, 1)
    ledger = build_ledger(
        tables(subscriptions=rows((start, end, end, "payment_failed"), (start, end, end, "too_expensive")))
    )
    for axis in ("tenure", "renewal"):
        first = hazard(ledger, AS_OF, axis=axis).rates[0]
        assert (first.lost, first.voluntary, first.involuntary) == (2, 1, 1)
    tagged = pl.DataFrame({"account_id": ["0", "1"], "lost_on": [end, end], "reason": ["money", "involuntary"]})
    again = hazard(ledger, AS_OF, reasons=tagged.vstack(tagged)).rates[0]
    assert (again.lost, again.involuntary) == (2, 1)


def test_groups_and_usage():
    ledger = times(six=SIX_MP, other=SIX_MP[:5])
    found = hazard(ledger, AS_OF, by="plan").rates
    assert {rate.group for rate in found} == {"six", "other"}
    assert sum(rate.lost for rate in found) == sum(rate.lost for rate in hazard(ledger, AS_OF).rates)
    with pytest.raises(WrongUsage, match="bad_choice"):
        hazard(ledger, AS_OF, axis="moon")  # type: ignore[arg-type]
    for axis in ("tenure", "calendar", "renewal"):
        assert hazard(build_ledger(tables()), AS_OF, axis=axis).rates == ()
