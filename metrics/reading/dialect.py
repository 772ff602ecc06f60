"""Which characters cut a text into cells: many candidates read a sample, the most table-like reading wins."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from metrics.errors import Unsettled
from metrics.reading.cells import FOREIGN, look
from metrics.reading.doubtful import settled
from metrics.reading.marks import LINE_BREAK, RULE, Marks
from metrics.reading.records import Records, cut

# In the order of preference between equal readings.
SEPARATORS = (
    ",", ";", "\t", "|", ", ", "; ", "| ", "\t ", " , ", " ; ", " | ", "||", "¦", "\x1f", "\x01", "~", "^", " ",
)  # fmt: skip
SAMPLE_CHARS = 1 << 16
SAMPLE_RECORDS = 400
# Lines with a backslash before a quote that are looked at, wherever in the text they stand.
MOST_ESCAPED = 40
# How much a cell of this look speaks for its reading.
WORTH = {"empty": 0.9, "number": 1.0, "date": 1.0, "flag": 1.0, "word": 1.0, "text": 0.9, "broken": 0.25}
# Separators that also occur in plain text need a better table to be believed.
DOUBT = {" ": 0.75, "~": 0.9, "^": 0.9, ", ": 1.0, "; ": 1.0}
# Below this, one column is likelier than any separator; some separators hardly ever stand in prose.
LEAST_SCORE, LEAST_SCORE_RARE = 0.22, 0.12
RARE_IN_PROSE = frozenset(";\t|¦\x1f\x01")
# Lines above the table that do not count against a reading.
LONGEST_PREAMBLE = 30
# Lines of a file so small that a row of another width weighs more than it should, and what can head a column of it.
_FEW_LINES = 6
_NAME = re.compile(r"[^\W\d]\w{0,30}")
# A line that may be one number with a decimal comma as well as two cells.
DECIMAL_COMMA = re.compile(r"\s*-?\d+,\d{1,3}\s*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to cut the sample, how table-like it came out (0..1) and the width of most records.

    `foreign` counts the columns of which every cell holds another separator.
    """

    marks: Marks
    score: float
    width: int
    share: float
    anomalies: int
    foreign: int = 0


def recognise_marks(text: str, separator: str | None = None) -> tuple[Candidate, float]:
    """The best candidate for `text` and how clearly it won (0..1); `separator` fixes that one.

    Raises Unsettled where two separators cut the text equally well.
    """
    sample = sample_of(text)
    found = [judge(sample, marks) for marks in candidates(sample, separator)]
    ranked = sorted(found, key=lambda candidate: -candidate.score)
    best = ranked[0]
    rivals = [other for other in ranked[1:] if other.marks.separator.strip() != best.marks.separator.strip()]
    if separator is None and any(_as_likely(other, best) for other in rivals):
        raise Unsettled("separator_unclear", option="--separator")
    too_poor = best.score < _least(best) and not _heads_ragged_rows(sample, best)
    if separator is None and (too_poor or _one_number_a_line(sample, best)):
        quote = next((mark for mark in "\"'" if _around_lines(sample, mark)), '"' if '"' in sample else "")
        return judge(sample, settled(sample, Marks("", quote, quote))), 0.5
    if separator is None and (sure := settled(sample, best.marks)) != best.marks:
        return judge(sample, sure), 0.5
    margin = 1.0 if not rivals else 1.0 - rivals[0].score / best.score if best.score else 0.0
    return best, min(1.0, 0.5 + margin)


def sample_of(text: str) -> str:
    """The first lines of the text, whole, and further ones that show how quotes are escaped."""
    if len(text) <= SAMPLE_CHARS:
        return text
    end = max(text.rfind("\n", 0, SAMPLE_CHARS), text.rfind("\r", 0, SAMPLE_CHARS))
    end = end + 1 if end > 0 else SAMPLE_CHARS
    return text[:end] + "".join(escaped_lines(text, end))


def escaped_lines(text: str, start: int = 0) -> list[str]:
    """The first lines after `start` in which a backslash stands before a quote, with their line breaks."""
    found: list[str] = []
    at = text.find('\\"', start)
    while at >= 0 and len(found) < MOST_ESCAPED:
        begin = text.rfind("\n", start, at) + 1 or start
        end = text.find("\n", at) + 1 or len(text)
        found.append(text[begin:end])
        at = text.find('\\"', end)
    return found


