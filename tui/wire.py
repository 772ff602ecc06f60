"""The wire: what stands on the terminal, and the fewest bytes that turn it into what shall stand there.

Textual sends whole lines of every widget that was touched, each word with its own colours. Over a slow line that is
most of the wait, so between Textual and the terminal stands a `Sheet`: it knows every cell, sends those that differ,
changes the pen only where it must, and moves lines that only moved.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from tui.pen import PLAIN, Pen, change, pen_of, shows

# What is drawn in a cell ("" in the second half of a wide one), and with what.
Cell = tuple[str, Pen]
Line = list[Cell]

BLANK: Final[Cell] = (" ", PLAIN)
_SHORT_GAP: Final = 4  # unchanged cells that cost no more to send again than to jump over
_WORTH_ERASING: Final = 4  # blanks at a line's end from which erasing is shorter
_WORTH_SCROLLING: Final = 3  # lines that must have moved alike
_SURE: Final = "\uffff"  # the last character whose width no terminal doubts


class Sheet:
    """What stands on the terminal, cell by cell."""

    def __init__(self) -> None:
        self._lines: dict[int, Line] = {}
        self._size = (0, 0)
        self._known = False

    def forget(self) -> None:
        """The terminal may show anything by now: the next update clears it and sends all."""
        self._known = False

    def economical(self, update: CompositorUpdate) -> CompositorUpdate:
        """The update in fewer bytes."""
        return _Economical(self, update)

    def draw(self, update: CompositorUpdate, console: Console) -> str:
        """What to send so that the terminal shows the update, which it is then taken to do."""
        colors = console._color_system or ColorSystem.TRUECOLOR
        if isinstance(update, LayoutUpdate) and self._size != update.region.size:
            self._size, self._lines, self._known = update.region.size, {}, False
        fresh = {} if self._known else dict(self._lines)
        for y, x, strip in _placed(update):
            if y not in fresh:
                fresh[y] = self._lines.get(y, [])
            fresh[y] = _written(fresh[y], x, strip, colors)
        ink = _Ink(self._size[0])
        if not self._known:
            ink.clear()
            self._lines = {}
            self._known = True
        elif moved := _moved(self._lines, fresh):
            self._scroll(ink, *moved)
        for y, line in fresh.items():
            ink.change(y, self._lines.get(y, []), line)
            self._lines[y] = line
        return ink.text()

    def _scroll(self, ink: "_Ink", top: int, bottom: int, by: int) -> None:
        """Move the lines from top to bottom (both included) up by that many; down where `by` is negative."""
        ink.scroll(top, bottom, by)
        self._lines |= {
            y: self._lines.get(y + by, []) if top <= y + by <= bottom else [] for y in range(top, bottom + 1)
        }


class _Economical(CompositorUpdate):
    """An update that goes by way of a sheet; Textual asks it for what to send."""

    def __init__(self, sheet: Sheet, update: CompositorUpdate) -> None:
        self._sheet = sheet
        self._update = update

    def render_segments(self, console: Console) -> str:
        """What is sent."""
        return self._sheet.draw(self._update, console)


class _Ink:
    """Writes cells, remembering where the terminal's cursor is and which pen it holds."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._out: list[str] = []
        self._pen = PLAIN
        self._at: tuple[int, int] | None = None

    def text(self) -> str:
        """All that was written, with the pen laid down."""
        self._take(PLAIN)
        return "".join(self._out)

    def clear(self) -> None:
        """An empty terminal."""
        self._out.append("\x1b[m\x1b[2J")

    def scroll(self, top: int, bottom: int, by: int) -> None:
        """Move lines within a region, by what a vt100 knows already."""
        self._out.append(f"\x1b[{top + 1};{bottom + 1}r")
        if by > 0:
            self._out.append(f"\x1b[{bottom + 1}H" + "\x1bD" * by)
        else:
            self._out.append(f"\x1b[{top + 1}H" + "\x1bM" * -by)
        self._out.append("\x1b[r")
        self._at = None

    def change(self, y: int, old: Line, new: Line) -> None:
        """Make a line `new` where `old` stands; beyond the end of `old` stand blanks."""
        if old == new:
            return
        end = len(new)
        while end and new[end - 1] == BLANK:
            end -= 1
        erasing = len(new) == self._width and len(new) - end >= _WORTH_ERASING and any(c != BLANK for c in old[end:])
        for start, stop in _differing(old, new, end if erasing else len(new)):
            self._write(y, start, new[start:stop])
        if erasing:
            self._take(PLAIN)
            self._go(y, end)
            self._out.append("\x1b[K")

    def _write(self, y: int, x: int, cells: Line) -> None:
        self._go(y, x)
        for n, (text, pen) in enumerate(cells):
            if text:
                self._take(self._for_blank(pen) if text == " " else pen)
                self._go(y, x)
                doubtful = _doubtful(text)
                if doubtful and n + 1 < len(cells) and not cells[n + 1][0]:
                    self._out.append("  ")  # what stood there would show beside a narrower drawing of it
                    self._at = None
                    self._go(y, x)
                self._out.append(text)
                # Nobody knows where the cursor is after what terminals disagree on the width of.
                self._at = None if doubtful else (y, x + 1)
            elif self._at is not None:
                self._at = (y, x + 1)
            x += 1
        if x >= self._width:  # nor after the last column
            self._at = None

    def _for_blank(self, pen: Pen) -> Pen:
        """The pen in hand, if a blank looks the same with it."""
        held = self._pen
        return held if held[2] == pen[2] and not shows(held[0]) and not shows(pen[0]) else pen

    def _take(self, pen: Pen) -> None:
        if pen != self._pen:
            self._out.append(change(self._pen, pen))
            self._pen = pen

    def _go(self, y: int, x: int) -> None:
        if self._at == (y, x):
            return
        if self._at is not None and self._at[0] == y and 0 < (step := x - self._at[1]) < 100:
            self._out.append("\x1b[C" if step == 1 else f"\x1b[{step}C")
        else:
            self._out.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        self._at = (y, x)


