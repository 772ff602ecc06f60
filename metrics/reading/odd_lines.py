"""Lines that are cut otherwise than their file: by another separator, or with apostrophes for quotes.

Such a line is only cut anew where its cells then fill the width and look like their columns, in one way alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from metrics.reading.cells import look, typed
from metrics.reading.header_rows import is_header, typed_columns
from metrics.reading.marks import Marks
from metrics.reading.records import Records, cut

# Separators that a single line may use instead of its file's own; a space also stands between words.
_SEPARATORS = (";", "\t", "|", ",", " ")
# Records looked at to see what the columns hold.
_SAMPLE = 400
# A line of more words than this is prose, and so are more lines of loose words than that.
_MOST_WORDS, _MOST_LOOSE = 100, 500
_WORD = re.compile(r'"(?:[^"]|"")*"(?= |$)|[^ ]*')


def mend_lines(records: Records, marks: Marks, width: int) -> int:
    """Cut the odd lines by what they use themselves; how many used another separator.

    Those in apostrophes are counted among the records' stray quotes.
    """
    if width < 2 or not marks.separator or marks.padded or marks.framed:
        return 0
    odd = [at for at, cells in enumerate(records.cells) if cells and len(cells) != width]
    quoted = [at for at, cells in enumerate(records.cells) if cells and cells[0][:1] == "'"]
    if not (odd or quoted) or len(odd) > len(records) // 2:
        return 0
    columns = _Columns.of(records, width)
    if marks.quote != "'" and len(quoted) <= len(records) // 2:
        records.strays += sum(_without_apostrophes(records, at, marks, width) for at in quoted)
    odd = [at for at in odd if len(records.cells[at]) != width]
    return sum(_cut_anew(records, at, marks, columns, loose=n < _MOST_LOOSE) for n, at in enumerate(odd))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns hold: `kinds` of those of numbers or dates, and those `spaced` in which a cell holds a blank.

    `values` are the cells seen in each; `named` = a header is there already; `first` is the first record's place.
    """

    width: int
    kinds: dict[int, str]
    values: list[frozenset[str]]
    spaced: frozenset[int]
    named: bool
    first: int

    @staticmethod
    def of(records: Records, width: int) -> "_Columns":
        rows = [cells for cells in records.cells if len(cells) == width]
        sample = rows[1:_SAMPLE]
        spaced = frozenset(column for column in range(width) if any(" " in row[column].strip() for row in sample))
        first = next(at for at, cells in enumerate(records.cells) if cells)
        named = is_header(rows[0] if rows else [], sample, width)
        values = [frozenset(row[column] for row in sample if row[column].strip()) for column in range(width)]
        return _Columns(width, typed_columns(sample, width), values, spaced, named, first)

    def hold(self, cells: Sequence[str], *, least: int) -> bool:
        """Whether the cells look like their columns, at least so many of them being like the column's others.

        Alike are numbers and dates where all others are, and texts that the column holds elsewhere.
        """
        found = {column: look(cells[column]) for column in self.kinds}
        if any(found[column] not in (kind, "empty") for column, kind in self.kinds.items()):
            return False
        alike = sum(kind != "empty" for kind in found.values())
        known = sum(cells[column] in self.values[column] for column in range(self.width) if column not in found)
        return alike + known >= least

    def take(self, column: int, cell: str) -> bool:
        """Whether the column can hold this cell."""
        kind = self.kinds.get(column)
        if kind is not None:
            return look(cell) in (kind, "empty")
        return column in self.spaced or " " not in cell


def _cut_anew(records: Records, at: int, marks: Marks, columns: _Columns, *, loose: bool) -> bool:
    raw = records.raw(at)
    for separator in _SEPARATORS:
        if separator == marks.separator or separator not in raw:
            continue
        found = cut(raw, Marks(separator, marks.quote, marks.escape), columns.width).cells
        if len(found) != 1 or len(found[0]) != columns.width or _torn(found[0], marks.separator):
            continue
        if _belongs(records, at, found[0], separator, columns):
            records.cells[at] = found[0]
            return True
    loose = loose and len(columns.kinds) > 1 and marks.separator != " " and at != columns.first
    words = _words(raw) if loose else None
    cells = _grouped(words, columns) if words else None
    if cells is None or _torn(cells, marks.separator) or not columns.hold(cells, least=2):
        return False
    records.cells[at] = cells
    return True


def _torn(cells: list[str], separator: str) -> bool:
    """Whether a cell holds the file's own separator as no text does: without a blank behind it."""
    return any(
        separator in cell and re.search(rf"{re.escape(separator)}(?!\s)", cell) is not None and not typed(cell)
        for cell in cells
    )


def _belongs(records: Records, at: int, cells: list[str], separator: str, columns: _Columns) -> bool:
    """Whether a line cut by another separator is of the table; a space needs more to speak for it."""
    blank = separator == " "
    if at == columns.first and not columns.named and all(look(cell) in ("word", "text") for cell in cells):
        apart = at + 1 < len(records) and not records.cells[at + 1]
        return not apart and (not blank or len(columns.kinds) > 1)
    if blank:
        return columns.width > 2 and columns.hold(cells, least=2)
    return columns.hold(cells, least=0 if len(records.cells[at]) == 1 and columns.width > 2 else 1)


def _words(raw: str) -> list[str] | None:
    """What stands between single spaces, quoted texts whole; None where that is too much."""
    found: list[str] = []
    at = 0
    while at <= len(raw) and len(found) <= _MOST_WORDS:
        match = _WORD.match(raw, at)
        found.append(match[0] if match else "")
        at += len(found[-1]) + 1
    return found if len(found) <= _MOST_WORDS else None


def _grouped(words: list[str], columns: _Columns) -> list[str] | None:
    """The words put together into as many cells as there are columns, where only one way suits them all."""

    def whole(word: str) -> bool:
        return not word or word.startswith('"')

    @cache
    def ways(at: int, column: int) -> tuple[int, tuple[str, ...]]:
        """How many ways (2 = several) the words from `at` fill the columns from `column`, and the last one seen."""
        if column == columns.width:
            return (1, ()) if at == len(words) else (0, ())
        count = 0
        seen: tuple[str, ...] = ()
        for stop in range(at + 1, len(words) - (columns.width - column) + 2):
            if stop - at > 1 and (whole(words[at]) or whole(words[stop - 1])):
                break
            cell = words[at][1:-1].replace('""', '"') if words[at].startswith('"') else " ".join(words[at:stop])
            if not words[at].startswith('"') and not columns.take(column, cell):
                continue
            more, rest = ways(stop, column + 1)
            if more:
                count, seen = count + more, (cell, *rest)
        return min(count, 2), seen

    if len(words) <= columns.width:
        return None
    count, cells = ways(0, 0)
    return list(cells) if count == 1 else None


def _without_apostrophes(records: Records, at: int, marks: Marks, width: int) -> bool:
    """Whether every cell of this line stood in apostrophes, which were its quotes."""
    raw, cell = records.raw(at), r"'(?:[^']|'')*'"
    if re.fullmatch(rf"{cell}(?:{re.escape(marks.separator)}{cell})*", raw) is None:
        return False
    found = cut(raw, Marks(marks.separator, "'", "'"), width).cells
    if len(found) != 1 or len(found[0]) != width:
        return False
    records.cells[at] = found[0]
    return True
