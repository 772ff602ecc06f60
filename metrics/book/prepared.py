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
        return self._kept(lambda: self._name(kind, of, since), kind, make, KEPT)

    def when(
        self, standing: Collection[int], kind: str, of: Sequence[object], make: Callable[[], pl.DataFrame], most: int
    ) -> pl.DataFrame:
        """As `frame`, of the book as it was when these imports stood; kept beside `most` others of its kind."""
        return self._kept(lambda: _named(PREPARED, kind, self._basis(standing).version(), *of), kind, make, most)

    def _kept(
        self, naming: Callable[[], str | None], kind: str, make: Callable[[], pl.DataFrame], most: int
    ) -> pl.DataFrame:
        """What is kept under the name of the book's state; what was made while that changed, or has none, is not."""
        name = naming()
        if name is None:
            return make()
        kept = self._cache.get(kind, name)
        if kept is not None:
            return kept[0]
        made = make()
        self._cache.put(kind, name, made, most=most)
        if naming() != name:
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
        name = self._name(kind, of, since)
        if name is None:
            return make().filter(mine)
        kept = self._cache.scan(kind, name)
        if kept is None and self._unkept.get(kind, ("",))[0] != name:
            self._unkept[kind] = name, make()
            self._cache.put(kind, name, self._unkept[kind][1], group=BY_ACCOUNT)
            if self._name(kind, of, since) != name:
                self._cache.drop(kind, name)
            kept = self._cache.scan(kind, name)
        if kept is None:
            return self._unkept[kind][1].filter(mine)
        self._unkept.pop(kind, None)
        found = collected([kept.filter(mine)])
        return found[0] if found else make().filter(mine)

    def _name(self, kind: str, of: Sequence[object], since: str | None) -> str | None:
        """Names all that something prepared follows from; None where there is nothing to prepare, or the book is past
        the version that it was asked of."""
        version, basis = self._version(), self._basis(None)
        if not basis.imports or since not in (None, version):
            return None
        return _named(PREPARED, kind, version, basis.version(), *of)

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
