"""A grid's cells become typed fields, and every row that does not parse is marked with what is wrong."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl
from polars._typing import PolarsDataType

from metrics.reading.decisions import Recognition
from metrics.reading.forms import Field
from metrics.reading.grid import Grid
from metrics.reading.headers import header_key, kinds
from metrics.reading.quarantine import AT, FAULT, LINE, ROUNDED, Faults
from metrics.reading.values.booleans import flags
from metrics.reading.values.dates import DateStyle, dates, months
from metrics.reading.values.numbers import (
    amounts,
    magnitude,
    narrowed,
    numbers,
    power_of_ten,
    round_scaled,
    row_digits,
)
from metrics.reading.values.regular_amounts import SCALE
from metrics.reading.values.signs import row_currency, sign_currencies
from metrics.reading.values.texts import decimal_ids, ids, text_or_null, values
from metrics.reading.worked_out import credit_notes_below_zero, debit_less_credit, units_times_price
from metrics.tables import AMOUNT_LIMIT, DTYPES, EARLIEST, LATEST, SUBSCRIPTIONS, Kind

_EARLIEST, _LATEST = date.fromisoformat(EARLIEST), date.fromisoformat(LATEST)
# Counts and KPI values beyond this are typing errors, and would lose their last digits.
_NUMBER_LIMIT = 10**15


@dataclass
class Conversion:
    """Turns the parts of a grid into frames of typed fields.

    `currency` is the book's.
    """

    recognition: Recognition
    faults: Faults
    currency: str | None
    time_zone: str
    _decimal_ids: dict[str, bool] = field(default_factory=dict)

    def convert(self, part: Grid, first: int) -> pl.DataFrame:
        """A frame with every mapped field typed, `source_line`, `_at` (counted from `first`), `_fault`, and `_rounded`,
        how many of its amounts had more decimals than their currency.

        Money is whole minor units, but prices, which stay scaled (Int128) until they are multiplied; a wide
        snapshot's months are fields called `month:<column>`.
        """
        frame = pl.DataFrame({LINE: part.lines.cast(pl.Int64)}).with_columns(
            pl.int_range(first, first + pl.len()).alias(AT),
            pl.lit(None, pl.Int32).alias(FAULT),
            pl.lit(0, pl.Int64).alias(ROUNDED),
        )
        ragged = part.ragged
        width = len(part.header or self.recognition.headers)
        frame = self.faults.mark(frame, pl.lit(ragged) > 0, "row_too_long", None, columns=width)
        frame = self.faults.mark(frame, pl.lit(ragged) < 0, "row_too_short", None, columns=width)
        fields = [known for name in self.recognition.columns if (known := self.recognition.form.field(name))]
        for known in sorted(fields, key=lambda known: known.kind == "money"):
            if known.kind != "money":
                frame = self._field(frame, known, self._cells(part, self.recognition.columns[known.name]))
        frame = self._currency(self._kind(frame))
        for known in fields:
            if known.kind == "money":
                frame = self._money(frame, known.name, self._cells(part, self.recognition.columns[known.name]))
        for column in self.recognition.styles.month_columns:
            frame = self._money(frame, f"month:{column}", self._cells(part, column))
        frame = self._worked_out(frame)
        for known in fields:
            if known.required and not known.blank:
                frame = self.faults.mark(frame, pl.col(known.name).is_null(), "value_missing", known.name)
        return frame

    def _worked_out(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with amounts that no column holds."""
        if "document" in frame.columns:
            frame = credit_notes_below_zero(frame)
        if "credit" in frame.columns:
            return debit_less_credit(frame)
        if "unit_price" in frame.columns and "units" in frame.columns:
            minor = self.recognition.styles.minor_units
            return units_times_price(frame, self.faults, self.currency, minor_units=minor)
        return frame

    def attributes(self, part: Grid) -> dict[str, pl.Series]:
        """The columns that no field takes, as text, by their label."""
        return {
            self.recognition.headers[column].label: _expressed(
                self._cells(part, column), text_or_null(pl.col("cell"), "attribute")
            )
            for column in self.recognition.ignored
            if column < len(part.header)
        }

    @staticmethod
    def _cells(part: Grid, column: int) -> pl.Series:
        cells = (
            part.cells[f"c{column}"]
            if column < part.width
            else pl.repeat(None, part.cells.height, dtype=pl.String, eager=True)
        )
        return cells.rename("cell")

    def _field(self, frame: pl.DataFrame, known: Field, cells: pl.Series) -> pl.DataFrame:
        name = known.name
        if known.kind == "id":
            if name not in self._decimal_ids:  # the first part of a large file decides for all
                self._decimal_ids[name] = decimal_ids(cells)
            return frame.with_columns(ids(cells, cut=self._decimal_ids[name]).alias(name))
        if known.kind == "text":
            if name == "currency":
                return frame.with_columns(values(cells).alias(name))
            return frame.with_columns(_expressed(cells, text_or_null(pl.col("cell"), name)).alias(name))
        if known.kind in ("date", "month"):
            style = self.recognition.styles.dates.get(name, DateStyle())
            read = dates if known.kind == "date" else months
            return self._dates(frame, name, read(cells, style, self.time_zone))
        if known.kind == "flag":
            frame = frame.with_columns(flags(cells).alias(name))
            given = values(cells).is_not_null()
            return self.faults.mark(frame, pl.lit(given) & pl.col(name).is_null(), "unreadable_flag", name)
        return self._number(frame, known, cells)

    def _dates(self, frame: pl.DataFrame, name: str, read: pl.DataFrame) -> pl.DataFrame:
        frame = frame.with_columns(read["date"].alias(name))
        frame = self.faults.mark(frame, pl.lit(read["bad"]), "unreadable_date", name)
        outside = ~pl.col(name).is_between(_EARLIEST, _LATEST)
        return self.faults.mark(frame, outside, "date_out_of_range", name, first=EARLIEST, last=LATEST)

    def _number(self, frame: pl.DataFrame, known: Field, cells: pl.Series) -> pl.DataFrame:
        name = known.name
        read = numbers(cells, self.recognition.styles.marks.get(name, "."))
        text = read["number"]
        if known.kind == "score":
            whole = text.str.extract(r"^(-?[0-9]{1,9})(?:\.0*)?$", 1).cast(pl.Int64)
            frame = frame.with_columns(whole.alias(name))
            return self.faults.mark(
                frame, pl.lit(read["bad"] | (text.is_not_null() & whole.is_null())), "unreadable_score", name
            )
        if known.kind == "rate":
            exact = text.str.extract(r"^(\d{1,15}(?:\.\d{0,10})?)", 1).cast(DTYPES[Kind.RATE], strict=False)
            frame = frame.with_columns(exact.alias(name))
            frame = self.faults.mark(frame, pl.lit(read["bad"]), "unreadable_number", name)
            return self.faults.mark(
                frame, pl.lit(text.is_not_null()) & ~(pl.col(name) > 0).fill_null(False), "rate_not_positive", name
            )
        frame = frame.with_columns(text.cast(pl.Float64, strict=False).alias(name))
        frame = self.faults.mark(frame, pl.lit(read["bad"]), "unreadable_number", name)
        return self.faults.mark(frame, ~(pl.col(name).abs() < _NUMBER_LIMIT), "number_too_large", name)

    def _kind(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The kinds that figures know by their own words; the file's others stay as written."""
        known = kinds(self.recognition.table)
        if "kind" in frame.columns:
            words = {
                word: known[key] for word in frame["kind"].drop_nulls().unique() if (key := header_key(word)) in known
            }
            return frame.with_columns(pl.col("kind").replace(words))
        column = self.recognition.columns.get("ticket_id")
        if column is not None and self.recognition.headers[column].says("complaints"):
            return frame.with_columns(pl.lit("complaint").alias("kind"))
        return frame

    def _currency(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The row's currency as its ISO code; refused where the text is none."""
        if "currency" not in frame.columns:
            return frame
        texts = frame["currency"]
        codes = {text: row_currency(text, self.currency) for text in texts.drop_nulls().unique()}
        found = texts.replace_strict(codes, default=None, return_dtype=pl.String)
        frame = frame.with_columns(found.alias("currency"))
        return self.faults.mark(frame, pl.lit(texts.is_not_null() & found.is_null()), "unknown_currency", "currency")

    def _money(self, frame: pl.DataFrame, name: str, cells: pl.Series) -> pl.DataFrame:
        mark = self.recognition.styles.marks.get(name, ".")
        read = amounts(cells, mark)
        frame = self.faults.mark(frame, pl.lit(read["bad"]), "unreadable_amount", name)
        frame = self._named_currency(frame, name, read["symbol"])
        digits = row_digits(frame, self.currency)
        minor = self.recognition.styles.minor_units
        multiplied = self.recognition.form.shape == "price" or name == "unit_price"
        amount = read["scaled"] if multiplied else narrowed(read["scaled"])
        frame = frame.with_columns(amount.alias("_scaled"))
        scaled, width = pl.col("_scaled"), amount.dtype
        if width == pl.Int128:
            limit = pl.lit(AMOUNT_LIMIT * 10**SCALE, pl.Int128)
            too_large = magnitude(scaled) >= (limit * power_of_ten(digits) if minor else limit)
            frame = self.faults.mark(frame, too_large, "amount_too_large", name)
            frame = frame.with_columns(pl.when(~too_large).then(scaled).alias("_scaled"))
        if multiplied:
            return frame.rename({"_scaled": name})
        kept = pl.lit(0, pl.Int64) if minor else digits
        finer = (scaled % power_of_ten(SCALE - kept, width) != 0).fill_null(False).cast(pl.Int64)
        frame = frame.with_columns(
            round_scaled(scaled, kept, width).alias(name), (pl.col(ROUNDED) + finer).alias(ROUNDED)
        )
        return self._rounded(frame, name, width).drop("_scaled")

    def _rounded(self, frame: pl.DataFrame, name: str, width: PolarsDataType) -> pl.DataFrame:
        """Refuses what only rounding brought inside the bounds, or out of them."""
        if width == pl.Int128:
            limit = pl.lit(AMOUNT_LIMIT, pl.Int128) * power_of_ten(row_digits(frame, self.currency))
            frame = self.faults.mark(frame, magnitude(pl.col(name).cast(pl.Int128)) >= limit, "amount_too_large", name)
        if self.recognition.table == SUBSCRIPTIONS.name:
            vanished = (pl.col("_scaled") < 0) & (pl.col(name) == 0)
            frame = self.faults.mark(frame, vanished, "negative_mrr", name)
        return frame

    def _named_currency(self, frame: pl.DataFrame, name: str, symbols: pl.Series) -> pl.DataFrame:
        """The currency that the amount itself or the header names, where the row has none of its own."""
        header = self._header_currency(name)
        if symbols.null_count() == symbols.len() and header is None:
            return frame
        named = {text: row_currency(text, self.currency) for text in symbols.drop_nulls().unique()}
        own = pl.col("currency") if "currency" in frame.columns else pl.lit(None, pl.String)
        for text in sorted(named):
            contradicts = (pl.lit(symbols) == text) & ~own.is_in(sign_currencies(text))
            frame = self.faults.mark(frame, contradicts, "two_currencies", name)
        beside = pl.lit(symbols.replace_strict(named, default=None, return_dtype=pl.String))
        return frame.with_columns(pl.coalesce(own, beside, pl.lit(header, pl.String)).alias("currency"))

    def _header_currency(self, name: str) -> str | None:
        column = self.recognition.columns.get(name)
        return None if column is None else self.recognition.headers[column].currency


def _expressed(cells: pl.Series, wanted: pl.Expr) -> pl.Series:
    return cells.to_frame("cell").select(wanted.alias("value")).to_series()
