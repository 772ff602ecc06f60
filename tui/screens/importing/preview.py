"""What stands beside the files: what was recognised of them, or what to do next."""

from pathlib import Path

from tui import intake
from tui.formats import clean
from tui.widgets.paint import wrap
from tui.widgets.pane import Drawing, Reader


class Preview(Reader):
    """Says what it is told; where there is nothing to say, what to do next."""

    def __init__(self) -> None:
        super().__init__(identity="preview")
        self._folder = Path()
        self._is_new = True
        self._told: Drawing | None = None

    @property
    def is_telling(self) -> bool:
        """Whether it says something of its own."""
        return self._told is not None

    def stand_by(self, folder: Path, *, is_new: bool) -> None:
        """Where we are; `is_new` is a book without imports."""
        self._folder, self._is_new = folder, is_new
        self.tell(self._told)

    def tell(self, told: Drawing | None) -> None:
        """Show lines; None brings back what to do next."""
        self._told = told
        folder = clean(str(self._folder))
        if told is not None:
            self.draw(told)
        elif self._is_new:
            self.draw(lambda width, _height: intake.welcome(width))
        else:
            self.draw(lambda width, _height: [[(" " + folder, "muted")], [], *intake.hint(width)])

    def say(self, text: str, style: str = "accent") -> None:
        """Show a sentence."""
        self.tell(lambda width, _height: [[(" " + part, style)] for part in wrap(text, width - 2)])
