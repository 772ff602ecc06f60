"""Which accounts continue which, as people confirmed it, and took it back."""

from collections.abc import Iterable, Sequence

from metrics.book.events import Event, EventLog, append, listed
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage

LINKED, UNLINKED = "link", "unlink"
KINDS = (LINKED, UNLINKED)
Pair = tuple[str, str]  # A, B: B continues A


def standing(events: Iterable[Event]) -> list[Pair]:
    """The links that stand after these events (of KINDS, in order), the oldest first."""
    found: dict[Pair, None] = {}
    for event in events:
        pair = (event.payload["continues"], event.subject)
        found.pop(pair, None)
        if event.kind == LINKED:
            found[pair] = None
    return list(found)


class Links:
    """The book's links. Whether the accounts are known is for the caller to see."""

    def __init__(self, store: Store, log: EventLog) -> None:
        self._store = store
        self._log = log

    def all(self) -> list[Pair]:
        """The links that stand, the oldest first."""
        return standing(self._log.read(*KINDS))

    def add(self, account: str, later: str) -> None:
        """`later` continues `account`: one customer from then on; raises as `add_all`."""
        self.add_all([(account, later)])

    def add_all(self, pairs: Sequence[Pair]) -> None:
        """Link each pair (A, B: B continues A), all or none.

        Raises WrongUsage for an account with itself, ChurnError where two are linked already.
        """
        for account, later in pairs:
            if account == later:
                raise WrongUsage("link_to_itself", account=account)
        self._write(LINKED, pairs)

    def remove(self, account: str, later: str) -> None:
        """Take a link back; raises as `remove_all`."""
        self.remove_all([(account, later)])

    def remove_all(self, pairs: Sequence[Pair]) -> None:
        """Take links back, all or none. Raises ChurnError where there is none."""
        self._write(UNLINKED, pairs)

    def history(self) -> list[Event]:
        """Every link that was confirmed or taken back: who, when."""
        return self._log.read(*KINDS)

    def _write(self, kind: str, pairs: Sequence[Pair]) -> None:
        with self._store.write() as connection:
            known = set(standing(listed(connection, KINDS)))
            for account, later in pairs:
                if ((account, later) in known) == (kind == LINKED):
                    raise ChurnError("linked_already" if kind == LINKED else "not_linked", account=account, later=later)
                known ^= {(account, later)}
                append(connection, self._log.event(kind, later, {"continues": account}))
