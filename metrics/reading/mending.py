"""Lines whose quotes are not well-formed: the ways to read them, the most regular first."""

from collections.abc import Iterator
from dataclasses import dataclass

from metrics.reading.marks import LINE_BREAK, Marks, unescape

# Quotes looked at as the end of one cell.
MOST_CLOSES = 12


@dataclass(slots=True)
class Patience:
    """How many more ways may be tried: broken quotes can be read in a great many."""

    left: int


def mend(content: str, at: int, cells: list[str], marks: Marks, width: int, patience: Patience) -> Iterator[list[str]]:
    """Every way to read on from `at` that ends with the table's width, the most regular first."""
    patience.left -= 1
    if patience.left < 0 or len(cells) >= width:
        return
    for cell, end in _ways(content, at, marks):
        longer = [*cells, cell]
        if end < len(content):
            yield from mend(content, end + len(marks.separator), longer, marks, width, patience)
        elif len(longer) == width:
            yield longer


def cut_leniently(content: str, marks: Marks) -> list[str]:
    """One line cut at every separator outside quotes; what follows a closing quote belongs to the cell."""
    cells: list[str] = []
    at = 0
    separator, quote = marks.separator, marks.quote
    while True:
        prefix = ""
        end = at
        if content.startswith(quote, at):
            close = content.find(quote, at + 1)
            if close >= 0:
                prefix, end = content[at + 1 : close], close + 1
        stop = content.find(separator, end) if separator else -1
        cells.append(prefix + content[end : stop if stop >= 0 else len(content)])
        if stop < 0:
            return cells
        at = stop + len(separator)


def _ways(content: str, at: int, marks: Marks) -> Iterator[tuple[str, int]]:
    """The cells that may start at `at` with where each ends, the most regular first."""
    separator, quote = marks.separator, marks.quote
    late: list[int] = []
    if content.startswith(quote, at):
        closes, late = _closes(content, at, marks)
        for close in closes:
            yield unescape(content[at + 1 : close], marks), close + 1
        close = content.find(quote, at + 1)
        end = _plain_end(content, close + 1, separator) if close >= 0 else -1
        if end >= 0 and quote not in content[close + 1 : end] and not content.endswith(separator, 0, close):
            yield content[at + 1 : close] + content[close + 1 : end], end
    end = _plain_end(content, at, separator)
    if end >= 0:
        yield content[at:end], end
    for close in late:
        yield unescape(content[at + 1 : close], marks), close + 1


def _closes(content: str, at: int, marks: Marks) -> tuple[list[int], list[int]]:
    """The quotes that may close the cell opened at `at`: likely ones, then those after what opens another cell."""
    separator, quote = marks.separator, marks.quote
    likely: list[int] = []
    late: list[int] = []
    regular = _regular_close(content, at, marks)
    opened = False
    close = content.find(quote, at + 1)
    for _ in range(MOST_CLOSES):
        if close < 0:
            break
        after = close + 1
        if _ends_cell(content, after, separator):
            (late if opened else likely).append(close)
            if content.startswith(quote, after + len(separator)):
                break  # a quote, a separator, a quote: no cell holds that
        elif content.endswith(separator, at + 1, close) and not content.startswith(quote, after):
            opened = True
        close = content.find(quote, after)
    if regular >= 0 and regular not in (*likely, *late) and _ends_cell(content, regular + 1, separator):
        (late if opened else likely).append(regular)
    return sorted(likely, key=lambda place: place != regular), late


def _ends_cell(content: str, at: int, separator: str) -> bool:
    return at == len(content) or content.startswith(separator, at)


def _regular_close(content: str, at: int, marks: Marks) -> int:
    """Where the cell opened at `at` closes when doubled quotes are pairs, or -1."""
    quote = marks.quote
    close = content.find(quote, at + 1)
    while close >= 0 and content.startswith(quote, close + 1):
        close = content.find(quote, close + 2)
    return close


def _plain_end(content: str, at: int, separator: str) -> int:
    """Where a cell without quotes ends, or -1 where its line ends first and the record does not."""
    end = content.find(separator, at)
    end = len(content) if end < 0 else end
    return -1 if LINE_BREAK.search(content, at, end) else end
