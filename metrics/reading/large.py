"""Large text files come in parts: blocks of whole lines, cut at once where that is proved to lose nothing.

A block that fails the proof is cut by the exact reader.
"""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from metrics.errors import ChurnError
from metrics.reading.blocks import Plan, cut_clean, ends_otherwise
from metrics.reading.dialect import MOST_ESCAPED, escaped_lines
from metrics.reading.digest import Digest
from metrics.reading.encoding import Decoded, decode, recognise_encoding
from metrics.reading.footers import Table, set_aside_foot
from metrics.reading.further_tables import refuse_another
from metrics.reading.grid import Grid, Hints, Reason
from metrics.reading.header_rows import LOOK_BELOW, typed_columns
from metrics.reading.marks import LINE_BREAK, Marks
from metrics.reading.odd_lines import mend_lines
from metrics.reading.records import LONGEST_QUOTED, cut
from metrics.reading.source import Source
from metrics.reading.text import build_grid, grids_of, read_text

# Files up to this many bytes are read whole, which sees second tables anywhere in them.
WHOLE = 16 << 20
# Larger ones are not held in memory: their parts are read as they are asked for.
HELD = 64 << 20
HEAD = 1 << 20
# Small enough that the memory of one block serves the next.
BLOCK = 8 << 20
# The end of the file is read exactly, because totals and footers stand there.
TAIL = 1 << 18
CHUNK = 1 << 22


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

    Where it cannot come in parts (UTF-16, CR alone, several tables) it is read whole. A file too large for that
    raises `second_table` when its parts come to one.
    """
    plan = _plan(replace(source, digest=Digest.of_nothing()), hints)
    if plan is None:
        return read_text(source, hints)
    try:
        first, at, line = _part(plan, plan.start, plan.line)
        held = list(_parts(plan, at, line)) if source.size <= HELD else None
    except ChurnError as error:
        if error.code != "second_table" or source.size > HELD:
            raise
        return read_text(source, hints)
    asides = (*plan.head.asides, *first.asides)
    plan = replace(plan, head=replace(plan.head, sha256=source.sha256))
    more = partial(_parts, plan, at, line) if held is None else partial(iter, held)
    return [replace(first, sha256=source.sha256, asides=asides, more=more)]


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
    typed = tuple(typed_columns([[cell or "" for cell in row] for row in head.cells.head(LOOK_BELOW).rows()], width))
    return Plan(source, start, line, decoded.encoding, marks, width, replace(head, asides=kept), typed)


def _parts(plan: Plan, at: int, line: int) -> Iterator[Grid]:
    while at < plan.source.size:
        part, at, line = _part(plan, at, line)
        yield part


def _part(plan: Plan, at: int, line: int) -> tuple[Grid, int, int]:
    """The block that begins at this byte and line, and where the next one begins."""
    size = plan.source.size
    last = size - at <= 4 * TAIL
    block = plan.bytes_at(at, size if last else min(at + BLOCK, size - TAIL))
    if not last:
        block = block[: block.rfind(b"\n") + 1] or block
    grid = cut_clean(plan, block, at, line)
    if grid is None or (last and ends_otherwise(grid)):
        grid, used, lines = _cut_exactly(plan, block, line, last=last)
    else:
        used, lines = len(block), grid.records
    refuse_another(plan, grid)
    return replace(grid, done=(at + used) / size), at + used, line + lines


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
