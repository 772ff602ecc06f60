"""From files to figures through the whole program: random books written as CSV, imported, reported, compared."""

import csv
import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from metrics.measures.base import rounded_half_away
from metrics.money import to_decimal_string
from metrics.tables import TABLES, Kind
from tests.metrics.books import random_rows
from tests.metrics.oracle import Oracle, spans

FIXTURES = Path(__file__).parents[2] / "fixtures"
AS_OF = date(2026, 4, 30)


def write(rows, folder):
    """Each table as a canonical CSV, in the columns of the contract."""
    paths = []
    for name, table in TABLES.items():
        if not rows[name]:
            continue
        path = folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, table.names)
            writer.writeheader()
            for row in rows[name]:
                writer.writerow({column.name: cell(row.get(column.name), column.kind) for column in table.columns})
        paths.append(str(path))
    return paths


def cell(value, kind):
    if value is None:
        return ""
    if kind is Kind.MONEY:
        return to_decimal_string(value, "EUR")
    return f"{value:g}" if isinstance(value, float) else str(value)


def check_row(row, wanted):
    exact, above, below, low, high = wanted
    is_money = row["unit"] == "money"
    where = (row["period"], row["group"], row["metric"])
    if exact is None:
        assert row["value"] is None, where
    elif is_money:
        assert row["value"] == to_decimal_string(rounded_half_away(Fraction(exact)), "EUR"), where
    else:
        assert row["value"] == pytest.approx(float(exact), rel=1e-12, abs=1e-12), where
    for name, part in (("numerator", above), ("denominator", below)):
        found = row[name]
        shown = to_decimal_string(int(part), "EUR") if isinstance(found, str) else part
        assert found == shown, (where, name)
    assert (row["low"] is None) == (low is None), where
    if low is not None:
        assert (row["low"], row["high"]) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9)), where


@pytest.mark.parametrize(
    ("seed", "every", "by"),
    [
        (61, "month", None),
        (62, "quarter", "segment"),
        (63, "half", "plan"),
        (64, "rolling12", None),
        (65, "year", "tenure"),
    ],
)
def test_a_random_book_through_the_program(churn, tmp_path, seed, every, by):
    rows = random_rows(seed)
    taken = churn("import", *write(rows, tmp_path), "--currency", "EUR", "--json")
    assert taken.code == 0, taken.err
    counted = {entry["table"]: (entry["rows"], entry["accepted"]) for entry in taken.json}
    assert counted == {name: (len(table), len(table)) for name, table in rows.items() if table}
    asked = ("--every", every, "--as-of", AS_OF.isoformat(), "--format", "json", *(("--by", by) if by else ()))
    answer = churn("report", *asked).json
    assert (answer["as_of"], answer["every"], answer["currency"], answer["by"]) == (AS_OF.isoformat(), every, "EUR", by)
    found = {(row["period"], row["group"], row["metric"]): row for row in answer["rows"]}
    wanted = expected(rows, every, by)
    assert set(found) == set(wanted)
    for key, figure in wanted.items():
        check_row(found[key], figure)


def expected(rows, every, by):
    oracle = Oracle(rows, AS_OF)
    attributes = {row["account_id"]: row for row in rows["accounts"]}
    first = min(row[table.opens] for name, table in TABLES.items() if table.opens for row in rows[name])
    figures = {}
    for span in spans(every, first, AS_OF):
        groups = {}
        for account in oracle.accounts:
            group = oracle.group(account, by, span, every, attributes) if by else None
            groups.setdefault(group, []).append(account)
        for group, members in groups.items():

            def at(month, group=group):
                return [a for a in oracle.accounts if not by or oracle.group(a, by, month, every, attributes) == group]

            found = oracle.figures(span, members, at)
            if not by or any(value or above or below for value, above, below, *_ in found.values()):
                figures |= {(span.label, group, metric): figure for metric, figure in found.items()}
    return figures


@pytest.mark.parametrize("book", ["tiny", "golden"])
def test_books_worked_by_hand(churn, book):
    expected = json.loads((FIXTURES / book / "expected.json").read_text())
    files = sorted(str(path) for path in (FIXTURES / book).glob("*.csv"))
    assert churn("import", *files).code == 0
    compared = 0
    for every in ("month", "quarter", "half", "year"):
        answer = churn("report", "--every", every, "--as-of", expected["as_of"], "--format", "json").json
        found = {(row["period"], row["metric"]): row for row in answer["rows"]}
        for period, figures in expected.get(every, {}).items():
            for metric, wanted in figures.items():
                check_by_hand(found[period, metric], wanted)
                compared += 1
    assert compared >= 7


def check_by_hand(row, wanted):
    """Fractions are written as "12/200", money as "650.00"."""
    if isinstance(wanted, str) and "/" in wanted:
        above, below = map(Fraction, wanted.split("/"))
        assert row["value"] == pytest.approx(float(above / below)), row
    elif row["unit"] != "money" and wanted is not None:
        assert row["value"] == pytest.approx(float(wanted), abs=1e-9), row
    else:
        assert row["value"] == wanted, row


def test_the_same_files_again_change_nothing(churn, tmp_path):
    paths = write(random_rows(66), tmp_path)
    assert churn("import", *paths, "--currency", "EUR").code == 0
    before = churn("report", "--format", "json").out
    again = churn("import", *paths, "--json").json
    assert all(entry["import_id"] is None and entry["unchanged"] == entry["rows"] for entry in again)
    assert churn("report", "--format", "json").out == before


def test_undo_is_as_if_it_had_never_been(churn, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    rows = random_rows(67)
    churn("import", *write(rows, first), "--currency", "EUR")
    before = churn("report", "--format", "json").out
    later = {name: [] for name in rows} | {"surveys": [dict(row, score=10) for row in rows["surveys"]]}
    later["subscriptions"] = [
        dict(row, end_on=row["start_on"] + timedelta(days=3)) for row in rows["subscriptions"][:5]
    ]
    entries = churn("import", *write(later, second), "--json").json
    assert churn("report", "--format", "json").out != before
    for entry in entries:
        assert churn("imports", "undo", str(entry["import_id"])).code == 0
    assert churn("report", "--format", "json").out == before
