"""What is drawn for a terminal without UTF-8: every character as ASCII of the same width."""

import unicodedata
from functools import lru_cache

from rich.cells import split_graphemes
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_LIKENESS = {
    "|": "│┃┆▏▎▌▐",
    "-": "─━┄╶╴–—−",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯±",
    "*": "•●◆",
    "o": "○◇ø",
    "O": "Ø",
    "a": "æ",
    "A": "Æ",
    "d": "đð",
    "D": "ĐÐ",
    "l": "ł",
    "L": "Ł",
    "s": "ß",
    ".": "·▁░",
    "^": "▲↑",
    "v": "▼↓✓",
    ">": "▸»→≥›",
    "<": "«←≤",
    "~": "…≈",
    "x": "×",
    "!": "≠",
    '"': "“”",
    "'": "‘’",
    " ": "\u00a0\u202f\u2009",
    "_": "▂",
    ":": "▃▒",
    "=": "▄",
    "#": "▅▆▇█▓▪",
}
_DRAWN = {ord(drawn): plain for plain, group in _LIKENESS.items() for drawn in group}


class Ascii(LineFilter):
    """Replaces what is not ASCII just before it is sent."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in ASCII, as wide as they were."""
        return [Segment(ascii_text(text), style, control) for text, style, control in segments]


@lru_cache(4096)
def ascii_text(text: str) -> str:
    """The text in ASCII: drawn characters by their likeness, letters without accents, the rest as question marks."""
    if text.isascii():
        return text
    drawn = text.translate(_DRAWN)
    spans, _width = split_graphemes(drawn)
    return "".join(_plain(drawn[start:end], width) for start, end, width in spans)


def _plain(cluster: str, width: int) -> str:
    """What a person sees as one character: its base letter, or question marks in its place."""
    if cluster.isascii():
        return cluster
    base = unicodedata.normalize("NFKD", cluster)[0]
    return base if base.isascii() and base.isprintable() and width == 1 else "?" * width
