"""A menu in a box from which several are taken: Space ticks, Enter takes them in the order of ticking."""

from collections.abc import Sequence

from textual import events

from tui.formats import clean
from tui.screens.choice import Option
from tui.screens.menu import Menu
from tui.widgets.paint import Line, fit
from tui.widgets.pane import Pane
from tui.words import _


class Ticks(Menu[tuple[str, ...] | None]):
    """Gives the values ticked, or None."""

    def __init__(self, title: str, options: Sequence[Option[str]], ticked: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._options = tuple(options)
        self._ticked = list(ticked)

    @property
    def height(self) -> int:
        """How many options there are."""
        return len(self._options)

    def on_mount(self) -> None:
        """Draw."""
        title = f" {self._title}  "
        hint = _("Space ticks, Enter takes")
        self.query_one("#choice-title", Pane).show([[(clean(title), "title"), (hint, "muted")]])
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """Move, tick, take."""
        match event.key:
            case "space":
                self._tick()
            case "enter":
                self.dismiss(tuple(self._ticked))
            case key:
                if not self.moved(key):
                    return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """A click ticks."""
        if event.widget is self.query_one("#options", Pane):
            self.cursor = min(self.first + event.y, self.height - 1)
            self._tick()

    def _tick(self) -> None:
        value = self._options[self.cursor].value
        if value in self._ticked:
            self._ticked.remove(value)
        else:
            self._ticked.append(value)
        self.draw()

    def line(self, at: int, width: int) -> Line:
        """The place of an option among those ticked, and its name."""
        option, here = self._options[at], at == self.cursor
        place = str(self._ticked.index(option.value) + 1) if option.value in self._ticked else ""
        style = "cursor" if here else "" if place else "muted"
        return [(f" {place:>2} ", "cursor" if here else "accent"), (fit(clean(option.name), max(1, width - 4)), style)]
