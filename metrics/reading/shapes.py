"""The four shapes of subscriptions become spells of MRR, or months of it; other tables pass as they are."""

import re
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.errors import Unsettled, WrongUsage
from metrics.reading.headers import header_key, knowledge
from metrics.reading.quarantine import AT, FAULT, LINE, Faults
from metrics.reading.values.numbers import divided_half_away, magnitude, power_of_ten, row_digits
from metrics.reading.values.regular_amounts import SCALE
from metrics.tables import AMOUNT_LIMIT

# An interval's months as a fraction: 365 days or 52 weeks are twelve months.
_MONTHS = {"day": (12, 365), "week": (12, 52), "month": (1, 1), "quarter": (3, 1), "half": (6, 1), "year": (12, 1)}
# Decimals of a quantity that are looked at, and the most that one can be.
_QUANTITY_SCALE, _QUANTITY_LIMIT = 4, 10**9
_COUNT_LIMIT = 1200
_TENURE_LIMIT = 1200


@dataclass(frozen=True, slots=True)
class ShapeOptions:
    """What shapes need beside the cells: the day a customer list was taken, the interval of all prices, and how
    end dates and amounts are meant. `currency` is the book's."""

    as_of: date | None
    interval: str | None
    end_inclusive: bool
    minor_units: bool
    currency: str | None
    file: str


def parse_interval(text: str) -> tuple[str, int] | None:
    """The unit and count that an interval's text names (`monthly`, `3 mois`, `P1Y`, `12`), else None.

    A bare number is none: nothing says of what.
    """
    compact = re.fullmatch(r"P(\d+)([DWMY])", text.strip().upper())
    if compact:
        return {"D": "day", "W": "week", "M": "month", "Y": "year"}[compact[2]], int(compact[1])
    match = re.fullmatch(r"\D*?(\d{1,4})?\W*((?:[^\W\d]|[-_ ])+?)\W*(\d{1,4})?", text.strip())
    if match is None:
        return None
    word = header_key(re.sub(r"(?i)^(every|each|per|par|tous les|toutes les|chaque|elke|om de)\s+", "", match[2]))
    unit = next(
        (unit for unit, names in knowledge()["intervals"].items() if word in {header_key(name) for name in names}), None
    )
    return None if unit is None else (unit, int(match[1] or match[3] or 1))


def price_to_spells(frame: pl.DataFrame, faults: Faults, options: ShapeOptions) -> pl.DataFrame:
    """Amount x quantity every interval becomes MRR, exact and rounded half away; paying starts when a trial ends."""
    frame = _with_interval(frame, faults, options)
    frame = _with_count(frame, "quantity", faults, 10**_QUANTITY_SCALE, _QUANTITY_LIMIT)
    frame = _with_count(frame, "interval_count", faults, 1, _COUNT_LIMIT)
    frame = frame.with_columns(_monthly(frame, options).alias("mrr"))
    limit = pl.lit(AMOUNT_LIMIT, pl.Int128) * power_of_ten(row_digits(frame, options.currency))
    frame = faults.mark(frame, magnitude(pl.col("mrr")) >= limit, "amount_too_large", "amount")
    vanished = (pl.col("amount") < 0) & (pl.col("_quantity") > 0) & (pl.col("mrr") == 0)
    frame = faults.mark(frame, vanished, "negative_mrr", "amount")
    frame = frame.with_columns(pl.col("mrr").cast(pl.Int64, strict=False))
    return _after_trial(frame, faults)


def _with_interval(frame: pl.DataFrame, faults: Faults, options: ShapeOptions) -> pl.DataFrame:
    """The columns `_over` and `_under`: an interval's months as a fraction."""
    if options.interval is not None and options.interval not in _MONTHS:
        raise WrongUsage("bad_choice", option="--interval", value=options.interval, known=", ".join(_MONTHS))
    texts = (
        frame["interval"] if "interval" in frame.columns else pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    )
    found = {text: parse_interval(text) for text in texts.drop_nulls().unique()}
    known = {text: pair for text, pair in found.items() if pair and 0 < pair[1] <= _COUNT_LIMIT}
    over = {text: _MONTHS[unit][0] * count for text, (unit, count) in known.items()}
    under = {text: _MONTHS[unit][1] for text, (unit, _) in known.items()}
    given = _MONTHS[options.interval] if options.interval else (None, None)
    frame = frame.with_columns(
        texts.replace_strict(table, default=None, return_dtype=pl.Int64).alias(name)
        for name, table in (("_over", over), ("_under", under))
    )
    unknown = pl.lit(texts.is_not_null()) & pl.col("_over").is_null()
    frame = faults.mark(frame, unknown, "unreadable_interval", "interval")
    frame = frame.with_columns(
        pl.col("_over").fill_null(pl.lit(given[0], pl.Int64)), pl.col("_under").fill_null(pl.lit(given[1], pl.Int64))
    )
    return faults.mark(frame, pl.col("_over").is_null(), "value_missing", "interval")


def _with_count(frame: pl.DataFrame, name: str, faults: Faults, scale: int, limit: int) -> pl.DataFrame:
    """`_<name>`: a count as a whole number of 1/scale (Int64), 1 where the file gives none."""
    if name not in frame.columns:
        return frame.with_columns(pl.lit(scale, pl.Int64).alias(f"_{name}"))
    value = pl.col(name)
    scaled = (value * scale).round().cast(pl.Int64, strict=False)
    finer = (scaled.cast(pl.Float64) - value * scale).abs() > 0.01
    outside = (value < 0) | (value >= limit) if name == "quantity" else ~value.is_between(1, limit)
    frame = faults.mark(frame, outside | finer, "unreadable_count", name)
    return frame.with_columns(pl.when(value.abs() < limit).then(scaled).fill_null(scale).alias(f"_{name}"))


