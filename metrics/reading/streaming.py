"""Large files whose rows need no look at one another but for their keys: read, judged and written part by part."""

from dataclasses import replace

import polars as pl

from metrics.reading.identity import alike, with_ids
from metrics.reading.keys import Keys, mark_contradictions, repeated
from metrics.reading.quarantine import AT, FAULT, LINE, ROUNDED
from metrics.reading.rows import GridReader, Reading
from metrics.reading.spool import Spool, Spooler
from metrics.reading.terms import REJECTS

_SHAPES = ("rows", "spells", "price")


def can_stream(reader: GridReader) -> bool:
    """Whether the grid comes in parts of rows that need no look at others but for their keys."""
    return reader.grid.more is not None and reader.shape in _SHAPES


def read_streaming(reader: GridReader) -> Reading | None:
    """What `GridReader.read` gives, its rows on disk; None where a row lacks the key that the others have."""
    derives = reader.table.derived is not None and reader.table.derived not in reader.recognition.columns
    ids: _Given | _Derived = _Derived(reader) if derives else _Given(reader)
    rejects = []
    records = rounded = 0
    fields: tuple[str, ...] = ()
    labels = tuple(reader.attributes(replace(reader.grid, cells=reader.grid.cells.head(0))))
    schema = {**reader.table.schema, **dict.fromkeys(labels, pl.String), LINE: pl.Int64}
    with Spooler(schema, reader.context.spool) as spooler:
        for part, frame, refused in reader.judged():
            named, rows = reader.conformed(frame)
            rows = rows.with_columns(cells.alias(label) for label, cells in reader.attributes(part).items())
            sound = ids.taken(rows)
            if sound is None:
                return None
            fields = (*ids.derived, *named, *labels)
            rejects.append(refused)
            rounded += int(frame.select(pl.col(ROUNDED).filter(pl.col(FAULT).is_null()).sum()).item())
            records += part.records
            spooler.put(sound.select(*schema))
        ids.look()  # while the last rows are written
        spool = spooler.finish()
    settled, late, unchanged = ids.settled(spool)
    refused = pl.concat([pl.DataFrame(schema=REJECTS), *rejects, late]).sort("line", maintain_order=True)
    return Reading(settled, refused, unchanged, records, fields, rounded)


class _Given:
    """Rows with keys of their own, which a file must not repeat."""

    derived: tuple[str, ...] = ()

    def __init__(self, reader: GridReader) -> None:
        self._reader = reader
        self._keys = Keys(reader.table.key)
        self._places: list[pl.Series] = []
        self._again = pl.Series(dtype=pl.Int64)

    def taken(self, rows: pl.DataFrame) -> pl.DataFrame | None:
        """The sound rows of a part, None where one lacks its key."""
        sound = _sound(rows)
        derived = self._reader.table.derived
        if derived and sound[derived].null_count():
            return None
        self._keys.add(sound)
        self._places.append(sound[AT])
        return sound

    def look(self) -> None:
        """Find the keys that come again."""
        self._again = self._keys.again()

    def settled(self, spool: Spool) -> tuple[Spool, pl.DataFrame, int]:
        """The rows without those whose key must not come again; their rejects, and how many of them were exact
        duplicates."""
        again, places, reader = self._again, pl.concat(self._places), self._reader
        if again.is_empty():
            return spool, pl.DataFrame(schema=REJECTS), 0
        known = spool.at(again)
        rows = known.with_columns(places.gather(again).alias(AT), pl.lit(None, pl.Int32).alias(FAULT))
        own = pl.Series([True]).new_from_index(0, rows.height)
        kept, unchanged = mark_contradictions(rows, reader.table.key, own, reader.faults)
        faulty = kept.filter(pl.col(FAULT).is_not_null())
        staying = kept.filter(pl.col(FAULT).is_null())[AT]
        gone = ~rows[AT].is_in(staying.implode())
        left = spool.without(again.filter(gone), known.filter(gone)) if gone.any() else spool
        return left, reader.late_rejects(faulty), unchanged


class _Derived:
    """Rows of a file that gives no ids: theirs come from their values, and their count among rows that are alike."""

    def __init__(self, reader: GridReader) -> None:
        self._reader = reader
        self._key = str(reader.table.derived)
        self.derived = (self._key,)
        self._alike: list[pl.Series] = []
        self._sound: list[pl.Series] = []
        self._again = pl.Series(dtype=pl.Int64)

    def taken(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The sound rows of a part, with ids as if it were the file."""
        self._alike.append(alike(rows, self._reader.table, self._reader.currency))
        self._sound.append(rows[FAULT].is_null())
        return _sound(with_ids(rows, self._reader.table, self._reader.currency))

    def look(self) -> None:
        """Find the rows that are like another of the file, whatever part that is in."""
        self._again = repeated(pl.concat(self._alike, rechunk=True))

    def settled(self, spool: Spool) -> tuple[Spool, pl.DataFrame, int]:
        """The rows with the ids that their count in the whole file gives them; none is refused, none unchanged."""
        none = pl.DataFrame(schema=REJECTS)
        sound = pl.concat(self._sound)
        told = pl.DataFrame({AT: self._again, "_alike": pl.concat(self._alike).gather(self._again)}).select(
            AT, pl.int_range(pl.len()).over("_alike").alias("_count")
        )
        told = told.filter(sound.gather(told[AT]))
        if told.is_empty():
            return spool, none, 0
        places = (sound.cum_sum().cast(pl.Int64) - 1).gather(told[AT])
        before = spool.at(places)
        unnamed = before.with_columns(pl.lit(None, pl.String).alias(self._key), *told)
        ids = with_ids(unnamed, self._reader.table, self._reader.currency, count=pl.col("_count"))[self._key]
        if ids.equals(before[self._key]):
            return spool, none, 0
        return spool.with_values(self._key, places, ids), none, 0


def _sound(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col(FAULT).is_null()) if rows[FAULT].null_count() < rows.height else rows
