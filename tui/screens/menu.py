"""What the menus in a box share: a cursor over their options, of which a screenful is shown at once."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ScreenResultType

from tui.screens.panel import Panel
from tui.widgets.paint import Line
from tui.widgets.pane import Pane

_ROOM = 16  # options shown at once
_ALL = 10**6  # more than any menu has
_STEPS = {"up": -1, "down": 1, "pageup": -_ROOM, "pagedown": _ROOM, "home": -_ALL, "end": _ALL}
_LETTERS = {"k": -1, "j": 1}


class Menu(Panel[ScreenResultType]):
    """A title and options, one to a line; a mark says where there are more above or below."""

    CSS_PATH = "../styles/choice.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.cursor = 0

    @property
    def height(self) -> int:
        """How many options there are to choose from."""
        raise NotImplementedError

    def line(self, at: int, width: int) -> Line:
        """The option of that number, in that many cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="choice"):
            yield Pane(identity="choice-title")
            yield Pane(identity="options")

    def moved(self, key: str, *, letters: bool = True) -> bool:
        """Move the cursor where that is what the key does (`letters` too); whether it is."""
        step = _STEPS.get(key) or (_LETTERS.get(key) if letters else None)
        if step is None:
            return False
        self.cursor = max(0, min(self.cursor + step, self.height - 1))
        self.draw()
        return True

    @property
    def first(self) -> int:
        """The number of the first option in sight."""
        return max(0, min(self.cursor - _ROOM // 2, self.height - _ROOM))

    def draw(self, most: int = 0, empty: Line = ()) -> None:
        """Show the options around the cursor, in a box for `most` of them; `empty` where there are none."""
        pane = self.query_one("#options", Pane)
        pane.styles.height = max(1, min(_ROOM, max(most, self.height)))
        pane.draw(lambda width, _height: [self._marked(at, width) for at in self._shown] or [empty])

    @property
    def _shown(self) -> range:
        return range(self.first, min(self.first + _ROOM, self.height))

    def _marked(self, at: int, width: int) -> Line:
        above, below = at == self._shown[0] > 0, at == self._shown[-1] < self.height - 1
        return [*self.line(at, width - 1), ("▲" if above else "▼" if below else " ", "muted")]
