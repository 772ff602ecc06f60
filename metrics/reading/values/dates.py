"""Dates as people and systems write them, cut from timestamps in the book's time zone.

`03/04/2026` is decided from the whole column: the day or the month first. Texts are first dissected into their
parts, then read in the column's style.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import polars as pl

from metrics.reading.values.dissected import BARE, at_midnight, dissect, full_year
from metrics.reading.values.months import month_of
from metrics.reading.values.regular_dates import Order, as_the_first
from metrics.reading.values.texts import by_distinct, with_exceptions

ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
Digits = Literal["seconds", "milliseconds", "serial"]

# Days from 1 January 1970 back to the day 0 of spreadsheets.
_SERIAL_ZERO = 25569
# What each kind of bare number looks like, as [least, most]: they do not overlap.
_RANGES: dict[Digits, tuple[int, int]] = {
    "serial": (7305, 109574),  # 1920 to 2199
    "seconds": (10**8, 7258118399),
    "milliseconds": (10**11, 7258118399999),
}


def _calendar(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date of three numbers; null where there is no such day."""
    text = pl.format(
        "{}-{}-{}", *(x.cast(pl.String).str.pad_start(n, "0") for x, n in ((year, 4), (month, 2), (day, 2)))
    )
    return text.str.to_date("%Y-%m-%d", strict=False)


@cache
def _ordered(order: Order) -> pl.Expr:
    """The date of the three numbers a, b, c in that order; null where there is no such day."""
    a, b, c = (pl.col(name) for name in "abc")
    year, month, day = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[order]
    date = _calendar(full_year(year), month, day)
    return pl.when(pl.col("short_year")).then(date) if order == "ymd" else date


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """How many distinct texts of three numbers can only be day first, only month first, or either way.

    `year_first` tells that two-digit years may well stand in front: they fit, and the last number varies more, or
    some (`ymd`) fit no other way.
    `digits` counts the bare numbers by kind, `others` the dates that need no decision, `unread` what is no date.
    """

    dmy: int = 0
    mdy: int = 0
    either: int = 0
    dotted: int = 0
    ymd: int = 0
    year_first: bool = False
    others: int = 0
    unread: int = 0
    digits: tuple[tuple[Digits, int], ...] = ()

    def order(self) -> Order | None:
        """The order that the column itself proves (a rare slip aside), else None."""
        if self.year_first:
            return "ymd" if self.ymd else None
        if self.dmy > 20 * self.mdy:
            return "dmy"
        return "mdy" if self.mdy > 20 * self.dmy else None

    def kind(self) -> Digits | None:
        """What the bare numbers are, where nearly the whole column is made of them."""
        best = max(self.digits, key=lambda pair: pair[1], default=None)
        rest = self.dmy + self.mdy + self.either + self.others
        return best[0] if best and best[1] and best[1] >= 9 * rest else None


def order_evidence(column: pl.Series) -> OrderEvidence:
    """What the distinct texts of a column say about how its dates are written."""
    texts = column.unique().drop_nulls()
    known = as_the_first(texts, "ymd", "UTC", utc=False)
    if known is None:
        return _evidence(texts)
    rest = texts.filter(known.is_null() & (texts != ""))
    found = _evidence(rest) if rest.len() else OrderEvidence(digits=tuple((kind, 0) for kind in _RANGES))
    return replace(found, others=found.others + known.len() - known.null_count())


@cache
def _counted() -> dict[str, pl.Expr]:
    """What is counted of dissected texts and their dates in each order, as masks by name."""
    dmy, mdy, ymd = (pl.col(order) for order in ORDERS)
    is_dmy, is_mdy, is_ymd = dmy.is_not_null(), mdy.is_not_null(), ymd.is_not_null()
    unclear, known = is_dmy & is_mdy & (dmy != mdy), pl.col("y").is_not_null()
    short = pl.col("short_year").fill_null(value=False) & pl.col("a").is_not_null()
    return {
        "dmy": is_dmy & ~is_mdy,
        "mdy": is_mdy & ~is_dmy,
        "either": unclear,
        "dotted": unclear & pl.col("dotted"),
        "ymd": is_ymd & ~is_dmy & ~is_mdy,
        "known": known,
        "alike": is_dmy & is_mdy & (dmy == mdy),
        "numeric": pl.col("a").is_not_null(),
        "short": short,
        "any_ymd": is_ymd,
        **{kind: pl.col("digits").is_between(*bounds) for kind, bounds in _RANGES.items()},
    }


