"""A text file becomes grids: decode, recognise the dialect, cut, lay out."""

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest

import polars as pl

from metrics.errors import ChurnError
from metrics.reading.dialect import Candidate, recognise_marks
from metrics.reading.encoding import Decoded, decode
from metrics.reading.footers import Table
from metrics.reading.grid import Aside, Dialect, Grid, Hints, Reason, check_width
from metrics.reading.layout import lay_out
from metrics.reading.marks import LINE_BREAK
from metrics.reading.odd_lines import mend_lines
from metrics.reading.records import Records, cut
from metrics.reading.source import Source

SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.|\\t)\"?[ \t,;]*(?=\r\n|\n|\r|$)", re.IGNORECASE)
NAMED_SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
# More cells than this, most of them missing, is no table: it would take all memory to hold.
MOST_CELLS = 50_000_000
ROWS_AT_ONCE = 50_000


def read_text(source: Source, hints: Hints) -> list[Grid]:
    """The tables of a text file, each a grid.

    Raises `file_empty`, `not_text`, `unknown_encoding`, `not_in_encoding`, `bad_separator`, `no_such_line`,
    `too_ragged`.
    """
    try:
        decoded = decode(source.read(), hints.encoding)
    except ChurnError as error:
        error.params.setdefault("file", source.name)
        raise
    return grids_of(source, decoded, hints)


def grids_of(source: Source, decoded: Decoded, hints: Hints, further: str = "") -> list[Grid]:
    """The tables of a text; `further` are lines that only help to recognise its dialect.

    Raises what `read_text` raises, but for its encoding.
    """
    text, first_line, given = _separator_line(decoded.text)
    separator = _separator(hints) or given
    if not text.strip(" \r\n\x1a\ufeff"):
        raise ChurnError("file_empty", file=source.name)
    candidate, clear = recognise_marks(text + further, separator)
    records = cut(text, candidate.marks, candidate.width if candidate.share > 0.3 else 0, first_line)
    odd = mend_lines(records, candidate.marks, candidate.width)
    header = None if hints.header_row is None else _header_at(records, hints.header_row)
    tables = lay_out(records.cells, header)
    reasons = [decoded.reason, *_reasons(candidate, records, odd, separator)]
    dialect = _dialect(decoded, candidate, text, clear, tuple(reasons))
    lead = (Aside(1, "separator", decoded.text[: len(decoded.text) - len(text)].strip()),) if first_line > 1 else ()
    return [
        build_grid(source, records, table, dialect, _named(source, place, len(tables)), lead if place == 0 else ())
        for place, table in enumerate(tables)
    ]


