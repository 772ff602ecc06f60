"""Books whose survival is published, and what a plain reading of a book's rows says about stretches of activity."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from metrics.ledger import Ledger, build_ledger
from metrics.periods import add_months
from tests.metrics.people_books import tables

AS_OF = date(2025, 12, 31)
STOP = date(2026, 1, 1)

# Freireich et al. (1963), weeks of remission in leukaemia, 6-MP and placebo, (time, whether it ended); as printed in
# Klein & Moeschberger, Survival Analysis, table 1.1. Weeks are read as months here.
SIX_MP = [
    (6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1),
    (17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0),
]  # fmt: skip
PLACEBO = [(t, 1) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
THIRD = [(3, 1), (5, 0), (9, 1), (14, 1), (14, 0), (20, 1), (21, 0), (30, 1), (33, 0), (34, 1)]

# Fader & Hardie (2007), How to project customer retention, table 1: per cent of a cohort, years 0 to 12.
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]


def times(**groups: Iterable[tuple[int, int]]) -> Ledger:
    """A book in which each stay lasts so many months; those that have not ended reach as-of exactly."""
    rows = []
    for plan, stays in groups.items():
        for number, (months, ended) in enumerate(stays):
            start = date(2020, 1, 1) if ended else add_months(STOP, -months)
            name = f"{plan}{number}"
            rows.append(
                {
                    "subscription_id": name,
                    "account_id": name,
                    "plan": plan,
                    "start_on": start,
                    "end_on": add_months(start, months) if ended else None,
                    "mrr": 1000,
                }
            )
    return build_ledger(tables(subscriptions=rows))


def cohort(left: Sequence[int], first: int = 2010) -> Ledger:
    """Customers of one New Year's Day, of whom so many are left after each year; the last ones run on."""
    ends: list[date | None] = []
    for year, (before, after) in enumerate(pairwise(left), first + 1):
        ends += [date(year, 1, 1)] * (before - after)
    ends += [None] * left[-1]
    rows = [
        {
            "subscription_id": str(number),
            "account_id": f"{number:05d}",
            "start_on": date(first, 1, 1),
            "end_on": end,
            "mrr": 1000,
        }
        for number, end in enumerate(ends)
    ]
    return build_ledger(tables(subscriptions=rows))


def stays(ledger: Ledger, as_of: date) -> Iterator[dict[str, Any]]:
    """Day by day: each unbroken run of days on which an account has a row on, up to as-of."""
    spells: dict[str, list[tuple[date, date]]] = {}
    for row in ledger.spells.iter_rows(named=True):
        spells.setdefault(row["account_id"], []).append((row["start_on"], row["end_on"] or date.max))
    for account, own in sorted(spells.items()):
        runs: list[list[date]] = []
        for start, end in sorted(own):
            if runs and start <= runs[-1][1]:
                runs[-1][1] = max(runs[-1][1], end)
            else:
                runs.append([start, end])
        for index, (start, end) in enumerate(runs):
            if start <= as_of:
                ended = end if end <= as_of else None
                ahead = end if as_of < end < date.max else None
                yield {"account": account, "began": start, "ended": ended, "ahead": ahead, "first": index == 0}


def month_of_tenure(start: date, end: date) -> int:
    """The smallest number of months whose anniversary is not before the end."""
    months = 0
    while add_months(start, months) < end:
        months += 1
    return months


def day_after(as_of: date) -> date:
    return as_of + timedelta(days=1)
