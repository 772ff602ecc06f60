"""One figure opened: what it is, its formula with this period's numbers, its history, and the accounts behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message

from metrics.errors import ChurnError
from metrics.words import N_
from tui.bands import HISTORY
from tui.beside import looked_up
from tui.beside_drawn import lines as beside_lines
from tui.commands import bindings
from tui.explaining import part, why
from tui.explanation_drawn import opening, rest
from tui.exporting import Export
from tui.figures_drawn import histories
from tui.messages import OpenAccount
from tui.screens.periodic import Periodic
from tui.sentences import say
from tui.snapshot import Snapshot
from tui.widgets.columns import Column, Row
from tui.widgets.frame_table import FrameTable
from tui.widgets.key_bar import KeyBar
from tui.widgets.paint import Line, Piece, wrap
from tui.widgets.pane import Pane, Reader
from tui.widgets.top_line import TopLine
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.beside import Beside
    from metrics.explain import Explanation
    from metrics.figures import Figures
    from metrics.question import Question
    from tui.reports.render import Format

_CHART_ROWS = 7  # of the history among the words


@dataclass
class Explained(Message):
    """The explanation of a snapshot's figure, the periods around it, and what stands below: the accounts, or the
    facts of one; the days on which a change was decided, for the figures of all."""

    snapshot: Snapshot
    explanation: "Explanation"
    figures: "Figures"
    rows: "pl.DataFrame"
    changes: Sequence[date] = ()


@dataclass
class BesideFound(Message):
    """What stands beside the figure of a snapshot."""

    snapshot: Snapshot
    beside: "Beside"


@dataclass
class Unexplained(Message):
    """Why a snapshot has no such figure: no file of what it needs, or no such group in the period."""

    snapshot: Snapshot
    error: ChurnError


class ExplainScreen(Periodic):
    """Definition, formula, chart, accounts; Enter opens an account, Esc goes back to the figure."""

    CSS_PATH = "../styles/explain.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("explain", "period")
    AUTO_FOCUS = "FrameTable"
    KEY: ClassVar[tuple[str, ...]] = ("account_id",)

    def __init__(self, metric: str, room: str = "overview", by: str | None = None, group: str | None = None) -> None:
        """Of all accounts, or of one group of the field `by`."""
        super().__init__()
        self.room = room
        self._metric = metric
        self._by = by
        self._group = group
        # The one account or group that the figure is of.
        self.whose = "" if by is None else _("(none)") if group is None else group
        self._explained: Explained | None = None
        self._beside: Beside | None = None

    def compose(self) -> ComposeResult:
        """The words and the history side by side, the accounts below."""
        yield TopLine(self.room)
        with Horizontal(id="explained"):
            yield Reader(identity="words")
            yield Pane(identity="explain-history")
        yield FrameTable((), self.KEY, _("Nobody counts here in this period."))
        yield KeyBar()

    def show(self, snapshot: Snapshot) -> None:
        """Start explaining."""
        if snapshot.as_of is not None:
            self.explain(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="explain")
    def explain(self, snapshot: Snapshot) -> None:
        """The figure of the period in view, in the filter; then what stands beside it."""
        from metrics.explain import explain

        question, period, contents = snapshot.question(before=HISTORY - 1), snapshot.period, snapshot.contents
        if question is None or period is None or contents is None:
            return
        asked = replace(question, by=self._by)
        try:
            found = explain(contents.ledger, asked, self._metric, period.label, self._group)
        except ChurnError as error:
            self.post_message(Unexplained(snapshot, error))
            return
        changes: list[date] = contents.engine.book.decisions.all()["on"].to_list()
        around = self._around(snapshot, asked)
        self.post_message(Explained(snapshot, found, around, found.accounts, changes))
        held = looked_up(self.app.session, snapshot, asked, self._metric, around, self._group)
        self.post_message(BesideFound(snapshot, held))

    def _around(self, snapshot: Snapshot, question: "Question") -> "Figures":
        """The same figure of the periods before."""
        from metrics.figures import report

        assert snapshot.contents is not None
        ledger = snapshot.contents.ledger
        figures = self.app.session.answer(snapshot, ("report", question), lambda: report(ledger, question))
        if question.by is None:
            return figures
        return replace(figures, figures=tuple(figure for figure in figures.figures if figure.group == self._group))

    @on(Explained)
    def _show_explained(self, message: Explained) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        self._explained, self._beside = message, None
        self._draw_words(message)
        table = self.query_one(FrameTable)
        table.set_columns(self.columns(message.explanation))
        table.show(message.rows, keep=table.cursor > 0)

    def columns(self, explanation: "Explanation") -> tuple[Column, ...]:
        """What the table below shows."""
        return _columns(explanation)

    @on(Unexplained)
    def _say_why_not(self, message: Unexplained) -> None:
        """Say what is missing where the figure would stand."""
        import polars as pl

        if message.snapshot.version != self.app.snapshot.version:
            return
        self._explained = self._beside = None
        text = say(message.error)
        self.query_one("#words", Pane).draw(lambda width, _height: [
            [], *([(" " + part, "")] for part in wrap(text, max(20, width - 2)))
        ])  # fmt: skip
        self.query_one("#explain-history", Pane).show([])
        table = self.query_one(FrameTable)
        table.set_columns(())
        table.show(pl.DataFrame())

    @on(BesideFound)
    def _show_beside(self, message: BesideFound) -> None:
        if message.snapshot.version == self.app.snapshot.version and self._explained is not None:
            self._beside = message.beside
            self._draw_words(self._explained, keep=True)

    def _draw_words(self, message: Explained, *, keep: bool = False) -> None:
        """What the figure means, beside its history; where that has no room of its own, among the words."""
        explanation, figures = message.explanation, message.figures
        contents, glyphs = message.snapshot.contents, self.app.glyphs
        assert contents is not None
        stage, held = contents.engine.assumptions.stage, self._beside
        history = self.query_one("#explain-history", Pane)

        def drawn(width: int, height: int) -> Sequence[Line]:
            return histories(
                figures, self._metric, explanation.figure.period, width, height, glyphs=glyphs, changes=message.changes
            )

        def said(width: int, _height: int) -> list[Line]:
            room = max(20, width - 2)
            chart = () if history.display else drawn(width - 1, _CHART_ROWS)[1:]  # its title stands above
            found = beside_lines(held, explanation.currency, room, glyphs=glyphs) if held else ()
            return [
                *opening(explanation, stage, room, figures.every, self.whose),
                *chart,
                *rest(explanation, room),
                *found,
            ]

        self.query_one("#words", Pane).draw(said, keep=keep)
        history.draw(drawn)

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        if event.row is not None:
            self.open_row(event.table, event.row)

    def open_row(self, table: FrameTable, row: Row) -> None:
        """Enter on an account opens its page."""
        self.post_message(OpenAccount(table, self.room))

    def exported(self) -> Export | None:
        """All that is said of the figure, and the accounts behind it with their lines of files."""
        from tui.reports.explanation import Explained as Whole
        from tui.reports.explanation import lines_of

        found, held = self._explained, self._beside
        contents = found.snapshot.contents if found else None
        if found is None or contents is None:
            return None
        explanation, around, engine = found.explanation, found.figures, contents.engine

        def written(form: "Format") -> str:
            lines = lines_of(engine.book, engine.ledger, explanation)
            return Whole(explanation, around, engine.assumptions.stage, held, lines).text(form)

        return Export(f"{_(explanation.measure.title)} {explanation.figure.period.label}", written)

    def action_pane(self) -> None:
        """From the accounts to the words and back: what does not fit is scrolled there."""
        table, said = self.query_one(FrameTable), self.query_one("#words", Reader)
        (table if said.has_focus else said).focus()


def _columns(explanation: "Explanation") -> tuple[Column, ...]:
    measure, currency = explanation.measure, explanation.currency
    above, below = measure.money
    columns = (
        Column("account_id", N_("Account"), 12, rank=3),
        Column("name", N_("Name"), 18, grow=2),
        Column("numerator", N_("Adds"), 13 if above else 6, _amount(above, currency), "right"),
        Column("denominator", N_("Of"), 13 if below else 6, _amount(below, currency), "right", rank=2),
        Column("why", N_("Why it counts"), 32, lambda code: (why(code), "muted"), grow=1),
    )
    return tuple(column for column in columns if measure.kind == "ratio" or column.name != "denominator")


def _amount(is_money: bool, currency: str | None) -> Callable[[Any], Piece]:
    return lambda value: (part(value, currency, is_money=is_money), "" if value else "muted")
