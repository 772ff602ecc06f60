"""One line asked for in a box."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.formats import clean
from tui.screens.choice import headed
from tui.screens.panel import Panel
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt


class Ask(Panel[str | None]):
    """Gives the line, or None."""

    CSS_PATH = "../styles/choice.tcss"

    def __init__(self, title: str, value: str) -> None:
        super().__init__()
        self._title = title
        self._value = value

    def compose(self) -> ComposeResult:
        """A title and a line."""
        with Vertical(id="choice"):
            yield Pane(identity="choice-title")
            yield Prompt()

    def on_mount(self) -> None:
        """Ask."""
        title = clean(self._title)
        self.query_one("#choice-title", Pane).draw(lambda width, _height: [headed(title, width)])
        self.query_one(Prompt).ask("", self._value)

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)
