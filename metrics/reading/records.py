"""Text becomes records: cutting lines into cells, with quotes as they really are written.

Well-formed quotes follow RFC 4180. Where quotes are not well-formed (an escape is missing, one quote too many)
the reading that gives the table's width wins, and no character of the text is lost.
"""

import csv
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from metrics.reading.marks import LINE_BREAK, RULE, Marks, is_escaped, split_plain, unescape
from metrics.reading.mending import Patience, cut_leniently, mend

# A quoted cell longer than this, or with more unescaped quotes inside, is a quote that was never closed.
LONGEST_QUOTED = 1 << 17
MOST_STRAYS = 20
# Ways tried to read one broken line before it is taken as it stands.
MOST_TRIES = 200
# Ways tried for all broken records of a text together; then each is tried on its own line only, a few times.
PATIENCE, FEW_TRIES = 20_000, 12
# Lines that one record may span before its quote counts as never closed, where quotes are not well-formed.
MOST_LINES = 50


@dataclass(slots=True)
class Records:
    """Records side by side: cells, the 1-based line each starts on, and where its text lies.

    A blank line is a record without cells. `strays` counts quotes that stand where none may,
    `quoted` records with quotes, `spaced` quotes that stand after a blank.
    """

    text: str
    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    strays: int = 0
    quoted: int = 0
    spaced: int = 0

    def __len__(self) -> int:
        return len(self.cells)

    def raw(self, index: int) -> str:
        """The text of a record without its line break."""
        return self.text[self.starts[index] : self.ends[index]]


def cut(text: str, marks: Marks, width: int = 0, first_line: int = 1) -> Records:
    """Cut `text` into records; `width` (0 = unknown) is how many cells most records have."""
    return _Cutter(text, marks, width).cut(first_line)


@dataclass(slots=True)
class _Reading:
    """One way to read a record: its cells, where it ends, and what was odd about it."""

    cells: list[str]
    end: int
    strays: int = 0
    closed: bool = True


