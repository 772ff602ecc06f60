"""Overview: the figures of one period in four bands, the chart of the one in focus, and the MRR waterfall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from metrics.periods import EVERIES, Every, shift
from metrics.words import N_
from tui.bands import HISTORY, bands
from tui.commands import bindings
from tui.figures_drawn import history_chart, movement_chart
from tui.messages import OpenMetric
from tui.period_names import period_name
from tui.screens.choice import Choice, Option
from tui.screens.room import Room
from tui.session import Snapshot
from tui.widgets.board import Board
from tui.widgets.paint import Piece, wrap
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    from metrics.figures import Figures
    from metrics.periods import Period

EVERY_NAMES: dict[Every, tuple[str, str]] = {
    "month": ("m", N_("Months")),
    "quarter": ("q", N_("Quarters")),
    "half": ("h", N_("Half-years")),
    "year": ("y", N_("Years")),
    "rolling3": ("3", N_("3 months, rolling")),
    "rolling12": ("r", N_("12 months, rolling")),
}


@dataclass
class Measured(Message):
    """The figures of a snapshot: of the whole, and by group where one is asked for."""

    snapshot: Snapshot
    whole: "Figures"
    grouped: "Figures | None"


class OverviewScreen(Room):
    """What happened: figure, change, interval, twelve periods, verdict; Enter opens any of them."""

    CSS_PATH = "../styles/overview.tcss"
    room = "overview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("period", "overview")

    def __init__(self) -> None:
        super().__init__()
        self._measured: Measured | None = None

    def body(self) -> Iterable[Widget]:
        """The board, what the focused metric means, its chart and the waterfall."""
        with Vertical(id="overview"):
            yield Board(glyphs=self.app.glyphs)
            yield Pane(identity="meaning")
            with Horizontal(id="charts"):
                yield Pane(identity="history")
                yield Pane(identity="movement")

    # -- figures ------------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Start measuring; until the book is read, or where it is empty, say so."""
        if snapshot.contents is None:
            self.query_one("#meaning", Pane).show([[(" " + _("Reading the book…"), "muted")]])
        elif snapshot.is_empty or snapshot.as_of is None:
            text = _("No figures yet: nothing has been imported. Press 6 to read your files, or to open the demo.")
            self.query_one("#meaning", Pane).show([[(" " + text, "muted")]])
        else:
            self.measure(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="measure")
    def measure(self, snapshot: Snapshot) -> None:
        """Ask for the period in view and those before it."""
        self.post_message(Measured(snapshot, *_measured(self, snapshot)))

    @on(Measured)
    def _show_figures(self, message: Measured) -> None:
        """Draw them, unless something else is asked for by now."""
        snapshot = message.snapshot
        period = snapshot.period
        if snapshot.version != self.app.snapshot.version or period is None or snapshot.contents is None:
            return
        self._measured = message
        labels = [each.label for each in message.whole.periods]
        before = labels[labels.index(period.label) - 1] if period.label in labels[1:] else None
        self.query_one(Board).show(
            bands(message.whole, None, period, snapshot.contents.engine.assumptions),
            period_name(period.label),
            period_name(before) if before else "",
            open_last=not period.complete,
        )
        self._lay_out()
        self._draw_focused()

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
        said: list[Piece] = [(tile.remark, "accent")] if tile.remark and not tile.missing else []
        said += [(_(measure.definition), ""), ("= " + _(measure.formula), "muted")]
        meaning.draw(lambda width, height: [
            [(" " + part, style)] for text, style in said for part in wrap(text, max(20, width - 2))
        ][:height])  # fmt: skip
        period = measured.snapshot.period
        if period is not None and self.query_one("#charts").display:
            self._draw_charts(tile.metric, measured, period)

    def _draw_charts(self, metric: str, measured: Measured, period: "Period") -> None:
        glyphs, whole = self.app.glyphs, measured.whole
        figures = measured.grouped or whole
        self.query_one("#history", Pane).draw(
            lambda width, height: history_chart(figures, metric, period, width, height, glyphs=glyphs)
        )
        self.query_one("#movement", Pane).draw(
            lambda width, height: movement_chart(whole, period, width, height, glyphs=glyphs)
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

    def action_period(self, step: int) -> None:
        """The period before or after, within the book."""
        snapshot = self.app.snapshot
        period, contents = snapshot.period, snapshot.contents
        if period is None or contents is None or snapshot.as_of is None:
            self.app.refuse(_("There is no period to go to: nothing has been imported yet."))
            return
        following = shift(period, snapshot.view.every, step, snapshot.as_of)
        if following.start > snapshot.as_of:
            self.app.refuse(_("This is the last period: the book ends on its as-of day."))
        elif _before_first(following, contents.first):
            self.app.refuse(_("This is the first period that the book knows of."))
        else:
            self.app.look(day=_within(following))

    @work
    async def action_every(self) -> None:
        """Choose the kind of period."""
        snapshot = self.app.snapshot
        options = [Option(every, _(EVERY_NAMES[every][1]), EVERY_NAMES[every][0]) for every in EVERIES]
        chosen = await self.app.push_screen_wait(Choice(_("Figures by"), options, snapshot.view.every))
        if chosen is not None:
            period = snapshot.period
            # Who looks at the last complete month looks at the last complete quarter next, not at the open one.
            day = None if period is None or period == snapshot.latest else _within(period)
            self.app.look(every=chosen.value, day=day)

    @work
    async def action_group(self) -> None:
        """Choose what to group by."""
        contents = self.app.snapshot.contents
        if contents is None or self.app.snapshot.as_of is None:
            self.app.refuse(_("There is nothing to group yet."))
            return
        options: list[Option[str | None]] = [Option(None, _("No group"))]
        options += [Option(name, name) for name in contents.fields]
        chosen = await self.app.push_screen_wait(Choice(_("Group by"), options, self.app.snapshot.view.by, typed=True))
        if chosen is not None:
            self.app.look(by=chosen.value)

    @work
    async def action_filter(self) -> None:
        """Choose a field, then a value to keep; the first line takes the filter away."""
        contents = self.app.snapshot.contents
        if contents is None or self.app.snapshot.as_of is None:
            self.app.refuse(_("There is nothing to filter yet."))
            return
        options: list[Option[str | None]] = [Option(None, _("Every account"))]
        options += [Option(name, name) for name in contents.columns]
        field = await self.app.push_screen_wait(Choice(_("Count only"), options, typed=True))
        if field is None:
            return
        if field.value is None:
            self.app.look(where=())
            return
        values = [Option(v or "", v or _("(none)"), remark=str(n)) for v, n in contents.values(field.value)]
        value = await self.app.push_screen_wait(Choice(field.value, values, typed=True))
        if value is not None:
            self.app.look(where=((field.value, value.value),))

    @on(Board.Opened)
    def _open(self, event: Board.Opened) -> None:
        self.post_message(OpenMetric(event.metric))


def _measured(screen: OverviewScreen, snapshot: Snapshot) -> "tuple[Figures, Figures | None]":
    from dataclasses import replace

    from metrics.figures import report

    question = snapshot.question(before=HISTORY - 1)
    assert question is not None
    assert snapshot.contents is not None
    ledger = snapshot.contents.ledger
    session = screen.app.session
    plain = replace(question, by=None)
    whole = session.answer(snapshot, ("report", plain), lambda: report(ledger, plain))
    if question.by is None:
        return whole, None
    return whole, session.answer(snapshot, ("report", question), lambda: report(ledger, question))


def _within(period: "Period") -> date:
    """A day that names the period: in its last month, whatever kind of period is asked for."""
    from datetime import timedelta

    return period.end - timedelta(days=1)


def _before_first(period: "Period", first: date | None) -> bool:
    return first is not None and period.end <= first
