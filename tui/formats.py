"""Figures and dates in the user's language, and text from files made harmless for a terminal or a spreadsheet."""

import re
from datetime import date as Date  # noqa: N812 - `date` formats one here
from datetime import datetime as Moment  # noqa: N812
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from metrics.money import minor_digits, to_decimal_string
from tui.words import _, language, locale_name

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

Number = int | float | Decimal
NOTHING = "–"  # an undefined figure is a dash, never 0

# Controls (C0, DEL, C1), line and paragraph separators, bidirectional controls, zero-width and invisible characters,
# fillers that look empty, tags, and halves of surrogate pairs, which no encoding can write.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NUMBER = re.compile(r"[+\-]?\d+([.,]\d+)*([eE][+\-]?\d+)?\s?%?")
# What a spreadsheet takes for a formula, after the blanks it skips; full-width forms count in some locales.
_STARTS = "[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]"
_FORMULA = re.compile(f"[\\s\u200b-\u200f\u2060\ufeff]*{_STARTS}|[\t\r\n]")
# Where decimals have a comma, a spreadsheet begins a new cell after these, inside of a text too.
_NEW_CELL = re.compile(f"(?s)(?<=.[;\t\r\n])(?=[^\\S\t\r\n]*{_STARTS})")


def clean(text: str, mark: str = "·") -> str:
    """The text with every character that could change the terminal replaced by `mark`."""
    return _HARMFUL.sub(mark, text)


def neutral(cell: str) -> str:
    """The cell so that a spreadsheet takes it for text: an apostrophe before what would start a formula.

    Numbers, negative ones too, stay as they are.
    """
    cell = _NEW_CELL.sub("'", cell)
    return "'" + cell if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def count(value: Number | None) -> str:
    """A whole number with the language's grouping: 12,345."""
    return NOTHING if value is None else _decimal(value, 0)


def score(value: Number | None) -> str:
    """A score or another plain number with one decimal at most."""
    if value is None:
        return NOTHING
    return _decimal(value, 0 if float(value).is_integer() else 1)


def number(value: Number, digits: int = 2) -> str:
    """A plain number with that many decimals: -0.31."""
    return _decimal(value, digits)


def days(value: Number | None) -> str:
    """A number of days, with one decimal where it has a fraction."""
    return NOTHING if value is None else _("{n} d").format(n=score(value))


def multiple(value: Number | None) -> str:
    """How many times, with one decimal: 1.5×."""
    return NOTHING if value is None else _decimal(value, 1) + "×"


def share(value: Number | None, digits: int = 1) -> str:
    """A ratio as a percentage: 0.0123 is 1.2%."""
    if value is None:
        return NOTHING
    locale = _locale()
    return str(_percent_pattern(locale, digits).apply(value, locale))


def span(low: Number, high: Number, digits: int = 1) -> str:
    """Two ratios as an interval of percentages: 0.9–4.8%."""
    first = _decimal(float(low) * 100, digits)
    return f"{first}–{share(high, digits)}"


def money(minor: int | None, currency: str | None, digits: int | None = None) -> str:
    """Minor units as an amount in the language's form; `digits` rounds what is shown."""
    if minor is None:
        return NOTHING
    amount = Decimal(to_decimal_string(minor, currency))
    shown = minor_digits(currency) if digits is None else digits
    if currency is None:
        return _decimal(amount, shown)
    locale = _locale()
    pattern = _money_pattern(locale, shown, in_code=_ASCII_ALONE[0] and not _sign(currency, locale).isascii())
    return str(pattern.apply(amount, locale, currency=currency, currency_digits=False))


def use_ascii(wanted: bool) -> None:
    """Name a currency by its code from now on where its sign is not ASCII: EUR 12.00, as some terminals need it."""
    _ASCII_ALONE[:] = [wanted]


_ASCII_ALONE = [False]


def date(day: Date | None, width: Literal["short", "medium", "long"] = "medium") -> str:
    """A day in the language's form: Sep 30, 2026."""
    return NOTHING if day is None else _date(day, width, _locale())


def day_month(day: Date) -> str:
    """A day without its year, short: Sep 30."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", day, locale=_locale())


def month(day: Date) -> str:
    """A month of a year, short: Sep 2026."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", day, locale=_locale())


def month_name(number: int, width: Literal["wide", "abbreviated"] = "wide") -> str:
    """A month of any year, 1 to 12: September, or Sep."""
    from babel.dates import get_month_names

    return str(get_month_names(width, context="stand-alone", locale=_locale())[number])


def moment(at: Moment) -> str:
    """A day and time in the language's form and the machine's time zone: Sep 30, 2026, 2:05 PM."""
    from babel.dates import format_date, format_time

    here = at.astimezone()
    return f"{format_date(here, locale=_locale())} {format_time(here, format='short', locale=_locale())}"


def change(
    now: Number | None, before: Number | None, unit: str = "count", currency: str | None = None, digits: int = 1
) -> str:
    """The difference with its sign; a ratio's in percentage points with that many digits, money's in minor units."""
    if now is None or before is None:
        return NOTHING
    difference = now - before if isinstance(now, int) and isinstance(before, int) else float(now) - float(before)
    size = abs(difference)
    sign = "+" if difference > 0 else "-" if difference < 0 else "±"
    match unit:
        case "money":
            return sign + money(round(size), currency)
        case "ratio":
            return sign + _("{n} pp").format(n=_decimal(size * 100, digits))
        case "days":
            return sign + days(size)
        case _:
            return sign + score(size)


def _decimal(value: Number, digits: int) -> str:
    locale = _locale()
    return str(_decimal_pattern(digits).apply(value, locale))


@lru_cache(maxsize=10_000)
def _date(day: Date, width: Literal["short", "medium", "long"], locale: "Locale") -> str:
    from babel.dates import format_date

    return format_date(day, format=width, locale=locale)


def _locale() -> "Locale":
    return _locale_of(locale_name(), language())


@cache
def _locale_of(name: str, fallback: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(fallback)


# Babel parses a pattern for each number; kept, it formats a column of a listing in a third of the time.
@cache
def _decimal_pattern(digits: int) -> "NumberPattern":
    from babel.numbers import parse_pattern

    return parse_pattern("#,##0" + _fraction(digits))


@cache
def _percent_pattern(locale: "Locale", digits: int) -> "NumberPattern":
    from babel.numbers import parse_pattern

    standard: str = locale.percent_formats[None].pattern
    return parse_pattern(standard if "0." in standard else standard.replace("0", "0" + _fraction(digits), 1))


@cache
def _sign(currency: str, locale: "Locale") -> str:
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(currency, locale))


@cache
def _money_pattern(locale: "Locale", digits: int, *, in_code: bool) -> "NumberPattern":
    """The locale's own currency pattern with another number of decimals, and its code in place of its sign."""
    from babel.numbers import parse_pattern

    standard: str = locale.currency_formats["standard"].pattern
    pattern = standard.replace("0.00", "0" + _fraction(digits))
    if not in_code:
        return parse_pattern(pattern)
    return parse_pattern(
        pattern.replace("\xa4#", "\xa4\xa4\xa0#") if "\xa4#" in pattern else pattern.replace("\xa4", "\xa4\xa4")
    )


def _fraction(digits: int) -> str:
    return "." + "0" * digits if digits else ""
