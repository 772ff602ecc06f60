"""The current tables: the fold over the imports that stand, kept on disk by what each table was computed from."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import polars as pl

from metrics.book.currencies import converted
from metrics.book.disk import TEMPORARY, Access, abandoned, make_folder, publish, sha256_of
from metrics.book.imports import ImportRecord
from metrics.book.layers import Layer, money_columns
from metrics.book.merge import fold
from metrics.book.parquet import write_parquet
from metrics.errors import ChurnError
from metrics.tables import TABLES, Tables, with_mentioned

# Part of every name in the cache: a fold that gives other rows must not find the old ones.
FOLD = 1
_KEPT = 3  # entries of a table: people take an import back and bring it again


@dataclass(frozen=True, slots=True)
class Basis:
    """All that the current tables follow from: the imports that stand, and the settings that shape them."""

    imports: tuple[ImportRecord, ...]
    currency: str | None

    @classmethod
    def of(cls, known: Sequence[ImportRecord], setting: str | None) -> "Basis":
        """`setting` is the book's currency where one is set; else it is the first that a file names."""
        stand = tuple(record for record in known if record.stands)
        named = (record.currency for record in stand if record.currency)
        return cls(stand, setting or next(named, None))

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
        return sha256(json.dumps([FOLD, table, self.currency, said]).encode()).hexdigest()[:24]

    def version(self) -> str:
        """Names what all tables follow from."""
        return self.name("accounts")


class Current:
    """Gives the current tables, from the cache where it has them whole. `folder` None keeps nothing."""

    def __init__(self, folder: Path | None, read: Callable[[str], pl.DataFrame], access: Callable[[], Access]) -> None:
        self._folder = folder
        self._read = read
        self._access = access

    def tables(self, basis: Basis, extra: Sequence[Layer] = ()) -> Tables:
        """The tables of a basis, with further layers that are not stored (then nothing is kept)."""
        keeping = self._folder is not None and bool(basis.imports) and not extra
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
        layers = self._layers(table, basis, extra)
        if not layers:
            return TABLES[table].empty(), 0
        kept = self._kept(table, basis) if keeping else None
        if kept is not None:
            return kept
        rows = fold(table, layers, basis.currency).rows
        made = rows, 0
        if money_columns(table):
            rates = fold("rates", self._layers("rates", basis, extra), None).rows
            made = converted(table, rows, rates, basis.currency)
        if keeping:
            self._keep(table, basis, *made)
        return made

    def _accounts(
        self, facts: Mapping[str, pl.DataFrame], basis: Basis, extra: Sequence[Layer], keeping: bool
    ) -> pl.DataFrame:
        """The accounts of their own files, and those that only facts mention."""
        kept = self._kept("accounts", basis) if keeping else None
        if kept is not None:
            return kept[0]
        own = fold("accounts", self._layers("accounts", basis, extra), basis.currency).rows
        whole = with_mentioned({"accounts": own, **facts})
        if keeping:
            self._keep("accounts", basis, whole, 0)
        return whole

    def broken(self) -> list[str]:
        """The names of the entries that are not whole."""
        if self._folder is None or not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.glob("*.parquet") if _noted(path) is None)

    def _kept(self, table: str, basis: Basis) -> tuple[pl.DataFrame, int] | None:
        """What the cache has; None where it has nothing, or not what was kept: then it is made again."""
        if self._folder is None:
            return None
        path = self._folder / f"{table}-{basis.name(table)}.parquet"
        unconverted = _noted(path)
        if unconverted is None:
            return None
        try:
            return pl.read_parquet(path, memory_map=False), unconverted
        except (OSError, pl.exceptions.PolarsError):
            return None

    def _keep(self, table: str, basis: Basis, frame: pl.DataFrame, unconverted: int) -> None:
        if self._folder is None:
            return
        name = f"{table}-{basis.name(table)}"
        # A full disk or a folder that is closed to us costs time, never an answer.
        with suppress(ChurnError, OSError):
            access = self._access()
            make_folder(self._folder, access)
            path = publish(self._folder, access, partial(write_parquet, frame), f"{name}.parquet", durable=False)
            said = json.dumps({"sha256": sha256_of(path), "unconverted": unconverted})
            publish(self._folder, access, lambda path: _write_text(path, said), f"{name}.json", durable=False)
            _forget(self._folder, table)


def _noted(path: Path) -> int | None:
    """What was noted beside an entry, its count of unconverted rows; None where it is not the entry that was noted."""
    try:
        said = json.loads(path.with_suffix(".json").read_bytes())
        return int(said["unconverted"]) if said["sha256"] == sha256_of(path) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _forget(folder: Path, table: str) -> None:
    """Keep the newest entries of a table; whoever needs another one makes it again."""
    entries = sorted(folder.glob(f"{table}-*.parquet"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    old = [entry.with_suffix(suffix) for entry in entries[_KEPT:] for suffix in (".parquet", ".json")]
    for path in [*old, *(path for path in abandoned(folder) if path.name.startswith(TEMPORARY))]:
        path.unlink(missing_ok=True)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
