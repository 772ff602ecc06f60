"""Dates as people and systems write them, cut from timestamps in the book's time zone.

`03/04/2026` is decided from the whole column: the day or the month first. Texts are first dissected into their
parts, then read in the column's style.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from metrics.reading.values.months import CENTURY_TURN, MONTHS, WEEKDAYS, month_of
from metrics.reading.values.texts import by_distinct, value_or_null

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
Digits = Literal["seconds", "milliseconds", "serial"]

_OFFSETS = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "met": 60, "mest": 120,
    "eet": 120, "eest": 180, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420,
}  # fmt: skip
_CLOCK = (
    r"^(?<day>.*?)(?:(?:t|,|\s)+(?:at |om |a )?(?<hour>[0-9]{1,2})[:h](?<minute>[0-9]{2})"
    r"(?::(?<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?\s*(?<half>[ap]\.?m\.?)?\s*"
    r"(?:(?<zone>z|[a-z]{3,4})?(?<offset>[+-][0-9]{1,2}(?::?[0-9]{2})?)?)\s*(?:\[[^\]]*\])?)?$"
)
_NAMED = (
    r"^(?:(?<first>[0-9]{1,4})(?:er|st|nd|rd|th|e)?[-/. ]*(?:de |of )?)?(?<name>[a-z]{3,})\.?[-/., ]*"
    r"(?:(?<second>[0-9]{1,2})(?:er|st|nd|rd|th|e)?[-/., ]+)?'?(?<last>[0-9]{1,4})\.?$"
)
_NUMERIC = r"^(?<a>[0-9]{1,4})(?<mark>[-/. ])\s*(?<b>[0-9]{1,2})[-/. ]\s*(?<c>[0-9]{1,4})\.?$"
# Days from 1 January 1970 back to the day 0 of spreadsheets.
_SERIAL_ZERO = 25569
# What each kind of bare number looks like, as [least, most]: they do not overlap.
_RANGES: dict[Digits, tuple[int, int]] = {
    "serial": (7305, 109574),  # 1920 to 2199
    "seconds": (10**8, 7258118399),
    "milliseconds": (10**11, 7258118399999),
}


def _dissect(texts: pl.Series) -> pl.DataFrame:
    """The parts of each text, row by row: a, b, c and `dotted` (three numbers), y, m, d (known at sight), `digits`
    (a bare number), and the clock: `clock` in seconds (null without one), `offset` in minutes, `broken`."""
    weekday = rf"^(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\.?,?\s+"
    folded = (
        value_or_null(pl.col("cell"))
        .str.to_lowercase()
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_all(r"\s+", " ")
        .str.replace("−", "-")
        .str.replace(weekday, "")
    )
    parts = texts.to_frame("cell").select(folded).select(
        pl.col("cell").is_null().alias("missing"),
        pl.col("cell").str.extract(r"^([0-9]{5,6}|[0-9]{9,13})(?:\.[0-9]+)?$", 1).cast(pl.Int64).alias("digits"),
        pl.col("cell").str.replace(r"^([0-9]{8})t?([0-9]{2})([0-9]{2})([0-9]{2})(z?)$", "$1 $2:$3:$4$5")
        .str.replace(r"^([0-9]{8})(?:\.0)?$", "$1").str.extract_groups(_CLOCK).alias("clock"),
    ).unnest("clock")  # fmt: skip
    day = pl.col("day").str.strip_chars(" ,")
    return (
        parts.with_columns(
            day.str.replace(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", "$1-$2-$3")
            .str.extract_groups(_NUMERIC)
            .alias("numeric"),
            day.str.extract_groups(_NAMED).struct.rename_fields(["n1", "name", "n2", "n3"]).alias("named"),
        )
        .unnest("numeric", "named")
        .select("missing", "digits", *_day_parts(), *_clock_parts())
    )


def _day_parts() -> list[pl.Expr]:
    month = pl.col("name").replace_strict(MONTHS, default=None, return_dtype=pl.Int64)
    year_first = (pl.col("n1").str.len_chars() == 4).fill_null(False)
    named = month.is_not_null()
    first, second, last = (pl.col(name).cast(pl.Int64) for name in ("n1", "n2", "n3"))
    one_day = first.is_null() != second.is_null()
    year, day = pl.when(year_first).then(first).otherwise(last), pl.when(year_first).then(last).otherwise(
        pl.coalesce(first, second)
    )  # fmt: skip
    sound = named & one_day & ~(year_first & second.is_not_null())
    iso = pl.col("a").str.len_chars() == 4
    a, b, c = (pl.col(name).cast(pl.Int64) for name in "abc")
    whole = iso & (pl.col("c").str.len_chars() <= 2)
    short = pl.col("a").str.len_chars() <= 2
    year_text = pl.when(year_first).then(pl.col("n1")).otherwise(pl.col("n3"))
    return [
        pl.when(whole).then(a).when(sound & (year_text.str.len_chars() != 3)).then(_full_year(year)).alias("y"),
        pl.when(whole).then(b).when(sound).then(month).alias("m"),
        pl.when(whole).then(c).when(sound).then(day).alias("d"),
        *(
            pl.when(short & pl.col("c").str.len_chars().is_in([2, 4])).then(x).alias(n)
            for x, n in ((a, "a"), (b, "b"), (c, "c"))
        ),
        (pl.col("c").str.len_chars() == 2).alias("short_year"),
        (pl.col("mark") == ".").fill_null(False).alias("dotted"),
    ]


def _full_year(year: pl.Expr) -> pl.Expr:
    return pl.when(year > 99).then(year).when(year < CENTURY_TURN).then(year + 2000).otherwise(year + 1900)


def _clock_parts() -> list[pl.Expr]:
    hour, minute = pl.col("hour").cast(pl.Int64), pl.col("minute").cast(pl.Int64)
    second = pl.col("second").cast(pl.Int64).fill_null(0)
    half = pl.col("half").str.slice(0, 1)
    hour24 = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    fine = (minute < 60) & (second <= 60) & pl.when(half.is_null()).then(hour < 24).otherwise(hour.is_between(1, 12))
    shift = pl.col("offset").str.replace(":", "")
    hours = shift.str.slice(1).str.extract(r"^([0-9]{1,2}?)(?:[0-9]{2})?$", 1).cast(pl.Int64)
    minutes = shift.str.extract(r"^[+-][0-9]{1,2}([0-9]{2})$", 1).cast(pl.Int64).fill_null(0)
    offset = (hours * 60 + minutes) * pl.when(shift.str.starts_with("-")).then(-1).otherwise(1)
    zone = pl.col("zone").replace_strict(_OFFSETS, default=None, return_dtype=pl.Int64)
    return [
        (hour24 * 3600 + minute * 60 + second).alias("clock"),
        pl.coalesce(offset, zone).alias("offset"),
        ((hour.is_not_null() & ~fine) | (pl.col("zone").is_not_null() & zone.is_null()))
        .fill_null(False)
        .alias("broken"),
    ]


def _calendar(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date of three numbers; null where there is no such day."""
    text = pl.format(
        "{}-{}-{}", *(x.cast(pl.String).str.pad_start(n, "0") for x, n in ((year, 4), (month, 2), (day, 2)))
    )
    return text.str.to_date("%Y-%m-%d", strict=False)


