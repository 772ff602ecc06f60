"""Random books full of boundary dates, as lists of rows and as the engine's tables."""

import random
from datetime import date, timedelta

import polars as pl

from metrics.tables import TABLES, Tables

FIRST = date(2023, 11, 1)
DAYS = 900
PLANS = ["basic", "pro", "max", None]


def random_rows(seed: int, accounts: int = 14) -> dict[str, list[dict]]:
    """A book's rows: starts and ends on the 1st, overlaps, gaps of a day, free and unknown MRR, leap days."""
    dice = random.Random(seed)
    ids = [f"{index:03d}" for index in range(accounts)]
    rows: dict[str, list[dict]] = {name: [] for name in TABLES}
    for account in ids:
        if dice.random() < 0.9:
            segment = dice.choice(["S", "M", "L", None])
            rows["accounts"].append({"account_id": account, "segment": segment, "owner": dice.choice(["ann", "bob"])})
        if dice.random() < 0.85:
            rows["subscriptions"] += _subscriptions(dice, account)
        rows["invoices"] += [_invoice(dice, account, n) for n in range(dice.randrange(7))]
        rows["orders"] += [_order(dice, account, n) for n in range(dice.randrange(8))]
        rows["surveys"] += [
            {
                "response_id": f"{account}-{n}",
                "account_id": account,
                "answered_on": _day(dice),
                "score": dice.randint(0, 10),
            }
            for n in range(dice.randrange(5))
        ]
        rows["tickets"] += [_ticket(dice, account, n) for n in range(dice.randrange(5))]
        rows["emails"] += [_mail(dice, account, n) for n in range(dice.randrange(6))]
    return rows


def tables_of(rows: dict[str, list[dict]], currency: str = "EUR") -> Tables:
    """The same rows as the engine's tables."""
    frames = {}
    for name, table in TABLES.items():
        schema = dict(table.empty().schema)
        filled = [{column: row.get(column) for column in schema} for row in rows[name]]
        frames[name] = pl.DataFrame(filled, schema=schema, orient="row")
    return Tables.of(currency, **frames)


def _day(dice: random.Random) -> date:
    day = FIRST + timedelta(days=dice.randrange(DAYS))
    choice = dice.random()
    if choice < 0.3:
        return day.replace(day=1)
    if choice < 0.4:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return date(2024, 2, 29) if choice < 0.44 else day


def _maybe(dice: random.Random, share: float, value):
    return value if dice.random() < share else None


def _subscriptions(dice: random.Random, account: str) -> list[dict]:
    rows = []
    for n in range(dice.choice([1, 1, 2, 3])):
        start = _day(dice)
        for _ in range(dice.choice([1, 1, 2, 3, 4])):
            end = start + timedelta(days=dice.choice([1, 2, 28, 31, 59, 90, 181, 365]))
            if dice.random() < 0.4:
                end = (end.replace(day=1) + timedelta(days=31)).replace(day=1)
            runs_on = dice.random() < 0.25
            rows.append(
                {
                    "subscription_id": f"{account}/{n}",
                    "account_id": account,
                    "plan": dice.choice(PLANS),
                    "start_on": start,
                    "end_on": None if runs_on else end,
                    "mrr": dice.choice([0, None, 1, 999, 5000, 5000, 9900, 12345]),
                    "cancelled_on": _maybe(dice, 0.4, end - timedelta(days=dice.choice([0, 1, 30, 400]))),
                    "paid_until": _maybe(dice, 0.4, end + timedelta(days=dice.choice([-40, 0, 1, 30]))),
                }
            )
            if runs_on:
                break
            start = end + timedelta(days=dice.choice([0, 0, 1, 1, 20, 200]))
    return rows


def _invoice(dice: random.Random, account: str, n: int) -> dict:
    issued = _day(dice)
    amount = dice.choice([-5000, 100, 9999, 25000, 100000])
    return {
        "invoice_id": f"{account}-{n}",
        "account_id": account,
        "issued_on": issued,
        "paid_on": _maybe(dice, 0.7, issued + timedelta(days=dice.choice([-10, 0, 1, 30, 200]))),
        "amount": amount,
        "amount_paid": _maybe(dice, 0.3, amount // 2),
    }


def _order(dice: random.Random, account: str, n: int) -> dict:
    return {
        "order_id": f"{account}-{n // 2}",
        "line": str(n),
        "account_id": account,
        "ordered_on": _day(dice),
        "units": float(dice.choice([-2, 0, 1, 2, 3, 0.5, 10])),
        "returned_units": _maybe(dice, 0.3, 1.0),
    }


def _ticket(dice: random.Random, account: str, n: int) -> dict:
    opened = _day(dice)
    return {
        "ticket_id": f"{account}-{n}",
        "account_id": account,
        "opened_on": opened,
        "closed_on": _maybe(dice, 0.7, opened + timedelta(days=dice.choice([0, 1, 10, 90]))),
        "kind": dice.choice(["ticket", "complaint", None, "bug"]),
    }


def _mail(dice: random.Random, account: str, n: int) -> dict:
    sent = _day(dice)
    opened = _maybe(dice, 0.6, sent + timedelta(days=dice.choice([0, 1, 40])))
    return {"email_id": f"{account}-{n}", "account_id": account, "sent_on": sent, "opened_on": opened}
