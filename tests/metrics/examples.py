"""Books of published worked examples, built row by row."""

from datetime import date

from metrics.tables import Tables
from tests.metrics.books import tables_of

START, WITHIN, AFTER, END = date(2026, 1, 1), date(2026, 9, 10), date(2026, 9, 20), date(2026, 10, 1)


def book(**rows: list[dict]) -> Tables:
    """Tables from lists of rows, the others empty."""
    from metrics.tables import TABLES

    return tables_of({name: rows.get(name, []) for name in TABLES})


def spell(account: str, start: date, end: date | None = None, mrr: int = 1000, n: int = 0) -> dict:
    return {"subscription_id": f"{account}/{n}", "account_id": account, "start_on": start, "end_on": end, "mrr": mrr}


def golden_book() -> Tables:
    """200 at the start of September; 14 leave, 2 of them return; 10 join, 3 of them leave; 195 at the end."""
    rows = [spell(f"stays-{n}", START) for n in range(186)]
    rows += [spell(f"leaves-{n}", START, WITHIN) for n in range(12)]
    for n in range(2):
        rows += [spell(f"returns-{n}", START, WITHIN), spell(f"returns-{n}", AFTER, n=1)]
    rows += [spell(f"joins-{n}", WITHIN) for n in range(7)]
    rows += [spell(f"passes-{n}", WITHIN, AFTER) for n in range(3)]
    return book(subscriptions=rows)


def spells_of(moves: dict[str, tuple[int, int]]) -> Tables:
    """Accounts with an MRR before and one after the tenth of September."""
    rows = []
    for account, (before, after) in moves.items():
        rows.append(spell(account, START, WITHIN, before))
        if after:
            rows.append(spell(account, WITHIN, None, after, n=1))
    return book(subscriptions=rows)


def invoices_of(sales: dict[date, int], paid: int) -> Tables:
    """An invoice a month, in whole units of the currency; `paid` of the earliest one on the day of its issue."""
    rows = []
    for day, amount in sales.items():
        row = {"invoice_id": str(day), "account_id": "a", "issued_on": day, "amount": amount * 100}
        if day == min(sales):
            row |= {"paid_on": day, "amount_paid": paid * 100}
        rows.append(row)
    return book(invoices=rows)