def frame_of(rows: Sequence[Sequence[str | None]], width: int) -> pl.DataFrame:
    """Rows of unequal length as String columns c0..cN, null where a row has ended."""
    names = [f"c{column}" for column in range(width)]
    parts = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        columns = list(zip_longest(*rows[start : start + ROWS_AT_ONCE]))
        columns += [(None,) * min(ROWS_AT_ONCE, len(rows) - start)] * (width - len(columns))
        parts.append(pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String)))
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def join_headers(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """One name a column from the header's rows, upper titles carried to the right over empty cells."""
    names: list[list[str]] = [[] for _ in range(width)]
    for place, row in enumerate(rows):
        carried = ""
        for column in range(width):
            cell = row[column].strip() if column < len(row) else ""
            carried = cell or (carried if place < len(rows) - 1 else "")
            if carried and carried not in names[column][-1:]:
                names[column].append(carried)
    return tuple(" ".join(parts) for parts in names)


def build_grid(
    source: Source, records: Records, table: Table, dialect: Dialect, name: str, lead: tuple[Aside, ...] = ()
) -> Grid:
    """The grid of one table of these records. Raises `too_ragged`, `too_many_columns`."""
    rows = [records.cells[at] for at in table.body]
    header_cells = tuple(tuple(records.cells[at]) for at in table.header)
    names = max((len(row) for row in header_cells), default=0)
    width = max(names, max(map(len, rows), default=0))
    if width * len(rows) > MOST_CELLS and width > 4 * table.width:
        longest = max(table.body, key=lambda at: len(records.cells[at]))
        raise ChurnError("too_ragged", file=source.name, line=records.lines[longest], cells=width)
    check_width(source.name, width)
    usual = names or table.width
    asides = sorted(
        (Aside(records.lines[at], kind, records.raw(at), tuple(records.cells[at])) for at, kind in table.asides),
        key=lambda aside: aside.line,
    )
    starts = [records.starts[at] for at in table.body]
    ends = [records.ends[at] for at in table.body]
    return Grid(
        file=name,
        sha256=source.sha256,
        header=join_headers(header_cells, names),
        cells=frame_of(rows, width),
        lines=pl.Series("line", [records.lines[at] for at in table.body], dtype=pl.Int64),
        ragged=pl.Series("ragged", [(len(row) > usual) - (len(row) < usual) for row in rows], dtype=pl.Int8),
        dialect=_placed(dialect, records, table),
        texts=_texts(records.text, starts, ends),
        header_cells=header_cells,
        asides=(*lead, *asides),
    )


def _placed(dialect: Dialect, records: Records, table: Table) -> Dialect:
    from dataclasses import replace

    return replace(
        dialect,
        header_row=records.lines[table.header[-1]] if table.header else None,
        header_rows=len(table.header),
        blank_lines=table.blanks,
        reasons=(*dialect.reasons, Reason("header_found" if table.header else "header_none")),
    )


def _texts(text: str, starts: list[int], ends: list[int]) -> Callable[[Sequence[int]], list[str]]:
    return lambda places: [text[starts[place] : ends[place]] for place in places]


def _named(source: Source, place: int, count: int) -> str:
    return source.name if count == 1 else f"{source.name}#{place + 1}"


def _separator_line(text: str) -> tuple[str, int, str | None]:
    """The text after a `sep=;` line, the line it starts on, and the separator that the line names."""
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    found = SEPARATOR_LINE.match(text)
    if found is None:
        return text, 1, None
    rest = LINE_BREAK.sub("", text[found.end() : found.end() + 2], count=1)
    skipped = found.end() + min(2, len(text) - found.end()) - len(rest)
    return text[skipped:], 2, NAMED_SEPARATORS.get(found[1], found[1])


def _separator(hints: Hints) -> str | None:
    if hints.separator is None:
        return None
    found = NAMED_SEPARATORS.get(hints.separator.casefold(), hints.separator)
    if not found or len(found) > 8 or found in '"\r\n':
        raise ChurnError("bad_separator", separator=hints.separator)
    return found


def _header_at(records: Records, row: int) -> int:
    if row == 0:
        return -1
    if row not in records.lines:
        raise ChurnError("no_such_line", line=row)
    return records.lines.index(row)


def _reasons(candidate: Candidate, records: Records, odd: int, separator: str | None) -> list[Reason]:
    found = [Reason("separator_given" if separator else "separator_found", (("share", round(candidate.share, 3)),))]
    if records.strays:
        found.append(Reason("quotes_mended", (("records", records.strays),)))
    if odd:
        found.append(Reason("separators_mended", (("records", odd),)))
    return found


def _dialect(decoded: Decoded, candidate: Candidate, text: str, clear: float, reasons: tuple[Reason, ...]) -> Dialect:
    marks = candidate.marks
    return Dialect(
        encoding=decoded.encoding,
        separator=marks.separator,
        quote=marks.quote,
        escape=marks.escape,
        padded=marks.padded,
        framed=marks.framed,
        newline=_newline(text),
        confidence=round(clear, 3),
        reasons=reasons,
    )


def _newline(text: str) -> str:
    both, feeds, returns = text.count("\r\n"), text.count("\n"), text.count("\r")
    found = [mark for mark, count in (("\r\n", both), ("\n", feeds - both), ("\r", returns - both)) if count]
    if len(found) > 1:
        return "mixed"
    return found[0] if found else "\n"
