"""States and losses worked out day by day in plain Python: slow and obviously right."""

from datetime import date, timedelta

from tests.metrics.people_books import Row

DAY = timedelta(days=1)


def effective(rows: list[Row], loss_date: str) -> list[Row]:
    """The rows that make a customer, with the end that the loss date gives them."""
    result = []
    for row in rows:
        end = row["end_on"]
        last = all(
            other["start_on"] <= row["start_on"] for other in rows if other["subscription_id"] == row["subscription_id"]
        )
        if loss_date != "ended" and last and (row["end_on"] or row["cancelled_on"]):
            end = row["cancelled_on" if loss_date == "asked" else "paid_until"] or row["end_on"]
        if end is not None and end <= row["start_on"]:
            continue
        if row["mrr"] is None or row["mrr"] > 0:
            result.append({**row, "end_on": end})
    return result


def on_at(rows: list[Row], boundary: date) -> list[Row]:
    return [r for r in rows if r["start_on"] < boundary and (r["end_on"] is None or boundary <= r["end_on"])]


def mrr(rows: list[Row]) -> int:
    return sum(row["mrr"] or 0 for row in rows)


def add_month(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def complete_months(start: date, end: date) -> int:
    count, (year, month) = 0, add_month(start)
    while True:
        day = start.day
        while True:
            try:
                anniversary = date(year, month, day)
                break
            except ValueError:
                day -= 1
        if anniversary > end:
            return count
        count += 1
        year, month = add_month(anniversary)


def stretches(rows: list[Row], horizon: date) -> list[tuple[date, date | None]]:
    """Unbroken stretches of activity of one account that begin before the horizon, walking every day."""
    if not rows:
        return []
    found: list[tuple[date, date | None]] = []
    day, began = min(row["start_on"] for row in rows), None
    while day < horizon:
        active = bool(on_at(rows, day + DAY))
        if active and began is None:
            began = day
        if not active and began is not None:
            found.append((began, day))
            began = None
        day += DAY
    if began is not None:
        found.append((began, None))
    return found


def state(rows: list[Row], as_of: date) -> Row:
    """One account's state at as-of + 1 day, from its effective rows."""
    boundary = as_of + DAY
    found = stretches(rows, boundary)
    on = on_at(rows, boundary)
    if not found:
        return {"status": "never", "mrr": 0, "since": None, "tenure_months": None}
    first = found[0][0]
    began, lost_on = found[-1]
    if not on:
        assert lost_on is not None
        return {"status": "lost", "mrr": 0, "since": lost_on, "tenure_months": complete_months(first, lost_on)}
    if all(row["end_on"] or row["cancelled_on"] for row in on):
        status = "leaving"
    else:
        status = "back" if len(found) > 1 else "active"
    return {"status": status, "mrr": mrr(on), "since": began, "tenure_months": complete_months(first, boundary)}


def losses(rows: list[Row], as_of: date) -> list[Row]:
    """One account's loss events up to as-of, from its effective rows."""
    found = stretches(rows, as_of + DAY)
    result = []
    for number, (began, lost_on) in enumerate(found):
        if lost_on is None:
            continue
        inside = [row for row in rows if began <= row["start_on"] < lost_on]
        ended = [row for row in inside if row["end_on"] == lost_on]
        speaking = sorted(
            (row for row in ended if row["cancel_reason"] is not None),
            key=lambda row: (-1 * (-1 if row["mrr"] is None else row["mrr"]), row["start_on"], row["subscription_id"]),
        )
        result.append(
            {
                "lost_on": lost_on,
                "asked_on": max((r["cancelled_on"] for r in ended if r["cancelled_on"]), default=None),
                "paid_until": max((r["paid_until"] for r in ended if r["paid_until"]), default=None),
                "mrr_lost": mrr(on_at(rows, lost_on)),
                "tenure_months": complete_months(found[0][0], lost_on),
                "returned_on": found[number + 1][0] if number + 1 < len(found) else None,
                "stated_text": speaking[0]["cancel_reason"] if speaking else None,
                "began": began,
                "subscriptions": {(r["subscription_id"], r["start_on"]) for r in ended},
                "stretch": {(r["subscription_id"], r["start_on"]) for r in inside},
            }
        )
    return result
