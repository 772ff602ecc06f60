"""What the views of the losses share that count them in one table of several: what it is over, the table, a chart."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from textual import work
from textual.widget import Widget

from tui.losses_sheets import Asked
from tui.screens.choice import Choice, Option
from tui.screens.losses_view import LossesView
from tui.screens.room import nothing_here
from tui.snapshot import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import wrap
from tui.widgets.pane import Pane
from tui.words import _

Question = TypeVar("Question", bound=Asked)


class LossesSheets(LossesView, Generic[Question]):
    """One table at a time, of `sheets` by their names; `asked` is which, and by which field."""

    CSS_PATH = "../styles/reasons.tcss"
    sheets: Mapping[str, str]
    empty: str  # a message id: what stands in a table without a line

    def __init__(self, asked: Question) -> None:
        super().__init__()
        self.asked = asked

    def body(self) -> Iterable[Widget]:
        """The views, what the table is over, the table, the chart."""
        yield self.strip_of_views()
        yield Pane(identity="over", most=5)
        yield FrameTable(self.first_columns(), "place", _(self.empty))
        yield Pane(identity="trend")

    @abstractmethod
    def first_columns(self) -> tuple[Column, ...]:
        """The columns until there is an answer."""

    @abstractmethod
    def count(self, snapshot: Snapshot, asked: Question) -> object:
        """Start counting."""

    @property
    def table(self) -> FrameTable:
        """The table."""
        return self.query_one(FrameTable)

    def show(self, snapshot: Snapshot) -> None:
        """Start counting, where there is something to count."""
        import polars as pl

        if snapshot.contents is not None and not snapshot.has_customers:
            self.table.empty = nothing_here(snapshot)
            self.table.show(pl.DataFrame())
        elif snapshot.contents is not None and snapshot.as_of is not None:
            self.count(snapshot, self.asked)

    def ask(self, asked: Question) -> None:
        """Show another table."""
        self.asked = asked
        self.show(self.app.snapshot)

    def say_over(self, *sentences: str) -> None:
        """What the table is over, the sentences under each other."""
        self.query_one("#over", Pane).draw(
            lambda width, _height: [
                [(" " + line, "muted")] for text in sentences for line in wrap(text, max(20, width - 2))
            ]
        )

    # -- keys ---------------------------------------------------------------------------------------------

    def action_sheet(self) -> None:
        """The next table."""
        sheets = list(self.sheets)
        following = sheets[(sheets.index(self.asked.sheet) + 1) % len(sheets)]
        self.ask(replace(self.asked, sheet=following))
        self.app.say(_(self.sheets[following]))

    def groups(self) -> list[Option[str | None]]:
        """What the table can be grouped by."""
        contents = self.app.snapshot.contents
        fields = contents.fields if contents else ()
        options: list[Option[str | None]] = [Option(None, _("No group"))]
        return options + [Option(name, name) for name in fields]

    @work
    async def action_group(self) -> None:
        """Choose what to group by."""
        if self.app.snapshot.contents is None:
            self.app.refuse(_("There is nothing to group yet."))
            return
        chosen = await self.app.push_screen_wait(Choice(_("Group by"), self.groups(), self.asked.by, typed=True))
        if chosen is not None:
            self.ask(replace(self.asked, by=chosen.value))
