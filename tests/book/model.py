"""The book's fold in plain Python: slow, one row after another, obviously right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from metrics.book import Choice
from metrics.money import minor_digits
from metrics.periods import add_months
from metrics.reading.batch import Batch
from metrics.tables import TABLES

Row = dict[str, Any]
DAYS = {"subscriptions": "start_on", "invoices": "issued_on", "orders": "ordered_on"}
MONEY = {"subscriptions": ["mrr"], "invoices": ["amount", "amount_paid"], "orders": ["amount"]}


class Refused(Exception):
    """The batch would not be taken."""


@dataclass
class Import:
    """One import of the model."""

    id: int
    batch: Batch
    choice: Choice
    group: int  # id of the first import of its command
    stands: bool = True


@dataclass
class Replay:
    """The tables after some imports, with what each import changed."""

    currency: str | None
    rows: dict[str, dict[tuple[Any, ...], Row]] = field(default_factory=lambda: {name: {} for name in TABLES})
    months: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    last_of: dict[tuple[str, date], date] = field(default_factory=dict)
    taken: dict[int, set[int]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)

    def run(self, imports: Iterable[Import]) -> "Replay":
        stand = [one for one in imports if one.stands and one.batch.rows.height]
        for one in stand:
            self.taken[one.id] = set()
            floor = max(
                (other.group for other in stand if other.choice.replace and other.batch.table == one.batch.table),
                default=0,
            )
            if one.id < floor:
                continue
            for row in self._ordered(one):
                self._lay(one, row)
        return self

    def _ordered(self, one: Import) -> list[Row]:
        rows = one.batch.rows.to_dicts()
        if one.batch.table in MONEY:
            for row in rows:
                if row["currency"] is None and self.currency:
                    digits = minor_digits(self.currency) - minor_digits(one.batch.currency)
                    for name in MONEY[one.batch.table]:
                        if row.get(name) is not None:
                            row[name] = rounded(Fraction(row[name]) * Fraction(10) ** digits)
                    row["currency"] = self.currency
        return sorted(rows, key=lambda row: row["source_line"])

    def _lay(self, one: Import, row: Row) -> None:
        line = row.pop("source_line")
        row = {**row, "source_import": one.id, "source_line": line}
        if one.batch.shape == "snapshots":
            changed = put(self.months, (row["account_id"], row["plan"], row["currency"], row["month"]), row)
        elif one.batch.table == "accounts":
            changed = self._account(one, row)
        elif one.batch.table == "subscriptions":
            changed = self._spell(one, row)
        else:
            table = TABLES[one.batch.table]
            changed = put(self.rows[table.name], tuple(row[name] for name in table.key), row)
        if changed:
            self.taken[one.id].add(line)

    def _account(self, one: Import, row: Row) -> bool:
        known = self.rows["accounts"].get((row["account_id"],), {})
        given = {name: row[name] for name in one.batch.fields if name != "account_id"}
        whole = {**known, "account_id": row["account_id"], **given}
        whole |= {"source_import": row["source_import"], "source_line": row["source_line"]}
        return put(self.rows["accounts"], (row["account_id"],), whole)

    def _spell(self, one: Import, row: Row) -> bool:
        spells = self.rows["subscriptions"]
        name, start = row["subscription_id"], row["start_on"]
        last = self.last_of.get((name, start), start)
        first = spells.get((name, start))
        if last != start and first and same_money(row, first) and row["end_on"] and row["end_on"] <= last:
            last = start
        row = {**row, "start_on": last}
        known = spells.get((name, last))
        if known is None or same_money(row, known):
            return put(spells, (name, last), row)
        day = one.choice.change_on
        if day:
            if day <= last or (row["end_on"] and row["end_on"] <= day):
                self.refused.add(one.id)
                return put(spells, (name, last), row)
            if known["end_on"] is None or known["end_on"] > day:
                known["end_on"] = day
            spells[name, day] = {**row, "start_on": day}
            self.last_of[name, start] = day
            return True
        if not one.choice.correct:
            self.refused.add(one.id)
        return put(spells, (name, last), row)

    def table(self, name: str) -> tuple[list[Row], int]:
        """A table's rows in the book's currency, sorted by key, and how many have no rate."""
        rows = list(self.rows[name].values())
        if name == "subscriptions":
            given = {(row["subscription_id"], row["start_on"]) for row in rows}
            rows += [row for row in self._derived() if (row["subscription_id"], row["start_on"]) not in given]
        whole = [{**dict.fromkeys(TABLES[name].names), **row} for row in rows]
        kept = [self._converted(name, row) for row in whole] if name in MONEY else list(whole)
        result = sorted((row for row in kept if row), key=lambda row: [row[part] for part in TABLES[name].key])
        return result, len(whole) - len(result)

    def _derived(self) -> list[Row]:
        latest = max((row["month"] for row in self.months.values()), default=None)
        paying = {key: row for key, row in self.months.items() if row["mrr"]}
        currencies: dict[Any, set[Any]] = {}
        for account, plan, currency, _ in paying:
            currencies.setdefault((account, plan), set()).add(currency)
        spells = []
        for (account, plan, currency, month), row in paying.items():
            before = paying.get((account, plan, currency, add_months(month, -1)))
            if before and before["mrr"] == row["mrr"]:
                continue
            end = month
            while (now := paying.get((account, plan, currency, end))) and now["mrr"] == row["mrr"]:
                end = add_months(end, 1)
            parts = [account, plan, currency if len(currencies[account, plan]) > 1 else None]
            spells.append({
                **{name: value for name, value in row.items() if name != "month"},
                "subscription_id": " | ".join(part.replace("|", "||") for part in parts if part is not None),
                "start_on": month,
                "end_on": None if end > latest else end,
            })  # fmt: skip
        return spells

    def _converted(self, name: str, row: Row) -> Row | None:
        if row["currency"] in (None, self.currency) or all(row[column] is None for column in MONEY[name]):
            return {**row, "currency": self.currency} if row["currency"] else row
        rates = [
            (day, rate["rate"])
            for (day, currency), rate in self.rows["rates"].items()
            if currency == row["currency"] and day <= row[DAYS[name]]
        ]
        if not rates:
            return None
        rate = Fraction(max(rates)[1])
        scale = Fraction(10) ** (minor_digits(self.currency) - minor_digits(row["currency"]))
        amounts = {
            column: None if row[column] is None else rounded(row[column] * rate * scale) for column in MONEY[name]
        }
        return {**row, **amounts, "currency": self.currency}


def rounded(value: Fraction) -> int:
    """Half away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole


def put(rows: dict[tuple[Any, ...], Row], key: tuple[Any, ...], row: Row) -> bool:
    """Lay a row; whether it changed anything. An unchanged one keeps where it came from."""
    if key in rows and values_of(rows[key]) == values_of(row):
        return False
    rows[key] = row
    return True


def values_of(row: Row) -> Row:
    origin = ("source_import", "source_line")
    return {name: value for name, value in row.items() if name not in origin and value is not None}


def same_money(one: Row, other: Row) -> bool:
    return one["mrr"] == other["mrr"] and (one["mrr"] is None or one["currency"] == other["currency"])
