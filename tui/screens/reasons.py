"""Reasons: why customers left, by count and by MRR over all, and as shares of those who answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from tui.commands import bindings
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
from tui.screens.losses_view import LossesView
from tui.screens.periodic import EVERY_NAMES
from tui.snapshot import Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import wrap
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


class ReasonsScreen(LossesView):
    """A table of bars, what it is over, and the trend of the line in focus."""

    CSS_PATH = "../styles/reasons.tcss"
    view = "reasons"
    BINDINGS: ClassVar[list[BindingType]] = bindings("views", "reasons")

    def __init__(self) -> None:
        super().__init__()
        self._asked = Asked()
        self._found: Answer | None = None

    def body(self) -> Iterable[Widget]:
        """What it is over, the table, the trend."""
        yield self.strip_of_views()
        yield Pane(identity="over", most=3)
        yield FrameTable(columns(None, None, self.app.glyphs), "place", _("Nobody has left yet."))
        yield Pane(identity="trend")

    @property
    def _table(self) -> FrameTable:
        return self.query_one(FrameTable)

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Start counting."""
        if snapshot.contents is not None:
            self.count(snapshot, self._asked)

    @work(thread=True, exclusive=True, exit_on_error=False, group="reasons")
    def count(self, snapshot: Snapshot, asked: Asked) -> None:
        """Tally the losses as asked."""
        if snapshot.contents is not None:
            found = answer(snapshot.contents.engine, asked)
            self.post_message(Tallied(snapshot, found, named(found)))

    @on(Tallied)
    def _show_tallies(self, message: Tallied) -> None:
        found, contents = message.answer, message.snapshot.contents
        if message.snapshot.version != self.app.snapshot.version or contents is None or found.asked != self._asked:
            return
        self._found = found
        said = " · ".join(text for text in (over_how_many(found), shares_over(found)) if text)
        over = self.query_one("#over", Pane)
        over.draw(lambda width, _height: [[(" " + line, "muted")] for line in wrap(said, max(20, width - 2))])
        self._table.set_columns(columns(found, contents.currency, self.app.glyphs))
        self._table.show(message.rows)

    @on(FrameTable.Moved)
    def _draw_trend(self) -> None:
        found, row = self._found, self._table.row
        if found is not None:
            pane = self.query_one("#trend", Pane)
            pane.draw(lambda width, height: trend_lines(found, row, width, height, self.app.glyphs))

    # -- keys ---------------------------------------------------------------------------------------------

    def _ask(self, asked: Asked) -> None:
        self._asked = asked
        self.show(self.app.snapshot)

    def action_sheet(self) -> None:
        """By reason, avoidable or not, stated against assessed: one after the other."""
        sheets = list(SHEETS)
        following = sheets[(sheets.index(self._asked.sheet) + 1) % len(sheets)]
        self._ask(replace(self._asked, sheet=following))
        self.app.say(_(SHEETS[following]))

    def action_whose(self) -> None:
        """Ours, theirs, their own words."""
        whose = list(OFS)
        following = whose[(whose.index(self._asked.of) + 1) % len(whose)]
        self._ask(replace(self._asked, of=following, sheet="reasons"))  # type: ignore[arg-type]
        self.app.say(_("Reasons {whose}.").format(whose=_(OFS[following])))

    @work
    async def action_group(self) -> None:
        """Choose what to group by."""
        contents = self.app.snapshot.contents
        if contents is None:
            self.app.refuse(_("There is nothing to group yet."))
            return
        options: list[Option[str | None]] = [Option(None, _("No group")), Option("period", _("Period"))]
        options += [Option(name, name) for name in contents.fields]
        chosen = await self.app.push_screen_wait(Choice(_("Group by"), options, self._asked.by, typed=True))
        if chosen is not None:
            self._ask(replace(self._asked, by=chosen.value))

    @work
    async def action_every(self) -> None:
        """Choose the kind of period, of the trend and of the groups."""
        kinds: tuple[Every, ...] = ("month", "quarter", "half", "year")
        options = [Option(every, _(EVERY_NAMES[every][1]), EVERY_NAMES[every][0]) for every in kinds]
        chosen = await self.app.push_screen_wait(Choice(_("Losses by"), options, self._asked.every))
        if chosen is not None:
            self._ask(replace(self._asked, every=chosen.value))

    @work
    async def action_edit(self) -> None:
        """Add, word anew, regroup or retire a reason."""
        from tui.screens.reason_editor import ReasonEditor

        if self.app.snapshot.contents is not None:
            await self.app.push_screen_wait(ReasonEditor())
            self.show(self.app.snapshot)

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        """The losses behind a bar."""
        if self._found is not None and event.row is not None:
            keys = behind(self._found, event.row).select("account_id", "lost_on")
            self.post_message(OpenLosses(title_of(self._found, event.row), keys))
