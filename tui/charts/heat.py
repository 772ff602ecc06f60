"""A grid of printed figures, shaded by size."""

from collections.abc import Sequence

from tui.charts.glyphs import Glyphs
from tui.charts.rows import Number, Row, box, cells, join, known, left, right
from tui.charts.scale import Formatter, Scale, scale_of, short

SHADES = 5
_NAMES_AT_MOST = 20


def heat(
    names: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[Number]],
    width: int,
    height: int,
    *,
    glyphs: Glyphs = "block",
    number: Formatter = short,
    scale: Scale | None = None,
) -> list[Row]:
    """One row a name, one figure a column, each printed in full; a gap is blank. Columns that do not fit are left out
    at the right, rows at the bottom, and a "…" says so."""
    texts = [[_text(value, number) for value in row] for row in values]
    scale = scale or scale_of(value for row in values for value in row)
    wide = max([1, *(cells(text) for row in texts for text in row), *(cells(text) for text in columns)]) + 1
    wide = min(wide, max(2, width))
    names_wide = min(max((cells(name) for name in names), default=0), _NAMES_AT_MOST, max(0, width - wide))
    count = min(len(columns), (width - names_wide) // wide)
    cut = count < len(columns)
    head: Row = [(" " * names_wide, "muted"), *((right(text, wide), "muted") for text in columns[:count])]
    rows: list[Row] = [[*head, ("…", "muted")] if cut else head]
    room = max(0, height - 1)
    for index, name in enumerate(names):
        if len(names) > room and index == room - 1:
            rows.append([("…", "muted")])
            break
        cols = zip(texts[index][:count], values[index][:count], strict=True) if index < len(texts) else ()
        rows.append(
            join(
                [
                    (left(name, names_wide), "text"),
                    *(part for text, value in cols for part in _cell(text, value, wide, scale)),
                ]
            )
        )
    return box(rows, width, height, ascii_only=glyphs == "ascii")


def shade(value: Number, scale: Scale) -> str:
    """The token of a figure's shade, "heat0" (lowest) to "heat4"; "text" for a gap."""
    found = known(value)
    return "text" if found is None else f"heat{scale.place(found, SHADES)}"


def _cell(text: str, value: Number, wide: int, scale: Scale) -> list[tuple[str, str]]:
    return [(" ", "text"), (right(text, wide - 1), shade(value, scale))]


def _text(value: Number, number: Formatter) -> str:
    found = known(value)
    return "" if found is None else number(found)
