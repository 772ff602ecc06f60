"""Overview: the figures of one period in four bands, the chart of the one in focus, and the MRR waterfall."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from tui.bands import CHANGED, bands
from tui.beside import looked_up
from tui.beside_drawn import lines
from tui.commands import bindings
from tui.exporting import Export
from tui.figures_drawn import histories, movement_chart
from tui.measuring import ahead, by_group, export, whole
from tui.messages import OpenBench, OpenMetric, OpenRestated
from tui.period_names import period_name
from tui.screens.periodic import Periodic
from tui.snapshot import Contents, Snapshot
from tui.widgets.board import Board
from tui.widgets.news_line import NewsLine
from tui.widgets.paint import Piece, width_of, wrap
from tui.widgets.pane import Pane
from tui.widgets.tiles import HEAD
from tui.words import _

if TYPE_CHECKING:
    from metrics.beside import Beside
    from metrics.figures import Figures
    from metrics.periods import Period
    from tui.restating import Restatement


@dataclass
class Measured(Message):
    """The figures of a snapshot, without groups; the days of changes decided."""

    snapshot: Snapshot
    whole: "Figures"
    changes: list[date]


@dataclass
class Grouped(Message):
    """The figures of the metric of the cursor by group."""

    measured: Measured
    metric: str
    figures: "Figures"


@dataclass
class LookedBack(Message):
    """What changed in figures already shown, for the kind of period and filter of a snapshot."""

    snapshot: Snapshot
    restatement: "Restatement"


@dataclass
class BesideFound(Message):
    """What stands beside the metric of the cursor."""

    snapshot: Snapshot
    metric: str
    beside: "Beside"


class OverviewScreen(Periodic):
    """What happened: figure, change, interval, twelve periods, verdict; Enter opens any of them."""

    CSS_PATH = "../styles/overview.tcss"
    room = "overview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("period", "overview")

    def __init__(self) -> None:
        super().__init__()
        self._measured: Measured | None = None
        self._looked_back: LookedBack | None = None

    def body(self) -> Iterable[Widget]:
        """The board, what the focused metric means, its chart and the waterfall."""
        with Vertical(id="overview"):
            yield NewsLine()
            yield Board(glyphs=self.app.glyphs)
            yield Pane(identity="meaning")
            with Horizontal(id="charts"):
                yield Pane(identity="history")
                with Vertical(id="beside-history"):
                    yield Pane(identity="movement")
                    yield Pane(identity="beside")

    # -- figures ------------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Start measuring; until the book is read, or where it is empty, say so."""
        self.set_class(snapshot.is_empty or snapshot.as_of is None, "-empty")
        if snapshot.contents is None:
            self.query_one("#meaning", Pane).show([[], [(" " + _("Reading the book…"), "muted")]])
        elif snapshot.is_empty or snapshot.as_of is None:
            text = _("No figures yet: nothing has been imported. Press 6 to read your files, or to open the demo.")
            self.query_one("#meaning", Pane).draw(lambda width, _height: [
                [], *([(" " + part, "")] for part in wrap(text, max(20, width - 2)))
            ])  # fmt: skip
        else:
            self.measure(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="measure")
    def measure(self, snapshot: Snapshot) -> None:
        """Ask for the period in view and those before it."""
        assert snapshot.contents is not None
        changes = snapshot.contents.engine.book.decisions.all()["on"].to_list()
        self.post_message(Measured(snapshot, whole(self.app.session, snapshot), changes))

    @on(Measured)
    def _show_figures(self, message: Measured) -> None:
        """Draw them, unless something else is asked for by now."""
        snapshot = message.snapshot
        period = snapshot.period
        if snapshot.version != self.app.snapshot.version or period is None or snapshot.contents is None:
            return
        self._measured = message
        self._draw_board(message, period, snapshot.contents)
        self._lay_out()
        self._draw_focused()
        self.look_back(snapshot)
        self.query_one(NewsLine).ask(snapshot)
        tile = self.query_one(Board).tile
        self.ask_beside(snapshot, lambda beside: ahead(self.app.session, beside, tile.metric if tile else None))

    def _draw_board(self, message: Measured, period: "Period", contents: Contents) -> None:
        labels = [each.label for each in message.whole.periods]
        before = labels[labels.index(period.label) - 1] if period.label in labels[1:] else None
        self.query_one(Board).show(
            bands(message.whole, None, period, contents.engine.assumptions, self._restated(period.label)),
            _head(period.label),
            _head(before) if before else "",
            open_last=not period.complete,
        )

    # -- what was shown before ------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, exit_on_error=False, group="look_back")
    def look_back(self, snapshot: Snapshot) -> None:
        """Ask what the changes of the book did to figures already shown, once those of now stand."""
        from tui.restating import look_back

        question, contents = snapshot.question(), snapshot.contents
        if question is not None and contents is not None:
            key = ("restated", question.every, question.where)
            found = self.app.session.answer(snapshot, key, lambda: look_back(contents.engine, question))
            self.post_message(LookedBack(snapshot, found))

    @on(LookedBack)
    def _mark(self, message: LookedBack) -> None:
        """Mark the figures that are no longer what they were."""
        snapshot, period, measured = message.snapshot, message.snapshot.period, self._measured
        if snapshot.version != self.app.snapshot.version or period is None or measured is None:
            return
        self._looked_back = message
        if self._restated(period.label) and snapshot.contents is not None:
            self._draw_board(measured, period, snapshot.contents)
            self._draw_focused()

    def _restated(self, label: str) -> frozenset[str]:
        """The metrics of a period that are not what they were, as far as that has been looked up."""
        known, view = self._looked_back, self.app.snapshot.view
        if known is None or known.snapshot.data != self.app.snapshot.data:
            return frozenset()
        asked = known.snapshot.view
        same = (asked.every, asked.where) == (view.every, view.where)
        return known.restatement.metrics(label) if same else frozenset()

    @work(thread=True, exclusive=True, exit_on_error=False, group="beside")
    def look_beside(self, measured: Measured, metric: str) -> None:
        """Ask what stands beside a metric; beside the others, when in the year customers leave."""
        from metrics.beside import belongs

        snapshot = measured.snapshot
        question = snapshot.question()
        if question is not None:
            asked, of = replace(question, by=None), metric if belongs(metric) else "customer_churn_rate"
            found = looked_up(self.app.session, snapshot, asked, of, measured.whole)
            self.post_message(BesideFound(snapshot, metric, found))

    @on(BesideFound)
    def _show_beside(self, message: BesideFound) -> None:
        tile, contents = self.query_one(Board).tile, message.snapshot.contents
        if tile is None or tile.metric != message.metric or contents is None:
            return
        found, glyphs, currency = message.beside, self.app.glyphs, contents.currency
        self.query_one("#beside", Pane).draw(
            lambda width, height: lines(found, currency, max(20, width - 2), glyphs=glyphs)[:height]
        )

    @on(Board.Moved)
    def _draw_focused(self) -> None:
        """What the metric of the cursor means, and its charts where there is room."""
        tile = self.query_one(Board).tile
        measured = self._measured
        if tile is None or measured is None:
            return
        from metrics.catalogue import BY_ID

        measure = BY_ID[tile.metric]
        meaning = self.query_one("#meaning", Pane)
        said: list[Piece] = [] if tile.missing else [(" ".join(filter(None, (tile.since, tile.remark))), "accent")]
        if tile.restated:
            said.insert(0, (_("{mark} changed since it was shown; r opens what it was.").format(mark=CHANGED), "warn"))
        said += [(_(measure.definition), ""), ("= " + _(measure.formula), "muted")]
        meaning.draw(lambda width, height: [
            [(" " + part, style)] for text, style in said for part in wrap(text, max(20, width - 2))
        ][:height])  # fmt: skip
        period = measured.snapshot.period
        if period is not None and self.query_one("#charts").display:
            self._draw_charts(tile.metric, measured, period)
            if self.query_one("#beside").display:
                self.look_beside(measured, tile.metric)

    def _draw_charts(self, metric: str, measured: Measured, period: "Period") -> None:
        glyphs, figures = self.app.glyphs, measured.whole
        if measured.snapshot.view.by is None:
            self._draw_history(figures, metric, measured, period)
        else:
            self.look_by_group(measured, metric)
        self.query_one("#movement", Pane).draw(
            lambda width, height: movement_chart(figures, period, width, height, glyphs=glyphs)
        )

    @work(thread=True, exclusive=True, exit_on_error=False, group="by_group")
    def look_by_group(self, measured: Measured, metric: str) -> None:
        """Ask for the metric of the cursor by group."""
        self.post_message(Grouped(measured, metric, by_group(self.app.session, measured.snapshot, metric)))

    @on(Grouped)
    def _show_groups(self, message: Grouped) -> None:
        tile, period = self.query_one(Board).tile, message.measured.snapshot.period
        if tile is not None and tile.metric == message.metric and message.measured is self._measured and period:
            self._draw_history(message.figures, message.metric, message.measured, period)

    def _draw_history(self, figures: "Figures", metric: str, measured: Measured, period: "Period") -> None:
        glyphs, changes = self.app.glyphs, measured.changes
        self.query_one("#history", Pane).draw(
            lambda width, height: histories(figures, metric, period, width, height, glyphs=glyphs, changes=changes)
        )

    def on_resize(self) -> None:
        """Lines or cards, with charts or without."""
        self._lay_out()
        self.call_after_refresh(self._draw_focused)

    def _lay_out(self) -> None:
        self.query_one(Board).lay_out(self.size.width, self.size.height - 4)

    # -- keys ---------------------------------------------------------------------------------------------

    def action_band(self, step: int) -> None:
        """The next band, or the one before."""
        self.query_one(Board).next_band(step)

    def action_bench(self) -> None:
        """The definitions of the metric of the cursor."""
        tile = self.query_one(Board).tile
        if tile is None:
            self.app.refuse(_("There is nothing to define yet: nothing has been imported."))
        else:
            self.post_message(OpenBench(tile.metric))

    def action_restated(self) -> None:
        """What the metric of the cursor was, and what changed it."""
        tile, period = self.query_one(Board).tile, self.app.snapshot.period
        if tile is None or period is None:
            self.app.refuse(_("Nothing has been shown yet that could have changed."))
        else:
            self.post_message(OpenRestated(tile.metric, period.label))

    def exported(self) -> Export | None:
        """The figures of the periods in view, by group where they are grouped, and what stands beside them."""
        return export(self.app.session, self._measured.snapshot, self.heading()) if self._measured else None

    @on(Board.Opened)
    def _open(self, event: Board.Opened) -> None:
        if event.tile.missing:
            told = _("{metric} {needs}; 6 reads your files.")
            self.app.refuse(told.format(metric=event.tile.title, needs=event.tile.remark))
        else:
            self.post_message(OpenMetric(event.tile.metric))


def _head(label: str) -> str:
    """A period above its figures: its name, or its label where that is too long."""
    name = period_name(label)
    return name if width_of([(name, "")]) <= HEAD else label
