"""A room from which an account's page is a key away: the page is read while nobody presses anything."""

from typing import Final

from textual import work
from textual.timer import Timer

from tui.screens.room import Room
from tui.snapshot import Snapshot

# Seconds without a key after which the next page is read: whoever walks a list is not held up by what he passes.
_REST: Final = 0.35


class Ahead(Room):
    """A room that says with `read_ahead` which account is likely to be opened next."""

    def __init__(self) -> None:
        super().__init__()
        self._rest: Timer | None = None

    def read_ahead(self, account_id: str | None) -> None:
        """Read that account's page soon, unless another one is named before."""
        if self._rest is not None:
            self._rest.stop()
        snapshot = self.app.snapshot
        self._rest = self.set_timer(_REST, lambda: self._ahead(snapshot, account_id)) if account_id else None

    @work(thread=True, exclusive=True, exit_on_error=False, group="ahead")
    def _ahead(self, snapshot: Snapshot, account_id: str) -> None:
        import tui.screens.account  # noqa: F401 - loaded before it is pressed for
        from tui.account_page import read_ahead

        if snapshot.version == self.app.snapshot.version:
            read_ahead(self.app.session, snapshot, account_id)
