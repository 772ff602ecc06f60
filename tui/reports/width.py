"""How many columns of a terminal a text takes."""

from functools import cache
from unicodedata import category, combining, east_asian_width


def width(text: str) -> int:
    """Columns of a cleaned text: two for wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def fit(text: str, columns: int, *, right: bool = False) -> str:
    """The text in exactly that many columns: cut with an ellipsis, or filled with blanks (before it if `right`)."""
    if width(text) > columns:
        text = _cut(text, columns - 1) + "…" if columns > 0 else ""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def _cut(text: str, columns: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _columns(character)
        if taken > columns:
            return text[:index]
    return text


@cache
def _columns(character: str) -> int:
    if combining(character) or category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
