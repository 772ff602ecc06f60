"""A few figures with their names side by side, with a cursor: Enter opens the one under it."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.commands import bindings
from tui.widgets.paint import Line, Piece, fit, width_of
from tui.widgets.pane import Pane

_CELL = 25  # cells of a figure with its name


class Named(NamedTuple):
    """A figure as shown: the metric that it is of, its name, its value."""

    metric: str
    name: str
    value: str


class FigureStrip(Pane, can_focus=True):
    """As many figures side by side as fit, in as many lines as that takes."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    class Opened(Message):
        """Enter on a figure, or a click on it."""

        def __init__(self, metric: str) -> None:
            super().__init__()
            self.metric = metric

    def __init__(self, *, identity: str, most: int) -> None:
        super().__init__(identity=identity, most=most)
        self._figures: Sequence[Named] = ()
        self._cursor = 0

    def offer(self, figures: Sequence[Named]) -> None:
        """Show other figures; the cursor stays on its metric."""
        metrics = [figure.metric for figure in figures]
        here = self._figures[self._cursor].metric if self._figures else ""
        self._figures, self._cursor = figures, metrics.index(here) if here in metrics else 0
        self._draw()

    @property
    def _across(self) -> int:
        return max(1, self.size.width // _CELL)

    def _draw(self) -> None:
        self.draw(lambda width, _height: self._laid_out(max(1, width // _CELL)), keep=True)

    def _laid_out(self, across: int) -> list[Line]:
        cells = [self._cell(figure, self.has_focus and n == self._cursor) for n, figure in enumerate(self._figures)]
        return [[p for cell in cells[start : start + across] for p in cell] for start in range(0, len(cells), across)]

    @staticmethod
    def _cell(figure: Named, here: bool) -> list[Piece]:
        room = _CELL - 3 - width_of([(figure.value, "")])
        above = "+cursor" if here else ""
        return [(" " + fit(figure.name, room) + " ", "muted" + above), (figure.value, "strong" + above), (" ", "")]

    # -- keys and mouse -----------------------------------------------------------------------------------

    def _move(self, step: int) -> None:
        target = self._cursor + step
        if 0 <= target < len(self._figures):
            self._cursor = target
            self._draw()

    def action_cursor_left(self) -> None:
        """The figure before."""
        self._move(-1)

    def action_cursor_right(self) -> None:
        """The figure after."""
        self._move(1)

    def action_cursor_up(self) -> None:
        """The figure above."""
        self._move(-self._across)

    def action_cursor_down(self) -> None:
        """The figure below."""
        self._move(self._across)

    def action_first(self) -> None:
        """The first figure."""
        self._move(-self._cursor)

    def action_last(self) -> None:
        """The last figure."""
        self._move(len(self._figures) - 1 - self._cursor)

    def action_open(self) -> None:
        """Say which figure was opened."""
        if self._figures:
            self.post_message(self.Opened(self._figures[self._cursor].metric))

    def on_click(self, event: events.Click) -> None:
        """Click a figure to open it."""
        index = event.y * self._across + event.x // _CELL
        if event.x // _CELL < self._across and index < len(self._figures):
            self._cursor = index
            self._draw()
            self.action_open()

    def on_focus(self) -> None:
        """The cursor is bright."""
        self._draw()

    def on_blur(self) -> None:
        """There is no cursor."""
        self._draw()
