"""Amounts in other currencies become the book's, at the rate of the day on which their row began."""

from collections.abc import Sequence

import polars as pl

from metrics.book.layers import Layer, money_columns
from metrics.errors import ChurnError
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
    numbered = rows.with_row_index("_at")
    needs = foreign & pl.any_horizontal(pl.col(name).is_not_null() for name in amounts)
    abroad = _with_rates(numbered.filter(needs), day, rates)
    exact = {name: _exact(pl.col(name), currency, abroad) for name in amounts}
    limit = pl.lit(AMOUNT_LIMIT * 10 ** minor_digits(currency), pl.Int128)
    fits = pl.all_horizontal(value.abs().fill_null(0) <= limit for value in exact.values())
    brought = abroad.filter(pl.col("_rate").is_not_null() & fits).with_columns(
        value.cast(pl.Int64).alias(name) for name, value in exact.items()
    )
    whole = pl.concat([numbered.filter(~needs), brought.select(numbered.columns)]).sort("_at")
    return whole.with_columns(currency=pl.lit(currency)).select(rows.columns), abroad.height - brought.height


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


def check_switch(layers: Sequence[Layer], currency: str) -> None:
    """Whether a book of these imports can be kept in that currency.

    Raises ChurnError where amounts of another have no rate, or were read as another without naming it: they would be
    taken for this one.
    """
    rated = {
        code for layer in layers if layer.table == "rates" and holds_under(layer, currency)
        for code in layer.load()["currency"].unique()
    }  # fmt: skip
    for layer in layers:
        amounts = money_columns(layer.table)
        if not amounts:
            continue
        rows = layer.load()
        if "currency" not in rows.columns:
            rows = rows.with_columns(currency=pl.lit(None, pl.String))
        has_amount = rows.select(pl.any_horizontal(pl.col(amounts).is_not_null())).to_series()
        for code in rows["currency"].filter(has_amount).unique().sort(nulls_last=True):
            if code is None and layer.money_in not in (None, currency):
                raise ChurnError("currency_unnamed", currency=currency, known=layer.money_in, id=layer.number)
            if code is not None and code != currency and code not in rated:
                raise ChurnError("currency_unrated", currency=currency, known=code, id=layer.number)


def holds_under(layer: Layer, currency: str | None) -> bool:
    """Whether the rates of an import are units of that currency: they were read for it, or before there was any."""
    return layer.money_in in (None, currency)
