"""The outcome of reading one table of one file: rows to store, lines in quarantine, remarks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from metrics.errors import Unsettled, WrongUsage
from metrics.reading.alike import Alike
from metrics.reading.as_one import lots, read_as_one
from metrics.reading.decisions import Recognition
from metrics.reading.forms import SHAPES, Shape
from metrics.reading.grid import Grid, Hints, check_width
from metrics.reading.headers import header_key
from metrics.reading.opening import open_grids
from metrics.reading.preflight import first_currency, notices
from metrics.reading.reference_rates import EURO, QUOTES, in_currency, is_reference, quotes
from metrics.reading.returned import without_reasons
from metrics.reading.rows import GridReader, Reading
from metrics.reading.seen import Watch, look_away, seen
from metrics.reading.spool import Spool
from metrics.reading.streaming import can_stream, read_streaming
from metrics.reading.terms import REJECTS, SNAPSHOT, BookContext, Notice, Progress
from metrics.reading.together import Recognised, recognise_all
from metrics.tables import ACCOUNTS, RATES

__all__ = [
    "REJECTS", "SHAPES", "SNAPSHOT", "UNUSED", "Batch", "BookContext", "Notice", "Progress", "Shape", "read_batches",
    "read_grid",
]  # fmt: skip

# Begins the option that says of a column that no field is to take it.
UNUSED = "unused:"


@dataclass(frozen=True, slots=True)
class Batch:
    """One table of one file, ready to be stored.

    `rows` holds the table's columns in order (for accounts also the file's attributes, as text) and `source_line`,
    sorted by it; of shape "snapshots" it has the columns of SNAPSHOT instead, several a line where the file is wide.
    They are `held` in memory, those of large files on disk.
    `rejects` has the columns of REJECTS, sorted by line. `fields` names the canonical columns and attributes that the
    file has. `currency` is the one that rows of no currency are in. `mapping` goes from the file's column to the
    field; `options` is everything else that shaped the reading.
    `records` is what the file holds: always `accepted + unchanged + len(rejects)`.
    """

    file: str
    sha256: str
    table: str
    shape: Shape
    currency: str | None
    mapping: Mapping[str, str]
    options: Mapping[str, str]
    fields: tuple[str, ...]
    held: pl.DataFrame | Spool
    rejects: pl.DataFrame
    unchanged: int
    records: int
    notices: tuple[Notice, ...] = ()
    headers: tuple[str, ...] = ()

    @property
    def rows(self) -> pl.DataFrame:
        """The rows, all of them in memory."""
        return self.held.load() if isinstance(self.held, Spool) else self.held

    @property
    def accepted(self) -> int:
        """Records of the file that are in `rows` (a record of a wide snapshot is several rows)."""
        return self.records - self.unchanged - self.rejects.height


def read_batches(
    paths: Sequence[Path],
    hints: Hints,
    context: BookContext,
    *,
    own: Mapping[Path, Hints] | None = None,
    watch: Watch = look_away,
) -> list[Batch]:
    """Read every table of every file, in order; exchange rates among them serve the others.

    `own` are the hints of single files; `watch` is told of every table once it is cut into cells, and again once it
    is recognised. Raises ChurnError where a file cannot be read at all, Unsettled where one can be read in two ways;
    then nothing is returned of any.
    """
    opened = [
        (path, without_reasons(grid), (own or {}).get(path, hints))
        for path, grid in _opened(paths, hints, own or {}, context)
    ]
    if watch is not look_away:
        watch([seen(*one) for one in opened])
    recognised = recognise_all([(grid, given) for _, grid, given in opened], context)
    if watch is not look_away:
        paths_of = {grid.file: path for path, grid, _ in opened}
        watch([seen(paths_of[one.grid.file], one.grid, one.hints, one.recognition) for one in recognised])
    _check_mapping(hints, [one.recognition for one in recognised])
    for one in recognised:
        for question in one.recognition.questions:
            raise Unsettled(question.code, option=question.option, **{"file": one.grid.file, **question.params})
    named = context.currency or (hints.currency.upper() if hints.currency else None)
    return _read_all(recognised, context, named or first_currency([(one.grid, one.recognition) for one in recognised]))


def _opened(
    paths: Sequence[Path], hints: Hints, own: Mapping[Path, Hints], context: BookContext
) -> Iterator[tuple[Path, Grid]]:
    alike = Alike()
    for path in paths:
        context.progress(Progress(str(path), 0, 0.0))
        for grid in open_grids(path, own.get(path, hints), alike):
            check_width(grid.file, grid.width)
            yield path, quotes(grid) if is_reference(grid) else grid


def _read_all(recognised: Sequence[Recognised], context: BookContext, currency: str | None) -> list[Batch]:
    found: dict[int, list[Batch]] = {}
    lot_of = {lot[0]: lot for lot in lots(recognised)}
    read: dict[int, Reading] = {}
    for index, one in sorted(enumerate(recognised), key=lambda pair: pair[1].recognition.table != RATES.name):
        if lot := lot_of.get(index):
            read |= zip(lot, read_as_one([recognised[place] for place in lot], context, currency), strict=True)
        if index in read:
            context.progress(Progress(one.grid.file, one.grid.records, 1.0))
        first, *others = _batches(one, context, currency, read.pop(index, None))
        skipped = tuple(Notice("table_skipped", {"table": g.file, "count": g.records}) for g in one.skipped)
        found[index] = [replace(first, notices=(*first.notices, *skipped)), *others]
        if first.table == RATES.name:
            context = _with_rates(context, found[index])
    return [batch for index in range(len(recognised)) for batch in found[index]]


def _check_mapping(hints: Hints, recognitions: Sequence[Recognition]) -> None:
    """Raises WrongUsage where no file has a column that `--map` names."""
    known = {header.label for recognition in recognitions for header in recognition.headers}
    keys = {header_key(label) for label in known}
    for label, _ in hints.mapping:
        if label not in known and header_key(label) not in keys:
            raise WrongUsage("no_such_column", column=label, columns=", ".join(sorted(known)))


def _with_rates(context: BookContext, batches: Sequence[Batch]) -> BookContext:
    frames = [context.rates, *(batch.rows for batch in batches)]
    return replace(context, rates=pl.concat([f.select(RATES.names) for f in frames if f is not None]))


def read_grid(
    grid: Grid, recognition: Recognition, hints: Hints, context: BookContext, currency: str | None
) -> list[Batch]:
    """The batches of one recognised grid without open questions; `currency` is the book's.

    A list of customers gives two: their subscriptions, and the accounts with what else the file says of them.
    Raises Unsettled where such a list needs to know on which day it was taken.
    """
    return _batches(Recognised(grid, recognition, hints), context, currency)


def _batches(
    one: Recognised, context: BookContext, currency: str | None, reading: Reading | None = None
) -> list[Batch]:
    """As `read_grid`; `reading` is what was read of it, where that is done."""
    grid, recognition = one.grid, one.recognition
    if grid.dialect.kind == QUOTES:
        currency = currency or EURO
    reading = reading or _read(partial(GridReader, grid, recognition, one.hints, context, currency))
    if grid.dialect.kind == QUOTES and isinstance(reading.rows, pl.DataFrame):  # a grid of quotes comes in one part
        reading = replace(reading, rows=in_currency(reading.rows, currency))
    batch = Batch(
        file=grid.file,
        sha256=grid.sha256,
        table=recognition.table,
        shape=recognition.form.shape,
        currency=currency,
        mapping=recognition.mapping,
        options=_options(grid, recognition, one.hints),
        fields=reading.fields,
        held=reading.rows,
        rejects=reading.rejects,
        unchanged=reading.unchanged,
        records=reading.records,
        notices=notices(recognition, reading, context),
        headers=grid.header,
    )
    return [batch] if recognition.form.shape != "customers" else [batch, *_accounts_of(batch, reading)]


def _read(reader: Callable[[], GridReader]) -> Reading:
    """What a new reader reads, part by part to disk where that is possible."""
    streaming = reader()
    found = read_streaming(streaming) if can_stream(streaming) else None
    return found or reader().read()


def _options(grid: Grid, recognition: Recognition, hints: Hints) -> dict[str, str]:
    """What shaped the reading beside the mapping, by name, as text."""
    dialect, styles = grid.dialect, recognition.styles
    chosen = {
        "encoding": dialect.encoding,
        "separator": dialect.separator,
        "interval": hints.interval or styles.interval,
        "minor_units": "yes" if styles.minor_units else hints.minor_units,
        "end_inclusive": "yes" if hints.end_inclusive or styles.end_inclusive else None,
        "date_order": hints.date_order,
        "decimal": hints.decimal,
        "as_of": hints.as_of,
        "score_max": hints.score_max,
        "table": hints.table,
        "shape": hints.shape,
    }
    labels = {header.label for header in recognition.headers}
    chosen |= {UNUSED + label: "yes" for label, name in dict(hints.mapping).items() if not name and label in labels}
    for decision in recognition.decisions:
        if decision.about in ("system", "date_order", "date_digits", "decimal"):
            chosen[f"{decision.about}:{decision.column}".rstrip(":")] = decision.value
    return {name: value for name, value in chosen.items() if value is not None}


def _accounts_of(batch: Batch, reading: Reading) -> list[Batch]:
    """What a list of customers says of each beside the subscription: an accounts table of the same lines."""
    labels = [name for name in reading.attributes.columns if name != "source_line"]
    if not labels:
        return []
    said = batch.rows.select("account_id", "source_line").join(
        reading.attributes.unique("source_line"), on="source_line", how="left", maintain_order="left"
    )
    empty = {name: dtype for name, dtype in ACCOUNTS.schema.items() if name != "account_id"}
    rows = said.select(
        "account_id", *(pl.lit(None, dtype).alias(name) for name, dtype in empty.items()), *labels, "source_line"
    )
    return [
        replace(batch, table=ACCOUNTS.name, shape="rows", fields=("account_id", *labels), held=rows, notices=(),
                headers=(), mapping={column: name for column, name in batch.mapping.items() if name == "account_id"})
    ]  # fmt: skip
