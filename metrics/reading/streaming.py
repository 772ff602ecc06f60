"""Large files whose rows need no look at one another but for their keys: read, judged and written part by part."""

import polars as pl

from metrics.reading.keys import Keys, mark_contradictions
from metrics.reading.quarantine import AT, FAULT, LINE, ROUNDED
from metrics.reading.rows import GridReader, Reading
from metrics.reading.spool import Spool, Spooler
from metrics.reading.terms import REJECTS

_SHAPES = ("rows", "spells", "price")


def can_stream(reader: GridReader) -> bool:
    """Whether the grid comes in parts, and its rows have keys of their own and no attributes."""
    derived = reader.table.derived
    given = derived is None or derived in reader.recognition.columns
    return reader.grid.more is not None and reader.shape in _SHAPES and reader.table.name != "accounts" and given


def read_streaming(reader: GridReader) -> Reading | None:
    """What `GridReader.read` gives, its rows on disk; None where a row lacks the key that the others have."""
    rejects, places, keys = [], [], Keys(reader.table.key)
    records = rounded = 0
    fields: tuple[str, ...] = ()
    with Spooler({**reader.table.schema, LINE: pl.Int64}, reader.context.spool) as spooler:
        for part, frame, refused in reader.judged():
            named, rows = reader.conformed(frame)
            sound = rows.filter(pl.col(FAULT).is_null()) if refused.height else rows
            if reader.table.derived and sound[reader.table.derived].null_count():
                return None
            fields = named
            rejects.append(refused)
            keys.add(sound)
            places.append(sound[AT])
            rounded += int(frame.select(pl.col(ROUNDED).filter(pl.col(FAULT).is_null()).sum()).item())
            records += part.records
            spooler.put(sound.drop(AT, FAULT))
        again = keys.again()  # while the last rows are written
        spool = spooler.finish()
    settled, late, unchanged = _settled(reader, spool, again, pl.concat(places))
    refused = pl.concat([pl.DataFrame(schema=REJECTS), *rejects, late]).sort("line", maintain_order=True)
    return Reading(settled, refused, unchanged, records, fields, rounded)


def _settled(reader: GridReader, spool: Spool, again: pl.Series, places: pl.Series) -> tuple[Spool, pl.DataFrame, int]:
    """The rows without those at the positions `again` whose key a file must not repeat; their rejects, and how many
    of them were exact duplicates. `places` are the positions of the rows in the file."""
    if again.is_empty():
        return spool, pl.DataFrame(schema=REJECTS), 0
    rows = spool.at(again).with_columns(places.gather(again).alias(AT), pl.lit(None, pl.Int32).alias(FAULT))
    own = pl.Series([True]).new_from_index(0, rows.height)
    kept, unchanged = mark_contradictions(rows, reader.table.key, own, reader.faults)
    faulty = kept.filter(pl.col(FAULT).is_not_null())
    staying = kept.filter(pl.col(FAULT).is_null())[AT]
    gone = again.filter(~places.gather(again).is_in(staying.implode()))
    return spool.without(gone) if gone.len() else spool, reader.late_rejects(faulty), unchanged
