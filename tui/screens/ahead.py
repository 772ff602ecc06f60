"""A room from which an account's page is a key away: the page is read while nobody presses anything."""

from collections.abc import Sequence
from typing import Final

from textual import work
from textual.timer import Timer

from tui.screens.room import Room
from tui.snapshot import Snapshot
from tui.widgets.frame_table import FrameTable

# Seconds without a key after which the next page is read: whoever walks a list is not held up by what he passes.
_REST: Final = 0.35
_MANY: Final = 8  # accounts that are looked up at once: at little more than the cost of one


class Ahead(Room):
    """A room that says with `read_ahead` which accounts are likely to be opened next."""

    def __init__(self) -> None:
        super().__init__()
        self._rest: Timer | None = None

    def read_ahead(self, table: FrameTable, first: int) -> None:
        """Read soon the page of the row at that index, and something of those below, unless another one is named
        before."""
        if self._rest is not None:
            self._rest.stop()
        rows = [row for at in range(first, first + _MANY) if (row := table.at(at))]
        names, snapshot = [row["account_id"] for row in rows], self.app.snapshot
        self._rest = self.set_timer(_REST, lambda: self._ahead(snapshot, names)) if names else None

    @work(thread=True, exclusive=True, exit_on_error=False, group="ahead")
    def _ahead(self, snapshot: Snapshot, account_ids: Sequence[str]) -> None:
        import tui.screens.account  # noqa: F401 - loaded before it is pressed for
        from tui.account_page import read_ahead

        if snapshot.version == self.app.snapshot.version:
            read_ahead(self.app.session, snapshot, account_ids)
