"""Small files that are alike are read as one grid and taken apart again: each is as if it had been read alone."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import polars as pl

from metrics.reading.grid import Grid
from metrics.reading.identity import with_ids
from metrics.reading.keys import mark_contradictions
from metrics.reading.quarantine import AT, FAULT, LINE, ROUNDED
from metrics.reading.rows import GridReader, Reading, only_now
from metrics.reading.terms import BookContext, say_nothing
from metrics.reading.together import Recognised
from metrics.reading.values.texts import decimal_ids
from metrics.tables import ACCOUNTS, RATES

# The most records that are read as one: between two such lots the reading can be stopped.
_MOST = 500_000
_FILE = "_file"
_SHAPES = ("rows", "spells", "price")


def lots(ones: Sequence[Recognised]) -> list[list[int]]:
    """The positions of tables that can be read as one, those of each lot in order; a table alone is in none."""
    alike: dict[object, list[list[int]]] = {}
    for place, one in enumerate(ones):
        if not _can_share(one):
            continue
        found = alike.setdefault(_kind(one), [[]])
        if sum(ones[other].grid.records for other in found[-1]) + one.grid.records > _MOST:
            found.append([])
        found[-1].append(place)
    return [lot for found in alike.values() for lot in found if len(lot) > 1]


def _can_share(one: Recognised) -> bool:
    table, shape = one.recognition.table, one.recognition.form.shape
    plain = table not in (ACCOUNTS.name, RATES.name) and shape in _SHAPES
    return plain and one.grid.more is None and one.grid.dialect.kind == "text" and 0 < one.grid.records <= _MOST


def _kind(one: Recognised) -> object:
    """Equal for tables whose cells are read in the same way."""
    grid, found = one.grid, one.recognition
    ids = [name for name in found.columns if (field := found.form.field(name)) and field.kind == "id"]
    floating = tuple(decimal_ids(grid.cells[f"c{found.columns[name]}"]) for name in ids)
    meaning = (found.table, found.form.shape, tuple(found.columns.items()), repr(found.styles), found.ignored)
    return (grid.header, grid.width, one.hints, meaning, floating)


@dataclass(frozen=True, slots=True)
class _Lot:
    """Grids one under the other; `files` (Int64) tells of each record which grid it is from."""

    grids: tuple[Grid, ...]
    files: pl.Series

    @classmethod
    def of(cls, grids: Sequence[Grid]) -> "_Lot":
        sizes = [pl.repeat(place, grid.records, dtype=pl.Int64, eager=True) for place, grid in enumerate(grids)]
        return cls(tuple(grids), pl.concat(sizes).alias(_FILE))

    def whole(self) -> Grid:
        """All of them as one grid."""
        return replace(
            self.grids[0],
            cells=pl.concat([grid.cells for grid in self.grids]),
            lines=pl.concat([grid.lines.cast(pl.Int64) for grid in self.grids]),
            ragged=pl.concat([grid.ragged for grid in self.grids]),
            texts=self.texts,
        )

    def texts(self, positions: Sequence[int]) -> list[str]:
        """The raw text of the records at these ascending positions."""
        starts = [0, *accumulate(grid.records for grid in self.grids)]
        found: list[str] = []
        for grid, (start, stop) in zip(self.grids, pairwise(starts), strict=True):
            own = positions[bisect_left(positions, start) : bisect_left(positions, stop)]
            found += grid.texts([position - start for position in own]) if own else []
        return found

    def apart(self, frame: pl.DataFrame, places: pl.Series) -> Iterator[pl.DataFrame]:
        """The frame's rows of each grid: row by row, `places` are their records, ascending."""
        counts = dict(self.files.gather(places).value_counts().iter_rows())
        ends = [0, *accumulate(counts.get(place, 0) for place in range(len(self.grids)))]
        return (frame.slice(start, stop - start) for start, stop in pairwise(ends))


def read_as_one(ones: Sequence[Recognised], context: BookContext, currency: str | None) -> list[Reading]:
    """What `GridReader.read` gives for each table of a lot."""
    lot = _Lot.of([one.grid for one in ones])
    first = ones[0]
    quiet = replace(context, progress=say_nothing)
    reader = GridReader(lot.whole(), first.recognition, first.hints, quiet, currency)
    _, frame, refused = next(reader.judged())
    fields, rows = reader.conformed(frame)
    key, own = reader.own_key(rows)
    placed = rows.with_columns(lot.files.gather(rows[AT]))
    named = with_ids(placed, reader.table, currency, within=(_FILE,))
    kept, _ = mark_contradictions(named, key, own, reader.faults, within=(_FILE,))
    derived = (reader.table.derived,) if reader.table.derived and reader.table.derived not in fields else ()
    sound = kept.filter(pl.col(FAULT).is_null()).sort(AT)
    fresh = only_now(kept, frame).sort(AT)
    fine = frame.filter(pl.col(FAULT).is_null()).sort(AT)
    faulty = frame.filter(pl.col(FAULT).is_not_null()).sort(AT)
    apart = zip(
        lot.apart(sound.drop(AT, FAULT, _FILE, LINE).with_columns(sound[LINE]), sound[AT]),
        lot.apart(refused, faulty[AT]),
        lot.apart(reader.late_rejects(fresh), fresh[AT]),
        lot.apart(fine.select(ROUNDED), fine[AT]),
        strict=True,
    )
    return [
        _reading(one.grid, taken, pl.concat([early, late]), int(rounded[ROUNDED].sum()), (*derived, *fields))
        for one, (taken, early, late, rounded) in zip(ones, apart, strict=True)
    ]


def _reading(grid: Grid, rows: pl.DataFrame, rejects: pl.DataFrame, rounded: int, fields: tuple[str, ...]) -> Reading:
    unchanged = grid.records - rows.height - rejects.height
    return Reading(rows, rejects.sort("line", maintain_order=True), unchanged, grid.records, fields, rounded)