def _ordered(order: Order) -> pl.Expr:
    """The date of the three numbers a, b, c in that order; null where there is no such day."""
    a, b, c = (pl.col(name) for name in "abc")
    year, month, day = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[order]
    date = _calendar(_full_year(year), month, day)
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
    parts = _dissect(column.unique().drop_nulls()).filter(~pl.col("missing"))
    dmy, mdy, ymd = (pl.col(order) for order in ORDERS)
    is_dmy, is_mdy, is_ymd = dmy.is_not_null(), mdy.is_not_null(), ymd.is_not_null()
    unclear, known = is_dmy & is_mdy & (dmy != mdy), pl.col("y").is_not_null()
    short = pl.col("short_year").fill_null(value=False) & pl.col("a").is_not_null()
    counted: dict[str, pl.Expr] = {
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
    found = (
        parts.with_columns(_ordered(order).alias(order) for order in ORDERS)
        .select(
            *(mask.fill_null(value=False).cast(pl.Int64).sum().alias(name) for name, mask in counted.items()),
            pl.col("a").filter(short).n_unique().alias("firsts"),
            pl.col("c").filter(short).n_unique().alias("lasts"),
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
        unread=parts.height - found["known"] - found["numeric"] - sum(count for _, count in digits),
        digits=digits,
    )


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a column's dates are written: the order of three numbers, what bare numbers are, and the zone of a time
    that names none (`utc`: UTC, whatever the book's time zone)."""

    order: Order = "ymd"
    digits: Digits | None = None
    utc: bool = False


def _plain_dates(column: pl.Series) -> pl.Series | None:
    """The dates of a column of nothing but `2026-01-31` and empty cells, read without further ado; else None."""
    lengths = column.str.len_bytes()
    if not lengths.is_in([0, 10]).all():
        return None
    found = column.str.to_date("%Y-%m-%d", strict=False)
    sound = found.null_count() == column.null_count() + int((lengths == 0).sum())
    return found if sound and found.dt.year().is_between(1000, 9999).all() else None


def dates(column: pl.Series, style: DateStyle, time_zone: str) -> pl.DataFrame:
    """Calendar dates of a column, row by row: `date` (null where missing or unreadable) and `bad`.

    Timestamps with a zone are cut to their date in `time_zone`; naive ones are in that zone already.
    """
    plain = _plain_dates(column)
    if plain is not None:
        return plain.to_frame("date").with_columns(bad=pl.lit(value=False))

    def parse(texts: pl.Series) -> pl.DataFrame:
        parts = _dissect(texts)
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

    return by_distinct(column, parse)


def months(column: pl.Series, style: DateStyle, time_zone: str) -> pl.DataFrame:
    """The first of the month of each cell, a label of a month or a date in it: `date` and `bad` as for dates."""

    def parse(texts: pl.Series) -> pl.DataFrame:
        labelled = pl.Series([month_of(text) if text else None for text in texts], dtype=pl.Date)
        return dates(texts, style, time_zone).select(
            pl.coalesce(pl.lit(labelled), pl.col("date").dt.month_start()).alias("date"),
            (pl.col("bad") & pl.lit(labelled.is_null())).alias("bad"),
        )

    return by_distinct(column, parse)


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
