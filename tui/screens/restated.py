"""What changed in figures already shown: what each was and is, by which change, and the rows that made it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui.bands import shown
from tui.commands import bindings
from tui.formats import change as difference
from tui.formats import clean, moment
from tui.intake import TABLE_NAMES, file_name
from tui.messages import OpenFact
from tui.period_names import period_name
from tui.restating import Restatement, Step, look_back, rows_of
from tui.screens.room import Room
from tui.snapshot import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Line
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.changes import Kind

CHANGES = {"added": (N_("came"), "good"), "removed": (N_("went"), "bad"), "changed": (N_("changed"), "accent")}


@dataclass
class RestatementFound(Message):
    """What the changes of the book did to figures already shown."""

    snapshot: Snapshot
    restatement: Restatement


@dataclass
class RowsFound(Message):
    """The rows behind one figure, by its key."""

    key: tuple[Any, ...]
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
        self._steps: tuple[Step, ...] = ()
        self._unseen = 0

    def body(self) -> Iterable[Widget]:
        """By which change, the figures, their rows."""
        yield Pane(identity="restated-title")
        yield FrameTable(_FIGURES, _KEY, _("No figure already shown has changed."), identity="restated")
        yield FrameTable(_ROWS, ("table", "key"), identity="changed")

    def show(self, snapshot: Snapshot) -> None:
        """Start comparing."""
        if snapshot.as_of is not None:
            self.read(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="restated")
    def read(self, snapshot: Snapshot) -> None:
        """The figures before and after each change."""
        question, contents = snapshot.question(), snapshot.contents
        if question is not None and contents is not None:
            found = self.app.session.answer(
                snapshot, ("restated", question.every, question.where), lambda: look_back(contents.engine, question)
            )
            self.post_message(RestatementFound(snapshot, found))

    @on(RestatementFound)
    def _show_found(self, message: RestatementFound) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        self._steps, self._unseen = message.restatement.steps, message.restatement.unseen
        table = self.query_one("#restated", FrameTable)
        self.query_one("#restated-title", Pane).show(_heading(None, self._unseen))
        currency = message.snapshot.contents.currency if message.snapshot.contents else None
        figures = _figures(self._steps, currency)
        table.show(figures)
        keys = list(zip(figures["period"], figures["metric"], strict=True))
        table.move_to(keys.index(self._sought) if self._sought in keys else 0)

    @on(FrameTable.Moved, "#restated")
    def _behind(self, event: FrameTable.Moved) -> None:
        if event.row is None:
            return
        step = self._steps[event.row["step"]]
        self.query_one("#restated-title", Pane).show(_heading(step, self._unseen))
        below = self.query_one("#changed", FrameTable)
        below.empty = (
            _("An account that had asked for it was forgotten: its rows are gone.")
            if step.change.kind == "forgotten"
            else _("No row behind this figure changed.")
        )
        self.look_behind(step, event.table.key_of(event.row))

    @work(thread=True, exclusive=True, exit_on_error=False, group="behind")
    def look_behind(self, step: Step, key: tuple[Any, ...]) -> None:
        """The changed rows of the tables that the figure is made of, as far as they bear on its period."""
        from metrics.catalogue import BY_ID
        from metrics.restatement import bearing

        snapshot, change, measure = self.app.snapshot, step.change, BY_ID[key[-1]]
        contents, needs = snapshot.contents, measure.needs
        period = next(each.was.period for each in step.figures if each.was.period.label == key[1])
        if contents is not None:
            rows = self.app.session.answer(
                snapshot, ("changed_rows", change.at, needs), lambda: rows_of(contents.engine, change, needs)
            )
            self.post_message(RowsFound(key, bearing(rows, measure, period)))

    @on(RowsFound)
    def _show_rows(self, message: RowsFound) -> None:
        table = self.query_one("#restated", FrameTable)
        if table.row is not None and table.key_of(table.row) == message.key:
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


_KEY = ("step", "period", "metric")
_FIGURES = (
    Column("period_name", N_("Period"), 9, lambda text: (text, "muted")),
    Column("title", N_("Figure"), 22, lambda text: (text, "strong"), grow=1),
    Column("was", N_("Was"), 11, lambda text: (text, "muted"), "right"),
    Column("now", N_("Is"), 11, lambda text: (text, "strong"), "right"),
    Column("gap", N_("Difference"), 11, lambda text: (text, "accent"), "right", rank=1),
    Column("by", N_("By"), 14, lambda text: (text, "muted"), rank=2),
)
_ROWS = (
    Column("change", N_("Row"), 8, lambda code: (_(CHANGES[code][0]), CHANGES[code][1])),
    Column("table", N_("Table"), 14, lambda name: (_(TABLE_NAMES[name]), "muted")),
    Column("account_id", N_("Account"), 14),
    Column("key", N_("Names"), 26, grow=1),
    Column("source_import", N_("Import"), 6, lambda n: ("" if n is None else str(n), "muted"), "right", rank=1),
    Column("source_line", N_("Line"), 7, lambda n: ("" if n is None else str(n), "muted"), "right"),
)
# What a change is called in a column, and above its figures.
_BY: "dict[Kind, tuple[str, str]]" = {
    "imported": (N_("import {id}"), N_("Import {id} changed figures already shown")),
    "undone": (N_("{id} taken back"), N_("Taking import {id} back changed figures already shown")),
    "restored": (N_("{id} brought back"), N_("Bringing import {id} back changed figures already shown")),
    "forgotten": (N_("forgetting"), N_("Forgetting an account changed figures already shown")),
}


def _heading(step: Step | None, unseen: int = 0) -> list[Line]:
    """Which change it was, of which files, when and by whom."""
    beyond = _("The {n} oldest changes of the book are not looked at.").format(n=unseen) if unseen else ""
    if step is None:
        text = _("Every figure of a period that was complete when it was shown is as it was.")
        return [[(" " + text, "muted")], [(" " + beyond, "muted")]]
    change = step.change
    ids = ", ".join(str(each.id) for each in change.imports)
    names = ", ".join(dict.fromkeys(str(file_name(each.file)) for each in change.imports))
    at = moment(datetime.fromisoformat(change.at))
    said = _("{moment}, by {user}").format(moment=at, user=clean(change.user))
    title = (" " + _(_BY[change.kind][1]).format(id=ids), "title")
    about, rest = f" · {names}" if names else "", f" · {beyond}" if beyond else ""
    return [[title], [(f" {said}", "muted"), (about, ""), (rest, "muted")]]


def _figures(steps: tuple[Step, ...], currency: str | None) -> "pl.DataFrame":
    """The figures as shown: of the latest change first, of each the latest period."""
    import polars as pl

    rows = []
    for place, step in enumerate(steps):
        change = step.change
        by = _(_BY[change.kind][0]).format(id=", ".join(str(each.id) for each in change.imports))
        for each in sorted(step.figures, key=lambda each: each.now.period.start, reverse=True):
            measure, label = each.now.measure, each.now.period.label
            was, now = (shown(measure, figure.value, currency) for figure in (each.was, each.now))
            gap = difference(each.now.value, each.was.value, measure.unit, currency)
            rows.append((place, label, measure.id, period_name(label), _(measure.title), was, now, gap, by))
    names = ("period", "metric", "period_name", "title", "was", "now", "gap", "by")
    return pl.DataFrame(rows, schema={"step": pl.Int64, **dict.fromkeys(names, pl.String)}, orient="row")
