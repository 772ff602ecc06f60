"""One account's part of the ledger without reading everybody's: its rows once more, by account, in small groups."""

from collections.abc import Callable
from threading import Lock

import polars as pl

from metrics.book.cache import BY_ACCOUNT, Cache, collected
from metrics.ledger import Ledger, ledger_of
from metrics.question import LossDate
from metrics.tables import TABLES, Tables, heads_of

_HEADS, _ROWS = "heads", "rows"
# The tables that tell of accounts, and the ledger's own rows.
_KINDS = (*(name for name, table in TABLES.items() if "account_id" in table.names), _ROWS)


class Shelf:
    """The ledger (links applied) of one state of the book, which `name` names; `make` gives it where it has to be put
    on the shelf first, and `stands` tells whether the book is in that state still. `currency` is the book's."""

    def __init__(
        self,
        cache: Cache,
        name: str,
        loss_date: LossDate,
        currency: str | None,
        make: Callable[[], Ledger],
        stands: Callable[[], bool],
    ) -> None:
        self._cache = cache
        self.name = name
        self._loss_date = loss_date
        self._currency = currency
        self._make = make
        self._stands = stands
        self._heads: Tables | None = None
        self._filling = Lock()

    @property
    def is_filled(self) -> bool:
        """Whether all of it is there."""
        return self._found() is not None

    def of(self, *account_ids: str) -> Ledger | None:
        """The ledger of one account alone, or of some; None where the shelf cannot be kept on this disk."""
        heads, scans = self.heads(), self._filled()
        if heads is None or scans is None:
            return None
        mine = pl.col("account_id").is_in(account_ids)
        kinds = [kind for kind in _KINDS if not heads["subscriptions" if kind == _ROWS else kind].is_empty()]
        rows_of = collected([scans[kind].filter(mine) for kind in kinds])
        if rows_of is None:
            return None
        found = dict(zip(kinds, rows_of, strict=True))
        tables = Tables({name: found.get(name, heads[name]) for name in TABLES}, self._currency)
        rows = found.get(_ROWS, tables["subscriptions"].with_columns(given_end_on="end_on"))
        return ledger_of(tables, self._loss_date, rows)

    def heads(self) -> Tables | None:
        """The tables with their earliest row alone: which of them hold anything."""
        scans = self._filled() if self._heads is None else None
        if scans is not None:
            heads = collected([scans[_HEADS + name] for name in TABLES])
            self._heads = Tables(dict(zip(TABLES, heads, strict=True)), self._currency) if heads else None
        return self._heads

    def _filled(self) -> dict[str, pl.LazyFrame] | None:
        """What is on the shelf, put there where some is missing or not whole, by whoever asks first."""
        with self._filling:
            found = self._found()
            if found is None:
                self._fill(self._make())
                if not self._stands():
                    self._clear()
                found = self._found()
            return found

    def _found(self) -> dict[str, pl.LazyFrame] | None:
        kinds = [*_KINDS, *(_HEADS + name for name in TABLES)]
        scans = {kind: self._cache.scan(f"shelf_{kind}", self.name) for kind in kinds}
        known = {kind: scan for kind, scan in scans.items() if scan is not None}
        return known if len(known) == len(scans) else None

    def _fill(self, ledger: Ledger) -> None:
        for name, head in heads_of(ledger.tables).frames.items():
            self._cache.put(f"shelf_{_HEADS}{name}", self.name, head)
        for kind in _KINDS:
            frame = ledger.rows if kind == _ROWS else ledger.tables[kind].sort("account_id", maintain_order=True)
            self._cache.put(f"shelf_{kind}", self.name, frame, group=BY_ACCOUNT)

    def _clear(self) -> None:
        for kind in (*_KINDS, *(_HEADS + name for name in TABLES)):
            self._cache.drop(f"shelf_{kind}", self.name)
