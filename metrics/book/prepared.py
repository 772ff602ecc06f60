"""What was computed of the book, kept on disk until its figures may change: the answers that screens open on."""

from collections.abc import Callable, Collection, Sequence
from hashlib import sha256

import polars as pl

from metrics.book.cache import BY_ACCOUNT, KEPT, Cache, collected
from metrics.book.current import Basis
from metrics.book.links import Pair
from metrics.book.shelf import Shelf
from metrics.ledger import Ledger
from metrics.question import LossDate

# Part of the name of all that is prepared: a program that computes otherwise must not find it.
PREPARED = 1


class Prepared:
    """What follows from the book and from nothing else, named by all that it follows from."""

    def __init__(
        self,
        cache: Cache,
        basis: Callable[[Collection[int] | None], Basis],
        version: Callable[[], str],
        links: Callable[[], list[Pair]],
    ) -> None:
        """`basis` gives what the tables follow from, now (None) or when these imports stood; `version` and `links`
        are the book's."""
        self._cache = cache
        self._basis = basis
        self._version = version
        self._links = links
        self._shelf: Shelf | None = None
        self._unkept: dict[str, tuple[str, pl.DataFrame]] = {}  # what the cache did not take, by its kind

    def frame(
        self, kind: str, of: Sequence[object], make: Callable[[], pl.DataFrame], since: str | None = None
    ) -> pl.DataFrame:
        """What `make` gives, kept on disk until the book's figures may change.

        `of` is what else it follows from, by its repr: the question asked, as-of, thresholds. `since` is the version
        of the book that `make` looks at: where the book is another by now, nothing is kept and nothing found.
        """
        if not self._is_at(since):
            return make()
        return self._kept(lambda: self._state(kind, of), kind, make, KEPT)

    def when(
        self, standing: Collection[int], kind: str, of: Sequence[object], make: Callable[[], pl.DataFrame], most: int
    ) -> pl.DataFrame:
        """As `frame`, of the book as it was when these imports stood; kept beside `most` others of its kind."""
        return self._kept(lambda: (PREPARED, kind, self._basis(standing).version(), *of), kind, make, most)

    def _kept(
        self, state: Callable[[], tuple[object, ...]], kind: str, make: Callable[[], pl.DataFrame], most: int
    ) -> pl.DataFrame:
        """What is kept of that state of the book; what was made while it changed is not."""
        name = _named(*state())
        kept = self._cache.get(kind, name)
        if kept is not None:
            return kept[0]
        made = make()
        self._cache.put(kind, name, made, most=most)
        if _named(*state()) != name:
            self._cache.drop(kind, name)
        return made

    def rows(
        self,
        account_id: str,
        kind: str,
        of: Sequence[object],
        make: Callable[[], pl.DataFrame],
        since: str | None = None,
    ) -> pl.DataFrame:
        """The rows of one account of what `frame` keeps, without reading the others'; `make` sorts by account_id."""
        mine = pl.col("account_id") == account_id
        if not self._is_at(since):
            return make().filter(mine)
        name = _named(*self._state(kind, of))
        kept = self._cache.scan(kind, name)
        if kept is None and self._unkept.get(kind, ("",))[0] != name:
            self._unkept[kind] = name, make()
            self._cache.put(kind, name, self._unkept[kind][1], group=BY_ACCOUNT)
            if _named(*self._state(kind, of)) != name:
                self._cache.drop(kind, name)
            kept = self._cache.scan(kind, name)
        if kept is None:
            return self._unkept[kind][1].filter(mine)
        self._unkept.pop(kind, None)
        found = collected([kept.filter(mine)])
        return found[0] if found else make().filter(mine)

    def _state(self, kind: str, of: Sequence[object]) -> tuple[object, ...]:
        """All that something prepared follows from."""
        return PREPARED, kind, self._version(), self._basis(None).version(), *of

    def _is_at(self, version: str | None) -> bool:
        """Whether there is anything to prepare, and the book still is at that version."""
        return bool(self._basis(None).imports) and version in (None, self._version())

    def shelf(self, loss_date: LossDate, make: Callable[[], Ledger]) -> Shelf:
        """The rows of single accounts, of the book as it stands now; `make` gives its ledger with links applied."""
        basis, name = self._basis(None), self._shelf_name(loss_date)
        if self._shelf is None or self._shelf.name != name:
            self._shelf = Shelf(
                self._cache, name, loss_date, basis.currency, make, lambda: self._shelf_name(loss_date) == name
            )
        return self._shelf

    def _shelf_name(self, loss_date: LossDate) -> str:
        return _named(PREPARED, "shelf", self._basis(None).version(), self._links(), loss_date)


def _named(*known: object) -> str:
    """The name of what follows from all these."""
    return sha256(repr(known).encode()).hexdigest()[:24]
