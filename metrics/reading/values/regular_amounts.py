"""Columns whose amounts are nearly all digits, with one sign of a currency at most: they are read at once."""

import re

import polars as pl

from metrics.reading.values.signs import CURRENCY

# Digits kept behind the decimal mark while an amount is not yet rounded; what is cut off behind them cannot move
# a rounding half away from zero, since no currency has more than four.
SCALE = 9
# Digits in front of the mark that are looked at: more are out of every bound.
WHOLE_DIGITS = 15
# Plain numbers with a decimal point, as most exports write them.
SIMPLE = rf"^-?[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]{{1,{SCALE}}})?$"

# Blanks and apostrophes between groups of three digits.
_BETWEEN = (" ", "\u00a0", "\u202f", "'", "’")
_SIGNED = re.compile(rf"({CURRENCY})?\s*\d[\d.,'’ \u00a0\u202f]*?\s*({CURRENCY})?")
# The share of the cells that has to be simple for the others to be exceptions.
_NEARLY_ALL = 0.95
# Cells among which the first with a number shows the sign.
_LOOK = 1_000


def regular_amounts(column: pl.Series, mark: str) -> pl.DataFrame:
    """The amounts of the cells that are plain digits beside the column's usual sign, under that decimal mark.

    Columns: `scaled` (Int128, 10**SCALE for one unit; null for every other cell) and `symbol` (the sign).
    """
    left, right = _signs(column)
    bare = column
    if left or right:
        signed = column.str.starts_with(left) & column.str.ends_with(right)
        bare = column.str.strip_prefix(left).str.strip_suffix(right).set(~signed.fill_null(value=True), None)
    plain = _with_point(bare, mark)
    scaled = plain.str.to_decimal(scale=SCALE).to_physical().cast(pl.Int128)
    symbol = (left or right).strip().upper() or None
    symbols = pl.select(pl.repeat(symbol, column.len(), dtype=pl.String)).to_series()
    return pl.DataFrame({"scaled": scaled, "symbol": symbols if symbol is None else symbols.set(plain.is_null(), None)})


def _signs(column: pl.Series) -> tuple[str, str]:
    """What stands before and behind the digits of the first amount: nothing, or the sign of a currency on one side."""
    found = next((match for text in column.head(_LOOK) if text and (match := _SIGNED.fullmatch(text))), None)
    if found is None or (found[1] and found[2]) or not (found[1] or found[2]):
        return "", ""
    text = found.string
    digits = [place for place, sign in enumerate(text) if sign.isdecimal()]
    return text[: digits[0]] if found[1] else "", text[digits[-1] + 1 :] if found[2] else ""


def _with_point(column: pl.Series, mark: str) -> pl.Series:
    """The cells of plain digits, with a decimal point and nothing between thousands; null for every other."""
    if mark == ".":
        simple = column.str.contains(SIMPLE)
        if simple.all():
            return column
        if int((simple | (column == "")).sum()) >= _NEARLY_ALL * (column.len() - column.null_count()):
            return column.set(~simple, None)
    fits = column.str.contains(_grouped(mark))
    kept = column if fits.all() else column.set(~fits.fill_null(value=False), None)
    for between in ({".": ",", ",": "."}[mark], *_BETWEEN):
        if kept.str.contains(between, literal=True).any():
            kept = kept.str.replace_all(between, "", literal=True)
    return kept if mark == "." else kept.str.replace(mark, ".", literal=True)


def _grouped(mark: str) -> str:
    """The pattern of digits with thousands apart or not, under that decimal mark."""
    other = r"\." if mark == "," else ","
    groups = "|".join(rf"[1-9][0-9]{{0,2}}(?:{between}[0-9]{{3}}){{1,4}}" for between in (other, *_BETWEEN))
    return rf"^-?(?:[0-9]{{1,{WHOLE_DIGITS}}}|{groups})(?:{re.escape(mark)}[0-9]{{1,{SCALE}}})?$"
