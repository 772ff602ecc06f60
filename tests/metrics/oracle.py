"""Every figure computed again, slowly and obviously: plain Python over lists of rows, period by period.

It shares nothing with the engine but the names of the metrics: its calendar, its boundaries and its sums are its own.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from statistics import median

Row = dict  # a row of a table, dates as dates, money as minor units
Z = 1.959963984540054


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_back(first: date, n: int) -> date:
    for _ in range(n):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


@dataclass
class Span:
    start: date
    end: date  # cut
    label: str
    complete: bool


def spans(every: str, first: date, as_of: date) -> list[Span]:
    """Every period from the one that holds `first` to the one that holds as_of."""
    size = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(every, 1)
    start = first.replace(day=1)
    while (start.month - 1) % size:
        start = months_back(start, 1)
    found = []
    while start <= as_of:
        end = start
        for _ in range(size):
            end = next_month(end)
        cut = min(end, as_of + timedelta(days=1))
        label = {
            "month": f"{start:%Y-%m}",
            "quarter": f"{start:%Y}-Q{(start.month + 2) // 3}",
            "half": f"{start:%Y}-H{1 if start.month < 7 else 2}",
            "year": f"{start:%Y}",
            "rolling3": f"{start:%Y-%m}/3",
            "rolling12": f"{start:%Y-%m}/12",
        }[every]
        opened = {"rolling3": months_back(start, 2), "rolling12": months_back(start, 11)}.get(every, start)
        found.append(Span(opened, cut, label, cut == end))
        start = end
    return found


@dataclass
class Oracle:
    """A book as lists of rows; `members` narrows every question to some accounts."""

    tables: dict[str, list[Row]]
    as_of: date
    loss_date: str = "ended"
    gross_margin: Fraction = Fraction(1)
    accounts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for rows in self.tables.values():
            self.accounts += [row["account_id"] for row in rows if "account_id" in row]
        self.accounts = sorted(set(self.accounts))
        self.rows = self._moved()
        self.by_account = {table: self._split(rows) for table, rows in {**self.tables, "moved": self.rows}.items()}
        self.stretches = {account: self._stretches(account) for account in self.accounts}

    @staticmethod
    def _split(rows: list[Row]) -> dict[str, list[Row]]:
        split = defaultdict(list)
        for row in rows:
            split[row.get("account_id")].append(row)
        return split

    def _moved(self) -> list[Row]:
        moved = []
        subscriptions = self.tables["subscriptions"]
        for given in subscriptions:
            row = dict(given)
            latest = max(r["start_on"] for r in subscriptions if r["subscription_id"] == row["subscription_id"])
            if self.loss_date != "ended" and row["start_on"] == latest and (row["end_on"] or row["cancelled_on"]):
                row["end_on"] = row["cancelled_on" if self.loss_date == "asked" else "paid_until"] or row["end_on"]
                if row["end_on"] and row["end_on"] <= row["start_on"]:
                    continue
            moved.append(row)
        return moved

    # --- state

    def of(self, table: str, account: str) -> list[Row]:
        return self.by_account[table].get(account, [])

    def on(self, account: str, boundary: date) -> list[Row]:
        return [
            r
            for r in self.of("moved", account)
            if r["start_on"] < boundary and (r["end_on"] is None or boundary <= r["end_on"])
        ]

    def customer(self, account: str, boundary: date) -> bool:
        return any(r["mrr"] is None or r["mrr"] > 0 for r in self.on(account, boundary))

    def mrr(self, account: str, boundary: date) -> int:
        return sum(r["mrr"] or 0 for r in self.on(account, boundary))

    def _stretches(self, account: str) -> list[tuple[date, date | None]]:
        spells = sorted(
            (r["start_on"], r["end_on"] or date.max)
            for r in self.of("moved", account)
            if r["mrr"] is None or r["mrr"] > 0
        )
        merged: list[list[date]] = []
        for start, end in spells:
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        return [(start, None if end == date.max else end) for start, end in merged]

    def first_day(self, account: str) -> date | None:
        return min((start for start, _ in self.stretches[account]), default=None)

    # --- groups

    def group(self, account: str, by: str, span: Span, every: str, attributes: dict[str, Row]) -> str | None:
        first = self.first_day(account)
        if first is not None and first > self.as_of:
            first = None
        if by == "cohort":
            unit = "month" if every.startswith("rolling") else every
            return None if first is None else spans(unit, first, first)[0].label
        if by == "tenure":
            if first is None or first >= span.end:
                return None
            months, day = 0, first
            while True:
                step = months + 1
                total = first.month - 1 + step
                target = date(first.year + total // 12, total % 12 + 1, 1)
                last = (next_month(target) - timedelta(days=1)).day
                day = target.replace(day=min(first.day, last))
                if day > span.start:
                    break
                months = step
            return next(
                b
                for limit, b in ((3, "0-2"), (12, "3-11"), (24, "12-23"), (36, "24-35"), (10**9, "36+"))
                if months < limit
            )
        if by == "plan":
            on = self.on(account, span.start)
            if on:
                key = lambda r: (r["mrr"] is None, -(r["mrr"] or 0), r["start_on"], r["subscription_id"])  # noqa: E731
                return min(on, key=key)["plan"]
            arriving = [r for r in self.of("moved", account) if span.start <= r["start_on"] < span.end]
            return min(arriving, key=lambda r: (r["start_on"], r["subscription_id"]))["plan"] if arriving else None
        return attributes.get(account, {}).get(by)

    # --- figures

    def figures(self, span: Span, accounts: list[str], members_at=None) -> dict[str, tuple]:
        """metric -> (value, above, below, low, high); `members_at(span)` names the group in another period."""
        return {
            **self._customers(span, accounts),
            **self._revenue(span, accounts, members_at),
            **self._orders(span, accounts),
            **self._receivables(span, accounts),
            **self._voice(span, accounts),
        }

    def _customers(self, span: Span, accounts: list[str]) -> dict[str, tuple]:
        s = {a for a in accounts if self.customer(a, span.start)}
        e = {a for a in accounts if self.customer(a, span.end)}
        events = [(a, end) for a in accounts for _, end in self.stretches[a] if end and span.start <= end < span.end]
        active_within = {
            a
            for a in accounts
            for start, end in self.stretches[a]
            if start < span.end and (end or date.max) > span.start
        }
        before = {a for a in accounts if (self.first_day(a) or date.max) < span.start}
        lost = s - e
        n_s, n_e, n_l, n_ev = len(s), len(e), len(lost), len(events)
        ever = len({a for a, _ in events} & s)
        return {
            "customers_start": total(n_s),
            "customers_end": total(n_e),
            "customers_lost": total(n_l),
            "customers_new": total(len((e - s) - before)),
            "customers_reactivated": total(len((e - s) & before)),
            "customers_in_and_out": total(len(active_within - s - e)),
            "loss_events": total(n_ev),
            "customer_churn_rate": ratio(n_l, n_s, wilson=True),
            "customer_churn_rate_net": ratio(n_s - n_e, n_s),
            "customer_churn_rate_average": ratio(n_l, Fraction(n_s + n_e, 2)),
            "customer_churn_rate_ever": ratio(ever, n_s, wilson=True),
            "customer_churn_rate_events": ratio(n_ev, n_s),
            "customer_churn_rate_exposed": ratio(n_ev, len(s | active_within)),
            "customer_churn_rate_closing": ratio(n_ev, n_e),
        }

    def _revenue(self, span: Span, accounts: list[str], members_at) -> dict[str, tuple]:
        new = back = up = down = gone = start = end = kept = 0
        paying = 0
        for a in accounts:
            o, c = self.mrr(a, span.start), self.mrr(a, span.end)
            start, end, paying = start + o, end + c, paying + (c > 0)
            if o == 0:
                if (self.first_day(a) or date.max) < span.start:
                    back += c
                else:
                    new += c
            else:
                kept += c
                if c == 0:
                    gone += o
                elif c > o:
                    up += c - o
                else:
                    down += o - c
        assert start + new + back + up - down - gone == end
        value = Fraction(end, paying) if paying else None
        return {
            "mrr_start": total(start),
            "mrr_end": total(end),
            "mrr_new": total(new),
            "mrr_reactivated": total(back),
            "mrr_expansion": total(up),
            "mrr_contraction": total(down),
            "mrr_churned": total(gone),
            "gross_mrr_churn_rate": ratio(gone + down, start),
            "net_mrr_churn_rate": ratio(gone + down - up, start),
            "gross_revenue_retention": ratio(start - gone - down, start),
            "net_revenue_retention": ratio(kept, start),
            "existing_revenue_growth_rate": ratio(kept - start, start),
            "quick_ratio": ratio(new + back + up, gone + down),
            "arpa": (value, end, paying, None, None),
            "arr": total(12 * end),
            "customer_lifetime_value": (self._lifetime_value(span, accounts, value, members_at), *[None] * 4),
        }

    def _lifetime_value(self, span: Span, accounts: list[str], arpa: Fraction | None, members_at) -> Fraction | None:
        if arpa is None:
            return None
        rates, end = [], span.end.replace(day=1)
        for _ in range(6):
            start = months_back(end, 1)
            month = Span(start, end, "", True)
            group = accounts if members_at is None else members_at(month)
            s = [a for a in group if self.customer(a, start)]
            if not s:
                return None
            rates.append(Fraction(sum(not self.customer(a, end) for a in s), len(s)))
            end = start
        mean = sum(rates) / 6
        return arpa * self.gross_margin / mean if mean else None

    def _orders(self, span: Span, accounts: list[str]) -> dict[str, tuple]:
        buyers = again = 0
        sold = came_back = Fraction(0)
        gaps: list[int] = []
        for a in accounts:
            sales = [r for r in self.of("orders", a) if r["units"] > 0 and r["ordered_on"] < span.end]
            inside = [r for r in sales if r["ordered_on"] >= span.start]
            if inside:
                buyers += 1
                again += len({r["order_id"] for r in sales}) >= 2
            days = sorted({r["ordered_on"] for r in sales})
            gaps += [(late - early).days for early, late in pairwise(days)]
            sold += sum(Fraction(r["units"]) for r in inside)
            came_back += sum(Fraction(r["returned_units"] or 0) for r in inside)
            came_back += sum(
                -Fraction(r["units"])
                for r in self.of("orders", a)
                if r["units"] < 0 and span.start <= r["ordered_on"] < span.end
            )
        return {
            "repeat_purchase_rate": ratio(again, buyers, wilson=True),
            "purchase_interval_days": (Fraction(median(gaps)) if gaps else None, *[None] * 4),
            "product_return_rate": ratio(came_back, sold),
        }

    def _receivables(self, span: Span, accounts: list[str]) -> dict[str, tuple]:
        owed = sold = 0
        monthly: dict[date, int] = defaultdict(int)
        for a in accounts:
            for r in self.of("invoices", a):
                if r["issued_on"] >= span.end:
                    continue
                monthly[r["issued_on"].replace(day=1)] += r["amount"]
                sold += r["amount"] if r["issued_on"] >= span.start else 0
                owed += r["amount"]
                if r["paid_on"] and r["paid_on"] < span.end:
                    owed -= r["amount"] if r["amount_paid"] is None else r["amount_paid"]
        days = (span.end - span.start).days
        value = Fraction(owed, sold) * days if sold > 0 else None
        return {
            "receivables_end": total(owed),
            "credit_sales": total(sold),
            "days_sales_outstanding": (value, owed, sold, None, None),
            "days_sales_outstanding_countback": (self._countback(owed, monthly, span.end), *[None] * 4),
        }

    @staticmethod
    def _countback(owed: int, monthly: dict[date, int], end: date) -> Fraction | None:
        left, days = Fraction(max(owed, 0)), Fraction(0)
        month = (end - timedelta(days=1)).replace(day=1)
        stop = min(monthly, default=end)
        while left > 0:
            if month < stop:
                return None
            sales = monthly.get(month, 0)
            if sales > 0:
                length = (min(next_month(month), end) - month).days
                part = min(Fraction(1), left / sales)
                days, left = days + length * part, left - sales * part
            month = months_back(month, 1)
        return days

    def _voice(self, span: Span, accounts: list[str]) -> dict[str, tuple]:
        inside = lambda day: day is not None and span.start <= day < span.end  # noqa: E731
        scores = [r["score"] for a in accounts for r in self.of("surveys", a) if inside(r["answered_on"])]
        tickets = [r for a in accounts for r in self.of("tickets", a)]
        mails = [r for a in accounts for r in self.of("emails", a) if inside(r["sent_on"])]
        opened = [r for r in tickets if inside(r["opened_on"])]
        standing = [
            r
            for r in tickets
            if r["opened_on"] < span.end and not (r["closed_on"] is not None and r["closed_on"] < span.end)
        ]
        read = sum(r["opened_on"] is not None and r["opened_on"] < span.end for r in mails)
        return {
            "survey_responses": total(len(scores)),
            "net_promoter_score": promoter_score(scores),
            "tickets_opened": total(len(opened)),
            "complaints_opened": total(sum(r["kind"] == "complaint" for r in opened)),
            "tickets_open_end": total(len(standing)),
            "email_open_rate": ratio(read, len(mails), wilson=True),
        }


def total(number: int) -> tuple:
    return number, number, None, None, None


def ratio(above, below, *, wilson: bool = False) -> tuple:
    if below == 0:
        return None, above, below, None, None
    low = high = None
    if wilson:
        n, p = below, above / below
        middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
        low, high = middle - half, middle + half
    return Fraction(above) / Fraction(below), above, below, low, high


def promoter_score(scores: list[int]) -> tuple:
    n = len(scores)
    up, down = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)
    if not n:
        return None, 0, 0, None, None
    value = 100 * Fraction(up - down, n)
    p, d = up / n, down / n
    half = Z * 100 * sqrt((p + d - (p - d) ** 2) / n)
    return value, up - down, n, max(-100, float(value) - half), min(100, float(value) + half)
