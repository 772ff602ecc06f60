"""A history in one row."""

from collections.abc import Sequence

from tui.charts.glyphs import SETS, Glyphs
from tui.charts.rows import Number, Row, box, join, known
from tui.charts.scale import scale_of


def sparkline(
    values: Sequence[Number],
    width: int,
    *,
    glyphs: Glyphs = "block",
    style: str = "accent",
    open_last: bool = False,
) -> Row:
    """The last `width` values, one a cell, lowest to highest of those shown; a gap is blank.

    `open_last` styles the last value as of a period that is not over.
    """
    shown = list(values)[-width:] if width > 0 else []
    ramp = SETS[glyphs].ramp
    scale = scale_of(shown, zero=not any(map(known, shown)))
    row: Row = []
    for place, value in enumerate(map(known, shown)):
        if value is None:
            row.append((" ", "text"))
            continue
        last = open_last and place == len(shown) - 1
        row.append((ramp[scale.place(value, len(ramp))], "open" if last else style))
    return box([join(row)], max(0, width), 1)[0]
