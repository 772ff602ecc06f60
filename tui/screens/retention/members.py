"""The customers behind a figure of Retention; Enter opens one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui.formats import NOTHING, clean, count, date, money
from tui.messages import OpenAccount
from tui.screens.room import Room
from tui.snapshot import Contents, Snapshot
from tui.widgets.columns import DAY, Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.widgets.top_line import TopLine
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

# From the contents to a frame with account_id and whichever of COLUMNS it has.
Find = Callable[[Contents], "pl.DataFrame"]


@dataclass
class Found(Message):
    """The customers of a snapshot."""

    snapshot: Snapshot
    rows: "pl.DataFrame"


class MembersScreen(Room):
    """A list of customers under a title."""

    CSS_PATH = "../../styles/retention.tcss"
    AUTO_FOCUS = "FrameTable"
    whole = True

    def __init__(self, title: str, find: Find, *, room: str = "retention") -> None:
        super().__init__()
        self.room = room
        self._title = title
        self._find = find

    def body(self) -> Iterable[Widget]:
        """Title and list."""
        yield Pane(identity="members-title")
        yield FrameTable((), "account_id", _("Nobody counts here."))

    def show(self, snapshot: Snapshot) -> None:
        """Start finding them."""
        self.query_one("#members-title", Pane).show([[(" " + clean(self._title), "title")]])
        if snapshot.contents is not None:
            self.find(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="members")
    def find(self, snapshot: Snapshot) -> None:
        """The customers, by name, the largest first."""
        contents = snapshot.contents
        if contents is not None:
            self.post_message(Found(snapshot, named(contents, self._find(contents))))

    @on(Found)
    def _show_found(self, message: Found) -> None:
        if message.snapshot.data != self.app.snapshot.data:
            return
        table = self.query_one(FrameTable)
        contents = message.snapshot.contents
        table.set_columns(columns(message.rows.columns, contents.currency if contents else None))
        table.show(message.rows)
        n = message.rows.height
        text = ngettext("{n} customer", "{n} customers", n).format(n=count(n))
        self.query_one(TopLine).show(message.snapshot, text)

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        self.post_message(OpenAccount(event.table, self.room))


def named(contents: Contents, rows: "pl.DataFrame") -> "pl.DataFrame":
    """The rows with their accounts' names, those who pay most first."""
    from metrics.accounts import name_or_id

    names = contents.ledger.tables["accounts"].select("account_id", name_or_id())
    whole = rows.join(names, on="account_id", how="left")
    by = "mrr" if "mrr" in whole.columns else "account_id"
    return whole.sort(by, "account_id", descending=[by == "mrr", False], nulls_last=True)


def columns(names: Sequence[str], currency: str | None) -> tuple[Column, ...]:
    """Of the columns that such a list can have, those that it has."""
    known = (
        Column("name", N_("Name"), 20, grow=2),
        Column("account_id", N_("Account"), 12, grow=1, rank=2),
        Column("began", N_("Since"), DAY, lambda day: (date(day) if day else NOTHING, "muted"), rank=3),
        Column("ended", N_("Lost"), DAY, lambda day: (date(day) if day else NOTHING, "bad" if day else "muted")),
        Column("scheduled_on", N_("Will leave"), DAY, lambda day: (date(day) if day else NOTHING, "warn")),
        Column("is_customer", N_("Still there"), 11,
               lambda here: (_("yes"), "good") if here else (_("no"), "bad")),
        Column("mrr", N_("MRR"), 13, lambda minor: (money(minor, currency), ""), "right"),
    )  # fmt: skip
    return tuple(column for column in known if column.name in {"name", *names})
