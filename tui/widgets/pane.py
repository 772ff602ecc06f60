"""A block of styled lines that scrolls by keys, without scrollbars."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui.commands import bindings, shown
from tui.widgets.paint import Line, Painted
from tui.words import _

# Width and height in cells to lines.
Drawing = Callable[[int, int], Sequence[Line]]


class Pane(Painted):
    """Lines under each other; what does not fit is reached by scrolling."""

    def __init__(self, *, identity: str | None = None, most: int | None = None) -> None:
        """With `most`, the pane is as high as its lines, up to that many."""
        super().__init__(id=identity)
        self._lines: Sequence[Line] = ()
        self._drawing: Drawing | None = None
        self._most = most
        self._top = 0

    def draw(self, drawing: Drawing, *, keep: bool = False) -> None:
        """Show lines that hang on the size: drawn now and whenever it changes."""
        self._drawing = drawing
        if self.size.width:  # without a line so far it has no height
            self._take(drawing(*self.size), keep=keep)

    def show(self, lines: Sequence[Line], *, keep: bool = False) -> None:
        """Show other lines, from the first one on unless `keep`."""
        self._drawing = None
        self._take(lines, keep=keep)

    def on_resize(self) -> None:
        """Draw for the size there is."""
        if self._drawing is not None:
            self._take(self._drawing(*self.size), keep=True)

    def _take(self, lines: Sequence[Line], *, keep: bool) -> None:
        if self._most is not None:
            self.styles.height = min(self._most, len(lines))
        if lines != self._lines:
            self._lines = lines
            self._top = self._held(self._top) if keep else 0
            self.refresh()

    @property
    def top(self) -> int:
        """The index of the first line in sight."""
        return self._top

    @property
    def lines(self) -> Sequence[Line]:
        """The lines shown."""
        return self._lines

    @property
    def way_on(self) -> str:
        """The key that leads to the lines out of sight, where there is one."""
        return ""

    def scroll_lines(self, step: int) -> None:
        """Scroll by that many lines, as far as there are any."""
        top = self._held(self._top + step)
        if top != self._top:
            self._top = top
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line at y."""
        index, width = self._top + y, self.size.width
        if index >= len(self._lines):
            return self.blank(width)
        more = len(self._lines) - index
        if y == self.size.height - 1 and more > 1:
            return self.strip([(" " + _("… {n} more").format(n=more), "muted"), (f"  {self.way_on}", "key")], width)
        return self.strip(self._lines[index], width)

    def on_mouse_scroll_down(self) -> None:
        """Three lines down."""
        self.scroll_lines(3)

    def on_mouse_scroll_up(self) -> None:
        """Three lines up."""
        self.scroll_lines(-3)

    def _held(self, top: int) -> int:
        return max(0, min(top, len(self._lines) - self.size.height))


class Reader(Pane, can_focus=True):
    """A pane that takes the keys of a list."""

    class Opened(Message):
        """Enter on the pane."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    @property
    def way_on(self) -> str:
        """Tab gives it the keys, then the arrow scrolls."""
        return shown("down" if self.has_focus else "tab")

    def on_focus(self) -> None:
        """Name the other key."""
        self.refresh()

    def on_blur(self) -> None:
        """Name the other key."""
        self.refresh()

    def action_open(self) -> None:
        """Say that Enter was pressed."""
        self.post_message(self.Opened())

    def action_cursor_up(self) -> None:
        """One line up."""
        self.scroll_lines(-1)

    def action_cursor_down(self) -> None:
        """One line down."""
        self.scroll_lines(1)

    def action_page_up(self) -> None:
        """A screenful up."""
        self.scroll_lines(-self.size.height)

    def action_page_down(self) -> None:
        """A screenful down."""
        self.scroll_lines(self.size.height)

    def action_first(self) -> None:
        """The first line."""
        self.scroll_lines(-len(self._lines))

    def action_last(self) -> None:
        """The last line."""
        self.scroll_lines(len(self._lines))