# -- from Textual's updates to cells ------------------------------------------------------------------------


def _placed(update: CompositorUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips of an update with their line and column."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, strip
                x += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        for y, left, right in update.spans:
            for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if chop is not None and x <= right and end > left:
                    yield y, x, chop if end <= right else chop.crop(0, right - x)


def _written(line: Line, x: int, strip: Strip, colors: ColorSystem) -> Line:
    """The line with a strip written over it from a column on."""
    cells: Line = []
    for text, style, _control in strip:
        cells += _cells(text, PLAIN if style is None else pen_of(style, colors))
    before, after = line[:x] + [BLANK] * (x - len(line)), line[x + len(cells) :]
    if before and line[x : x + 1] and not line[x][0]:
        before[-1] = _half(before[-1])
    if after and not after[0][0]:
        after[0] = _half(after[0])
    return before + cells + after


def _half(cell: Cell) -> Cell:
    """What a terminal leaves of a wide character whose other half was written over."""
    return (" ", ("", "", cell[1][2]))


@lru_cache(8192)
def _cells(text: str, pen: Pen) -> tuple[Cell, ...]:
    """A text in one style as cells; blanks have no colour of their own to differ by."""
    blank = (" ", pen if shows(pen[0]) else ("", "", pen[2]))
    if text.isascii():
        return tuple(blank if character == " " else (character, pen) for character in text)
    cells: list[Cell] = []
    for start, stop, width in split_graphemes(text)[0]:
        if width:
            cells += [blank if text[start:stop] == " " else (text[start:stop], pen), *[("", pen)] * (width - 1)]
    return tuple(cells)


# -- what differs -------------------------------------------------------------------------------------------


def _differing(old: Line, new: Line, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a line (from, to) that must be sent; a wide character is never cut."""
    last = len(old)
    # Where terminals disagree on a width, all that stands after it may stand elsewhere.
    shaky = min(_first_doubtful(old), _first_doubtful(new))
    start: int | None = None
    stop = 0
    for x in range(end):
        if x < shaky and new[x] == (old[x] if x < last else BLANK):
            continue
        if start is not None and x - stop > _SHORT_GAP:
            yield start, _whole(new, stop)
            start = None
        if start is None:
            start = x
            while start > 0 and not new[start][0]:
                start -= 1
        stop = x + 1
    if start is not None:
        yield start, _whole(new, stop)


def _whole(line: Line, stop: int) -> int:
    while stop < len(line) and not line[stop][0]:
        stop += 1
    return stop


def _first_doubtful(line: Line) -> int:
    drawn = [text for text, _pen in line]
    if not drawn or (max(map(len, drawn)) == 1 and max(drawn) <= _SURE):  # most lines
        return len(line) + 1
    return next((x for x, text in enumerate(drawn) if _doubtful(text)), len(line) + 1)


def _doubtful(text: str) -> bool:
    """Whether terminals disagree on how wide it is: joined characters, and emoji."""
    return len(text) > 1 or text > _SURE


def _moved(old: dict[int, Line], new: dict[int, Line]) -> tuple[int, int, int] | None:
    """The lines that moved alike: first and last line of the region, and by how many lines up; None = none did."""
    where = {tuple(line): y for y, line in old.items() if any(cell != BLANK for cell in line)}
    changed = [(y, line) for y, line in new.items() if old.get(y) != line]
    steps = [(found - y, y) for y, line in changed if (found := where.get(tuple(line))) is not None]
    if len(steps) < _WORTH_SCROLLING:
        return None
    by, votes = Counter(step for step, _y in steps).most_common(1)[0]
    lines = [y for step, y in steps if step == by]
    top, bottom = min(lines) + min(by, 0), max(lines) + max(by, 0)
    disturbed = (bottom - top + 1) - sum(top <= y <= bottom for y, _line in changed)
    return (top, bottom, by) if votes >= _WORTH_SCROLLING + disturbed else None
