"""A grid of printed figures in shades, with a cursor that goes from cell to cell."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui.commands import bindings
from tui.formats import clean
from tui.widgets.paint import Painted, Piece, fit, width_of, wrap

_TITLE_AT_MOST = 18


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A line: its title, a remark on its right, its cells from the first column on (text and style, None = blank); a
    sign of `marks` stands before its column."""

    key: Hashable
    title: str
    remark: str
    cells: Sequence[Piece | None]
    strong: bool = False
    marks: Mapping[int, str] = field(default_factory=dict)


class HeatGrid(Painted, can_focus=True):
    """Rows of figures under numbered columns; the titles stay where they are while the columns move."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    class Moved(Message):
        """The cursor is on another cell."""

    class Opened(Message):
        """Enter, or a click on the cell of the cursor."""

    def __init__(self, empty: str = "", *, identity: str | None = None) -> None:
        super().__init__(id=identity)
        self.empty = empty
        self.row = 0
        self.column = 0
        self._heads: Sequence[str] = ()
        self._rows: Sequence[HeatRow] = ()
        self._corner = ("", "")
        self._top = self._left = 0
        self._title = self._remark = self._wide = 0

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, heads: Sequence[str], rows: Sequence[HeatRow], corner: tuple[str, str]) -> None:
        """Other figures; the cursor stays on its line and column where they are still there."""
        key = self._rows[self.row].key if self.row < len(self._rows) else None
        self._heads, self._rows, self._corner = heads, rows, corner
        titles = [corner[0], *(row.title for row in rows)]
        self._title = min(_TITLE_AT_MOST, max(width_of([(text, "")]) for text in titles))
        self._remark = max(width_of([(text, "")]) for text in [corner[1], *(row.remark for row in rows)])
        texts = [cell[0] for row in rows for cell in row.cells if cell]
        self._wide = max([width_of([(text, "")]) for text in [*heads, *texts]], default=1)
        self.row = next((at for at, row in enumerate(rows) if row.key == key), min(self.row, max(0, len(rows) - 1)))
        self.column = min(self.column, max(0, len(heads) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    @property
    def current(self) -> HeatRow | None:
        """The line of the cursor."""
        return self._rows[self.row] if self.row < len(self._rows) else None

    def cell_text(self) -> str | None:
        """The cell of the cursor as shown."""
        cell = self._cell(self.row, self.column)
        return cell[0].strip() if cell else None

    def _cell(self, row: int, column: int) -> Piece | None:
        if row >= len(self._rows) or column >= len(self._rows[row].cells):
            return None
        return self._rows[row].cells[column]

    # -- keys and mouse -----------------------------------------------------------------------------------

    def move(self, rows: int = 0, columns: int = 0) -> None:
        """Move the cursor, as far as there are cells."""
        place = (self.row, self.column)
        self.row = max(0, min(self.row + rows, len(self._rows) - 1))
        self.column = max(0, min(self.column + columns, len(self._heads) - 1))
        if (self.row, self.column) != place:
            self._keep_in_sight()
            self.refresh()
            self.post_message(self.Moved())

    def action_cursor_up(self) -> None:
        """One line up."""
        self.move(-1)

    def action_cursor_down(self) -> None:
        """One line down."""
        self.move(1)

    def action_cursor_left(self) -> None:
        """One column to the left."""
        self.move(columns=-1)

    def action_cursor_right(self) -> None:
        """One column to the right."""
        self.move(columns=1)

    def action_page_up(self) -> None:
        """A screenful up."""
        self.move(-self._page)

    def action_page_down(self) -> None:
        """A screenful down."""
        self.move(self._page)

    def action_first(self) -> None:
        """The first line."""
        self.move(-len(self._rows))

    def action_last(self) -> None:
        """The last line."""
        self.move(len(self._rows))

    def action_open(self) -> None:
        """Say that the cell was opened."""
        if self.current is not None:
            self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """Click a cell to go there, the cell of the cursor to open it."""
        row, column = self._top + event.y - 1, self._left + (event.x - self._fixed) // (self._wide + 1)
        if event.y < 1 or row >= len(self._rows) or event.x < self._fixed:
            return
        if (row, column) == (self.row, self.column):
            self.action_open()
        self.move(row - self.row, column - self.column)

    def on_mouse_scroll_down(self) -> None:
        """Three lines down."""
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        """Three lines up."""
        self.move(-3)

    def on_focus(self) -> None:
        """The cursor is bright."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is pale."""
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._keep_in_sight()

    # -- drawing ------------------------------------------------------------------------------------------

    @property
    def _page(self) -> int:
        return max(1, self.size.height - 1)

    @property
    def _fixed(self) -> int:
        """Cells before the first column."""
        return self._title + self._remark + 3

    @property
    def _across(self) -> int:
        """Columns that fit, the mark of more left aside."""
        return max(1, (self.size.width - self._fixed - 1) // (self._wide + 1))

    def _keep_in_sight(self) -> None:
        self._top = max(0, min(self._top, len(self._rows) - self._page))
        self._top = max(min(self._top, self.row), self.row - self._page + 1)
        self._left = max(0, min(self._left, len(self._heads) - self._across))
        self._left = max(min(self._left, self.column), self.column - self._across + 1)

    def render_line(self, y: int) -> Strip:
        """The heading, a line, or the empty state."""
        width = self.size.width
        if y == 0:
            return self.strip(self._heading(), width, "bar")
        at = self._top + y - 1
        if at >= len(self._rows):
            said = [] if self._rows else wrap(self.empty, max(20, width - 4))
            text = said[y - 2] if 2 <= y < 2 + len(said) else ""
            return self.strip([(f"  {text}", "muted")], width)
        row = self._rows[at]
        pieces: list[Piece] = [
            (" " + fit(clean(row.title), self._title), "strong" if row.strong else ""),
            (" " + fit(row.remark, self._remark, "right"), "muted"),
        ]
        for column in range(self._left, min(len(self._heads), self._left + self._across)):
            text, style = self._cell(at, column) or ("", "")
            here = (at, column) == (self.row, self.column)
            under = ("cursor" if self.has_focus else "cursor-blurred") if here else ""
            pieces += [(row.marks.get(column, " "), "open"), (fit(text, self._wide, "right"), under or style)]
        return self.strip(pieces, width)

    def _heading(self) -> list[Piece]:
        pieces: list[Piece] = [
            (" " + fit(self._corner[0], self._title), "head"),
            (" " + fit(self._corner[1], self._remark, "right") + (" ‹"[self._left > 0]), "head"),
        ]
        last = min(len(self._heads), self._left + self._across)
        for column in range(self._left, last):
            here = self.has_focus and column == self.column
            pieces += [(fit(self._heads[column], self._wide, "right"), "head-cursor" if here else "head"), (" ", "")]
        return [*pieces, ("›" if last < len(self._heads) else "", "head")]
