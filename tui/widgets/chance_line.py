"""One account's chance to be here in 3, 6 and 12 months; it asks by itself, off the UI thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.message import Message

from metrics.errors import ChurnError
from tui.chances_drawn import line, too_little
from tui.host import Host
from tui.snapshot import Contents, Snapshot
from tui.widgets.paint import Line
from tui.widgets.pane import Pane

if TYPE_CHECKING:
    import polars as pl


@dataclass
class Known(Message):
    """The chances of an account, or why there are none."""

    account_id: str
    line: Line


class ChanceLine(Pane):
    """What became of customers of its age and segment, with the band; nothing for who is no customer."""

    def __init__(self, *, identity: str = "chance") -> None:
        super().__init__(identity=identity, most=1)
        self._account_id = ""

    def ask(self, snapshot: Snapshot, account_id: str) -> None:
        """Show the chances of that account as soon as they are known; the book's are computed once."""
        if account_id != self._account_id:
            self.show([])
        self._account_id = account_id
        self._find(snapshot, account_id)

    @work(thread=True, exclusive=True, exit_on_error=False, group="chances")
    def _find(self, snapshot: Snapshot, account_id: str) -> None:
        contents = snapshot.contents
        if contents is None or snapshot.as_of is None or not isinstance(self.app, Host):
            return
        found = self.app.session.answer(snapshot, ("chances",), lambda: _chances(contents))
        shown = too_little() if isinstance(found, ChurnError) else line(rows_of(found, account_id))
        self.post_message(Known(account_id, shown))

    @on(Known)
    def _tell(self, message: Known) -> None:
        if message.account_id == self._account_id:
            self.show([message.line] if message.line else [])


def _chances(contents: "Contents") -> "pl.DataFrame | ChurnError":
    """The chances of every customer; the error where the book is too small, so that it is not tried again."""
    try:
        return contents.engine.chances()
    except ChurnError as error:
        return error


def rows_of(chances: "pl.DataFrame", account_id: str) -> list[dict[str, Any]]:
    """The rows of one account: months, chance, low, high."""
    import polars as pl

    return chances.filter(pl.col("account_id") == account_id).to_dicts()
