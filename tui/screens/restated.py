"""What a later import changed in figures already shown: was and now, and the rows that made the difference."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui.bands import shown
from tui.commands import bindings
from tui.formats import change, clean, date
from tui.intake import TABLE_NAMES, file_name
from tui.messages import OpenFact
from tui.period_names import period_name
from tui.restating import Restatement, latest
from tui.screens.room import Room
from tui.snapshot import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

CHANGES = {"added": (N_("came"), "good"), "removed": (N_("went"), "bad"), "changed": (N_("changed"), "accent")}


@dataclass
class RestatementFound(Message):
    """What the latest imports changed, and the changed rows by the tables that a figure needs."""

    snapshot: Snapshot
    restatement: Restatement | None


@dataclass
class RowsFound(Message):
    """The rows behind one figure."""

    metric: str
    period: str
    rows: "pl.DataFrame"


class RestatedScreen(Room):
    """Figures above, the rows behind the one in focus below; it opens on the period and metric it was asked for."""

    CSS_PATH = "../styles/restated.tcss"
    AUTO_FOCUS = "#restated"
    room = "overview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("restated")

    def __init__(self, metric: str, period: str) -> None:
        super().__init__()
        self._sought = (period, metric)
        self._found: Restatement | None = None

    def body(self) -> Iterable[Widget]:
        """Which import, the figures, their rows."""
        yield Pane(identity="restated-title")
        yield FrameTable(_FIGURES, ("period", "metric"), _("No figure already shown has changed."), identity="restated")
        yield FrameTable(_ROWS, ("table", "key"), _("No row behind this figure changed."), identity="changed")

    def show(self, snapshot: Snapshot) -> None:
        """Start comparing."""
        if snapshot.as_of is not None:
            self.read(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="restated")
    def read(self, snapshot: Snapshot) -> None:
        """The figures before and after the latest imports."""
        question, contents = snapshot.question(), snapshot.contents
        if question is not None and contents is not None:
            found = self.app.session.answer(
                snapshot, ("restated", question.every, question.where), lambda: latest(contents.engine, question)
            )
            self.post_message(RestatementFound(snapshot, found))

    @on(RestatementFound)
    def _show_found(self, message: RestatementFound) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        self._found = found = message.restatement
        table = self.query_one("#restated", FrameTable)
        title = self.query_one("#restated-title", Pane)
        if found is None:
            title.show([[(" " + _("Nothing had been shown before the latest import."), "muted")]])
            return
        currency = message.snapshot.contents.currency if message.snapshot.contents else None
        last = found.imports[-1]
        names = ", ".join(dict.fromkeys(str(file_name(each.file)) for each in found.imports))
        day = date(datetime.fromisoformat(last.made_at).date())
        said = _("Import {id}, {day}, by {user}").format(id=last.id, day=day, user=clean(last.user))
        title.show([[(" " + _("Changed by the latest import"), "title"), (f" · {names}", "")], [(f" {said}", "muted")]])
        table.show(_figures(found, currency))
        at = table.find(self._sought)
        if at is not None:
            table.move_to(at)

    @on(FrameTable.Moved, "#restated")
    def _behind(self, event: FrameTable.Moved) -> None:
        if event.row is not None and self._found is not None:
            self.look_behind(self._found, event.row["period"], event.row["metric"])

    @work(thread=True, exclusive=True, exit_on_error=False, group="behind")
    def look_behind(self, found: Restatement, period: str, metric: str) -> None:
        """The rows of the tables that the figure is made of."""
        from metrics.catalogue import BY_ID

        snapshot, needs = self.app.snapshot, BY_ID[metric].needs
        rows = self.app.session.answer(snapshot, ("changed_rows", needs), lambda: found.rows(needs))
        self.post_message(RowsFound(metric, period, rows))

    @on(RowsFound)
    def _show_rows(self, message: RowsFound) -> None:
        row = self.query_one("#restated", FrameTable).row
        if row is not None and (row["period"], row["metric"]) == (message.period, message.metric):
            self.query_one("#changed", FrameTable).show(message.rows)

    # -- keys ---------------------------------------------------------------------------------------------

    def action_pane(self) -> None:
        """From the figures to the rows and back."""
        below = self.query_one("#changed", FrameTable)
        (self.query_one("#restated", FrameTable) if below.has_focus else below).focus()

    @on(FrameTable.Opened, "#restated")
    def _enter(self) -> None:
        self.action_pane()

    @on(FrameTable.Opened, "#changed")
    def _open(self, event: FrameTable.Opened) -> None:
        row = event.row
        if row is not None and row["source_import"] is not None and row["source_line"] is not None:
            text = f"{_(CHANGES[row['change']][0])}: {row['key']}"
            self.post_message(OpenFact(clean(text), row["source_import"], row["source_line"]))

    def leave(self) -> bool:
        """Esc goes from the rows to the figures first."""
        if self.query_one("#changed", FrameTable).has_focus:
            self.action_pane()
            return True
        return False


_FIGURES = (
    Column("period_name", N_("Period"), 14, lambda text: (text, "muted")),
    Column("title", N_("Figure"), 28, lambda text: (text, "strong"), grow=1),
    Column("was", N_("Was"), 12, lambda text: (text, "muted"), "right"),
    Column("now", N_("Is"), 12, lambda text: (text, "strong"), "right"),
    Column("gap", N_("Difference"), 11, lambda text: (text, "accent"), "right", rank=1),
)
_ROWS = (
    Column("change", N_("Row"), 8, lambda code: (_(CHANGES[code][0]), CHANGES[code][1])),
    Column("table", N_("Table"), 14, lambda name: (_(TABLE_NAMES[name]), "muted")),
    Column("account_id", N_("Account"), 14),
    Column("key", N_("Names"), 26, grow=1),
    Column("source_import", N_("Import"), 6, lambda n: ("" if n is None else str(n), "muted"), "right", rank=1),
    Column("source_line", N_("Line"), 7, lambda n: ("" if n is None else str(n), "muted"), "right"),
)


def _figures(found: Restatement, currency: str | None) -> "pl.DataFrame":
    """The figures as shown, the latest period first."""
    import polars as pl

    rows = []
    for each in found.figures:
        measure, label = each.now.measure, each.now.period.label
        was, now = (shown(measure, figure.value, currency) for figure in (each.was, each.now))
        gap = change(each.now.value, each.was.value, measure.unit, currency)
        rows.append((label, measure.id, period_name(label), _(measure.title), was, now, gap, each.now.period.start))
    names = ("period", "metric", "period_name", "title", "was", "now", "gap")
    schema = dict.fromkeys(names, pl.String) | {"start": pl.Date}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.sort("start", descending=True, maintain_order=True)