def _evidence(texts: pl.Series) -> OrderEvidence:
    days = at_midnight(texts).rename("day").value_counts(name="texts")
    parts = dissect(days["day"]).with_columns(days["texts"].cast(pl.Int64)).filter(~pl.col("missing"))
    found = (
        parts.with_columns(_ordered(order).alias(order) for order in ORDERS)
        .select(
            *(
                pl.col("texts").filter(mask.fill_null(value=False)).sum().alias(name)
                for name, mask in _counted().items()
            ),
            pl.col("texts").sum(),
            pl.col("a").filter(_counted()["short"]).n_unique().alias("firsts"),
            pl.col("c").filter(_counted()["short"]).n_unique().alias("lasts"),
        )
        .row(0, named=True)
    )
    digits: tuple[tuple[Digits, int], ...] = tuple((kind, found[kind]) for kind in _RANGES)
    return OrderEvidence(
        dmy=found["dmy"],
        mdy=found["mdy"],
        either=found["either"],
        dotted=found["dotted"],
        ymd=found["ymd"],
        year_first=0 < found["short"] == found["any_ymd"] and (found["lasts"] > found["firsts"] or found["ymd"] > 0),
        others=found["known"] + found["alike"],
        unread=found["texts"] - found["known"] - found["numeric"] - sum(count for _, count in digits),
        digits=digits,
    )


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a column's dates are written: the order of three numbers, what bare numbers are, and the zone of a time
    that names none (`utc`: UTC, whatever the book's time zone)."""

    order: Order = "ymd"
    digits: Digits | None = None
    utc: bool = False


def dates(column: pl.Series, style: DateStyle, time_zone: str) -> pl.DataFrame:
    """Calendar dates of a column, row by row: `date` (null where missing or unreadable) and `bad`.

    Timestamps with a zone are cut to their date in `time_zone`; naive ones are in that zone already.
    """

    def parse(texts: pl.Series) -> pl.DataFrame:
        parts = dissect(texts)
        day = pl.coalesce(_calendar(pl.col("y"), pl.col("m"), pl.col("d")), _ordered(style.order))
        zoned = pl.col("clock").is_not_null() & (pl.col("offset").is_not_null() | style.utc)
        seconds = pl.col("clock") - pl.col("offset").fill_null(0) * 60
        moment = pl.col("day").cast(pl.Datetime("us")) + pl.duration(seconds=seconds)
        found = parts.with_columns(day.alias("day")).with_columns(
            pl.when(zoned).then(_local(moment, time_zone)).otherwise(pl.col("day")).alias("day")
        )
        if style.digits:
            found = found.with_columns(pl.coalesce("day", _bare(style.digits, time_zone)).alias("day"))
        result = pl.when(~pl.col("broken")).then(pl.col("day"))
        return found.select(result.alias("date"), (result.is_null() & ~pl.col("missing")).alias("bad"))

    if style.digits:
        regular: pl.Series | None = _numbered(column, style.digits, time_zone)
    else:
        regular = as_the_first(column, style.order, time_zone, utc=style.utc)
    if regular is None:
        stays = not style.utc or time_zone == "UTC"
        return by_distinct(at_midnight(column) if stays else column, parse)
    found = regular.to_frame("date").with_columns(bad=pl.lit(value=False))
    odd = regular.is_null() & (column != "").fill_null(value=False)
    return with_exceptions(found, odd, lambda: by_distinct(column.filter(odd), parse))


def months(column: pl.Series, style: DateStyle, time_zone: str) -> pl.DataFrame:
    """The first of the month of each cell, a label of a month or a date in it: `date` and `bad` as for dates."""

    def parse(texts: pl.Series) -> pl.DataFrame:
        labelled = pl.Series([month_of(text) if text else None for text in texts], dtype=pl.Date)
        return dates(texts, style, time_zone).select(
            pl.coalesce(pl.lit(labelled), pl.col("date").dt.month_start()).alias("date"),
            (pl.col("bad") & pl.lit(labelled.is_null())).alias("bad"),
        )

    return by_distinct(column, parse)


def _numbered(column: pl.Series, kind: Digits, time_zone: str) -> pl.Series:
    """The dates of the cells that are bare numbers, null for all others."""
    bare = column.str.contains(BARE).fill_null(value=False)
    digits = column.set(~bare, None).str.to_integer(dtype=pl.Int64, strict=False)
    return digits.to_frame("digits").select(_bare(kind, time_zone)).to_series()


def _local(moment: pl.Expr, time_zone: str) -> pl.Expr:
    return moment.dt.replace_time_zone("UTC").dt.convert_time_zone(time_zone).dt.date()


def _bare(kind: Digits, time_zone: str) -> pl.Expr:
    """The date of a bare number: a spreadsheet's day count, or a moment since 1970."""
    low, high = _RANGES[kind]
    number = pl.when(pl.col("digits").is_between(low, high)).then(pl.col("digits"))
    if kind == "serial":
        return (number - _SERIAL_ZERO).cast(pl.Int32).cast(pl.Date)
    unit = 1_000_000 if kind == "seconds" else 1_000
    return _local((number * unit).cast(pl.Datetime("us")), time_zone)
