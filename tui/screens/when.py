"""When they leave: losses by calendar month and by tenure against exposure, where they stay longest, and the changes
decided, which draw a line in every chart of losses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from metrics.words import N_
from tui.commands import bindings
from tui.messages import OpenLosses
from tui.screens.drafting import DraftedPrompt
from tui.screens.losses_sheets import LossesSheets
from tui.snapshot import Snapshot
from tui.when_drawn import SHEETS, Answer, Asked, answer, behind, chart, columns, day_and_text, name_of, said
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book


@dataclass
class Rated(Message):
    """The rates of a snapshot."""

    snapshot: Snapshot
    answer: Answer


class WhenScreen(LossesSheets[Asked]):
    """One table at a time, what it says, and the losses of the last months."""

    view = "when"
    sheets = SHEETS
    empty = N_("There is nothing to count yet.")
    BINDINGS: ClassVar[list[BindingType]] = bindings("views", "when")

    def __init__(self) -> None:
        super().__init__(Asked())
        self._found: Answer | None = None

    def body(self) -> Iterable[Widget]:
        """Below the table and the chart, a line to type in."""
        yield from super().body()
        yield DraftedPrompt()

    def first_columns(self) -> tuple[Column, ...]:
        """Those of the first table."""
        return columns(self.asked, self.app.glyphs)

    @work(thread=True, exclusive=True, exit_on_error=False, group="when")
    def count(self, snapshot: Snapshot, asked: Asked) -> None:
        """Compute the table that is asked for."""
        if snapshot.contents is not None:
            self.post_message(Rated(snapshot, answer(snapshot.contents.engine, asked)))

    @on(Rated)
    def _show(self, message: Rated) -> None:
        found = message.answer
        if message.snapshot.version != self.app.snapshot.version or found.asked != self.asked:
            return
        self._found = found
        self.say_over(said(found))
        self.table.set_columns(columns(found.asked, self.app.glyphs))
        self.table.show(found.rows)
        glyphs = self.app.glyphs
        self.query_one("#trend", Pane).draw(lambda width, height: chart(found, width, height, glyphs))

    # -- keys ---------------------------------------------------------------------------------------------

    def action_decide(self) -> None:
        """Type a change decided."""
        self.query_one(DraftedPrompt).ask_for(
            "change decided", _("What changes, and from when: 2026-03 price page rewritten")
        )

    @on(Input.Submitted)
    async def _decided(self, event: Input.Submitted) -> None:
        snapshot = self.app.snapshot
        if snapshot.as_of is None or not event.value.strip():
            self.leave()
            return
        on_day, text = day_and_text(event.value, snapshot.as_of)
        if on_day is None:
            self.app.refuse(_("That is no day or month that there is; write 2026-03 or 2026-03-15."))
            return

        def store(book: "Book") -> bool:
            book.decisions.add(text, on_day)
            return True

        prompt = self.query_one(DraftedPrompt)
        if await self.app.write(prompt.drafting.stored_by(store)):
            self.leave()
            self.ask(replace(self.asked, sheet="decided"))
            self.app.say(_("Written down: {text}.").format(text=text), "good")

    async def action_undo(self) -> None:
        """Take the change of the line back, else the newest."""
        found, row = self._found, self.table.row
        if found is None or found.decisions.is_empty():
            self.app.refuse(_("No change is written down that could be taken back."))
            return
        of_line = found.asked.sheet == "decided" and row is not None
        number = int(row["number"] if of_line and row is not None else found.decisions["number"].max())  # type: ignore[arg-type]
        text = await self.app.write(lambda book: book.decisions.drop(number))
        if text is not None:
            self.app.say(_("Taken back: {text}.").format(text=text), "good")

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        """The losses that the line counts."""
        contents, row = self.app.snapshot.contents, event.row
        if contents is not None and row is not None and self.asked.sheet != "decided":
            self.post_message(OpenLosses(name_of(self.asked, row), behind(contents.engine, self.asked, row)))

    def leave(self) -> bool:
        """Esc: out of the line."""
        if self.query_one(DraftedPrompt).leave():
            self.table.focus()
            return True
        return False