class _Cutter:
    def __init__(self, text: str, marks: Marks, width: int) -> None:
        self.text, self.marks, self.width = text, marks, width
        self.breaks: list[tuple[int, int]] = [m.span() for m in LINE_BREAK.finditer(text)]
        if not self.breaks or self.breaks[-1][1] < len(text):
            self.breaks.append((len(text), len(text)))
        self.starts = [0, *(stop for _, stop in self.breaks[:-1])]
        self.unclosed_from = len(text) + 1
        self.patience = PATIENCE
        self.spaced = f"{marks.separator} {marks.quote}" if marks.quote and marks.separator else ""

    def cut(self, first_line: int) -> Records:
        found = Records(self.text)
        text, quote, line = self.text, self.marks.quote, 0
        while line < len(self.starts):
            start, end = self.starts[line], self.breaks[line][0]
            content = text[start:end]
            used = 1
            if self.is_blank(content):
                cells: list[str] = []
            elif not quote or quote not in content:
                cells = split_plain(content, self.marks)
            else:
                reading = self.read_quoted(start, end, content)
                cells, end = reading.cells, reading.end
                found.strays += reading.strays
                found.quoted += 1
                found.spaced += content.count(self.spaced) if self.spaced else 0
                used = bisect_right(self.starts, max(end - 1, start)) - line
            if not (start == end == len(text)):
                found.cells.append(cells)
                found.lines.append(first_line + line)
                found.starts.append(start)
                found.ends.append(end)
            line += used
        return found

    def is_blank(self, content: str) -> bool:
        """Whether a line holds no cells: nothing but blanks, or a line that is drawn."""
        if not content or (content.isspace() and self.marks.separator not in content):
            return True
        return self.marks.framed and RULE.fullmatch(content) is not None

    def read_quoted(self, start: int, end: int, content: str) -> _Reading:
        strict = self.read_strict(content)
        if strict is not None and self.suits(strict, content):
            return _Reading(strict, end)
        loose = self.read_loose(start, min(len(self.text), start + LONGEST_QUOTED), end)
        whole = loose.closed and self.spans_text(loose, end)
        if whole and not loose.strays and self.suits(loose.cells, self.text[start : loose.end]):
            return loose
        return self.repair(loose, start, end, whole=whole)

    def repair(self, loose: _Reading, start: int, end: int, *, whole: bool) -> _Reading:
        """The likeliest reading of a record whose quotes are not well-formed."""
        content = self.text[start:end]
        escaped = self.read_escaped(content)
        if escaped is not None:
            return _Reading(escaped, end, strays=1)
        if whole and self.fits(loose.cells):
            return loose
        mended = self.mend_lines(start, end) if self.width else None
        if mended is not None:
            return mended
        if loose.closed and (loose.end == end or (whole and not loose.strays)):
            return loose
        return _Reading(cut_leniently(content, self.marks), end, strays=1)

    def suits(self, cells: list[str], content: str) -> bool:
        """Whether nothing is odd about a record without strays: it has the width, or its quotes come in pairs."""
        return self.fits(cells) or content.count(self.marks.quote) % 2 == 0

    def fits(self, cells: list[str]) -> bool:
        return not self.width or len(cells) == self.width

    def read_strict(self, content: str) -> list[str] | None:
        """The cells where a strict reader finds nothing wrong with one line, else None."""
        marks = self.marks
        if len(marks.separator) != 1 or marks.padded or marks.escape != marks.quote or self.spaced in content:
            return None
        try:
            rows = list(csv.reader([content], delimiter=marks.separator, quotechar=marks.quote, strict=True))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None

    def read_escaped(self, content: str) -> list[str] | None:
        """The cells of one line that alone writes its quotes with backslashes, else None."""
        marks = self.marks
        if '\\"' not in content or marks.quote != '"' or marks.escape != marks.quote or self.width < 2:
            return None
        found = cut(content, replace(marks, escape="\\"))
        return found.cells[0] if len(found) == 1 and not found.strays and self.fits(found.cells[0]) else None

    def spans_text(self, loose: _Reading, end: int) -> bool:
        """Whether the lines inside a quoted cell are text rather than records that a stray quote swallowed."""
        if loose.end <= end or self.width < 2:
            return True
        first = bisect_right(self.starts, end)
        last = bisect_right(self.starts, max(loose.end - 1, 0)) - (0 if loose.strays else 1)
        return not any(self.is_record(line) for line in range(first, min(last, first + MOST_LINES)))

    def is_record(self, line: int) -> bool:
        """Whether a line has the table's width all by itself."""
        content = self.text[self.starts[line] : self.breaks[line][0]]
        marks = self.marks
        if not marks.quote or marks.quote not in content or len(marks.separator) != 1:
            return len(split_plain(content, marks)) == self.width
        try:
            rows = list(csv.reader([content], delimiter=marks.separator, quotechar=marks.quote))
        except csv.Error:
            return False
        return len(rows) == 1 and len(rows[0]) == self.width

    def read_loose(self, start: int, limit: int, line_end: int) -> _Reading:
        """Read one record from `start`, over line breaks inside quotes; a quote closes before a separator."""
        cells: list[str] = []
        text, strays, at = self.text, 0, start
        while True:
            opening = self.opening(at)
            field_end = None
            if opening >= 0:
                content, field_end, odd = self.quoted(opening, limit)
                strays += odd
                if field_end < 0:
                    return _Reading(cells, line_end, strays, closed=False)
                cells.append(content)
            else:
                field_end = self.plain_end(at)
                cells.append(
                    unescape(text[at:field_end], self.marks) if self.marks.escape == "\\" else text[at:field_end]
                )
            after = self.after_separator(field_end)
            if after < 0:
                return _Reading(cells, field_end, strays)
            at = after

    def opening(self, at: int) -> int:
        """Where the quote that opens a cell at `at` stands (blanks before it are allowed), or -1."""
        text, quote = self.text, self.marks.quote
        if text.startswith(quote, at):
            return at
        if self.marks.separator.strip(" "):
            start = at
            while text.startswith(" ", start):
                start += 1
            if start > at and text.startswith(quote, start):
                return start
        return -1

    def quoted(self, opening: int, limit: int) -> tuple[str, int, int]:
        """The content of a quoted cell, where the cell ends (-1: never closed), and its stray quotes."""
        text, quote, strays = self.text, self.marks.quote, 0
        doubled = self.marks.escape == quote
        at = opening + 1
        if at > self.unclosed_from:
            return "", -1, 0
        while True:
            close = text.find(quote, at, limit)
            if close < 0:
                if limit == len(text) and not strays:
                    self.unclosed_from = opening
                return "", -1, strays
            if self.marks.escape == "\\" and is_escaped(text, opening, close):
                at = close + 1
                continue
            if doubled and text.startswith(quote, close + 1):
                at = close + 2
                continue
            end = self.cell_end(close + 1)
            if end >= 0:
                return unescape(text[opening + 1 : close], self.marks), end, strays
            strays += 1
            if strays > MOST_STRAYS:
                return "", -1, strays
            at = close + 1

    def cell_end(self, at: int) -> int:
        """`at` without the blanks before a separator, line break or the end; -1 where text follows."""
        text = self.text
        end = at
        if self.after_separator(end) >= 0:
            return end
        while end < len(text) and text[end] == " ":
            end += 1
        if end == len(text) or text[end] in "\r\n" or self.after_separator(end) >= 0:
            return end
        return -1

    def after_separator(self, at: int) -> int:
        """Where the next cell starts after the separator at `at`, or -1 where none stands there."""
        separator = self.marks.separator
        if not separator or not self.text.startswith(separator, at):
            return -1
        at += len(separator)
        if self.marks.padded:
            while self.text.startswith(" ", at):
                at += 1
            if at == len(self.text) or self.text[at] in "\r\n":
                return -1
        return at

    def plain_end(self, at: int) -> int:
        """Where a cell without quotes ends: at its separator or its line's end."""
        line = bisect_right(self.starts, at) - 1
        line_end = self.breaks[line][0]
        if not self.marks.separator:
            return line_end
        found = self.text.find(self.marks.separator, at, line_end)
        while found >= 0 and self.marks.escape == "\\" and is_escaped(self.text, at - 1, found):
            found = self.text.find(self.marks.separator, found + 1, line_end)
        return line_end if found < 0 else found

    def hangs(self, cells: list[str]) -> bool:
        """Whether the last cell begins with a quote that nothing closes: its text may go on in the next line."""
        return cells[-1].startswith(self.marks.quote) and cells[-1].count(self.marks.quote) == 1

    def mend_lines(self, start: int, end: int) -> _Reading | None:
        """The record that starts here read so that it has the table's width, over as few lines as that takes."""
        if self.marks.padded or not self.marks.separator:
            return None
        line = bisect_right(self.starts, start) - 1
        most, lines = (MOST_TRIES, MOST_LINES) if self.patience > 0 else (FEW_TRIES, 1)
        patience = Patience(most)
        found = None
        for last in range(line, min(line + lines, len(self.starts))):
            if patience.left <= 0 or (last > line and self.is_record(last)):
                break
            stop = self.breaks[last][0]
            cells = next(mend(self.text[start:stop], 0, [], self.marks, self.width, patience), None)
            if cells is not None and (found is None or not self.hangs(cells)):
                found = _Reading(cells, stop, strays=1)
            if found is not None and not self.hangs(found.cells):
                break
        self.patience -= most - patience.left
        return found
