"""Amounts that no column holds: debit less credit, units times their price, credit notes told by their name."""

import polars as pl

from metrics.reading.headers import header_key, knowledge
from metrics.reading.quarantine import FAULT, ROUNDED, Faults
from metrics.reading.values.numbers import divided_half_away, magnitude, power_of_ten, row_digits
from metrics.reading.values.regular_amounts import SCALE
from metrics.tables import AMOUNT_LIMIT

# Decimals of a number of units that are looked at, and the most that it can be.
_UNITS_SCALE, _UNITS_LIMIT = 4, 10**9


def debit_less_credit(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with what a line adds to a customer's debt as its `amount`: a credit alone is a credit note."""
    either = pl.col("amount").is_not_null() | pl.col("credit").is_not_null()
    balance = pl.col("amount").fill_null(0) - pl.col("credit").fill_null(0)
    return frame.with_columns(pl.when(either).then(balance).alias("amount")).drop("credit")


def is_credit_note(text: str) -> bool:
    """Whether a document of that name is a credit note."""
    return header_key(text) in {header_key(name) for name in knowledge()["credit_notes"]}


def credit_notes_below_zero(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the amounts of what its `document` calls a credit note below 0, however they are written."""
    named = [name for name in frame["document"].drop_nulls().unique() if is_credit_note(name)]
    credit = pl.col("document").is_in(named)
    amounts = [name for name in ("amount", "amount_paid") if name in frame.columns]
    turned = [pl.when(credit).then(-pl.col(name).abs()).otherwise(name).alias(name) for name in amounts]
    return frame.with_columns(turned).drop("document")


def units_times_price(frame: pl.DataFrame, faults: Faults, currency: str | None, *, minor_units: bool) -> pl.DataFrame:
    """The frame with the `amount` of every line, exact and rounded half away, in minor units.

    `unit_price` is scaled (10**SCALE a unit of money); `currency` is the book's.
    """
    units = (pl.col("units") * 10**_UNITS_SCALE).round()
    finer = (units - pl.col("units") * 10**_UNITS_SCALE).abs() > 0.01
    whole = pl.when(pl.col("units").abs() < _UNITS_LIMIT).then(units).cast(pl.Int64, strict=False).cast(pl.Int128)
    kept = pl.lit(0, pl.Int64) if minor_units else row_digits(frame, currency)
    bottom = power_of_ten(SCALE - kept) * 10**_UNITS_SCALE
    top = pl.col("unit_price") * whole
    limit = pl.lit(AMOUNT_LIMIT, pl.Int128) * power_of_ten(row_digits(frame, currency))
    frame = frame.with_columns(divided_half_away(top, bottom).alias("amount"), (top % bottom != 0).alias("_finer"))
    frame = faults.mark(frame, finer, "unreadable_count", "units")
    frame = faults.mark(frame, magnitude(pl.col("amount")) >= limit, "amount_too_large", "unit_price")
    sound = pl.when(pl.col(FAULT).is_null()).then("amount").cast(pl.Int64, strict=False)
    return frame.with_columns(
        sound.alias("amount"), (pl.col(ROUNDED) + pl.col("_finer").fill_null(False).cast(pl.Int64)).alias(ROUNDED)
    ).drop("_finer", "unit_price")
