"""Saved views of the list of accounts: what is kept, in which order, with which columns, under a name."""

from collections.abc import Mapping
from typing import Any

from metrics.book.events import EventLog
from metrics.errors import ChurnError, WrongUsage

SAVED, DROPPED = "view", "view_dropped"
KINDS = (SAVED, DROPPED)
View = Mapping[str, Any]  # JSON-able; the face that saves it knows what is in it


class Views:
    """The book's saved views, everybody's; saving under a known name replaces it, and the log keeps both."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def all(self) -> dict[str, View]:
        """The views by name, in the order in which they were first saved."""
        found: dict[str, View] = {}
        for event in self._log.read(*KINDS):
            if event.kind == SAVED:
                found[event.subject] = event.payload
            else:
                found.pop(event.subject, None)
        return found

    def save(self, name: str, view: View) -> None:
        """Save a view. Raises WrongUsage for an empty name."""
        if not name.strip():
            raise WrongUsage("empty_view_name")
        self._log.write(SAVED, name.strip(), view)

    def drop(self, name: str) -> None:
        """Forget a view. Raises ChurnError where there is none of that name."""
        if name not in self.all():
            raise ChurnError("unknown_view", name=name)
        self._log.write(DROPPED, name, {})