def candidates(sample: str, separator: str | None) -> Iterator[Marks]:
    """The dialects worth trying on this sample: those whose characters occur in it."""
    quotes = [mark for mark in ('"', "'") if mark in sample] or ['"']
    found = [mark for mark in SEPARATORS if mark in sample] if separator is None else [separator]
    for mark in found or [","]:
        for quote in [*quotes, ""]:
            if not quote:
                yield Marks(mark, "", "\\" if "\\" + mark in sample else "")
                continue
            yield Marks(mark, quote, quote)
            if "\\" + quote in sample or "\\" + mark in sample:
                yield Marks(mark, quote, "\\")
    if separator in (None, "|") and _drawn(sample):
        yield Marks("|", "", "", framed=True)
    if (separator is None and "  " in sample) or separator == " ":
        for quote in [*quotes, ""]:
            yield Marks(" ", quote, quote, padded=True)
            yield Marks("  ", quote, quote, padded=True)


def judge(sample: str, marks: Marks) -> Candidate:
    """How table-like the sample is when it is cut this way."""
    records = cut(sample, marks)
    rows = _looked_at(records)
    if not rows:
        return Candidate(marks, 0.0, 1, 0.0, 0)
    widths = Counter(len(cells) for cells in rows)
    width = max(widths, key=lambda w: (widths[w] * (w > 1), w))
    share = widths[width] / len(rows)
    if width > 1 and records.strays:
        records = cut(sample, marks, width)
        rows = _looked_at(records)
        share = sum(len(cells) == width for cells in rows) / len(rows)
    near = sum(abs(len(cells) - width) == 1 for cells in rows) / len(rows)
    pattern = max(share + 0.3 * near, 0.9 * _smoothness(rows)) * (width - 1) / width
    foreign = _foreign_columns(rows, width)
    score = pattern**1.5 * type_score(rows, width) * (1.0 - 0.75 * foreign / width)
    score *= DOUBT.get(marks.separator, 0.85 if marks.padded else 1.0)
    anomalies = records.strays
    score *= 1.0 - 0.5 * min(1.0, anomalies / len(rows))
    return Candidate(marks, score * evidence(sample, rows, records, marks), width, share, anomalies, foreign)


def _as_likely(other: Candidate, best: Candidate) -> bool:
    """Whether both cut every line evenly, and each leaves what the other cuts at inside its cells."""
    plain = {other.marks.separator.strip(" "), best.marks.separator.strip(" ")} <= set(",;\t|")
    return plain and other.share == best.share == 1.0 and min(other.foreign, best.foreign, other.width - 1) > 0


def _least(best: Candidate) -> float:
    return LEAST_SCORE_RARE if best.marks.separator[:1] in RARE_IN_PROSE else LEAST_SCORE


def _looked_at(records: Records) -> list[list[str]]:
    """The records that are judged: the first ones below a preamble, and the last, which show the escapes."""
    rows = [cells for cells in records.cells if cells]
    ends = rows[-MOST_ESCAPED:] if len(rows) > SAMPLE_RECORDS + MOST_ESCAPED else rows[SAMPLE_RECORDS:]
    return _below_preamble(rows[:SAMPLE_RECORDS] + ends)


