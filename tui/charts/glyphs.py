"""The three glyph sets, and the canvas that turns points into them."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from tui.charts.rows import Row, join

Glyphs = Literal["block", "braille", "ascii"]
GLYPHS: tuple[Glyphs, ...] = get_args(Glyphs)

_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_BRAILLE_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_MARKS = "*o+x#@"


@dataclass(frozen=True, slots=True)
class GlyphSet:
    """The characters of one set: points in a cell (across, down), solid and shaded cells, rules, hatch, ramp."""

    across: int
    down: int
    solid: str
    inner: str  # of a bar, where its interval has begun
    outer: str  # of an interval, past the bar
    halves: tuple[str, str]  # a cell filled on its left, on its right
    band: str
    hatch: str
    rule: str
    corner: str
    floor: str
    broken: str
    line: str
    ramp: str  # from lowest to highest


BLOCK = GlyphSet(2, 2, "█", "▓", "░", ("▌", "▐"), "░", "╱", "│", "└", "─", "≈", "━", "▁▂▃▄▅▆▇█")
BRAILLE = GlyphSet(2, 4, "█", "▓", "░", ("▌", "▐"), "░", "╱", "│", "└", "─", "≈", "━", "▁▂▃▄▅▆▇█")
ASCII = GlyphSet(1, 1, "#", "=", "-", ("#", "#"), ".", "/", "|", "+", "-", "~", "-", "_.:-=+*#")

SETS: dict[Glyphs, GlyphSet] = {"block": BLOCK, "braille": BRAILLE, "ascii": ASCII}


@dataclass(slots=True)
class Canvas:
    """A grid of cells with points inside; a later point gives its cell its style."""

    width: int
    height: int
    glyphs: Glyphs
    _bits: dict[tuple[int, int], int] = field(default_factory=dict)
    _styles: dict[tuple[int, int], str] = field(default_factory=dict)
    _texts: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    _shaded: set[tuple[int, int]] = field(default_factory=set)

    @property
    def across(self) -> int:
        """Points from left to right."""
        return self.width * SETS[self.glyphs].across

    @property
    def down(self) -> int:
        """Points from top to bottom."""
        return self.height * SETS[self.glyphs].down

    def point(self, x: int, y: int, style: str, series: int = 0) -> None:
        """Sets one point (0, 0 is the top left); outside the grid nothing happens."""
        marks = SETS[self.glyphs]
        cell = (x // marks.across, y // marks.down)
        if not (0 <= cell[0] < self.width and 0 <= cell[1] < self.height):
            return
        column, line = x % marks.across, y % marks.down
        if self.glyphs == "ascii":
            self._bits[cell] = series % len(_MARKS) + 1
        elif self.glyphs == "braille":
            self._bits[cell] = self._bits.get(cell, 0) | _BRAILLE_BITS[line][column]
        else:
            self._bits[cell] = self._bits.get(cell, 0) | 1 << (2 * line + column)
        self._styles[cell] = style

    def stroke(self, start: tuple[int, int], end: tuple[int, int], style: str, series: int = 0) -> None:
        """Sets the points of a straight line between two points, both included."""
        (x0, y0), (x1, y1) = start, end
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for step in range(steps + 1):
            self.point(x0 + round((x1 - x0) * step / steps), y0 + round((y1 - y0) * step / steps), style, series)

    def write(self, column: int, line: int, text: str, style: str) -> None:
        """Puts one-cell characters over the points, from a cell to the right."""
        for offset, glyph in enumerate(text):
            if 0 <= column + offset < self.width and 0 <= line < self.height:
                self._texts[column + offset, line] = (glyph, style)

    def back(self, column: int, line: int, glyph: str, style: str) -> None:
        """Puts a one-cell character where no point and no text is."""
        cell = (column, line)
        if cell not in self._bits and cell not in self._texts:
            self.write(column, line, glyph, style)

    def shade(self, column: int, line: int) -> None:
        """Shades a cell, behind the points in it; in ASCII a character fills what is empty."""
        if self.glyphs != "ascii" and (column, line) in self._bits:
            self._shaded.add((column, line))
        else:
            self.back(column, line, SETS[self.glyphs].band, "band" if self.glyphs == "ascii" else "shade")

    def rows(self) -> list[Row]:
        """The grid as `height` rows of `width` cells."""
        return [join(self._cell(column, line) for column in range(self.width)) for line in range(self.height)]

    def _cell(self, column: int, line: int) -> tuple[str, str]:
        cell = (column, line)
        if cell in self._texts:
            return self._texts[cell]
        bits = self._bits.get(cell, 0)
        if not bits:
            return " ", "text"
        if self.glyphs == "ascii":
            glyph = _MARKS[bits - 1]
        elif self.glyphs == "braille":
            glyph = chr(0x2800 + bits)
        else:
            glyph = _QUADRANTS[bits]
        return glyph, self._styles[cell] + ("+in-shade" if cell in self._shaded else "")