def _monthly(frame: pl.DataFrame, options: ShapeOptions) -> pl.Expr:
    """amount x quantity / months of the interval, in minor units (Int128)."""
    decimals = pl.lit(0, pl.Int64) if options.minor_units else row_digits(frame, options.currency)
    top = pl.col("amount") * pl.col("_quantity").cast(pl.Int128) * pl.col("_under").cast(pl.Int128)
    below = power_of_ten(SCALE + _QUANTITY_SCALE - decimals)
    bottom = below * pl.col("_over").cast(pl.Int128) * pl.col("_interval_count").cast(pl.Int128)
    return divided_half_away(top, pl.when(bottom > 0).then(bottom))


def _after_trial(frame: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """Rows of a trial start when it ends; without an end, or ended by then, they never paid and are named."""
    if "trial_end" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.Date).alias("trial_end"))
    if "status" in frame.columns:
        states = {header_key(word): state for state, words in knowledge()["states"].items() for word in words}
        texts = {text: states.get(header_key(text)) for text in frame["status"].drop_nulls().unique()}
        state = pl.lit(frame["status"].replace_strict(texts, default=None, return_dtype=pl.String))
        no_end = pl.col("trial_end").is_null()
        frame = faults.mark(frame, (state == "trial") & no_end, "in_trial", "status")
        frame = faults.mark(frame, (state == "incomplete") & no_end, "incomplete", "status")
    later = pl.col("trial_end") > pl.col("start_on")
    if "end_on" in frame.columns:
        lived = pl.col("end_on") > pl.col("start_on")
        frame = faults.mark(
            frame, later & lived & (pl.col("end_on") <= pl.col("trial_end")), "ended_in_trial", "end_on"
        )
    return frame.with_columns(pl.when(later).then("trial_end").otherwise("start_on").alias("start_on"))


def inclusive_ends(frame: pl.DataFrame) -> pl.DataFrame:
    """End dates that were the last day with service become the first day without."""
    return frame.with_columns(pl.col("end_on").dt.offset_by("1d")) if "end_on" in frame.columns else frame


def customers_to_spells(frame: pl.DataFrame, faults: Faults, options: ShapeOptions) -> pl.DataFrame:
    """A customer a row becomes a spell: gone ones end on their date, or as-of; tenure leads back to the start.

    Raises Unsettled where a date hangs on as-of and none is given.
    """
    absent = {"end_on": pl.Date, "start_on": pl.Date, "tenure": pl.Float64, "churned": pl.Boolean}
    frame = frame.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in absent.items() if name not in frame.columns
    )
    flagged = "churned" in faults.columns
    gone = pl.col("churned") if flagged else pl.col("end_on").is_not_null()
    if flagged:
        frame = faults.mark(frame, pl.col("churned").is_null(), "value_missing", "churned")
    whole = pl.col("tenure").round()
    bad = (whole != pl.col("tenure")) | ~pl.col("tenure").is_between(0, _TENURE_LIMIT)
    frame = faults.mark(frame, bad & pl.col("start_on").is_null(), "unreadable_tenure", "tenure")
    frame = faults.mark(frame, pl.col("start_on").is_null() & pl.col("tenure").is_null(), "value_missing", "tenure")
    sound = pl.col(FAULT).is_null()
    hangs = sound & ((gone & pl.col("end_on").is_null()) | (~gone & pl.col("start_on").is_null()))
    if options.as_of is None and frame.select(hangs.any()).item():
        raise Unsettled("as_of_needed", option="--as-of", file=options.file)
    as_of = pl.lit(options.as_of, pl.Date)
    frame = frame.with_columns(pl.when(gone).then(pl.coalesce("end_on", as_of)).alias("end_on"))
    months = pl.when(~bad).then(whole).cast(pl.Int64)
    start = pl.coalesce("end_on", as_of).dt.offset_by(pl.format("-{}mo", months.fill_null(0)))
    start = pl.when(months.is_not_null()).then(start)
    return frame.with_columns(pl.coalesce("start_on", start).alias("start_on"))


def long_snapshots(frame: pl.DataFrame) -> pl.DataFrame:
    """A row an account and month, as SNAPSHOT."""
    return _as_snapshots(frame)


def wide_snapshots(frame: pl.DataFrame, months: dict[int, str]) -> pl.DataFrame:
    """An account a row and a month a column become a row an account and month, as SNAPSHOT."""
    names = {f"month:{column}": date.fromisoformat(month) for column, month in months.items()}
    kept = [name for name in ("account_id", "plan", "currency", LINE, AT) if name in frame.columns]
    long = frame.unpivot(on=list(names), index=kept, variable_name="_column", value_name="mrr")
    return _as_snapshots(
        long.with_columns(pl.col("_column").replace_strict(names, return_dtype=pl.Date).alias("month"))
    )


def _as_snapshots(frame: pl.DataFrame) -> pl.DataFrame:
    for name in ("plan", "currency"):
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, pl.String).alias(name))
    return frame.select("account_id", "month", "mrr", "plan", "currency", LINE, AT).sort(AT, "month").drop(AT)