def _below_preamble(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the first ones of a single cell, if enough of a table follows them."""
    first = next((place for place, cells in enumerate(rows[:LONGEST_PREAMBLE]) if len(cells) > 1), 0)
    return rows[first:] if len(rows) - first >= 2 else rows


def _around_lines(sample: str, quote: str) -> bool:
    """Whether every line stands in these quotes."""
    lines = [line.strip() for line in LINE_BREAK.split(sample) if line.strip()]
    return bool(lines) and all(len(line) > 1 and line[0] == line[-1] == quote for line in lines)


def _one_number_a_line(sample: str, best: Candidate) -> bool:
    """Whether what was cut at commas is a column of numbers with decimal commas under its name.

    Raises `separator_unclear` where no name above the numbers tells.
    """
    if best.marks.separator != "," or best.width != 2:
        return False
    lines = [line for line in LINE_BREAK.split(sample) if line.strip()]
    numbers = sum(DECIMAL_COMMA.fullmatch(line) is not None for line in lines)
    if numbers == len(lines):
        raise Unsettled("separator_unclear", option="--separator")
    return numbers == len(lines) - 1 and "," not in lines[0]


def _heads_ragged_rows(sample: str, best: Candidate) -> bool:
    """Whether a header of plain names stands above few rows, each with a cell too few or too many.

    A comma between words is prose, one between names and numbers of that many columns is a small table.
    """
    lines = [line for line in LINE_BREAK.split(sample) if line.strip()]
    if not best.marks.separator.strip() or best.marks.quote not in ("", '"') or not 2 < len(lines) <= _FEW_LINES:
        return False
    head, *rows = (line.split(best.marks.separator) for line in lines)
    looks = [look(cell) for cells in rows for cell in cells]
    return (
        len(head) > 1
        and all(_NAME.fullmatch(cell) for cell in head)
        and len(set(head)) == len(head)
        and all(abs(len(cells) - len(head)) <= 1 for cells in rows)
        and any(len(cells) == len(head) for cells in rows)
        and sum(kind in ("number", "date") for kind in looks) > len(looks) // 2
    )


def _smoothness(rows: list[list[str]]) -> float:
    """How often a record is as wide as the one before it: high in two tables under one another, too."""
    pairs = [(len(one), len(next_)) for one, next_ in pairwise(rows)]
    return sum(one == next_ > 1 for one, next_ in pairs) / len(pairs) if pairs else 0.0


def _drawn(sample: str) -> bool:
    """Whether lines are drawn under the header, as databases and Markdown print tables."""
    return "|" in sample and any(RULE.fullmatch(line) for line in sample[:4096].split("\n"))


def evidence(sample: str, rows: list[list[str]], records: Records, marks: Marks) -> float:
    """A quote or escape that is not needed is worth a little less than one that is."""
    worth = 1.0
    further = [cell for cells in rows for cell in cells[1:]]
    if (marks.separator == " " and not marks.padded) or (marks.separator == "|" and "||" in sample):
        empty = sum(not cell for cell in further)
        if marks.separator == " " and marks.quote:
            empty -= len(re.findall(rf"(?<= ){marks.quote * 2}(?=\s|$)", sample))
        worth *= 1.0 - max(0, empty) / max(1, len(further))
    elif further and sum(cell.startswith(" ") for cell in further) + records.spaced > 0.9 * len(further):
        worth *= 0.9  # the blank belongs to the separator
    elif sum(cell.endswith(" ") for cells in rows for cell in cells[:-1]) > 0.3 * len(further):
        worth *= 0.95
    if marks.quote == "'" and not records.quoted:
        worth *= 0.98
    if marks.quote == "'":
        worth *= 0.995
    if marks.escape == "\\":
        worth *= 1.01 if "\\" + (marks.quote or marks.separator) in sample else 0.99
    if not marks.quote:
        worth *= 0.9 if _quotes_cells(sample, marks.separator) else 0.985
    present = [mark for mark in "\"'" if mark in sample]
    worth *= 1.0 - 0.4 * sum(_torn(cells, present) for cells in rows) / len(rows) if present else 1.0
    if marks.separator == "|" and _drawn(sample):
        worth *= 1.6 if marks.framed else 0.5
    return worth


def _foreign_columns(rows: list[list[str]], width: int) -> int:
    """How many columns of the full-width records hold another separator in every cell."""
    full = [cells for cells in rows if len(cells) == width > 1]
    if len(full) < 2:
        return 0
    return sum(
        all(look(cell) == "broken" and FOREIGN.search(cell) for cell in column) for column in zip(*full, strict=True)
    )


def _quotes_cells(sample: str, separator: str) -> bool:
    """Whether quotes stand around whole cells: as many open one as close one, on most lines that hold any."""
    mark = re.escape(separator)
    lines = [line for line in sample.split("\n") if '"' in line]
    opening, closing = re.compile(rf'(?:^|{mark})"'), re.compile(rf'"(?:\r?$|{mark})')
    whole = sum(0 < len(opening.findall(line)) == len(closing.findall(line)) for line in lines)
    return 2 * whole > len(lines)


def _torn(cells: list[str], quotes: Sequence[str]) -> bool:
    """Whether a text in quotes is torn: one cell holds the quote that opens it, another the one that closes it."""
    return any(sum(cell.count(quote) % 2 for cell in cells if quote in cell) > 1 for quote in quotes)


def type_score(rows: list[list[str]], width: int) -> float:
    """How clean the cells of the full-width records look, 0..1, columns of one look being worth more."""
    full = [cells for cells in rows if len(cells) == width]
    if not full or width < 2:
        return 0.5
    total = 0.0
    for column in zip(*full, strict=True):
        looks = [look(cell) for cell in column]
        total += sum(WORTH[kind] for kind in looks) / len(looks)
    return total / width
