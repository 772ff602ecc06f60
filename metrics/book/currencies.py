"""Amounts in other currencies become the book's, at the rate of the day on which their row began."""

import polars as pl

from metrics.book.layers import money_columns
from metrics.money import minor_digits
from metrics.tables import AMOUNT_LIMIT, TABLES

_SCALE = 10  # decimals of a rate


def converted(table: str, rows: pl.DataFrame, rates: pl.DataFrame, currency: str | None) -> tuple[pl.DataFrame, int]:
    """The rows with every amount in the book's currency, and how many were left out for want of a rate.

    The rate is that of the latest day not after the row's start, issue or order. Exact, rounded half away from
    zero to the minor unit. Rows keep their order.
    """
    amounts = money_columns(table)
    if currency is None or "currency" not in rows.columns or not amounts:
        return rows, 0
    foreign = pl.col("currency").fill_null(currency) != currency
    if not rows.select(foreign.any()).item():
        return rows, 0
    day = TABLES[table].opens
    if day is None:
        raise ValueError(f"{table} has amounts but no day")
    rated = _with_rates(rows.with_row_index("_at"), day, rates)
    needs = foreign & pl.any_horizontal(pl.col(name).is_not_null() for name in amounts)
    exact = {name: _exact(pl.col(name), currency, rows) for name in amounts}
    fits = pl.all_horizontal(
        value.abs().fill_null(0) <= AMOUNT_LIMIT * 10 ** minor_digits(currency) for value in exact.values()
    )
    kept = rated.filter(~needs | (pl.col("_rate").is_not_null() & fits))
    whole = kept.with_columns(
        *(pl.when(foreign).then(value.cast(pl.Int64, strict=False)).otherwise(pl.col(name)).alias(name)
          for name, value in exact.items()),
        currency=pl.lit(currency),
    )  # fmt: skip
    return whole.sort("_at").select(rows.columns), rows.height - kept.height


def _with_rates(rows: pl.DataFrame, day: str, rates: pl.DataFrame) -> pl.DataFrame:
    """The rows with `_rate`, the rate times 10^10 as a whole number (Int128), null without one."""
    known = rates.select(
        "currency", pl.col("day").alias("_day"), _rate=(pl.col("rate") * 10**_SCALE).cast(pl.Int128)
    ).sort("_day")
    return rows.sort(day).join_asof(
        known, left_on=day, right_on="_day", by="currency", strategy="backward", check_sortedness=False
    )


def _exact(amount: pl.Expr, currency: str, rows: pl.DataFrame) -> pl.Expr:
    """amount x rate in minor units of the book's currency (Int128)."""
    present = rows["currency"].drop_nulls().unique().to_list()
    result = pl.lit(None, pl.Int128)
    for name in present:
        shift = minor_digits(currency) - minor_digits(name)
        product = amount.cast(pl.Int128) * pl.col("_rate") * pl.lit(10 ** max(shift, 0), pl.Int128)
        divisor = pl.lit(10 ** (_SCALE + max(-shift, 0)), pl.Int128)
        half_away = product.sign() * ((product.abs() * 2 + divisor) // (divisor * 2))
        result = pl.when(pl.col("currency") == name).then(half_away).otherwise(result)
    return result
