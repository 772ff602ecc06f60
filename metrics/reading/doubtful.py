"""Colons and single blanks stand inside cells, too: they cut a text only where it makes no other sense."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from metrics.errors import Unsettled
from metrics.reading.cells import look, typed
from metrics.reading.header_rows import names_columns
from metrics.reading.marks import LINE_BREAK, Marks
from metrics.reading.records import cut

# Lines that are looked at, and among how many of them the header stands.
_MOST_LINES, _LONGEST_PREAMBLE = 400, 30
_NAME = r"\"?[^\W\d](?:[\w ()./#-]{0,40}[\w)#])?\"?"
_NAMES = re.compile(rf"{_NAME}(?::{_NAME})+")
_COLONS = Marks(":", '"', '"')
# Colons that separate nothing: those of clocks, addresses and hardware.
_NO_SEPARATOR = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\w+://\S*|\b[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){3,}\b")
# The share of a column's words that hold a digit where it holds codes, numbers or dates.
_CODED = 0.8
# The share of the lines that must have the usual number of words.
_EVEN = 0.9


def settled(sample: str, marks: Marks) -> Marks:
    """The marks found, or what a second look makes of them: colons, each blank, or a single column with blanks in it.

    Raises `separator_unclear` where colons or blanks may be separators or text.
    """
    lines = [line.strip() for line in LINE_BREAK.split(sample) if line.strip()][:_MOST_LINES]
    if len(lines) < 2:
        return marks
    if _cut_by_colons(lines):
        return _COLONS
    if marks.separator == " " and not any("  " in line or _quoted(line, marks) for line in lines):
        return _cut_by_blanks(lines, marks)
    if marks.padded and _gaps(lines):
        return Marks(" ", marks.quote, marks.escape)
    if marks.separator == "" and (_colons_throughout(lines) or _blanks_around_names(lines)):
        raise _unclear()
    return marks


def _unclear() -> Unsettled:
    return Unsettled("separator_unclear", option="--separator")


def _cut_by_colons(lines: Sequence[str]) -> bool:
    """Whether a line names columns between colons, and colons cut all lines below into as many cells."""
    first = next((place for place, line in enumerate(lines[:_LONGEST_PREAMBLE]) if _NAMES.fullmatch(line)), None)
    if first is None or len(lines) - first < 3 or all(look(line) == "date" for line in lines[first + 1 :]):
        return False
    names, *rows = cut("\n".join(lines[first:]), _COLONS).cells
    return len(set(names)) == len(names) and all(len(cells) == len(names) for cells in rows)


def _colons_throughout(lines: Sequence[str]) -> bool:
    """Whether every line holds as many colons that may be separators, and more than one."""
    counts = {_NO_SEPARATOR.sub("", line).count(":") for line in lines}
    return len(lines) > 1 and len(counts) == 1 and counts.pop() > 1


def _quoted(line: str, marks: Marks) -> bool:
    """Whether a cell of the line stands in quotes."""
    return bool(marks.quote) and (line.startswith(marks.quote) or f" {marks.quote}" in line)


def _cut_by_blanks(lines: Sequence[str], marks: Marks) -> Marks:
    """`marks` where each blank between words separates two cells, no separator where the lines are text."""
    head, *rows = (line.split(" ") for line in lines)
    single = Marks("", marks.quote, marks.escape)
    titled = len(head) == 1 and not (rows and names_columns(rows[0], rows[1:]))
    if titled or all(typed(line) for line in lines[1:]):
        return single
    if _colons_throughout(lines):
        raise _unclear()
    usual, count = Counter(map(len, rows)).most_common(1)[0]
    columns = zip_longest(*rows)
    if not any(map(_coded, columns)):
        if len(head) == usual and count == len(rows):
            raise _unclear()
        return single
    if count < _EVEN * len(rows):
        raise _unclear()
    return marks


def _gaps(lines: Sequence[str]) -> bool:
    """Whether two blanks are an empty cell: single ones stand between the names, and cut all lines into as many."""
    return "  " not in lines[0] and len({line.count(" ") for line in lines}) == 1


def _coded(words: Iterable[str | None]) -> bool:
    """Whether nearly all of these words hold a digit."""
    held = [word for word in words if word]
    return sum(any(map(str.isdigit, word)) for word in held) >= _CODED * len(held)


def _blanks_around_names(lines: Sequence[str]) -> bool:
    """Whether names stand above lines that begin with a code and end with a number, with some words more between."""
    head, *rows = (line.split(" ") for line in lines)
    return (
        len(head) > 2
        and bool(rows)
        and all(len(cells) >= len(head) and _coded(cells[:1]) and typed(cells[-1]) for cells in rows)
        and not any(map(_coded, zip(head, strict=True)))
    )
