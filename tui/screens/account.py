"""One account on one page: who it is, its figures, what stands out, everything that happened, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.account_drawn import own_figures, signals, steps, who
from tui.commands import bindings
from tui.messages import OpenFact, OpenOwnFigure
from tui.screens.room import Room
from tui.session import Snapshot
from tui.timeline_drawn import KEY, columns, told
from tui.widgets.figure_strip import FigureStrip
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.widgets.top_line import TopLine
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.account import AccountPage


@dataclass
class Opened(Message):
    """An account's page, with its timeline ready to be shown."""

    snapshot: Snapshot
    page: "AccountPage"
    timeline: "pl.DataFrame"


class AccountScreen(Room):
    """The page of the row under the cursor of the list that it was opened from; `]` and `[` walk that list."""

    CSS_PATH = "../styles/account.tcss"
    AUTO_FOCUS = "FrameTable"
    BINDINGS: ClassVar[list[BindingType]] = bindings("account")

    def __init__(self, source: FrameTable, room: str = "accounts") -> None:
        super().__init__()
        self.room = room
        self._source = source
        self._opened: Opened | None = None

    @property
    def account_id(self) -> str:
        """The account of the page."""
        row = self._source.row
        return str(row["account_id"]) if row else ""

    def body(self) -> Iterable[Widget]:
        """Who and figures, beside them the steps; then signals, then the timeline."""
        with Horizontal(id="account-head"):
            with Vertical(id="account-facts"):
                yield Pane(identity="who")
                yield FigureStrip(identity="own-figures", most=4)
                yield Pane(identity="raised", most=3)
            yield Pane(identity="steps")
        yield FrameTable(columns(None), KEY, _("Nothing happened yet."))
        yield Prompt()

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Start reading the page."""
        if snapshot.as_of is not None and self.account_id:
            self.read(snapshot, self.account_id)

    @work(thread=True, exclusive=True, exit_on_error=False, group="account")
    def read(self, snapshot: Snapshot, account_id: str) -> None:
        """Everything that is known of the account."""
        from metrics.account import last_year, page

        contents = snapshot.contents
        if contents is None or snapshot.as_of is None:
            return
        engine = contents.engine
        question = last_year(snapshot.as_of, engine.assumptions)
        found = page(contents.ledger, account_id, question, engine.written(), engine.thresholds())
        files = {record.id: record.file for record in engine.book.imports(include_undone=True)}
        self.post_message(Opened(snapshot, found, told(found.timeline, found.currency, files)))

    @on(Opened)
    def _show_page(self, message: Opened) -> None:
        if message.page.account_id != self.account_id or message.snapshot.version != self.app.snapshot.version:
            return
        same = self._opened is not None and self._opened.page.account_id == message.page.account_id
        self._opened = message
        place = _("{n} of {all}").format(n=self._source.cursor + 1, all=self._source.height)
        self.query_one(TopLine).show(message.snapshot, place)
        table = self.query_one(FrameTable)
        table.set_columns(columns(message.page.currency))
        table.show(message.timeline, keep=same)
        self._draw(message.page)

    def _draw(self, page: "AccountPage") -> None:
        glyphs = self.app.glyphs
        self.query_one("#who", Pane).draw(lambda width, _height: who(page, width))
        self.query_one(FigureStrip).offer(own_figures(page))
        self.query_one("#raised", Pane).show(signals(page))
        self.query_one("#steps", Pane).draw(lambda width, height: steps(page, width, height, glyphs=glyphs))

    def leave(self) -> bool:
        """Esc leaves the note being typed."""
        prompt = self.query_one(Prompt)
        if prompt.display:
            prompt.close_up()
            self.query_one(FrameTable).focus()
            return True
        return False

    # -- keys ---------------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """The account after, or before, in the list that this one came from."""
        at = self._source.cursor
        self._source.move_to(at + step)
        if self._source.cursor == at:
            self.app.refuse(
                _("This is the last account of the list.") if step > 0 else _("This is the first account of the list.")
            )
        else:
            self.show(self.app.snapshot)

    @on(FrameTable.Opened)
    def _name_source(self, event: FrameTable.Opened) -> None:
        row = event.row
        if row and row["source_import"] is not None and row["line"] is not None:
            self.post_message(OpenFact(row["text"], row["source_import"], row["line"]))
        else:
            self.app.say(_("Written by a person in this program, not read from a file."))

    @on(FigureStrip.Opened)
    def _open_figure(self, event: FigureStrip.Opened) -> None:
        page = self._opened.page if self._opened else None
        if page is not None and page.period is not None:
            self.post_message(OpenOwnFigure(event.metric, page.account_id, page.period, self.room))

    def action_pane(self) -> None:
        """From what happened to the figures and back."""
        table, strip = self.query_one(FrameTable), self.query_one(FigureStrip)
        (table if strip.has_focus else strip).focus()

    def action_note(self) -> None:
        """Ask for a note."""
        self.query_one(Prompt).ask(_("A note on this account; Enter stores it"))

    @on(Input.Submitted)
    async def _note(self, event: Input.Submitted) -> None:
        text, account_id = event.value.strip(), self.account_id
        self.leave()
        if not text:
            return
        noted = await self.app.write(lambda book: book.journal.note(account_id, text))
        if noted is not None:
            self.app.say(_("Noted."), "good")

    async def action_review(self) -> None:
        """Mark as reviewed, with the signals that stand."""
        page = self._opened.page if self._opened else None
        if page is None:
            return
        codes = page.signals["code"].to_list()
        reviewed = await self.app.write(lambda book: book.journal.review(page.account_id, codes))
        if reviewed is not None:
            self.app.say(_("Reviewed."), "good")
