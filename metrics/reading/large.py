"""Large text files come in parts: blocks of whole lines, cut by Polars where that is proved to lose nothing.

The proof counts: in a block whose quotes all open or close a cell, as many separators and line breaks must stand in
the bytes as between and within the cells that Polars gives. A block that fails is cut by the exact reader.
"""

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from metrics.reading.dialect import MOST_ESCAPED, escaped_lines
from metrics.reading.encoding import Decoded, decode, recognise_encoding
from metrics.reading.footers import Table, set_aside_foot
from metrics.reading.grid import Grid, Hints, Reason
from metrics.reading.marks import LINE_BREAK, Marks
from metrics.reading.odd_lines import mend_lines
from metrics.reading.records import LONGEST_QUOTED, cut
from metrics.reading.source import Source
from metrics.reading.text import build_grid, grids_of, read_text

# Files up to this many bytes are read whole, which sees second tables anywhere in them.
WHOLE = 16 << 20
HEAD = 1 << 20
BLOCK = 32 << 20
# The end of the file is read exactly, because totals and footers stand there.
TAIL = 1 << 18
CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Plan:
    """How the body of a large file is read: where it starts, its dialect and header, and its encoding."""

    source: Source
    start: int
    line: int
    encoding: str
    marks: Marks
    width: int
    head: Grid

    @property
    def cuttable(self) -> bool:
        """Whether Polars knows this dialect at all."""
        marks = self.marks
        plain = len(marks.separator) == 1 and not (marks.padded or marks.framed) and marks.separator.isascii()
        return plain and marks.escape in ("", marks.quote) and self.width > 1

    def bytes_at(self, start: int, stop: int) -> bytes:
        """These bytes of the file."""
        if self.source.data is not None:
            return self.source.data[start:stop]
        with self.source.path.open("rb") as file:
            file.seek(start)
            return file.read(stop - start)


def scan(source: Source) -> tuple[str, str, list[str]]:
    """The encoding of the whole file, the code of the reason, and lines that show how it escapes quotes.

    The file is not held in memory.
    """
    name, code = recognise_encoding(source.head(HEAD), whole=False)
    decoder = codecs.getincrementaldecoder("utf-8")()
    escaped: list[str] = []
    at = 0
    while chunk := _piece(source, at):
        at += len(chunk)
        if len(escaped) < MOST_ESCAPED and b"\\" in chunk and b'\\"' in chunk:
            escaped += escaped_lines(chunk.decode("latin-1"))
        plain = chunk.isascii() and decoder.getstate() == (b"", 0)
        if name in ("utf-8", "utf-8-sig") and not plain:
            try:
                decoder.decode(chunk, final=at >= source.size)
            except UnicodeDecodeError:
                name, code = "cp1252", "encoding_fallback"
    return name, code, escaped


def _piece(source: Source, at: int) -> bytes:
    if source.data is not None:
        return source.data[at : at + CHUNK]
    with source.path.open("rb") as file:
        file.seek(at)
        return file.read(CHUNK)


def read_large(source: Source, hints: Hints) -> list[Grid]:
    """The table of a large text file, its first part at once; raises what `read_text` raises.

    Where Polars' line by line cutting cannot apply (UTF-16, CR alone, several tables at the top) it is read whole.
    """
    plan = _plan(source, hints)
    if plan is None:
        return read_text(source, hints)
    first = next(_parts(plan))
    return [replace(first, asides=(*plan.head.asides, *first.asides), more=partial(_further, plan))]


def _plan(source: Source, hints: Hints) -> Plan | None:
    """What the file's first lines say about the rest, or None where it has to be read whole."""
    name, code, escaped = scan(source)
    if hints.encoding:
        name, code = hints.encoding, "encoding_given"
    top = source.head(HEAD)
    top = top[: top.rfind(b"\n") + 1]
    if not top or name.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return None
    decoded = decode(top, "utf-8" if name == "utf-8-sig" else name)
    grids = grids_of(source, Decoded(decoded.text, name, Reason(code)), hints, "".join(escaped))
    if len(grids) != 1 or not grids[0].records:
        return None
    head = grids[0]
    line = head.lines[0]
    before = decoded.text[: [0, *(found.end() for found in LINE_BREAK.finditer(decoded.text))][line - 1]]
    start = len(before.encode(decoded.encoding)) + len(codecs.BOM_UTF8) * top.startswith(codecs.BOM_UTF8)
    width = len(head.header) or head.cells.filter(head.ragged == 0).row(0).index(None)
    marks = Marks(
        head.dialect.separator, head.dialect.quote, head.dialect.escape, head.dialect.padded, head.dialect.framed
    )
    kept = tuple(aside for aside in head.asides if aside.line < line)
    return Plan(source, start, line, decoded.encoding, marks, width, replace(head, asides=kept))


def _further(plan: Plan) -> Iterator[Grid]:
    parts = _parts(plan)
    next(parts)
    yield from parts


