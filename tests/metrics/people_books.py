"""Random small books full of boundary dates, as plain rows, and the frames made from them."""

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl

from metrics.tables import PROVENANCE, TABLES, Tables

Row = dict[str, Any]

# First and last days of months, a leap day, neighbours a day apart: where off-by-one errors live.
DAYS = [
    date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 1),
    date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 30),
    date(2024, 3, 31), date(2024, 4, 1), date(2024, 4, 30), date(2024, 5, 1), date(2024, 6, 30),
    date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 1),
]  # fmt: skip
WORDS = [None, "It’s too expensive", "switched_service", "other", "Don't know", "  because ", "not_paid"]


def frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Rows of a table, absent columns null, with made-up provenance."""
    schema = {**TABLES[table].schema, **PROVENANCE}
    whole = [{"source_import": 1, "source_line": line, **row} for line, row in enumerate(rows, start=2)]
    return pl.DataFrame(whole, schema=schema, orient="row")


def tables(**rows: list[Row]) -> Tables:
    """Tables of plain rows, in euros."""
    return Tables.of("EUR", **{name: frame(name, some) for name, some in rows.items()})


def subscriptions(random: Random, accounts: int = 4) -> list[Row]:
    """Spells of a few accounts: overlapping, touching, a day apart, free, of unknown revenue, cancelled, paid."""
    rows = []
    for number in range(random.randint(1, 12)):
        start, end = sorted(random.sample(DAYS, 2))
        row = {
            "subscription_id": f"s{number}",
            "account_id": f"a{random.randrange(accounts)}",
            "plan": random.choice(["basic", "pro", None]),
            "start_on": start,
            "end_on": random.choice([end, end, None]),
            "mrr": random.choice([None, 0, 1, 1000, 1000, 2500]),
            "cancelled_on": random.choice([None, None, random.choice(DAYS)]),
            "paid_until": random.choice([None, None, random.choice(DAYS)]),
            "cancel_reason": random.choice(WORDS),
        }
        rows.append(row)
        if row["end_on"] and random.random() < 0.4:  # the same subscription goes on, at once or after a gap
            again = row["end_on"] + timedelta(days=random.choice([0, 0, 1, 40]))
            rows.append({**row, "start_on": again, "end_on": None, "mrr": random.choice([None, 500, 1000])})
    return rows
