"""Not a loss: losses that may be migrations, merges or duplicates, each with its evidence; `=` links the accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui.commands import bindings
from tui.formats import clean, count, date, money
from tui.messages import OpenAccount
from tui.not_a_loss_drawn import case, listed, marks_of
from tui.screens.losses_view import LossesView
from tui.screens.room import nothing_here
from tui.snapshot import Snapshot
from tui.widgets.columns import DAY, Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.widgets.view_strip import ViewStrip
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book import Book

Pair = tuple[str, str]

_NO_QUESTIONS = N_("No loss looks as if it were none.")


@dataclass
class Asked(Message):
    """What may be none, and what is none by a confirmed link."""

    snapshot: Snapshot
    rows: "pl.DataFrame"


class NotALossScreen(LossesView):
    """The candidates, then the linked losses; beside them the evidence for the one in focus."""

    CSS_PATH = "../styles/not_a_loss.tcss"
    view = "not_a_loss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("views", "not_a_loss")

    def __init__(self) -> None:
        super().__init__()
        self._done: list[list[Pair]] = []
        self._undone: list[list[Pair]] = []

    def body(self) -> Iterable[Widget]:
        """The list and the evidence, side by side."""
        yield self.strip_of_views()
        with Horizontal(id="not-a-loss"):
            yield FrameTable(self._columns(None), ("account_id", "lost_on", "other_id"), _(_NO_QUESTIONS))
            yield Pane(identity="case")

    @property
    def _table(self) -> FrameTable:
        return self.query_one(FrameTable)

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Start looking."""
        if snapshot.contents is not None:
            self.look(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="not_a_loss")
    def look(self, snapshot: Snapshot) -> None:
        """Find the candidates, and the losses that links took out of the figures."""
        if snapshot.contents is not None:
            self.post_message(Asked(snapshot, listed(snapshot.contents.engine)))

    @on(Asked)
    def _show(self, message: Asked) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        rows = message.rows
        linked = int(rows["linked"].sum())
        said = ngettext("{n} to ask about, {linked} linked", "{n} to ask about, {linked} linked", rows.height - linked)
        self.query_one(ViewStrip).say(said.format(n=count(rows.height - linked), linked=count(linked)))
        self._table.set_columns(self._columns(self.currency))
        self._table.empty = nothing_here(message.snapshot, _(_NO_QUESTIONS))
        self._table.show(rows)

    @on(FrameTable.Moved)
    def _draw(self) -> None:
        row, currency = self._table.row, self.currency
        pane = self.query_one("#case", Pane)
        pane.draw(lambda width, _height: case(row, currency, width) if row else [])

    # -- keys ---------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark the line, and go to the next."""
        self._table.toggle_mark()

    async def action_confirm(self) -> None:
        """Link the accounts of the marked lines, or of the line of the cursor."""
        rows = self._chosen()
        pairs = [(row["account_id"], row["other_id"]) for row in rows if row["other_id"] and not row["linked"]]
        if not pairs:
            self._refuse_to_link()
        elif await self.app.write(lambda book: _link(book, pairs)):
            self._table.marks.clear()
            self._done.append(pairs)
            self._undone.clear()
            n = len(pairs)
            text = ngettext("{n} loss is none: the figures follow.", "{n} losses are none: the figures follow.", n)
            self.app.say(text.format(n=count(n)), "good")

    def _refuse_to_link(self) -> None:
        row = self._table.row
        if row is None:
            self.app.refuse(_("There is nothing to link here."))
        elif row["linked"]:
            self.app.refuse(_("These two are linked already; u takes it back."))
        else:
            self.app.refuse(_("No other account is known here: link one with = in the queue, or tag it as not a loss."))

    def _chosen(self) -> list[dict[str, Any]]:
        table = self._table
        if not table.marks:
            return [table.row] if table.row else []
        places = [at for key in table.marks if (at := table.find(key)) is not None]
        return [row for at in sorted(places) if (row := table.at(at)) is not None]

    async def action_undo(self) -> None:
        """Take back what was linked last here, else the link of the line."""
        row = self._table.row
        if self._done:
            pairs = self._done.pop()
        elif row is not None and row["linked"]:
            pairs = [(row["account_id"], row["other_id"])]
        else:
            self.app.refuse(_("There is nothing to take back here."))
            return
        if await self.app.write(lambda book: _unlink(book, pairs)):
            self._undone.append(pairs)
            self.app.say(_("Taken back; every figure is as it was."), "good")

    async def action_redo(self) -> None:
        """Link again what was taken back."""
        if not self._undone:
            self.app.refuse(_("There is nothing to bring back here."))
            return
        pairs = self._undone.pop()
        if await self.app.write(lambda book: _link(book, pairs)):
            self._done.append(pairs)
            self.app.say(_("Linked again."), "good")

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        self.post_message(OpenAccount(event.table, self.room))

    def _columns(self, currency: str | None) -> tuple[Column, ...]:
        return (
            Column("linked", "=", 1, lambda done: ("=", "good") if done else ("?", "warn")),
            Column("name", N_("Lost customer"), 17, lambda text: (clean(str(text)), ""), grow=2),
            Column("lost_on", N_("Lost"), DAY, lambda day: (date(day), "muted"), rank=2),
            Column("mrr_lost", N_("MRR"), 10, lambda minor: (money(minor, currency), ""), "right", rank=1),
            Column("other_name", N_("Goes on as"), 14, lambda text: (str(text or "–"), "accent"), grow=2),
            Column("days", N_("Days"), 5, lambda n: ("" if n is None else f"{n:+d}", "muted"), "right", rank=3),
            Column("evidence", N_("Evidence"), 18, lambda codes: (marks_of(codes), "muted"), grow=1, rank=4),
        )


def _link(book: "Book", pairs: list[Pair]) -> bool:
    book.links.add_all(pairs)
    return True


def _unlink(book: "Book", pairs: list[Pair]) -> bool:
    book.links.remove_all(pairs)
    return True
