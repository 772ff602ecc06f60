"""The Overview's board: a line or a card for each metric, in bands, with one cursor."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.bands import Band, Tile
from tui.charts.glyphs import Glyphs
from tui.commands import bindings
from tui.widgets.paint import Line, Painted, Piece
from tui.widgets.tiles import CARD_ROWS, card, heading, line, rooms, ruled
from tui.words import _

_CARD = 27  # least cells of a card
_CARDS_FROM = 110  # cells from which metrics are cards
_BELOW_CARDS = 14  # rows that the charts below them need


class Board(Painted, can_focus=True):
    """Bands of metrics; on a low screen the band of the cursor opens and the others keep their first lines."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    class Moved(Message):
        """The cursor is on another metric."""

        def __init__(self, metric: str) -> None:
            super().__init__()
            self.metric = metric

    class Opened(Message):
        """Enter on a metric."""

        def __init__(self, tile: Tile) -> None:
            super().__init__()
            self.tile = tile

    def __init__(self, *, glyphs: Glyphs = "block") -> None:
        super().__init__(id="board")
        self._bands: Sequence[Band] = ()
        self._glyphs = glyphs
        self._open_last = False
        self._width = 0
        self.as_cards = False
        self._heads = ("", "")
        self._band = 0
        self._index = 0
        self._lines: list[Line] = []
        self._places: dict[int, list[tuple[int, int, int, int]]] = {}

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, bands: Sequence[Band], now: str, before: str, *, open_last: bool) -> None:
        """Show other figures: of the period named `now`, changes since `before`."""
        self._bands, self._heads, self._open_last = bands, (now, before), open_last
        self._band = min(self._band, max(0, len(bands) - 1))
        self._draw()

    @property
    def tile(self) -> Tile | None:
        """The metric of the cursor."""
        return self._bands[self._band].tiles[self._index] if self._bands else None

    def lay_out(self, width: int, height: int) -> None:
        """Cards where they leave room for the charts in a box of that size, lines otherwise."""
        self._width = width
        self.as_cards = width >= _CARDS_FROM and self.wanted_rows + _BELOW_CARDS <= height
        self.styles.height = self.wanted_rows if self.as_cards else "1fr"
        self._draw()

    @property
    def wanted_rows(self) -> int:
        """Rows that all cards take in this width."""
        return sum(1 + CARD_ROWS * -(-len(band.tiles) // self._across) for band in self._bands)

    @property
    def _across(self) -> int:
        """Cards side by side: as many as fit, or fewer where that makes no more rows of them."""
        most = max(1, self._width // _CARD)
        sizes = [len(band.tiles) for band in self._bands]
        return max((-(-size // -(-size // most)) for size in sizes), default=most)

    # -- keys and mouse -----------------------------------------------------------------------------------

    def go_to(self, band: int, index: int) -> None:
        """Put the cursor on a metric."""
        if not self._bands:
            return
        self._band = max(0, min(band, len(self._bands) - 1))
        self._index = max(0, min(index, len(self._bands[self._band].tiles) - 1))
        self._draw()
        if tile := self.tile:
            self.post_message(self.Moved(tile.metric))

    def next_band(self, step: int) -> None:
        """The first metric of the next band, round and round."""
        if self._bands:
            self.go_to((self._band + step) % len(self._bands), 0)

    def _walk(self, step: int) -> None:
        flat = [(b, i) for b, band in enumerate(self._bands) for i in range(len(band.tiles))]
        if flat:
            at = flat.index((self._band, self._index)) + step
            self.go_to(*flat[max(0, min(at, len(flat) - 1))])

    def action_cursor_up(self) -> None:
        """The metric above."""
        self._climb(-1)

    def action_cursor_down(self) -> None:
        """The metric below."""
        self._climb(1)

    def _climb(self, step: int) -> None:
        if not (self.as_cards and self._bands):
            self._walk(step)
            return
        row, column = divmod(self._index, self._across)
        tiles = self._bands[self._band].tiles
        target = (row + step) * self._across + column
        if 0 <= target < len(tiles) or (step > 0 and (row + 1) * self._across < len(tiles)):
            self.go_to(self._band, target)
        elif 0 <= self._band + step < len(self._bands):
            rows = (len(self._bands[self._band + step].tiles) - 1) // self._across
            self.go_to(self._band + step, (rows * self._across if step < 0 else 0) + column)

    def action_cursor_left(self) -> None:
        """The metric before."""
        self._walk(-1)

    def action_cursor_right(self) -> None:
        """The metric after."""
        self._walk(1)

    def action_page_up(self) -> None:
        """The band before."""
        self.next_band(-1)

    def action_page_down(self) -> None:
        """The next band."""
        self.next_band(1)

    def action_first(self) -> None:
        """The first metric."""
        self.go_to(0, 0)

    def action_last(self) -> None:
        """The last metric."""
        if self._bands:
            self.go_to(len(self._bands) - 1, len(self._bands[-1].tiles) - 1)

    def action_open(self) -> None:
        """Say that the metric was opened."""
        if tile := self.tile:
            self.post_message(self.Opened(tile))

    def on_click(self, event: events.Click) -> None:
        """Click a metric to go there, the one of the cursor to open it."""
        for left, right, band, index in self._places.get(event.y, ()):
            if left <= event.x < right:
                if (band, index) == (self._band, self._index):
                    self.action_open()
                self.go_to(band, index)

    def on_resize(self) -> None:
        """Lay out anew."""
        self._draw()

    def on_focus(self) -> None:
        """The cursor is bright."""
        self._draw()

    def on_blur(self) -> None:
        """The cursor is pale."""
        self._draw()

    # -- drawing ------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """The line at y."""
        width = self.size.width
        return self.strip(self._lines[y], width) if y < len(self._lines) else self.blank(width)

    def _draw(self) -> None:
        """Lay the lines out, and repaint those that differ."""
        before, self._places = self._lines, {}
        if not self._bands or not self.size.height:
            self._lines = []
        else:
            self._lines = self._cards() if self.as_cards else self._list()
        if len(before) != len(self._lines):
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, self._lines, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def _list(self) -> list[Line]:
        lines: list[Line] = []
        width = self.size.width
        shown = rooms([len(band.tiles) for band in self._bands], self._band, self.size.height)
        for b, band in enumerate(self._bands):
            room = shown[b]
            first = max(0, min(self._index - room // 2, len(band.tiles) - room)) if b == self._band else 0
            title = _(band.title)
            lines.append(ruled(title, len(band.tiles) - room, width) if b else heading(title, *self._heads, width))
            for index in range(first, min(first + room, len(band.tiles))):
                here = (b, index) == (self._band, self._index)
                self._places[len(lines)] = [(0, width, b, index)]
                drawn = line(band.tiles[index], width, here=here, glyphs=self._glyphs, open_last=self._open_last)
                lines.append(self._lit(drawn) if here else drawn)
        return lines

    def _cards(self) -> list[Line]:
        lines: list[Line] = []
        across = self._across
        wide = self.size.width // across
        for b, band in enumerate(self._bands):
            lines.append(ruled(_(band.title), 0, self.size.width))
            for start in range(0, len(band.tiles), across):
                row = []
                for index in range(start, min(start + across, len(band.tiles))):
                    here = (b, index) == (self._band, self._index)
                    drawn = card(band.tiles[index], wide, here=here, glyphs=self._glyphs, open_last=self._open_last)
                    row.append([self._lit(part) for part in drawn[:-1]] + drawn[-1:] if here else drawn)
                for y in range(CARD_ROWS):
                    self._places[len(lines)] = [(n * wide, (n + 1) * wide, b, start + n) for n in range(len(row))]
                    lines.append([piece for drawn in row for piece in drawn[y]])
        return lines[: self.size.height]

    def _lit(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces under the cursor, while the board has the focus."""
        return (
            [(text, f"{style}+cursor" if style else "cursor") for text, style in pieces] if self.has_focus else pieces
        )
