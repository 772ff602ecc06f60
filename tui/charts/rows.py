"""What every chart is made of: rows of (text, style token), measured in terminal cells."""

import math
import unicodedata
from collections.abc import Iterable, Sequence

# Tokens are meanings, the screens give them colours: "text", "muted", "accent", "good", "bad", "open", "band", "shade",
# "series1".."series6" (with "+in-shade" before a shade) and "heat0".."heat4".
Segment = tuple[str, str]
Row = list[Segment]

Number = float | int | None

_ASCII = str.maketrans({"…": "~", "–": "-"})

# Selectors and skin tones change the width of what stands before them, differently in each terminal.
_UNSURE = {0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)}


def known(value: Number) -> float | None:
    """The value as a finite float; None for null, NaN and infinity, which are gaps."""
    return float(value) if value is not None and math.isfinite(value) else None


def _glyph_width(glyph: str) -> int:
    if unicodedata.combining(glyph):
        return 0
    return 2 if unicodedata.east_asian_width(glyph) in "WF" else 1


def cells(text: str) -> int:
    """Terminal cells that a text takes."""
    return len(text) if text.isascii() else sum(map(_glyph_width, text))


def printable(text: str) -> str:
    """The text with control, format and width-changing characters replaced or left out."""
    if text.isascii() and text.isprintable():
        return text
    kept = (glyph for glyph in text if ord(glyph) not in _UNSURE)
    return "".join(map(_harmless, kept))


def _harmless(glyph: str) -> str:
    """The character itself; a blank for any kind of space, a dot for what is no character to be seen."""
    category = unicodedata.category(glyph)
    return " " if category == "Zs" else "·" if category[0] in "CZ" else glyph


def clip(text: str, width: int) -> str:
    """As much of the text as fits, with an ellipsis where something is cut; at most `width` cells."""
    text = printable(text)
    if cells(text) <= width:
        return text
    kept, used = "", 0
    for glyph in text:
        used += _glyph_width(glyph)
        if used > width - 1:
            break
        kept += glyph
    return f"{kept}…" if width > 0 else ""


def left(text: str, width: int) -> str:
    """The text at the left of exactly `width` cells."""
    text = clip(text, width)
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """The text at the right of exactly `width` cells."""
    text = clip(text, width)
    return " " * (width - cells(text)) + text


def join(segments: Iterable[Segment]) -> Row:
    """The segments with neighbours of one style merged and empty ones left out."""
    row: Row = []
    for text, style in segments:
        if row and row[-1][1] == style:
            row[-1] = (row[-1][0] + text, style)
        elif text:
            row.append((text, style))
    return row


def plain(row: Row) -> str:
    """The text of a row without its styles."""
    return "".join(text for text, _ in row)


def box(rows: Sequence[Row], width: int, height: int, *, ascii_only: bool = False) -> list[Row]:
    """Exactly `height` rows of exactly `width` cells: what is too long is cut, what is missing is blank.

    `ascii_only` turns the charts' own dash and ellipsis into ASCII; the labels are the caller's.
    """
    fitted = [_fit(row, width) for row in [*rows[:height], *([[]] * (height - len(rows)))]]
    if ascii_only:
        return [[(text.translate(_ASCII), style) for text, style in row] for row in fitted]
    return fitted


def _fit(row: Row, width: int) -> Row:
    fitted: Row = []
    free = width
    for text, style in row:
        if free <= 0:
            break
        kept = text if cells(text) <= free else clip(text, free)
        fitted.append((kept, style))
        free -= cells(kept)
    return join([*fitted, (" " * free, "text")])
