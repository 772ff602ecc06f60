"""Keys that come again within a file: exact duplicates are unchanged, contradictions are all refused."""

from collections.abc import Sequence

import polars as pl

from metrics.reading.quarantine import AT, FAULT, LINE, Faults

_OWN = "_own"


class Keys:
    """The keys of the rows of a large file, part by part: all that tells which of them come again."""

    def __init__(self, key: Sequence[str]) -> None:
        self._key = key
        self._hashes: list[pl.Series] = []
        self._last: str | None = None
        self._rising = len(key) == 1

    def add(self, rows: pl.DataFrame) -> None:
        """Take note of these rows, which follow the others."""
        self._hashes.append(key_hashes(rows, self._key))
        if self._rising and rows.height:
            keys = rows[self._key[0]]
            self._rising = self._rises(keys)
            self._last = keys[-1]

    def _rises(self, keys: pl.Series) -> bool:
        if keys.dtype != pl.String or keys.null_count() or (self._last is not None and keys[0] <= self._last):
            return False
        return bool((keys.slice(1) > keys.slice(0, keys.len() - 1)).all())

    def again(self) -> pl.Series:
        """The positions (Int64, ascending) of rows whose key comes again, but for rare chance.

        Numbered invoices come in order, mostly: where every key is behind the one before, none comes again.
        """
        if self._rising or not self._hashes:
            return pl.Series(dtype=pl.Int64)
        return repeated(pl.concat(self._hashes, rechunk=True))


def key_hashes(rows: pl.DataFrame, key: Sequence[str]) -> pl.Series:
    """A number a row (UInt64), equal where the key is: keys that differ have different ones but for rare chance."""
    return rows.select(key).hash_rows(seed=0)


def repeated(hashes: pl.Series) -> pl.Series:
    """The positions (Int64, ascending) whose number comes more than once."""
    if hashes.n_unique() == hashes.len():
        return pl.Series(dtype=pl.Int64)
    return hashes.is_duplicated().arg_true().cast(pl.Int64)


def mark_contradictions(
    rows: pl.DataFrame, key: tuple[str, ...], own: pl.Series, faults: Faults, *, within: tuple[str, ...] = ()
) -> tuple[pl.DataFrame, int]:
    """The sound rows that stay, with contradictions marked faulty, and how many exact duplicates were left out.

    `own` tells which rows have a key of their own (not a derived one): only those can come again. `within` are
    columns that tell files apart, whose keys have nothing to do with one another.
    """
    group = (*within, *key)
    rows = rows.with_columns(own.alias(_OWN))
    looked_at = pl.col(_OWN) & pl.col(FAULT).is_null()
    keyed = rows.filter(looked_at)
    likely = keyed[repeated(key_hashes(keyed, group))]
    again = likely.filter(likely.select(group).is_duplicated()) if likely.height else likely
    if again.is_empty():
        return rows.drop(_OWN), 0
    values = [name for name in again.columns if name not in (AT, LINE, FAULT, _OWN, *within)]
    told = again.select(
        AT,
        (pl.struct(values).n_unique().over(group) > 1).alias("differs"),
        (pl.int_range(pl.len()).over(group) > 0).alias("repeats"),
    )
    rows = rows.join(told, on=AT, how="left", maintain_order="left").drop(_OWN)
    rows = faults.mark(rows, pl.col("differs"), "key_contradicts", key[0], key=", ".join(key))
    unchanged = (pl.col("repeats") & ~pl.col("differs")).fill_null(False)
    kept = rows.filter(~unchanged).drop("differs", "repeats")
    return kept, rows.height - kept.height
