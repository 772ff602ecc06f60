"""What is new for this user: losses, who asked to leave, signals raised, figures restated, tags by others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.message import Message
from textual.widget import Widget

from metrics.money import to_minor
from metrics.words import N_
from tui.formats import moment, money
from tui.messages import OpenAccount
from tui.news import KINDS, Latest, lines, told
from tui.screens.room import Room, nothing_here
from tui.snapshot import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl


@dataclass
class Told(Message):
    """The news of a snapshot; None on the first visit."""

    snapshot: Snapshot
    found: Latest | None


class NewsScreen(Room):
    """One list, kind by kind; Enter opens the account."""

    CSS_PATH = "../styles/news.tcss"
    AUTO_FOCUS = "FrameTable"
    room = "overview"
    whole = True

    def body(self) -> Iterable[Widget]:
        """Since when, how many, the list."""
        yield Pane(identity="news-title")
        yield FrameTable(_columns(None), ("kind", "account_id", "what"))

    def show(self, snapshot: Snapshot) -> None:
        """Start asking, where there is something that could be new."""
        if snapshot.is_empty:
            table = self.query_one(FrameTable)
            table.empty = nothing_here(snapshot)
            table.show(_frame([]))
        elif snapshot.contents is not None and snapshot.as_of is not None:
            self.ask(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="latest")
    def ask(self, snapshot: Snapshot) -> None:
        """What is new, as far as it is not known yet."""
        self.post_message(Told(snapshot, self.app.session.latest(snapshot)))

    @on(Told)
    def _show_news(self, message: Told) -> None:
        found, contents = message.found, message.snapshot.contents
        if message.snapshot.data != self.app.snapshot.data or contents is None:
            return
        table, title = self.query_one(FrameTable), self.query_one("#news-title", Pane)
        table.empty = _("Nothing is new.")
        if found is None:
            title.show([[(" " + _("This is your first visit: from the next one on, this says what is new."), "muted")]])
            return
        at = moment(datetime.fromisoformat(found.visit.at))
        parts = " · ".join(told(kind, n) for kind, n in found.counts.items())
        title.show([[(" " + _("Since you last looked, {moment}").format(moment=at), "title")], [(" " + parts, "")]])
        table.set_columns(_columns(contents.currency))
        table.show(_frame(lines(found, contents.currency)))

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        if event.row and event.row["account_id"]:
            self.post_message(OpenAccount(event.table, self.room))
        else:
            self.app.refuse(_("A restated figure opens where it stands: 1, then its period."))


def _frame(rows: list[dict[str, Any]]) -> "pl.DataFrame":
    import polars as pl

    return pl.DataFrame(rows, schema=dict.fromkeys(("kind", "account_id", "name", "what", "mrr"), pl.String))


def _columns(currency: str | None) -> tuple[Column, ...]:
    return (
        Column("kind", N_("New"), 16, lambda kind: (_(KINDS[kind]), "accent")),
        Column("name", N_("Who or which"), 20, lambda name: (name, "strong"), grow=2),
        Column("what", N_("What"), 24, lambda text: (text, ""), grow=2),
        Column("mrr", N_("MRR"), 12, lambda text: (_amount(text, currency), ""), "right", rank=1),
    )


def _amount(text: str | None, currency: str | None) -> str:
    return "" if text is None else money(to_minor(Decimal(text), currency), currency)
