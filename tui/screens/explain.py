"""One figure opened: what it is, its formula with this period's numbers, its history, and the accounts behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message

from metrics.words import N_
from tui.bands import HISTORY, shown
from tui.commands import bindings
from tui.explaining import formula, interval, part, why
from tui.figures_drawn import history_chart
from tui.messages import OpenAccount
from tui.period_names import period_name
from tui.screens.room import Room
from tui.session import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.key_bar import KeyBar
from tui.widgets.paint import Line, Piece, wrap
from tui.widgets.pane import Pane
from tui.widgets.top_line import TopLine
from tui.words import _

if TYPE_CHECKING:
    from metrics.explain import Explanation
    from metrics.figures import Figures


@dataclass
class Explained(Message):
    """The explanation of a snapshot's figure, and the periods around it."""

    snapshot: Snapshot
    explanation: "Explanation"
    figures: "Figures"


class ExplainScreen(Room):
    """Definition, formula, chart, accounts; Enter opens an account, Esc goes back to the figure."""

    CSS_PATH = "../styles/explain.tcss"
    room = "overview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("period")

    def __init__(self, metric: str) -> None:
        super().__init__()
        self._metric = metric

    def compose(self) -> ComposeResult:
        """The words and the history side by side, the accounts below."""
        yield TopLine(self.room)
        with Horizontal(id="explained"):
            yield Pane(identity="words")
            yield Pane(identity="explain-history")
        yield FrameTable(self._columns(None), "account_id", _("Nobody counts here in this period."))
        yield KeyBar()

    def show(self, snapshot: Snapshot) -> None:
        """Start explaining."""
        if snapshot.as_of is not None:
            self.explain(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="explain")
    def explain(self, snapshot: Snapshot) -> None:
        """The figure of the period in view, in the filter, over all groups."""
        from dataclasses import replace

        from metrics.explain import explain
        from metrics.figures import report

        question, period, contents = snapshot.question(before=HISTORY - 1), snapshot.period, snapshot.contents
        if question is None or period is None or contents is None:
            return
        plain = replace(question, by=None)
        found = explain(contents.ledger, plain, self._metric, period.label)
        figures = self.app.session.answer(snapshot, ("report", plain), lambda: report(contents.ledger, plain))
        self.post_message(Explained(snapshot, found, figures))

    @on(Explained)
    def _show_explained(self, message: Explained) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        table = self.query_one(FrameTable)
        table.set_columns(self._columns(message.explanation))
        table.show(message.explanation.accounts)
        table.focus()
        metric, period, glyphs = self._metric, message.explanation.figure.period, self.app.glyphs
        self.query_one("#words", Pane).draw(lambda width, _height: _words(message.explanation, max(20, width - 2)))
        self.query_one("#explain-history", Pane).draw(
            lambda width, height: history_chart(message.figures, metric, period, width, height, glyphs=glyphs)
        )

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        if event.row is not None:
            self.post_message(OpenAccount(event.table, self.room))

    def _columns(self, explanation: "Explanation | None") -> tuple[Column, ...]:
        measure = explanation.measure if explanation else None
        currency = explanation.currency if explanation else None
        above, below = measure.money if measure else (False, False)
        columns = (
            Column("account_id", N_("Account"), 12, rank=3),
            Column("name", N_("Name"), 18, grow=2),
            Column("numerator", N_("Adds"), 13, _amount(above, currency), "right"),
            Column("denominator", N_("Of"), 13, _amount(below, currency), "right", rank=2),
            Column("why", N_("Why it counts"), 14, lambda code: (why(code), "muted"), grow=2, rank=1),
        )
        kept = measure is None or measure.kind == "ratio"
        return tuple(column for column in columns if kept or column.name != "denominator")


def _amount(is_money: bool, currency: str | None) -> Callable[[Any], Piece]:
    return lambda value: (part(value, currency, is_money=is_money), "" if value else "muted")


def _words(explanation: "Explanation", width: int) -> list[Line]:
    """Title and value, definition, formula with the numbers in it, inputs, caveats, source."""
    figure, measure, currency = explanation.figure, explanation.measure, explanation.currency
    lines: list[Line] = [
        [(" " + _(measure.title), "title"), (" · " + period_name(figure.period.label), "muted")],
        [(" " + shown(measure, figure.value, currency), "strong"), (f"   {interval(figure) or ''}", "muted")],
    ]
    lines += [[(" " + text, "")] for text in wrap(_(measure.definition), width)]
    lines += [[(" " + text, "accent")] for text in wrap(formula(explanation), width)]
    for each in explanation.inputs:
        lines.append([("   " + _(each.measure.title) + "  ", "muted"), (shown(each.measure, each.value, currency), "")])
    if measure.caveats:
        lines += [[(" " + text, "warn")] for text in wrap(_(measure.caveats), width)]
    if measure.source:
        lines.append([(" " + _("Source: {source}").format(source=measure.source), "muted")])
    return lines
