"""Remarks on what was read, before anything is stored."""

from collections.abc import Sequence

import polars as pl

from metrics.reading.decisions import Recognition
from metrics.reading.grid import Grid
from metrics.reading.rows import Reading
from metrics.reading.terms import BookContext, Notice
from metrics.reading.values.numbers import amounts
from metrics.reading.values.signs import row_currency
from metrics.reading.values.texts import value_or_null
from metrics.tables import RATES, TABLES

# What amounts were worked out from, as no column holds them, and what says so.
_WORKED_OUT = {
    "credit": "debit_less_credit", "document": "credit_notes_named", "unit_price": "units_times_price"
}  # fmt: skip
# Amounts that are looked at for a currency sign.
_GLANCE = 1_000


def first_currency(recognised: Sequence[tuple[Grid, Recognition]]) -> str | None:
    """The first currency that a file names for its amounts: in a column, a header, or beside an amount."""
    for grid, recognition in recognised:
        named = _named_in(grid, recognition) if recognition.table != RATES.name else None
        if named:
            return named
    return None


def _named_in(grid: Grid, recognition: Recognition) -> str | None:
    money = [index for name, index in recognition.columns.items() if _is_money(recognition, name)]
    if "currency" in recognition.columns:
        cells = grid.cells[f"c{recognition.columns['currency']}"].to_frame("cell")
        texts = cells.select(value_or_null(pl.col("cell"))).to_series().drop_nulls()
        for text in texts.unique(maintain_order=True):
            if code := row_currency(text, None):
                return code
    for index in (*money, *recognition.styles.month_columns):
        if code := recognition.headers[index].currency:
            return code
        symbols = amounts(grid.cells[f"c{index}"].head(_GLANCE), ".")["symbol"].drop_nulls()
        if symbols.len() and (code := row_currency(symbols[0], None)):
            return code
    return None


def _is_money(recognition: Recognition, name: str) -> bool:
    field = recognition.form.field(name)
    return field is not None and field.kind == "money"


def notices(recognition: Recognition, reading: Reading, context: BookContext) -> tuple[Notice, ...]:
    """What the user should know of a reading that refuses nothing for it."""
    rows, have = reading.rows.lazy(), set(reading.rows.columns)
    found = []
    if reading.rounded:
        found.append(Notice("rounded_decimals", {"count": reading.rounded}))
    if reading.unchanged:
        found.append(Notice("duplicates", {"count": reading.unchanged}))
    if "amount_paid" in have:
        undated = _count(rows.filter(pl.col("amount_paid").is_not_null() & pl.col("paid_on").is_null()))
        if undated:
            found.append(Notice("paid_without_date", {"count": undated}))
    if recognition.ignored and recognition.table != "accounts" and recognition.form.shape != "customers":
        names = [recognition.headers[index].label for index in recognition.ignored]
        found.append(Notice("ignored_columns", {"count": len(names), "columns": ", ".join(names)}))
    found += [Notice(code) for field, code in _WORKED_OUT.items() if field in recognition.columns]
    found += _span(recognition, rows)
    if "account_id" in have:
        found += _unmatched(recognition, rows, context)
    found += _open_month(recognition, rows, context)
    if recognition.form.shape in ("spells", "price") and reading.rows.height:
        ended = _count(rows.filter(pl.col("end_on").is_not_null()))
        found += [] if ended else [Notice("no_cancellation", {"count": reading.rows.height})]
    if "currency" in have and recognition.table != RATES.name:
        codes = sorted(_distinct(rows, "currency"))
        if len(codes) > 1:
            found.append(Notice("several_currencies", {"currencies": ", ".join(codes)}))
    return tuple(found)


def _count(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect().item())


def _distinct(rows: pl.LazyFrame, name: str) -> pl.Series:
    return rows.select(pl.col(name).drop_nulls().unique()).collect().to_series()


def _span(recognition: Recognition, rows: pl.LazyFrame) -> list[Notice]:
    day = "month" if recognition.form.shape == "snapshots" else TABLES[recognition.table].opens
    if day is None:
        return []
    first, last = rows.select(pl.col(day).min().alias("first"), pl.col(day).max().alias("last")).collect().row(0)
    return [Notice("span", {"first": str(first), "last": str(last)})] if first is not None else []


def _unmatched(recognition: Recognition, rows: pl.LazyFrame, context: BookContext) -> list[Notice]:
    """How many of the accounts that facts mention the book does not know yet; said of a book that knows some."""
    if context.accounts is None or context.accounts.is_empty() or recognition.table in ("accounts", "subscriptions"):
        return []
    named = _distinct(rows, "account_id")
    count = named.len() - int(named.is_in(context.accounts.implode()).sum())
    if not count:
        return [Notice("accounts_matched", {"total": named.len()})] if named.len() else []
    code = "accounts_unmatched" if count < named.len() else "no_account_matched"
    return [Notice(code, {"count": count, "total": named.len()})]


def _open_month(recognition: Recognition, rows: pl.LazyFrame, context: BookContext) -> list[Notice]:
    """A snapshot of the month that is still running is not final."""
    if recognition.form.shape != "snapshots" or context.today is None:
        return []
    month = context.today.replace(day=1)
    latest = rows.select(pl.col("month").max()).collect().item()
    return [Notice("open_last_month", {"month": month.strftime("%Y-%m")})] if latest == month else []
