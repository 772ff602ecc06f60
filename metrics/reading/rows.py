"""A recognised grid becomes the rows of its table and the lines in quarantine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from metrics.errors import WrongUsage
from metrics.reading.ahead import ahead
from metrics.reading.convert import Conversion
from metrics.reading.decisions import Recognition
from metrics.reading.grid import Grid, Hints
from metrics.reading.identity import with_ids
from metrics.reading.keys import mark_contradictions
from metrics.reading.quarantine import AT, FAULT, LINE, ROUNDED, Faults
from metrics.reading.shapes import (
    ShapeOptions,
    customers_to_spells,
    inclusive_ends,
    long_snapshots,
    price_to_spells,
    wide_snapshots,
)
from metrics.reading.spool import Spool
from metrics.reading.terms import REJECTS, BookContext, Progress
from metrics.tables import RATES, TABLES, Table

SNAPSHOT_KEY = ("account_id", "month", "plan", "currency")

# Headers that Polars would take for patterns, or the engine for columns of its own.
_ODD = re.compile(r"\*|\^.*\$|_.*", re.DOTALL)


@dataclass
class Reading:
    """What came of a grid: `rows` of its table (or SNAPSHOT), `rejects`, and the counts that add up to `records`."""

    rows: pl.DataFrame | Spool
    rejects: pl.DataFrame
    unchanged: int
    records: int
    fields: tuple[str, ...]
    rounded: int = 0
    attributes: pl.DataFrame = field(default_factory=pl.DataFrame)


def as_of_day(hints: Hints) -> date | None:
    """The day on which the file was taken, as the user gave it. Raises WrongUsage where it is no date."""
    try:
        return date.fromisoformat(hints.as_of) if hints.as_of else None
    except ValueError:
        raise WrongUsage("bad_date", option="--as-of", value=hints.as_of) from None


class GridReader:
    """Reads one recognised grid, part by part."""

    def __init__(
        self, grid: Grid, recognition: Recognition, hints: Hints, context: BookContext, currency: str | None
    ) -> None:
        self.grid = grid
        self.recognition = recognition
        self.hints = hints
        self.table: Table = TABLES[recognition.table]
        self.shape = recognition.form.shape
        labels = {name: recognition.label(name) for name in recognition.columns}
        labels |= {f"month:{i}": recognition.headers[i].label for i in recognition.styles.month_columns}
        columns = {**recognition.columns, **{f"month:{i}": i for i in recognition.styles.month_columns}}
        if self.shape == "price":  # a refused MRR is the amount's fault
            labels["mrr"], columns["mrr"] = labels["amount"], columns["amount"]
        self.faults = Faults(labels, columns)
        self.conversion = Conversion(recognition, self.faults, currency, context.time_zone)
        self.context = context
        self.rates = context.rates
        self.currency = currency
        styles = recognition.styles
        self.options = ShapeOptions(
            as_of_day(hints), hints.interval or styles.interval, hints.end_inclusive or styles.end_inclusive,
            styles.minor_units, currency, grid.file,
        )  # fmt: skip

    def read(self) -> Reading:
        """All parts of the grid; raises Unsettled where a customer list needs to know its day."""
        frames, attributes, rejects, records = [], [], [], 0
        for part, frame, refused in self.judged():
            frames.append(frame)
            attributes.append(pl.DataFrame({**self.attributes(part), LINE: frame[LINE]}))
            rejects.append(refused)
            records += part.records
        frame = pl.concat(frames, how="diagonal")
        extra = pl.concat(attributes, how="diagonal")
        finished = self._months(frame) if self.shape == "snapshots" else self._rows(frame, extra)
        late = pl.concat([pl.DataFrame(schema=REJECTS), *rejects, finished.rejects]).sort("line", maintain_order=True)
        rounded = int(frame.filter(pl.col(FAULT).is_null())[ROUNDED].sum())
        return replace(finished, rejects=late, records=records, rounded=rounded, attributes=extra)

    def judged(self) -> Iterator[tuple[Grid, pl.DataFrame, pl.DataFrame]]:
        """Every part with its typed rows, as `Conversion.convert` gives them, and those that it refuses (REJECTS)."""
        records = 0
        parts = self.grid.parts()
        for part in parts if self.grid.more is None else ahead(parts):
            frame = self._shaped(self.conversion.convert(part, records))
            refused = self.faults.rejects(frame.filter(pl.col(FAULT).is_not_null()), part, records)
            records += part.records
            self.context.progress(Progress(self.grid.file, records, part.done))
            yield part, frame, refused

    def attributes(self, part: Grid) -> dict[str, pl.Series]:
        """What the file says of accounts beside our fields, as text, by what it is called there."""
        wanted = self.table.name == "accounts" or self.shape == "customers"
        found = self.conversion.attributes(part) if wanted else {}
        taken = {*TABLES["accounts"].names, LINE, AT, FAULT, "source_import"}
        return {
            f"{label} (file)" if label in taken or _ODD.fullmatch(label) else label: cells
            for label, cells in found.items()
        }

    def _shaped(self, frame: pl.DataFrame) -> pl.DataFrame:
        """What a row alone decides: its shape, the table's rules, its currency."""
        if self.shape == "price":
            frame = price_to_spells(frame, self.faults, self.options)
        if self.options.end_inclusive:
            frame = inclusive_ends(frame)
        if self.shape == "customers":
            frame = customers_to_spells(frame, self.faults, self.options)
        have = set(frame.columns)
        for rule in self.table.rules:
            if set(rule.bad().meta.root_names()) <= have:
                frame = self.faults.mark(frame, rule.bad(), rule.code, rule.column)
        for column in self.recognition.styles.month_columns:
            frame = self.faults.mark(frame, pl.col(f"month:{column}") < 0, "negative_mrr", f"month:{column}")
        return self._rated(frame)

    def _rated(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Refuses rows in a currency that has no rate by their day."""
        if self.table is RATES or self.currency is None or "currency" not in frame.columns:
            return frame
        day = "month" if self.shape == "snapshots" else self.table.opens
        foreign = (pl.col("currency") != self.currency).fill_null(False)
        if not frame.select(foreign.any()).item():
            return frame
        rates = self.rates if self.rates is not None else RATES.empty()
        since = rates.group_by("currency").agg(pl.col("day").min().alias("_since"))
        frame = frame.join(since, on="currency", how="left", maintain_order="left")
        rated = pl.col("_since").is_not_null()
        if day in frame.columns:
            rated = rated & (pl.col("_since") <= pl.col(day)).fill_null(True)
        for code in frame.filter(foreign & ~rated)["currency"].unique().sort():
            wrong = foreign & ~rated & (pl.col("currency") == code)
            frame = self.faults.mark(frame, wrong, "no_rate", "currency", currency=code, book=self.currency)
        return frame.drop("_since")

    def _rows(self, frame: pl.DataFrame, extra: pl.DataFrame) -> Reading:
        fields, rows = self.conformed(frame)
        if self.table.name == "accounts":
            labels = [name for name in extra.columns if name != LINE]
            rows = pl.concat([rows, extra.select(labels)], how="horizontal")
            fields += tuple(labels)
        key, own = self.own_key(rows)
        rows, unchanged = mark_contradictions(with_ids(rows, self.table, self.currency), key, own, self.faults)
        derived = (self.table.derived,) if self.table.derived and self.table.derived not in fields else ()
        names = [name for name in rows.columns if name not in (LINE, AT, FAULT)]
        sound = rows.filter(pl.col(FAULT).is_null()).sort(AT).select(*names, LINE)
        late = self.late_rejects(only_now(rows, frame))
        return Reading(sound, late, unchanged, 0, (*derived, *fields))

    def conformed(self, frame: pl.DataFrame) -> tuple[tuple[str, ...], pl.DataFrame]:
        """The table's fields that the frame has, and the frame with all of the table's columns."""
        fields = tuple(name for name in self.table.names if name in frame.columns)
        schema = self.table.schema
        given = (pl.col(n) if n in fields else pl.lit(None, schema[n]).alias(n) for n in self.table.names)
        return fields, frame.select(*given, LINE, AT, FAULT)

    def own_key(self, rows: pl.DataFrame) -> tuple[tuple[str, ...], pl.Series]:
        """The key by which rows can come again, and which rows have one of their own."""
        if self.shape == "customers":
            return ("account_id",), pl.Series([True]).new_from_index(0, rows.height)
        given = self.table.derived
        own = rows[given].is_not_null() if given else pl.Series([True]).new_from_index(0, rows.height)
        return self.table.key, own

    def _months(self, frame: pl.DataFrame) -> Reading:
        """Monthly snapshots: a faulty month refuses its whole line; contradicting lines are all refused."""
        columns = dict(self.recognition.styles.month_columns)
        names = ("account_id", "month", "mrr", "plan", "currency", *(f"month:{column}" for column in columns))
        lines = frame.select(*(name for name in names if name in frame.columns), LINE, AT, FAULT)
        key = tuple(name for name in SNAPSHOT_KEY if name in lines.columns)
        own = pl.Series([True]).new_from_index(0, lines.height)
        lines, unchanged = mark_contradictions(lines, key, own, self.faults)
        sound = lines.filter(pl.col(FAULT).is_null())
        rows = wide_snapshots(sound, columns) if columns else long_snapshots(sound)
        late = self.late_rejects(only_now(lines, frame))
        fields = ("account_id", "month", "mrr", *(name for name in ("plan", "currency") if name in lines.columns))
        return Reading(rows, late, unchanged, 0, fields)

    def late_rejects(self, fresh: pl.DataFrame) -> pl.DataFrame:
        """Rejects for rows that were sound on their own: only the comparison with others refused them."""
        if fresh.is_empty():
            return pl.DataFrame(schema=REJECTS)
        found, first = [], 0
        for part in self.grid.parts():
            found.append(self.faults.rejects(fresh, part, first))
            first += part.records
        return pl.concat(found)


def only_now(rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The faulty rows that were sound before."""
    faulty, known = (frame.filter(pl.col(FAULT).is_not_null()) for frame in (rows, before))
    return faulty.join(known, on=AT, how="anti")
