"""The columns of a table on screen: what each shows of a row, and which fit side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tui.formats import clean
from tui.widgets.paint import Align, Piece, width_of
from tui.words import _

GAP = 1  # blank cells between columns
DAY = 13  # cells of a day in the language that takes most: 27 sept. 2026
_LONGEST = 400  # characters of a cell that are looked at

Row = dict[str, Any]


def as_text(value: object) -> Piece:
    """A cell as plain text; nothing for null."""
    return ("" if value is None else str(value), "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column on screen: the frame's column, its title (translated when drawn), its width in cells.

    `grow` shares what is left of the line; columns of the highest `rank` go first where a line is too short.
    """

    name: str
    title: str
    width: int
    show: Callable[[Any], Piece] = as_text
    align: Align = "left"
    grow: int = 0
    rank: int = 0

    def piece(self, row: Row) -> Piece:
        """The cell of a row, harmless and not longer than anybody reads."""
        text, style = self.show(row.get(self.name))
        return clean(text[:_LONGEST]), style


def side_by_side(columns: Sequence[Column], width: int) -> list[tuple[Column, int]]:
    """The columns that fit into a line after its mark, and how wide each is: titles are whole before any grows."""
    kept = list(columns)
    while len(kept) > 1 and sum(column.width + GAP for column in kept) + 1 > width:
        kept.remove(max(reversed(kept), key=lambda column: column.rank))
    spare = max(0, width - 1 - sum(column.width + GAP for column in kept))
    widths = []
    for column in kept:
        more = min(spare, max(0, width_of([(_(column.title), "")]) - column.width))
        widths.append(column.width + more)
        spare -= more
    shares = sum(column.grow for column in kept)
    grown = [spare * column.grow // shares if shares else 0 for column in kept]
    return [(column, least + more) for column, least, more in zip(kept, widths, grown, strict=True)]
