"""Amounts as people write them become exact minor units, or are refused."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.reading.values.numbers import (
    amounts,
    mark_evidence,
    numbers,
    round_scaled,
)
from metrics.reading.values.signs import row_currency, symbol_currency

READ_WITH_COMMA = {
    "1 234,56": 123456,
    "1\u00a0234,56": 123456,
    "1\u202f234,56": 123456,
    "1.234,56": 123456,
    "1'234,56": 123456,
    "1’234,56": 123456,
    "1.234.567,8": 123456780,
    "1.234": 123400,
    "12,345": 1235,
    ",5": 50,
    "€ 99": 9900,
    "99 €": 9900,
    "99,90 EUR": 9990,
    "-€ 5": -500,
    "€-5": -500,
    "€ 5-": -500,
    "99-": -9900,
    "(1.234,56)": -123456,
    "−7,25": -725,
    "+7": 700,
    "0,005": 1,
    "-0,005": -1,
    "0,0049999999999": 0,
}
READ_WITH_POINT = {
    "1,234.56": 123456,
    "1'234.56": 123456,
    "1_234.56": 123456,
    "1 234.56": 123456,
    "12,34,567.89": 123456789,
    "$1,234.50": 123450,
    "(99)": -9900,
    "1234.565": 123457,
    "-1234.565": -123457,
    "00012.10": 1210,
    "12.": 1200,
}
REFUSED = [
    "1e3",
    "1,5,3",
    "--4",
    "(-4)",
    "4--",
    "abc",
    "1.2.3",
    "12 34",
    "1,23.4",
    "0x10",
    "∞",
    "5 %",
    "1/2",
    "€",
    "€ 5 $",
]


def minor(text: str, mark: str) -> int | None:
    read = amounts(pl.Series([text]), mark)
    return read.select(round_scaled(pl.col("scaled"), pl.lit(2))).item()


@pytest.mark.parametrize(("text", "expected"), READ_WITH_COMMA.items())
def test_decimal_comma(text: str, expected: int) -> None:
    assert minor(text, ",") == expected


@pytest.mark.parametrize(("text", "expected"), READ_WITH_POINT.items())
def test_decimal_point(text: str, expected: int) -> None:
    assert minor(text, ".") == expected


@pytest.mark.parametrize("mark", [".", ","])
@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_amount_is_refused(text: str, mark: str) -> None:
    read = amounts(pl.Series([text, "7"]), mark)
    assert read["bad"].to_list() == [True, False]
    assert read["scaled"].to_list() == [None, 7 * 10**9]


@pytest.mark.parametrize("text", ["", " ", "NA", "n/a", "-", "null", "None", "\u00a0", None])
def test_missing_is_not_bad(text: str | None) -> None:
    read = amounts(pl.Series([text], dtype=pl.String), ".")
    assert not read["bad"].item()
    assert read["scaled"].item() is None


def test_the_wrong_mark_refuses_rather_than_misreads() -> None:
    assert amounts(pl.Series(["12,50"]), ".")["bad"].item()
    assert amounts(pl.Series(["12.50"]), ",")["bad"].item()


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234", "99,50"], ","),
        (["1,234", "99.50"], "."),
        (["1.234.567"], ","),
        (["0.125"], "."),
        (["1234.567"], "."),
        (["1 234,567", "2,5"], ","),
        (["1.234", "2.345"], None),
        (["1,234"], None),
        (["5", "1 234"], None),
        (["1,5", "1.5"], None),
    ],
)
def test_the_mark_is_decided_from_the_column(texts: list[str], mark: str | None) -> None:
    assert mark_evidence(pl.Series(texts)).mark() == mark


def test_a_mark_of_two_readings_is_counted() -> None:
    found = mark_evidence(pl.Series(["1.234", "1,234", "12", "x"]))
    assert (found.either_point, found.either_comma, found.unread, found.unclear) == (1, 1, 1, 2)


def test_signs_name_currencies() -> None:
    assert amounts(pl.Series(["€ 5", "5 CHF", "5"]), ".")["symbol"].to_list() == ["€", "CHF", None]
    assert symbol_currency("€") == "EUR"
    assert symbol_currency("gbp") == "GBP"
    assert symbol_currency("$") is None
    assert row_currency("$", None) == "USD"
    assert row_currency("$", "CAD") == "CAD"
    assert row_currency("$", "EUR") == "USD"
    assert row_currency("twelve", "EUR") is None


def test_plain_numbers() -> None:
    read = numbers(pl.Series(["1,234.5", "-3", "45 %", "x", "", "(2)"]), ".")
    assert read["number"].to_list() == ["1234.5", "-3", "45", None, None, "-2"]
    assert read["bad"].to_list() == [False, False, False, True, False, False]


@given(
    values=st.lists(st.decimals(min_value=-(10**11), max_value=10**11, places=4, allow_nan=False), min_size=1),
    digits=st.integers(0, 4),
    grouping=st.sampled_from(["", ",", " ", "'", "\u202f"]),
)
def test_amounts_equal_decimal_arithmetic(values: list[Decimal], digits: int, grouping: str) -> None:
    texts = [f"{value:,}".replace(",", grouping) for value in values]
    read = amounts(pl.Series(texts), ".").select(round_scaled(pl.col("scaled"), pl.lit(digits))).to_series()
    quantum = Decimal(1).scaleb(-digits)
    assert read.to_list() == [int(value.quantize(quantum, rounding=ROUND_HALF_UP).scaleb(digits)) for value in values]
