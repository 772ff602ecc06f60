"""The parts of a date as people and systems write it: its numbers, its month by name, its clock and zone."""

from functools import cache

import polars as pl

from metrics.reading.values.months import CENTURY_TURN, MONTHS, WEEKDAYS
from metrics.reading.values.texts import value_or_null

_OFFSETS = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "met": 60, "mest": 120,
    "eet": 120, "eest": 180, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420,
}  # fmt: skip
# Digits that count days or seconds.
BARE = r"^(?:[0-9]{5,6}|[0-9]{9,13})$"
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

# The clocks that cannot move a day, as long as they name no zone: with minutes or seconds, of 24 hours or of twice 12.
_PLAIN = (
    r"^(?:(?:[01]?[0-9]|2[0-3])(?::[0-5][0-9]){1,2}"
    r"|(?:0?[1-9]|1[0-2])(?::[0-5][0-9]){1,2}\s?[AaPp]\.?[Mm]\.?)$"
)


def at_midnight(texts: pl.Series) -> pl.Series:
    """The texts, those that end in a plain clock at midnight: of a million moments, the days are few."""
    halves = texts.to_frame("text").with_columns(pl.col("text").str.splitn(":", 2).alias("half")).unnest("half")
    if halves["field_1"].null_count() == texts.len():
        return texts
    day = pl.col("field_0").str.strip_chars_end("0123456789")
    clock = pl.col("text").str.slice(day.str.len_chars())
    return halves.select(pl.when(clock.str.contains(_PLAIN)).then(day + "00:00").otherwise("text")).to_series()


def dissect(texts: pl.Series) -> pl.DataFrame:
    """The parts of each text, row by row: a, b, c and `dotted` (three numbers), y, m, d (known at sight), `digits`
    (a bare number), and the clock: `clock` in seconds (null without one), `offset` in minutes, `broken`."""
    parts = texts.to_frame("cell").select(_folded()).select(
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


@cache  # as below: to put so many expressions together takes longer than to read a few dates
def _folded() -> pl.Expr:
    """The cell in small plain letters, without blanks or a weekday around it."""
    weekday = rf"^(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\.?,?\s+"
    return (
        value_or_null(pl.col("cell"))
        .str.to_lowercase()
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_all(r"\s+", " ")
        .str.replace("−", "-")
        .str.replace(weekday, "")
    )


@cache
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
        pl.when(whole).then(a).when(sound & (year_text.str.len_chars() != 3)).then(full_year(year)).alias("y"),
        pl.when(whole).then(b).when(sound).then(month).alias("m"),
        pl.when(whole).then(c).when(sound).then(day).alias("d"),
        *(
            pl.when(short & pl.col("c").str.len_chars().is_in([2, 4])).then(x).alias(n)
            for x, n in ((a, "a"), (b, "b"), (c, "c"))
        ),
        (pl.col("c").str.len_chars() == 2).alias("short_year"),
        (pl.col("mark") == ".").fill_null(False).alias("dotted"),
    ]


def full_year(year: pl.Expr) -> pl.Expr:
    """The year that two digits mean; one of more digits as it is."""
    return pl.when(year > 99).then(year).when(year < CENTURY_TURN).then(year + 2000).otherwise(year + 1900)


@cache
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
