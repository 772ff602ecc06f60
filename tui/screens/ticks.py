"""A menu in a box from which several are taken: Space ticks, Enter takes them in the order of ticking."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.formats import clean
from tui.screens.choice import Option
from tui.screens.panel import Panel
from tui.widgets.paint import Line, fit
from tui.widgets.pane import Pane
from tui.words import _

_ROOM = 16  # options shown at once


class Ticks(Panel[tuple[str, ...] | None]):
    """Gives the values ticked, or None."""

    CSS_PATH = "../styles/choice.tcss"

    def __init__(self, title: str, options: Sequence[Option[str]], ticked: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._options = tuple(options)
        self._ticked = list(ticked)
        self._cursor = 0

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="choice"):
            yield Pane(identity="choice-title")
            yield Pane(identity="options")

    def on_mount(self) -> None:
        """Draw."""
        title = f" {self._title}  "
        hint = _("Space ticks, Enter takes")
        self.query_one("#choice-title", Pane).show([[(clean(title), "title"), (hint, "muted")]])
        self._draw()

    def on_key(self, event: events.Key) -> None:
        """Move, tick, take."""
        match event.key:
            case "up" | "k":
                self._move(-1)
            case "down" | "j":
                self._move(1)
            case "pageup":
                self._move(-_ROOM)
            case "pagedown":
                self._move(_ROOM)
            case "space":
                self._tick()
            case "enter":
                self.dismiss(tuple(self._ticked))
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """A click ticks."""
        if event.widget is self.query_one("#options", Pane):
            self._cursor = min(self._first + event.y, len(self._options) - 1)
            self._tick()

    def _move(self, step: int) -> None:
        self._cursor = max(0, min(self._cursor + step, len(self._options) - 1))
        self._draw()

    def _tick(self) -> None:
        value = self._options[self._cursor].value
        if value in self._ticked:
            self._ticked.remove(value)
        else:
            self._ticked.append(value)
        self._draw()

    @property
    def _first(self) -> int:
        return max(0, min(self._cursor - _ROOM // 2, len(self._options) - _ROOM))

    def _draw(self) -> None:
        pane = self.query_one("#options", Pane)
        pane.styles.height = max(1, min(_ROOM, len(self._options)))
        shown = range(self._first, min(self._first + _ROOM, len(self._options)))
        pane.draw(lambda width, _height: [self._line(at, width) for at in shown])

    def _line(self, at: int, width: int) -> Line:
        option, here = self._options[at], at == self._cursor
        place = str(self._ticked.index(option.value) + 1) if option.value in self._ticked else ""
        style = "cursor" if here else "" if place else "muted"
        return [(f" {place:>2} ", "cursor" if here else "accent"), (fit(clean(option.name), max(1, width - 5)), style)]