def _parts(plan: Plan) -> Iterator[Grid]:
    at, line, size = plan.start, plan.line, plan.source.size
    while at < size:
        last = size - at <= 4 * TAIL
        stop = size if last else min(at + BLOCK, size - TAIL)
        block = plan.bytes_at(at, stop)
        if not last:
            block = block[: block.rfind(b"\n") + 1] or block
        grid = cut_clean(plan, block, at, line)
        if grid is None:
            grid, used, lines = _cut_exactly(plan, block, line, last=last)
            block = block[:used]
        else:
            lines = grid.records
        at, line = at + len(block), line + lines
        yield replace(grid, done=at / size)


def cut_clean(plan: Plan, block: bytes, at: int, line: int) -> Grid | None:
    """The block cut by Polars, or None where that cannot be proved to be exact."""
    if not plan.cuttable or not block.endswith(b"\n"):
        return None
    doubled = _doubled_quotes(plan.marks, block)
    if doubled is None:
        return None
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return None
    utf8 = block if plan.encoding == "utf-8" else block.decode(plan.encoding).encode()
    names = [f"c{column}" for column in range(plan.width)]
    quote = plan.marks.quote if plan.marks.quote and plan.marks.quote.encode() in block else None
    try:
        cells = pl.read_csv(
            utf8,
            has_header=False,
            separator=plan.marks.separator,
            quote_char=quote,
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
            empty_string_is_null=False,
            extra_columns="raise",
            missing_columns="insert",
        )
    except pl.exceptions.PolarsError:
        return None
    if not _adds_up(plan, utf8, cells, quote, doubled):
        return None
    lines = pl.int_range(line, line + cells.height, dtype=pl.Int64, eager=True).alias("line")
    return replace(
        plan.head,
        cells=cells,
        lines=lines,
        ragged=pl.zeros(cells.height, dtype=pl.Int8, eager=True).alias("ragged"),
        texts=_texts(plan, at, len(block)),
        asides=(),
        more=None,
    )


def _doubled_quotes(marks: Marks, block: bytes) -> int | None:
    """How many quotes of the block neither open nor close a cell, None where the others do not pair."""
    if not marks.quote:
        return 0
    quote, separator = marks.quote.encode(), marks.separator.encode()
    if quote not in block:  # cheaper than to count none
        return 0
    quotes = block.count(quote)
    opens = block.count(separator + quote) + block.count(b"\n" + quote) + block.startswith(quote)
    closes = block.count(quote + separator) + block.count(quote + b"\n") + block.count(quote + b"\r\n")
    return quotes - opens - closes if opens == closes else None


def _adds_up(plan: Plan, block: bytes, cells: pl.DataFrame, quote: str | None, doubled: int) -> bool:
    """Whether no separator, line break or quote went missing and none was read twice.

    A doubled quote leaves one of two in its cell, a stray one stays: only where all are doubled do the sums agree.
    """
    inner = 0
    if quote is not None:
        found = cells.select(
            _occurrences(plan.marks.separator).alias("separators"),
            _occurrences(quote).alias("quotes"),
            pl.any_horizontal(pl.all().str.contains_any(["\n", "\r"]).any()).alias("broken"),
        ).row(0, named=True)
        if found["broken"] or 2 * found["quotes"] != doubled:
            return False
        inner = found["separators"]
    between = cells.height * (plan.width - 1)
    separators = block.count(plan.marks.separator.encode())
    return separators == between + inner and block.count(b"\n") == cells.height


def _occurrences(mark: str) -> pl.Expr:
    return pl.sum_horizontal(pl.all().str.count_matches(mark, literal=True).cast(pl.Int64).sum())


def _cut_exactly(plan: Plan, block: bytes, line: int, *, last: bool) -> tuple[Grid, int, int]:
    """The block cut by the exact reader: its grid, how many of its bytes that used, and how many lines."""
    text = block.decode(plan.encoding)
    records = cut(text, plan.marks, plan.width, line)
    count = len(records)
    if not last:
        # A record near the end may go on in the next block: it is left for that one.
        safe = len(text) - 2 * LONGEST_QUOTED
        kept = [place for place in range(count) if records.ends[place] <= safe]
        count = len(kept) if kept else max(1, count - 1)
    end = len(text) if count == len(records) else records.starts[count]
    mend_lines(records, plan.marks, plan.width)
    body = [place for place in range(count) if records.cells[place]]
    table = Table(plan.width, body=body, blanks=count - len(body))
    if last:
        set_aside_foot(records.cells, table)
    dialect = replace(plan.head.dialect, blank_lines=table.blanks)
    grid = build_grid(plan.source, records, table, dialect, plan.head.file)
    grid = replace(grid, header=plan.head.header, header_cells=plan.head.header_cells, dialect=dialect)
    used = len(text[:end].encode(plan.encoding))
    return grid, used, sum(1 for _ in LINE_BREAK.finditer(text, 0, end))


def _texts(plan: Plan, at: int, size: int) -> Callable[[Sequence[int]], list[str]]:
    """Reads the block again when somebody asks for the text of its lines."""

    def texts(places: Sequence[int]) -> list[str]:
        lines = plan.bytes_at(at, at + size).decode(plan.encoding).split("\n")
        return [lines[place].removesuffix("\r") for place in places]

    return texts
