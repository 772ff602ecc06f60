"""Numbers as people write them: `1 234,56`, `1,234.56`, `1'234.56`, `(99)`, `€ 99`, `99-`.

Which mark is the decimal one is decided from a whole column, never cell by cell; money stays exact.
"""

from dataclasses import dataclass

import polars as pl
from polars._typing import PolarsDataType

from metrics.money import minor_digits
from metrics.reading.values.regular_amounts import SCALE, SIMPLE, WHOLE_DIGITS, regular_amounts
from metrics.reading.values.signs import CURRENCY
from metrics.reading.values.texts import by_distinct, value_or_null, with_exceptions

# Amounts below this can be doubled, and a unit added, within 64 bits.
_NARROW = 4 * 10**18

_WRITTEN = (
    rf"^(?<open>\()?\s*(?<before>[-+])?\s*(?<left>{CURRENCY})?\s*(?<inner>[-+])?\s*"
    rf"(?<digits>\d[\d.,' _]*|[.,]\d+)\s*(?<right>{CURRENCY})?\s*(?<after>[-+])?\s*(?<close>\))?$"
)


def _pattern(mark: str, other: str) -> str:
    groups = "|".join(rf"[1-9]\d{{0,2}}(?:{sep}\d{{3}})+" for sep in (other, " ", "'", "_"))
    return rf"^(?:(?:\d+|{groups}|[1-9]\d?(?:{other}\d{{2}})+{other}\d{{3}})(?:{mark}\d*)?|{mark}\d+)$"


# The digits of a number whose decimal mark is the point, and the comma.
_FITS = {".": _pattern(r"\.", ","), ",": _pattern(",", r"\.")}


def _written(texts: pl.Series) -> pl.DataFrame:
    """The parts of each text: digits with their marks, whether it is negative, and the currency it names."""
    plain = (
        value_or_null(pl.col("cell"))
        .str.replace_all(r"[\s\u{00A0}\u{2007}\u{2009}\u{202F}\u{2060}]+", " ")
        .str.replace_all("[−–‐‑]", "-")
        .str.replace_all("[’ʼ´`]", "'")
    )
    parts = texts.to_frame("cell").select(plain).select(
        pl.col("cell").is_null().alias("missing"), pl.col("cell").str.extract_groups(_WRITTEN).alias("parts")
    ).unnest("parts")  # fmt: skip
    signs = pl.sum_horizontal((pl.col(c) != "").fill_null(False).cast(pl.Int8) for c in ("before", "inner", "after"))
    brackets = pl.col("open").is_not_null().cast(pl.Int8) + pl.col("close").is_not_null().cast(pl.Int8)
    minus = pl.any_horizontal((pl.col(c) == "-").fill_null(False) for c in ("before", "inner", "after"))
    twice = pl.col("left").is_not_null() & pl.col("right").is_not_null()
    fine = ((signs == 0) & brackets.is_in([0, 2]) | (signs == 1) & (brackets == 0)) & ~twice
    return parts.select(
        "missing",
        pl.when(fine).then(pl.col("digits").str.strip_chars()).alias("digits"),
        (minus | (brackets == 2)).alias("negative"),
        pl.coalesce("left", "right").str.to_uppercase().alias("symbol"),
    )


@dataclass(frozen=True, slots=True)
class MarkEvidence:
    """How many distinct texts can only be read with a decimal point, only with a comma, or either way."""

    point: int = 0
    comma: int = 0
    either_point: int = 0  # such as 1.234: a thousand or a little more than one
    either_comma: int = 0  # such as 1,234
    unread: int = 0

    def __add__(self, other: "MarkEvidence") -> "MarkEvidence":
        return MarkEvidence(
            self.point + other.point,
            self.comma + other.comma,
            self.either_point + other.either_point,
            self.either_comma + other.either_comma,
            self.unread + other.unread,
        )

    @property
    def unclear(self) -> int:
        """Texts that mean another number under the other mark."""
        return self.either_point + self.either_comma

    def mark(self) -> str | None:
        """The mark that the column itself proves (a rare slip aside), else None."""
        if self.point > 20 * self.comma:
            return "."
        return "," if self.comma > 20 * self.point else None


def mark_evidence(column: pl.Series) -> MarkEvidence:
    """What the distinct texts of a column say about its decimal mark."""
    texts = column.unique().drop_nulls()
    simple = texts.str.contains(SIMPLE) & ~texts.str.contains(r"^-?\d{1,3}\.\d{3}$")
    clear = int((simple & texts.str.contains(".", literal=True)).sum())
    if simple.all():
        return MarkEvidence(point=clear)
    digits = _written(texts.filter(~simple)).filter(~pl.col("missing"))["digits"]
    marked = digits.str.contains("[.,]")
    point, comma = (digits.str.contains(_FITS[mark]) for mark in ".,")
    either = marked & point & comma
    with_point = digits.str.contains(r"\.")
    return MarkEvidence(
        point=clear + int((marked & point & ~comma).sum()),
        comma=int((marked & comma & ~point).sum()),
        either_point=int((either & with_point).sum()),
        either_comma=int((either & ~with_point).sum()),
        unread=int((digits.is_null() | ~(point | comma)).sum()),
    )


