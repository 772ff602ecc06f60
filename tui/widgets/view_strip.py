"""The views of a room side by side, the one in sight marked."""

from collections.abc import Sequence

from textual.strip import Strip

from tui.widgets.paint import Painted, Piece
from tui.words import _


class ViewStrip(Painted):
    """One line: the names of the views; Tab goes to the next."""

    DEFAULT_CSS = "ViewStrip { height: 1; }"

    def __init__(self, names: Sequence[str], here: int, remark: str = "") -> None:
        super().__init__()
        self._names = tuple(names)
        self._here = here
        self._remark = remark

    def say(self, remark: str) -> None:
        """Show a remark on the right."""
        self.go(self._here, remark)

    def go(self, here: int, remark: str) -> None:
        """Mark another view, and show what is said of it."""
        if (here, remark) != (self._here, self._remark):
            self._here, self._remark = here, remark
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        pieces: list[Piece] = []
        for at, name in enumerate(self._names):
            pieces += [(f" {_(name)} ", "chip" if at == self._here else "muted"), (" ", "")]
        width = self.size.width
        used = sum(len(text) for text, _style in pieces)
        remark = self._remark if used + len(self._remark) < width else ""
        return self.strip([*pieces, (" " * (width - used - len(remark) - 1), ""), (remark, "accent")], width)
