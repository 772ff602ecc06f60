"""The accounts of one group in the period in view: those that left too, with how each moved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui.commands import bindings
from tui.compare_drawn import group_name
from tui.explaining import why
from tui.formats import NOTHING, count, money
from tui.messages import OpenAccount
from tui.period_names import period_name
from tui.screens.periodic import Periodic
from tui.snapshot import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Piece
from tui.widgets.pane import Pane
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl


@dataclass
class MembersFound(Message):
    """The accounts of the group, for the period of a snapshot."""

    snapshot: Snapshot
    rows: "pl.DataFrame"


class GroupScreen(Periodic):
    """The largest first; Enter opens an account, Esc goes back to the group."""

    CSS_PATH = "../styles/compare.tcss"
    AUTO_FOCUS = "FrameTable"
    room = "compare"
    BINDINGS: ClassVar[list[BindingType]] = bindings("period")

    def __init__(self, by: str, group: str | None) -> None:
        super().__init__()
        self._by = by
        self._group = group

    def body(self) -> Iterable[Widget]:
        """Whose accounts, and the accounts."""
        yield Pane(identity="compare-title")
        yield FrameTable((), "account_id", _("Nobody of this group was there in this period."))

    def show(self, snapshot: Snapshot) -> None:
        """Start listing."""
        if snapshot.as_of is not None:
            self.read(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="members")
    def read(self, snapshot: Snapshot) -> None:
        """The accounts of the group in the filter."""
        from metrics.compare import members

        question, period, contents = snapshot.question(), snapshot.period, snapshot.contents
        if question is not None and period is not None and contents is not None:
            rows = members(contents.ledger, replace(question, by=self._by), period.label, self._group)
            self.post_message(MembersFound(snapshot, rows))

    @on(MembersFound)
    def _show_members(self, message: MembersFound) -> None:
        snapshot, period = message.snapshot, message.snapshot.period
        if snapshot.version != self.app.snapshot.version or period is None:
            return
        n = message.rows.height
        place = ngettext("{n} account", "{n} accounts", n).format(n=count(n))
        said = f" {self._by} · {group_name(self._group)} · {period_name(period.label)}"
        self.query_one("#compare-title", Pane).show([[(said, "title"), (f"  {place}", "muted")]])
        table = self.query_one(FrameTable)
        table.set_columns(_columns(snapshot.contents.currency if snapshot.contents else None))
        table.show(message.rows)

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        self.post_message(OpenAccount(event.table, self.room))


def _columns(currency: str | None) -> tuple[Column, ...]:
    def amount(minor: Any) -> Piece:
        return (money(minor, currency), "") if minor else (NOTHING, "muted")

    return (
        Column("account_id", N_("Account"), 12, rank=2),
        Column("name", N_("Name"), 18, grow=2),
        Column("mrr_start", N_("At the start"), 13, amount, "right"),
        Column("mrr_end", N_("At the end"), 13, amount, "right"),
        Column("why", N_("How it moved"), 24, lambda code: (why(code), "muted"), grow=1),
    )
