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
_BESIDE = 12  # of them for the other one
_WITH_PEERS = 38  # the same where another figure stands beside it


class Named(NamedTuple):
    """A figure as shown: the metric that it is of, its name, its value, another that it is held against."""

    metric: str
    name: str
    value: str
    beside: str = ""


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
        self._legend = ""

    def offer(self, figures: Sequence[Named], legend: str = "") -> None:
        """Show other figures, with what stands beside them; the cursor stays on its metric."""
        self._legend = legend
        metrics = [figure.metric for figure in figures]
        here = self._figures[self._cursor].metric if self._figures else ""
        self._figures, self._cursor = figures, metrics.index(here) if here in metrics else 0
        self._draw()

    @property
    def _across(self) -> int:
        return self._fitting(self.size.width)

    def _fitting(self, width: int) -> int:
        return max(1, width // (_WITH_PEERS if any(figure.beside for figure in self._figures) else _CELL))

    def _draw(self) -> None:
        self.draw(lambda width, _height: self._laid_out(self._fitting(width), width), keep=True)

    def _laid_out(self, across: int, width: int) -> list[Line]:
        size = min(width // across, _WITH_PEERS + 6)
        cells = [
            self._cell(figure, size, self.has_focus and n == self._cursor) for n, figure in enumerate(self._figures)
        ]
        rows: list[Line] = [
            [piece for cell in cells[start : start + across] for piece in cell]
            for start in range(0, len(cells), across)
        ]
        return [*rows, [(" " + self._legend, "muted")]] if self._legend else rows

    def _cell(self, figure: Named, size: int, here: bool) -> list[Piece]:
        peers = any(each.beside for each in self._figures)
        beside: list[Piece] = [(fit(f" {figure.beside}" if figure.beside else "", _BESIDE), "muted")] if peers else []
        room = size - 3 - width_of([(figure.value, "")]) - (_BESIDE if peers else 0)
        above = "+cursor" if here else ""
        name = (" " + fit(figure.name, room) + " ", "muted" + above)
        return [name, (figure.value, "strong" + above), *beside, (" ", "")]

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
        size = min(self.size.width // self._across, _WITH_PEERS + 6)
        index = event.y * self._across + event.x // size
        if event.x // size < self._across and index < len(self._figures):
            self._cursor = index
            self._draw()
            self.action_open()

    def on_focus(self) -> None:
        """The cursor is bright."""
        self._draw()

    def on_blur(self) -> None:
        """There is no cursor."""
        self._draw()
