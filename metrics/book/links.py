"""Which accounts continue which, as people confirmed it, and took it back."""

from collections.abc import Iterable

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

    def add(self, account: str, later: str) -> Event:
        """`later` continues `account`: one customer from then on.

        Raises WrongUsage for an account with itself, ChurnError where they are linked already.
        """
        if account == later:
            raise WrongUsage("link_to_itself", account=account)
        return self._write(LINKED, account, later)

    def remove(self, account: str, later: str) -> Event:
        """Take a link back. Raises ChurnError where there is none."""
        return self._write(UNLINKED, account, later)

    def history(self) -> list[Event]:
        """Every link that was confirmed or taken back: who, when."""
        return self._log.read(*KINDS)

    def _write(self, kind: str, account: str, later: str) -> Event:
        event = self._log.event(kind, later, {"continues": account})
        with self._store.write() as connection:
            known = (account, later) in standing(listed(connection, KINDS))
            if known == (kind == LINKED):
                raise ChurnError("linked_already" if known else "not_linked", account=account, later=later)
            append(connection, event)
        return event
