"""Lines of styled text: what every widget of ours draws, one line at a time, never by way of markup."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

# A piece of a line: its text (already harmless) and the name of its style, "" for plain.
Piece = tuple[str, str]
Line = Sequence[Piece]
Align = Literal["left", "right", "center"]

STYLES = (
    "muted", "strong", "title", "accent", "good", "bad", "warn", "key", "head", "head-cursor", "rule", "chip",
    "chip-dim", "bar", "mark", "cursor", "cursor-blurred", "open", "band", "shade", "in-shade",
    "series1", "series2", "series3", "series4", "series5", "series6", "heat0", "heat1", "heat2", "heat3", "heat4",
)  # fmt: skip
NOTHING = Style.null()
_BLANKS = re.compile(r"[ \t\n]+")
_BEFORE_MARK = re.compile(r" (?=[:;!?»%](?: |$))")


# Textual works a component's style out for each widget that declares it, so only the screens declare them.
PAINTS = {f"paint--{name}" for name in STYLES}


class Painted(Widget):
    """A widget that draws its own lines on a screen that declares `PAINTS`; `app.tcss` says what they look like."""

    def paint(self, name: str) -> Style:
        """The style of that name, without the widget's own colours; plain for a name that is not known.

        "good+cursor" is the one with the other over it.
        """
        if "+" in name:
            below, _plus, above = name.partition("+")
            return self.paint(below) + self.paint(above)
        if name not in STYLES:
            return NOTHING
        return self.screen.get_component_rich_style(f"paint--{name}", partial=True)

    def strip(self, line: Iterable[Piece], width: int, under: str = "") -> Strip:
        """The line cut or filled to a width in cells; `under` names a style that lies under (and over) all of it."""
        base = self.rich_style
        over = self.paint(under) if under else NOTHING
        segments: list[Segment] = []
        left = width
        for text, name in line:
            if left <= 0:
                break
            size = cell_len(text)
            if size > left:
                # The last piece is cut; blanks are not missed.
                text, size = fit(text, left) if text.strip() else " " * left, left  # noqa: PLW2901
            segments.append(Segment(text, base + self.paint(name) + over))
            left -= size
        if left > 0:
            segments.append(Segment(" " * left, base + over))
        return Strip(segments, width)

    def blank(self, width: int) -> Strip:
        """An empty line."""
        return Strip([Segment(" " * width, self.rich_style)], width)


@lru_cache(8192)
def fit(text: str, width: int, align: Align = "left") -> str:
    """The text in exactly that many cells: cut with an ellipsis, or filled with blanks."""
    if width <= 0:
        return ""
    size = cell_len(text)
    if size > width:
        return set_cell_size(set_cell_size(text[: 2 * width], width - 1).rstrip() + "…", width)
    space = width - size
    match align:
        case "right":
            return " " * space + text
        case "center":
            return " " * (space // 2) + text + " " * (space - space // 2)
        case _:
            return text + " " * space


def width_of(line: Iterable[Piece]) -> int:
    """Cells that a line takes."""
    return sum(cell_len(text) for text, _ in line)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most that many cells, broken at blanks, or within a word that is too long.

    A no-break space holds its words together, and so does a blank before a mark, as French has them.
    """
    lines: list[str] = []
    current = ""
    for word in filter(None, _BLANKS.split(_BEFORE_MARK.sub("\u00a0", text))):
        candidate = f"{current} {word}" if current else word
        if cell_len(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        while cell_len(word) > width > 1:
            head = set_cell_size(word[:width], width).rstrip()
            lines.append(head)
            word = word[max(1, len(head)) :]  # noqa: PLW2901 - what is left of it
        current = word
    return [*lines, current] if current else lines
