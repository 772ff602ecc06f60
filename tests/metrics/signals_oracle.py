"""When each signal stands for one account, in plain Python; `own` holds the account's rows by table."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor
from statistics import median

from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import Row

Own = dict[str, list[Row]]
DAY = timedelta(days=1)


def ago(as_of: date, days: int) -> date:
    return as_of - timedelta(days=days)


def dated(own: Own, table: str, column: str, as_of: date) -> list[Row]:
    return [row for row in own[table] if row[column] <= as_of]


def customer(own: Own, as_of: date) -> bool:
    return bool(oracle.on_at(own["subscriptions"], as_of + DAY))


def cancellation_asked(own: Own, as_of: date) -> list[date]:
    on = oracle.on_at(own["subscriptions"], as_of + DAY)
    return [row["cancelled_on"] for row in on if row["cancelled_on"] and row["cancelled_on"] <= as_of]


def contraction(own: Own, as_of: date) -> list[date]:
    rows = own["subscriptions"]
    now = oracle.mrr(oracle.on_at(rows, as_of + DAY))
    for back in range(90):
        day = as_of - timedelta(days=back)
        before, after = oracle.mrr(oracle.on_at(rows, day)), oracle.mrr(oracle.on_at(rows, day + DAY))
        if 0 < after < before:
            return [day] if now < before and customer(own, as_of) else []
    return []


def renewal_near(own: Own, as_of: date) -> list[date]:
    return [
        row["renews_on"] - timedelta(days=60)
        for row in oracle.on_at(own["subscriptions"], as_of + DAY)
        if row["renews_on"]
        and as_of < row["renews_on"] <= as_of + timedelta(days=60)
        and not row["end_on"]
        and not (row["cancelled_on"] and row["cancelled_on"] <= as_of)
    ]


def under_projection(own: Own, as_of: date) -> list[date]:
    on = oracle.on_at(own["subscriptions"], as_of + DAY)
    due = [row for row in dated(own, "projections", "made_on", as_of) if row["for_date"] <= as_of]
    if not on or any(row["mrr"] is None for row in on) or not due:
        return []
    latest = max(due, key=lambda row: (row["for_date"], row["made_on"]))
    return [latest["for_date"]] if oracle.mrr(on) < 0.9 * latest["mrr"] else []


def outcome_under_target(own: Own, as_of: date) -> list[date]:
    found = []
    for kpi in "xy":
        known = [
            row
            for row in dated(own, "outcomes", "measured_on", as_of)
            if row["kpi"] == kpi and row["target"] is not None and row["actual"] is not None
        ]
        if not known:
            continue
        last = max(known, key=lambda row: row["measured_on"])
        down = last["baseline"] is not None and last["target"] < last["baseline"]
        if last["actual"] > last["target"] if down else last["actual"] < last["target"]:
            found.append(last["measured_on"])
    return found


def no_outcome(own: Own, as_of: date) -> list[date]:
    if not customer(own, as_of) or dated(own, "outcomes", "measured_on", as_of):
        return []
    expected = min(row["start_on"] for row in own["subscriptions"]) + timedelta(days=90)
    return [expected] if expected <= as_of else []


def owed(row: Row, as_of: date) -> int:
    if row["paid_on"] is None or row["paid_on"] > as_of:
        return row["amount"]
    return row["amount"] - (row["amount"] if row["amount_paid"] is None else row["amount_paid"])


def late_payment(own: Own, as_of: date) -> list[date]:
    return [
        row["due_on"] + DAY
        for row in dated(own, "invoices", "issued_on", as_of)
        if row["amount"] > 0 and owed(row, as_of) > 0 and row["due_on"] and (as_of - row["due_on"]).days > 7
    ]


def paying_later(own: Own, as_of: date) -> list[date]:
    invoices = sorted(
        (row for row in dated(own, "invoices", "issued_on", as_of) if row["amount"] > 0),
        key=lambda row: (row["issued_on"], row["invoice_id"]),
    )
    settled = [row for row in invoices if owed(row, as_of) == 0]
    if len(settled) < 4:
        return []
    usual = median((row["paid_on"] - row["issued_on"]).days for row in settled[:-1])
    took = [(row, row["paid_on"]) for row in settled[-1:]] + [(row, as_of) for row in invoices if owed(row, as_of) > 0]
    return [
        row["issued_on"] + timedelta(days=ceil(usual) + 10)
        for row, until in took
        if (until - row["issued_on"]).days >= usual + 10
    ]


def orders_overdue(own: Own, as_of: date) -> list[date]:
    days = sorted({r["ordered_on"] for r in dated(own, "orders", "ordered_on", as_of) if r["units"] and r["units"] > 0})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(gaps) < 2:
        return []
    since = days[-1] + timedelta(days=floor(2 * median(gaps)) + 1)
    return [since] if since <= as_of else []


def mails_unopened(own: Own, as_of: date) -> list[date]:
    mails = [row for row in own["emails"] if ago(as_of, 180) < row["sent_on"] <= ago(as_of, 7)]
    opened = [row["sent_on"] for row in mails if row["opened_on"] and row["opened_on"] <= as_of]
    unread = [
        row["sent_on"]
        for row in mails
        if not (row["opened_on"] and row["opened_on"] <= as_of) and (not opened or row["sent_on"] > max(opened))
    ]
    return [min(unread)] if len(unread) >= 3 else []


def quiet(own: Own, as_of: date) -> list[date]:
    pairs = (("orders", "ordered_on"), ("surveys", "answered_on"), ("tickets", "opened_on"), ("emails", "opened_on"))
    signs = [row[day] for table, day in pairs for row in own[table] if row[day] and row[day] <= as_of]
    return [max(signs) + timedelta(days=90)] if signs and max(signs) <= ago(as_of, 90) else []


def answers(own: Own, as_of: date) -> list[Row]:
    return sorted(dated(own, "surveys", "answered_on", as_of), key=lambda row: (row["answered_on"], row["response_id"]))


def detractor(own: Own, as_of: date) -> list[date]:
    last = answers(own, as_of)[-1:]
    return [row["answered_on"] for row in last if row["score"] <= 6 and (as_of - row["answered_on"]).days < 180]


def falling_score(own: Own, as_of: date) -> list[date]:
    last = answers(own, as_of)[-2:]
    if len(last) < 2 or last[0]["score"] - last[1]["score"] < 3 or (as_of - last[1]["answered_on"]).days >= 180:
        return []
    return [last[1]["answered_on"]]


def complaint_open(own: Own, as_of: date) -> list[date]:
    return [
        row["opened_on"]
        for row in dated(own, "tickets", "opened_on", as_of)
        if row["kind"] == "complaint" and not (row["closed_on"] and row["closed_on"] <= as_of)
    ]


def tickets_up(own: Own, as_of: date) -> list[date]:
    ages = sorted(((as_of - row["opened_on"]).days for row in dated(own, "tickets", "opened_on", as_of)), reverse=True)
    recent, before = [age for age in ages if age < 90], [age for age in ages if 90 <= age < 180]
    needed = max(3, 2 * len(before))
    return [ago(as_of, recent[needed - 1])] if len(recent) >= needed else []


def seen(kind: str) -> Callable[[Own, date], list[date]]:
    def stands(own: Own, as_of: date) -> list[date]:
        return [
            row["seen_on"]
            for row in dated(own, "signals", "seen_on", as_of)
            if row["kind"] == kind and (row["until"] > as_of if row["until"] else (as_of - row["seen_on"]).days < 180)
        ]

    return stands


RULES: dict[str, Callable[[Own, date], list[date]]] = {
    rule.__name__: rule
    for rule in (
        cancellation_asked, contraction, renewal_near, under_projection, outcome_under_target, no_outcome,
        late_payment, paying_later, orders_overdue, mails_unopened, quiet, detractor, falling_score,
        complaint_open, tickets_up,
    )
} | {kind: seen(kind) for kind in ("champion_left", "contact_moved", "staff_turnover")}  # fmt: skip
