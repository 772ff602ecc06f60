"""The current tables: the fold over the imports that stand, kept on disk by what each table was computed from."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from metrics.book.cache import Cache
from metrics.book.currencies import converted, holds_under
from metrics.book.imports import ImportRecord
from metrics.book.layers import Layer, money_columns
from metrics.book.merge import fold
from metrics.tables import TABLES, Tables, with_mentioned

# Part of every name in the cache: a fold that gives other rows must not find the old ones.
FOLD = 2


@dataclass(frozen=True, slots=True)
class Basis:
    """All that the current tables follow from: the imports that stand, and the settings that shape them.

    Where the currency `is_set`, rates that were read for another one do not count; else it is the first that a file
    names, and hangs on which imports stand.
    """

    imports: tuple[ImportRecord, ...]
    currency: str | None
    is_set: bool = False

    @classmethod
    def of(cls, known: Sequence[ImportRecord], setting: str | None) -> "Basis":
        """`setting` is the book's currency where one is set; else it is the first that a file names."""
        stand = tuple(record for record in known if record.stands)
        named = (record.currency for record in stand if record.currency)
        return cls(stand, setting or next(named, None), bool(setting))

    def name(self, table: str) -> str:
        """Names what one table follows from; accounts follow from all."""
        tables = [table] if table != "accounts" else list(TABLES)
        if money_columns(table):
            tables.append("rates")
        said = [
            [record.id, record.rows_file, record.table, record.shape, record.fields, record.choice.to_json(),
             record.replaces_before, record.money_in]
            for record in self.imports
            if record.table in tables and record.rows_file
        ]  # fmt: skip
        return sha256(json.dumps([FOLD, table, self.currency, self.is_set, said]).encode()).hexdigest()[:24]

    @property
    def files(self) -> set[str]:
        """The files of rows that the tables are made of."""
        return {record.rows_file for record in self.imports if record.rows_file}

    def version(self) -> str:
        """Names what all tables follow from."""
        return self.name("accounts")


class Current:
    """Gives the current tables, from the cache where it has them whole."""

    def __init__(self, cache: Cache, read: Callable[[str], pl.DataFrame], named: Callable[[], Collection[str]]) -> None:
        """`named` are the files that the log names by now."""
        self._cache = cache
        self._read = read
        self._named = named

    def tables(self, basis: Basis, extra: Sequence[Layer] = ()) -> Tables:
        """The tables of a basis, with further layers that are not stored (then nothing is kept)."""
        keeping = bool(basis.imports) and not extra
        made = {name: self._table(name, basis, extra, keeping) for name in TABLES if name != "accounts"}
        frames = {name: frame for name, (frame, _) in made.items()}
        accounts = self._accounts(frames, basis, extra, keeping)
        whole = {name: frames.get(name, accounts) for name in TABLES}
        unconverted = {name: count for name, (_, count) in made.items() if count}
        return Tables(whole, basis.currency, "" if extra else basis.version(), unconverted)

    def _layers(self, table: str, basis: Basis, extra: Sequence[Layer]) -> list[Layer]:
        stored = (record.layer(self._read) for record in basis.imports if record.table == table)
        return [*(layer for layer in stored if layer), *(layer for layer in extra if layer.table == table)]

    def _table(self, table: str, basis: Basis, extra: Sequence[Layer], keeping: bool) -> tuple[pl.DataFrame, int]:
        kept = self._cache.get(table, basis.name(table)) if keeping else None
        if kept is not None:
            return kept
        layers = self._layers(table, basis, extra)
        if not layers:
            return TABLES[table].empty(), 0
        rows = fold(table, layers, basis.currency).rows
        made = rows, 0
        if money_columns(table):
            told = self._layers("rates", basis, extra)
            if basis.is_set:
                told = [layer for layer in told if holds_under(layer, basis.currency)]
            rates = fold("rates", told, None).rows
            made = converted(table, rows, rates, basis.currency)
        if keeping:
            self._keep(table, basis, *made)
        return made

    def _keep(self, table: str, basis: Basis, rows: pl.DataFrame, unconverted: int = 0) -> None:
        """Keep a table, unless an account of it was forgotten meanwhile: nobody would look for it there."""
        self._cache.put(table, basis.name(table), rows, unconverted)
        if not basis.files <= set(self._named()):
            self._cache.drop(table, basis.name(table))

    def _accounts(
        self, facts: Mapping[str, pl.DataFrame], basis: Basis, extra: Sequence[Layer], keeping: bool
    ) -> pl.DataFrame:
        """The accounts of their own files, and those that only facts mention."""
        kept = self._cache.get("accounts", basis.name("accounts")) if keeping else None
        if kept is not None:
            return kept[0]
        own = fold("accounts", self._layers("accounts", basis, extra), basis.currency).rows
        whole = with_mentioned({"accounts": own, **facts})
        if keeping:
            self._keep("accounts", basis, whole)
        return whole
