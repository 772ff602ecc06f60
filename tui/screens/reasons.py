"""Reasons: why customers left, by count and by MRR over all, and as shares of those who answered."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message

from metrics.words import N_
from tui import crossed_drawn
from tui.commands import bindings
from tui.exporting import Export
from tui.messages import OpenLosses
from tui.reasons_drawn import (
    OFS,
    SHEETS,
    Answer,
    Asked,
    answer,
    behind,
    columns,
    named,
    over_how_many,
    shares_over,
    title_of,
    trend_lines,
)
from tui.screens.choice import Choice, Option
from tui.screens.losses_sheets import LossesSheets
from tui.screens.periodic import EVERY_NAMES
from tui.snapshot import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.periods import Every


@dataclass
class Tallied(Message):
    """The tallies of a snapshot."""

    snapshot: Snapshot
    answer: Answer
    rows: "pl.DataFrame"


class ReasonsScreen(LossesSheets[Asked]):
    """A table of bars or a cross table, what it is over, and the trend of what is in focus."""

    view = "reasons"
    sheets = SHEETS
    empty = N_("Nobody has left yet.")
    BINDINGS: ClassVar[list[BindingType]] = bindings("views", "reasons")

    def __init__(self) -> None:
        super().__init__(Asked())
        self._found: Answer | None = None
        self._pairs: pl.DataFrame | None = None
        self._matrix: crossed_drawn.Matrix | None = None  # shown instead of the pairs

    def first_columns(self) -> tuple[Column, ...]:
        """Those of the bars."""
        return columns(None, None, self.app.glyphs)

    # -- what it shows ------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, exit_on_error=False, group="reasons")
    def count(self, snapshot: Snapshot, asked: Asked) -> None:
        """Tally the losses as asked."""
        if snapshot.contents is not None:
            found = answer(snapshot.contents.engine, asked)
            self.post_message(Tallied(snapshot, found, named(found)))

    @on(Tallied)
    def _show_tallies(self, message: Tallied) -> None:
        found, contents = message.answer, message.snapshot.contents
        if message.snapshot.version != self.app.snapshot.version or contents is None or found.asked != self.asked:
            return
        self._found = found
        self._pairs = message.rows
        self.say_over(over_how_many(found), shares_over(found))
        self._lay_out()

    def on_resize(self) -> None:
        """A cross table where there is room for one, else its pairs."""
        if self._found is not None and self._found.asked.sheet == "crossed":
            self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        found, contents = self._found, self.app.snapshot.contents
        if found is None or self._pairs is None or contents is None:
            return
        self._matrix, shown = None, None
        if found.asked.sheet == "crossed" and found.asked.by is None and found.losses.height:
            self._matrix = crossed_drawn.matrix(found)
            shown = crossed_drawn.columns(self._matrix, self.table.size.width)
        if self._matrix is not None and shown is not None:
            self.table.set_columns(shown)
            self.table.show(self._matrix.rows)
        else:
            self._matrix = None
            self.table.set_columns(columns(found, contents.currency, self.app.glyphs))
            self.table.show(self._pairs)

    @on(FrameTable.Moved)
    @on(FrameTable.ColumnMoved)
    def _draw_trend(self) -> None:
        if self._found is not None:
            found, (losses, title) = self._found, self._in_focus(self._found)
            pane, glyphs = self.query_one("#trend", Pane), self.app.glyphs
            pane.draw(lambda width, height: trend_lines(found, losses, title, width, height, glyphs))

    def _in_focus(self, found: Answer) -> "tuple[pl.DataFrame, str]":
        """The losses behind the line of the cursor, or behind its cell of a cross table, and what they are."""
        row = self.table.row
        if row is None:
            return found.losses, _("All losses")
        if self._matrix is None:
            return behind(found, row), title_of(found, row)
        column = self.table.sort_column.name
        cell = (found, self._matrix, row, column)
        return crossed_drawn.behind(*cell), crossed_drawn.title_of(*cell)

    def exported(self) -> Export | None:
        """The table as it is shown; of what is said against what was found the pairs, as the command gives them."""
        found = self._found
        if found is None or found.asked.sheet != "crossed" or found.losses.is_empty():
            return super().exported()
        from tui.cli.reasons import crossed

        return Export(self.heading(), crossed(found.losses, found.asked.by, found.reasons, self.currency))

    # -- keys ---------------------------------------------------------------------------------------------

    def action_whose(self) -> None:
        """Ours, theirs, their own words."""
        whose = list(OFS)
        following = whose[(whose.index(self.asked.of) + 1) % len(whose)]
        self.ask(replace(self.asked, of=following, sheet="reasons"))  # type: ignore[arg-type]
        self.app.say(_("Reasons {whose}.").format(whose=_(OFS[following])))

    def groups(self) -> list[Option[str | None]]:
        """Also the periods."""
        none, *fields = super().groups()
        return [none, Option("period", _("Period")), *fields]

    @work
    async def action_every(self) -> None:
        """Choose the kind of period, of the trend and of the groups."""
        kinds: tuple[Every, ...] = ("month", "quarter", "half", "year")
        options = [Option(every, _(EVERY_NAMES[every][1]), EVERY_NAMES[every][0]) for every in kinds]
        chosen = await self.app.push_screen_wait(Choice(_("Losses by"), options, self.asked.every))
        if chosen is not None:
            self.ask(replace(self.asked, every=chosen.value))

    @work
    async def action_edit(self) -> None:
        """Add, word anew, regroup or retire a reason."""
        from tui.screens.reason_editor import ReasonEditor

        if self.app.snapshot.contents is not None:
            await self.app.push_screen_wait(ReasonEditor())
            self.show(self.app.snapshot)

    @on(FrameTable.Opened)
    def _open(self) -> None:
        """The losses behind a bar, or behind a cell."""
        if self._found is not None and self.table.row is not None:
            losses, title = self._in_focus(self._found)
            self.post_message(OpenLosses(title, losses.select("account_id", "lost_on")))
