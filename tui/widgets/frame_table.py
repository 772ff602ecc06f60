"""A table over a Polars frame that draws only the rows it shows: a million scroll as a hundred do."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.commands import bindings
from tui.widgets.columns import GAP, Column, Row, side_by_side
from tui.widgets.ordered_rows import OrderedRows
from tui.widgets.paint import Painted, Piece, fit, wrap
from tui.words import _

if TYPE_CHECKING:
    import polars as pl


class FrameTable(Painted, can_focus=True):
    """Rows of a frame under a heading, with a cursor, a column cursor, marks and the order shown; before a row that
    `is_done` stands a tick."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    class Moved(Message):
        """The cursor is on another row (None: there is none)."""

        def __init__(self, table: "FrameTable", row: Row | None) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> "FrameTable":
            """The table."""
            return self.table

    class Opened(Moved):
        """Enter, or a click on the row that has the cursor."""

    class ColumnMoved(Message):
        """The cursor is on another column."""

    def __init__(
        self, columns: Sequence[Column], key: str | tuple[str, ...], empty: str = "", *, identity: str | None = None
    ) -> None:
        super().__init__(id=identity)
        self._columns = tuple(columns)
        self._key = (key,) if isinstance(key, str) else key
        self._rows: OrderedRows | None = None  # None before anything is shown
        self._shown: list[tuple[Column, int]] = []
        self._top = 0
        self.cursor = 0
        self.column = 0
        self.marks: set[tuple[Any, ...]] = set()
        self.order: tuple[str, bool] | None = None
        self.empty = empty
        self.is_done: Callable[[Row], bool] = lambda _row: False

    # -- what it shows ------------------------------------------------------------------------------------

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self._rows) if self._rows is not None else 0

    @property
    def frame(self) -> "pl.DataFrame | None":
        """The rows, in the order shown."""
        return None if self._rows is None else self._rows.frame

    @property
    def columns(self) -> tuple[Column, ...]:
        """What it shows of a row, where there is room."""
        return self._columns

    @property
    def page(self) -> int:
        """How many rows fit under the heading."""
        return max(1, self.size.height - 1)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.at(self.cursor)

    @property
    def sort_column(self) -> Column:
        """The column under the column cursor."""
        return self._columns[self.column]

    def at(self, index: int) -> Row | None:
        """The row at an index, or None beyond the last."""
        return None if self._rows is None else self._rows.at(index)

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """What names a row, whatever the order."""
        return tuple(row[name] for name in self._key)

    def show(
        self,
        frame: "pl.DataFrame",
        *,
        keep: bool = True,
        order: tuple[str, bool] | None = None,
        rows: "pl.Series | None" = None,
    ) -> None:
        """Show another frame, or its `rows` by their indices, so that a long one is copied neither to be sorted nor
        to be searched; the cursor stays on its row where `keep`, else goes to the first."""
        current = self.row
        key = self.key_of(current) if current and keep else None
        self._rows = OrderedRows(frame, rows)
        self.order = order
        index = None if key is None else self.find(key)
        fallback = min(self.cursor, max(0, self.height - 1)) if keep else 0
        self.cursor = fallback if index is None else index
        self._top = min(self._top, max(0, self.height - self.page)) if keep else 0
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.Moved(self, self.row))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same frame."""
        self._columns = tuple(columns)
        self._shown = side_by_side(self._columns, self.size.width)
        self.column = max(0, min(self.column, len(self._columns) - 1))
        self.refresh()

    def find(self, key: tuple[Any, ...]) -> int | None:
        """The index of the row that bears the key, or None."""
        return None if self._rows is None else self._rows.find(self._key, key)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, or the nearest one there is."""
        index = max(0, min(index, self.height - 1))
        if self.height == 0 or index == self.cursor:
            return
        before, self.cursor = self.cursor, index
        if self._scroll_to_cursor():
            self.refresh()
        else:
            self._refresh_row(before)
            self._refresh_row(index)
        self.post_message(self.Moved(self, self.row))

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go to the next."""
        if row := self.row:
            self.marks ^= {self.key_of(row)}
            self._refresh_row(self.cursor)
            self.move_to(self.cursor + 1)

    def clear_marks(self) -> None:
        """Take every mark away."""
        self.marks.clear()
        self.refresh()

    def _scroll_to_cursor(self) -> bool:
        top = max(min(self._top, self.cursor), self.cursor - self.page + 1)
        moved, self._top = top != self._top, top
        return moved

    def _refresh_row(self, index: int) -> None:
        self.refresh(Region(0, index - self._top + 1, self.size.width, 1))

    # -- keys and mouse -----------------------------------------------------------------------------------

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_to(self.cursor - 1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_to(self.cursor + 1)

    def action_page_up(self) -> None:
        """A screenful up."""
        self.move_to(self.cursor - self.page)

    def action_page_down(self) -> None:
        """A screenful down."""
        self.move_to(self.cursor + self.page)

    def action_first(self) -> None:
        """The first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """The last row."""
        self.move_to(self.height - 1)

    def action_cursor_left(self) -> None:
        """The column before."""
        self._move_column(-1)

    def action_cursor_right(self) -> None:
        """The column after."""
        self._move_column(1)

    def action_open(self) -> None:
        """Say that the row was opened."""
        if row := self.row:
            self.post_message(self.Opened(self, row))

    def _move_column(self, step: int) -> None:
        shown = [self._columns.index(column) for column, _width in self._shown]
        if not shown:  # there is nothing to show yet
            return
        at = shown.index(self.column) if self.column in shown else 0
        self.column = shown[max(0, min(at + step, len(shown) - 1))]
        self.refresh(Region(0, 0, self.size.width, 1))
        self.post_message(self.ColumnMoved())

    def cell_text(self) -> str | None:
        """The cell under both cursors as shown, or None where there is no row."""
        row = self.row
        return None if row is None else self.sort_column.piece(row)[0].strip()

    def on_click(self, event: events.Click) -> None:
        """Click a row to go there, the row of the cursor to open it."""
        index = self._top + event.y - 1
        if event.y > 0 and index < self.height:
            if index == self.cursor:
                self.action_open()
            self.move_to(index)

    def on_mouse_scroll_down(self) -> None:
        """Three rows down."""
        self.move_to(self.cursor + 3)

    def on_mouse_scroll_up(self) -> None:
        """Three rows up."""
        self.move_to(self.cursor - 3)

    def on_focus(self) -> None:
        """The cursor is bright."""
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        """The cursor is pale."""
        self._refresh_row(self.cursor)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._top = max(0, min(self._top, self.height - self.page))
        self._scroll_to_cursor()

    # -- drawing ------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """The heading, a row, or the empty state."""
        width = self.size.width
        if y == 0:
            self._shown = side_by_side(self._columns, width)
            return self._heading(width)
        row = self.at(self._top + y - 1)
        if row is None:
            said = wrap(self.empty, max(20, width - 4)) if self._rows is not None and not len(self._rows) else []
            text = said[y - 2] if 2 <= y < 2 + len(said) else ""
            return self.strip([(f"  {text}", "muted")], width)
        return self._row(self._top + y - 1, row, width)

    def _heading(self, width: int) -> Strip:
        pieces: list[Piece] = [(" ", "head")]
        for column, cells in self._shown:
            title = _(column.title)
            if self.order and self.order[0] == column.name:
                title += "▼" if self.order[1] else "▲"
            here = self.has_focus and column is self.sort_column
            pieces += [(fit(title, cells, column.align), "head-cursor" if here else "head"), (" " * GAP, "head")]
        return self.strip(pieces, width, "bar")

    def _row(self, index: int, row: Row, width: int) -> Strip:
        done: Piece = ("✓", "good") if self.is_done(row) else (" ", "")
        pieces: list[Piece] = [("▌", "mark") if self.key_of(row) in self.marks else done]
        for column, cells in self._shown:
            text, style = column.piece(row)
            pieces += [(fit(text, cells, column.align), style), (" " * GAP, "")]
        under = ("cursor" if self.has_focus else "cursor-blurred") if index == self.cursor else ""
        return self.strip(pieces, width, under)