def _decimal_text(mark: str) -> pl.Expr:
    """The digits with a plain decimal point and nothing else, null where they are no number under that mark."""
    other = "," if mark == "." else "."
    digits = pl.col("digits")
    plain = digits.str.replace_all(rf"[ '_\{other}]", "").str.replace(mark, ".", literal=True)
    return pl.when(digits.str.contains(_FITS[mark])).then(plain)


def amounts(column: pl.Series, mark: str) -> pl.DataFrame:
    """Money of a column, unrounded and exact, row by row.

    Columns: `scaled` (Int128, 10**SCALE for one unit; null where missing or unreadable), `bad` (a text is there but
    is no amount), `symbol` (the currency sign as written, or null).
    """

    def parse(texts: pl.Series) -> pl.DataFrame:
        parts = _written(texts).with_columns(_decimal_text(mark).alias("plain"))
        halves = parts.with_columns(
            pl.col("plain").str.extract(r"^(\d*)", 1).str.strip_chars_start("0").alias("whole"),
            pl.col("plain").str.extract(r"\.(\d*)$", 1).fill_null("").str.strip_chars_end("0").alias("fraction"),
        )
        # A whole part too long to hold is as good as the largest one: out of bounds either way.
        whole = (
            pl.when(pl.col("whole").str.len_chars() > WHOLE_DIGITS)
            .then(pl.lit("9" * WHOLE_DIGITS))
            .otherwise(pl.col("whole").str.pad_start(1, "0"))
        )
        sign = pl.when("negative").then(pl.lit("-")).otherwise(pl.lit(""))
        digits = sign + whole + pl.col("fraction").str.slice(0, SCALE).str.pad_end(SCALE, "0")
        return halves.select(
            digits.cast(pl.Int128, strict=False).alias("scaled"),
            (pl.col("plain").is_null() & ~pl.col("missing")).alias("bad"),
            "symbol",
        )

    empty = (column == "").fill_null(value=True)
    regular = regular_amounts(column, mark)
    odd = ~empty & regular["scaled"].is_null()
    if 2 * int(odd.sum()) > column.len():
        return by_distinct(column, parse)
    found = regular.select("scaled", pl.lit(value=False).alias("bad"), "symbol")
    return with_exceptions(found, odd, lambda: by_distinct(column.filter(odd), parse))


def row_digits(rows: pl.DataFrame, book: str | None) -> pl.Expr:
    """Decimals of each row's `currency`; those of the book's where the row (or the frame) names none."""
    own = minor_digits(book)
    named = rows["currency"].drop_nulls().unique().to_list() if "currency" in rows.columns else []
    known = {code: minor_digits(code) for code in named}
    if all(digits == own for digits in known.values()):
        return pl.lit(own, pl.Int64)
    return pl.col("currency").replace_strict(known, default=own, return_dtype=pl.Int64)


def power_of_ten(exponent: pl.Expr, width: PolarsDataType = pl.Int128) -> pl.Expr:
    """10 to a small whole exponent (0 to 13), as whole numbers of that width."""
    return exponent.replace_strict({n: 10**n for n in range(14)}, return_dtype=pl.Int64).cast(width)


def magnitude(value: pl.Expr) -> pl.Expr:
    """The value without its sign (Polars cannot negate Int128)."""
    return pl.when(value < 0).then(0 - value).otherwise(value)


def divided_half_away(top: pl.Expr, bottom: pl.Expr) -> pl.Expr:
    """The quotient of two whole numbers of one width (the lower one above 0), rounded half away from zero."""
    size = (2 * magnitude(top) + bottom) // (2 * bottom)
    return pl.when(top < 0).then(0 - size).otherwise(size)


def narrowed(scaled: pl.Series) -> pl.Series:
    """The amounts as Int64 where twice all of them fit in, which is several times faster; else as they are."""
    bounds = [bound for bound in (scaled.min(), scaled.max()) if isinstance(bound, int)]
    return scaled.cast(pl.Int64) if all(abs(bound) < _NARROW for bound in bounds) else scaled


def round_scaled(scaled: pl.Expr, digits: pl.Expr, width: PolarsDataType = pl.Int128) -> pl.Expr:
    """Scaled amounts (10**SCALE a unit) of that width as whole minor units, half away from zero; Int64."""
    return divided_half_away(scaled, power_of_ten(SCALE - digits, width)).cast(pl.Int64)


def numbers(column: pl.Series, mark: str) -> pl.DataFrame:
    """Plain numbers of a column: `text` (digits with a decimal point, null where missing or unreadable) and `bad`.

    A per cent sign behind the number is left out: it is the column's unit.
    """

    def parse(texts: pl.Series) -> pl.DataFrame:
        parts = _written(texts.str.replace(r"\s*%\s*$", "")).with_columns(_decimal_text(mark).alias("plain"))
        sign = pl.when("negative").then(pl.lit("-")).otherwise(pl.lit(""))
        return parts.select(
            (sign + pl.col("plain")).alias("number"),
            (pl.col("plain").is_null() & ~pl.col("missing")).alias("bad"),
        )

    return by_distinct(column, parse)
