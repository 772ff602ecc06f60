"""Lines to read in a box."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.screens.panel import Panel
from tui.widgets.paint import Line
from tui.widgets.pane import Pane, Reader


class Reading(Panel[None]):
    """A title and lines that scroll; Esc closes it."""

    CSS_PATH = "../styles/fact.tcss"

    def __init__(self, title: str, lines: Callable[[int], Sequence[Line]]) -> None:
        """`lines` gives them for a width in cells."""
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="fact"):
            yield Pane(identity="reading-title", most=1)
            yield Reader(identity="origin", most=20)

    def on_mount(self) -> None:
        """Show them."""
        self.query_one("#reading-title", Pane).show([[(" " + self._title, "title")]])
        reader = self.query_one(Reader)
        reader.focus()
        reader.draw(lambda width, _height: self._lines(width))
