"""One account's rows without reading everybody's: the tables once more, by account, in small groups of rows."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from metrics.book.cache import Cache
from metrics.tables import TABLES, Tables, earliest

_GROUP = 16_384  # rows that are read for one account's
_HEADS = "heads"


class Shelf:
    """The tables (links applied) of one state of the book, which `name` names; `make` gives them where they have to be
    put on the shelf first."""

    def __init__(self, cache: Cache, name: str, make: Callable[[], Tables]) -> None:
        self._cache = cache
        self.name = name
        self._make = make
        self._paths: dict[str, Path] | None = None
        self._heads: Tables | None = None

    def of(self, account_id: str) -> Tables | None:
        """The tables with the rows of one account alone; None where the shelf cannot be kept on this disk."""
        paths = self._filled()
        if paths is None:
            return None
        mine = pl.col("account_id") == account_id
        frames = {
            name: pl.scan_parquet(path).filter(mine).collect() if "account_id" in TABLES[name].names else None
            for name, path in paths.items()
            if name in TABLES
        }
        return self._whole({name: frame for name, frame in frames.items() if frame is not None})

    def heads(self) -> Tables | None:
        """The tables with their earliest row alone: which of them hold anything."""
        paths = self._filled()
        if self._heads is None and paths is not None:
            self._heads = self._whole({name: pl.read_parquet(paths[_HEADS + name]) for name in TABLES})
        return self._heads

    def _whole(self, frames: dict[str, pl.DataFrame]) -> Tables:
        return Tables({name: frames.get(name, table.empty()) for name, table in TABLES.items()})

    def _filled(self) -> dict[str, Path] | None:
        """The files, checked once, put there where one is missing or not whole."""
        if self._paths is None:
            found = self._found()
            if found is None:
                self._fill(self._make())
                found = self._found()
            self._paths = found
        return self._paths

    def _found(self) -> dict[str, Path] | None:
        kinds = [*TABLES, *(_HEADS + name for name in TABLES)]
        paths = {kind: self._cache.path(f"shelf_{kind}", self.name) for kind in kinds}
        known = {kind: path for kind, path in paths.items() if path is not None}
        return known if len(known) == len(paths) else None

    def _fill(self, tables: Tables) -> None:
        for name, table in TABLES.items():
            frame = tables[name]
            self._cache.put(f"shelf_{_HEADS}{name}", self.name, earliest(name, frame))
            rows = frame.sort("account_id", maintain_order=True) if "account_id" in table.names else frame
            self._cache.put(f"shelf_{name}", self.name, rows, group=_GROUP)
