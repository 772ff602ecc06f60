"""Random facts of a few accounts whose dates sit on and beside every threshold, as plain rows."""

from datetime import date, timedelta
from random import Random

from tests.metrics.people_books import Row

AS_OF = date(2024, 6, 30)
_AGES = (-40, -1, 0, 1, 6, 7, 8, 14, 29, 30, 31, 59, 60, 61, 89, 90, 91, 92, 120, 179, 180, 181, 182, 270, 365)


def near(random: Random, past: bool = False) -> date:
    """A day at one of the ages that matter, before as-of or a little after."""
    return AS_OF - timedelta(days=random.choice([age for age in _AGES if age >= 0 or not past]))


def maybe(random: Random) -> date | None:
    return random.choice([None, near(random)])


def facts(random: Random, accounts: int = 3) -> dict[str, list[Row]]:
    """Rows of all fact tables."""

    def some(table: str, most: int) -> list[Row]:
        return [
            {"account_id": f"a{random.randrange(accounts)}", **_MAKERS[table](random, number)}
            for number in range(random.randint(0, most))
        ]

    rows = {table: some(table, most) for table, most in _MOST.items()}
    unique = {(row["account_id"], row["kpi"], row["measured_on"]): row for row in rows["outcomes"]}
    rows["outcomes"] = list(unique.values())
    made = {(row["account_id"], row["made_on"], row["for_date"]): row for row in rows["projections"]}
    rows["projections"] = list(made.values())
    return rows


def _subscription(random: Random, number: int) -> Row:
    start, end = near(random, past=True), random.choice([None, None, near(random)])
    return {
        "subscription_id": f"s{number}", "start_on": start, "end_on": end if end and end > start else None,
        "mrr": random.choice([None, 0, 900, 1000, 1000]), "cancelled_on": random.choice([None, maybe(random)]),
        "renews_on": random.choice([None, AS_OF + timedelta(days=random.choice([0, 1, 59, 60, 61]))]),
    }  # fmt: skip


def _invoice(random: Random, number: int) -> Row:
    issued = near(random)
    return {
        "invoice_id": f"i{number}", "issued_on": issued, "due_on": maybe(random),
        "paid_on": random.choice([None, issued + timedelta(days=random.choice([0, 5, 10, 15, 16, 31]))]),
        "amount": random.choice([-5, 100, 100]), "amount_paid": random.choice([None, None, None, 60, 100]),
    }  # fmt: skip


def _order(random: Random, number: int) -> Row:
    return {
        "order_id": f"o{number}", "line": "1",
        "ordered_on": AS_OF - timedelta(days=random.choice([-1, 8, 60, 70, 89, 90, 91, 100, 110, 120, 121, 180])),
        "units": random.choice([None, -1.0, 0.0, 2.0, 2.0, 2.0]),
    }  # fmt: skip


def _ticket(random: Random, number: int) -> Row:
    opened = near(random)
    closed = random.choice([None, opened, AS_OF, AS_OF + timedelta(days=1)])
    return {
        "ticket_id": f"t{number:02}", "opened_on": opened, "kind": random.choice(["complaint", "ticket", None]),
        "closed_on": closed if closed and closed >= opened else None, "subject": random.choice([None, 'say "hi"']),
    }  # fmt: skip


def _mail(random: Random, number: int) -> Row:
    sent = near(random)
    opened = random.choice([None, None, sent, AS_OF + timedelta(days=1)])
    return {"email_id": f"m{number}", "sent_on": sent, "opened_on": opened if opened and opened >= sent else None}


_MAKERS = {
    "subscriptions": _subscription,
    "invoices": _invoice,
    "orders": _order,
    "tickets": _ticket,
    "emails": _mail,
    "surveys": lambda random, number: {
        "response_id": f"r{number:02}", "answered_on": near(random), "score": random.randint(3, 10),
    },
    "signals": lambda random, number: {
        "signal_id": f"g{number:02}", "seen_on": near(random), "until": maybe(random), "detail": f"d{number}",
        "kind": random.choice(["champion_left", "contact_moved", "staff_turnover", "news"]),
    },
    "outcomes": lambda random, number: {
        "kpi": random.choice("xy"), "measured_on": near(random), "baseline": random.choice([None, 1.0, 9.0]),
        "target": random.choice([None, 5.0]), "actual": random.choice([None, 4.0, 5.0, 6.0]),
    },
    "projections": lambda random, number: {
        "made_on": near(random), "for_date": near(random), "mrr": random.choice([1000, 1111, 1112, 2000]),
    },
}  # fmt: skip
_MOST = {
    "subscriptions": 6, "invoices": 24, "orders": 14, "tickets": 14, "emails": 14, "surveys": 6, "signals": 5,
    "outcomes": 6, "projections": 5,
}  # fmt: skip
