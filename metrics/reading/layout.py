"""Where the tables of a file stand: preamble, header rows, records, totals and footers, told apart by their cells.

What is not a record is named apart (`Aside`), never lost; where it is unclear, a line is a record.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from metrics.reading.cells import look, typed

Row = Sequence[str]

MOST_HEADER_ROWS = 4
# Lines that may stand above a table without being one.
LONGEST_TITLE = 30
# Records looked at below a row to judge whether it is their header.
LOOK_BELOW = 200
# A column is typed where this share of its filled cells are numbers or dates.
TYPED_SHARE = 0.8
TOTAL = re.compile(
    r"(grand\s+|sub-?\s*)?totals?(\s+g[eé]n[eé]ral)?|sous-total|(eind)?totaal|subtotaal|summe|gesamt|sum|somme|som",
    re.IGNORECASE,
)
FOOTER = re.compile(
    r"[-=*_#]{3,}.*|\(?\d+ (rows?|records?|lignes?|rijen|enregistrements?)\b.*|(source|note|bron|generated|"
    r"g[eé]n[eé]r[eé]|exported|export[eé]|end of|fin d|einde|page|©|\*).*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Table:
    """Positions (in the rows given) of one table's parts; `asides` pairs a position with its kind."""

    width: int
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    asides: list[tuple[int, str]] = field(default_factory=list)
    blanks: int = 0


def lay_out(rows: Sequence[Row], header: int | None = None) -> list[Table]:
    """The tables among these rows, in order; a blank row has no cells.

    `header` fixes the position of the (first) header's last row, -1 = there is none.
    """
    if header is not None:
        return [_given(rows, header)]
    blocks = [part for block in _blocks(rows) for part in _regimes(rows, block)]
    main = _mode([len(rows[at]) for block in blocks for at in block])
    tables: list[Table] = []
    waiting: list[int] = []
    for place, block in enumerate(blocks):
        width = _mode([len(rows[at]) for at in block])
        title = not tables and place + 1 < len(blocks) and _is_title(rows, block, blocks[place + 1], main)
        if title or not _tabular(rows, block, width, main, blocks):
            waiting.extend(block)
            continue
        if tables and width == tables[-1].width and not _starts_table(rows, block, tables[-1]):
            tables[-1].body.extend([*waiting, *block])
        else:
            tables.append(_table(rows, block, width, waiting))
        waiting = []
    if not tables:
        return [_table(rows, waiting, 1, [])] if waiting else []
    tables[-1].body.extend(waiting)
    for table in tables:
        set_aside_foot(rows, table)
    tables[0].blanks = sum(not cells for cells in rows)
    return tables


def _blocks(rows: Sequence[Row]) -> list[list[int]]:
    """Positions of the rows between blank ones."""
    blocks: list[list[int]] = [[]]
    for at, cells in enumerate(rows):
        if cells:
            blocks[-1].append(at)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _regimes(rows: Sequence[Row], block: list[int]) -> list[list[int]]:
    """The block cut where a second table starts without a blank line before it."""
    parts, begin = [], 0
    for place in range(1, len(block) - 1):
        if place - begin < 2 or not _second_header(rows, block, begin, place):
            continue
        parts.append(block[begin:place])
        begin = place
    return [*parts, block[begin:]]


def _second_header(rows: Sequence[Row], block: list[int], begin: int, place: int) -> bool:
    cells, first = rows[block[place]], rows[block[begin]]
    if len(cells) < 2 or any(typed(cell) for cell in cells) or not all(cell.strip() for cell in cells):
        return False
    if list(cells) == list(first):
        return True
    before = [rows[at] for at in block[max(begin, place - LOOK_BELOW) : place]]
    below = [rows[at] for at in block[place + 1 : place + 1 + LOOK_BELOW]]
    if len(cells) == _mode([len(row) for row in before]):
        columns = typed_columns(below, len(cells))
        return len(columns) >= 2 and len(set(cells)) == len(cells) and _repeats_nothing(cells, before[1:] + below)
    run = 0
    while run < len(below) and len(below[run]) == len(cells):
        run += 1
    if run < min(2, len(below)) or len(set(cells)) < len(cells):
        return False
    return bool(typed_columns(below[:run], len(cells))) and run >= 2


def _repeats_nothing(cells: Row, others: Sequence[Row]) -> bool:
    return not any(
        cell == other[column] for other in others for column, cell in enumerate(cells) if column < len(other)
    )


def _tabular(rows: Sequence[Row], block: list[int], width: int, main: int, blocks: list[list[int]]) -> bool:
    if main <= 1:
        return True
    if width < 2:
        return False
    same = sum(len(rows[at]) == width for at in block)
    if same >= 2 and (width >= 3 or same >= 0.5 * len(block)):
        return width == main or width > main // 2 or same >= 3
    return len(blocks) == 1 or width == main


def _is_title(rows: Sequence[Row], block: list[int], following: list[int], main: int) -> bool:
    """Whether the block above the first table is not of it: titles, or what stands before a clear header."""
    if len(block) > LONGEST_TITLE or _names_columns(rows[block[0]], [rows[at] for at in block[1:]]):
        return False
    cells = rows[following[0]]
    named = len(cells) == main and _names_columns(cells, [rows[at] for at in following[1:]])
    return named or all(_sparse(rows[at], main) for at in block)


def _sparse(cells: Row, width: int) -> bool:
    """Whether the row fills no more than a third of the width: a title, padded with separators."""
    return width >= 2 and sum(bool(cell.strip()) for cell in cells) <= max(1, width // 3)


def _names_columns(cells: Row, below: Sequence[Row]) -> bool:
    """Whether the row is a header beyond doubt: filled with text over columns of numbers or dates."""
    return (
        bool(typed_columns(below[:LOOK_BELOW], len(cells)))
        and all(cell.strip() for cell in cells)
        and not any(typed(cell) for cell in cells)
    )


def _starts_table(rows: Sequence[Row], block: list[int], table: Table) -> bool:
    """Whether a block of the same width is a table of its own: it begins with a header."""
    cells = rows[block[0]]
    if table.header and list(cells) == list(rows[table.header[-1]]):
        return True
    below = [rows[at] for at in block[1 : 1 + LOOK_BELOW]]
    return (
        bool(below)
        and len(cells) == table.width
        and all(cell.strip() for cell in cells)
        and is_header(cells, below, table.width, lone=False)
    )


def _table(rows: Sequence[Row], block: list[int], width: int, before: list[int]) -> Table:
    table = Table(width, asides=[(at, "preamble") for at in before])
    first = _first_row(rows, block, width)
    table.asides += [(at, "preamble") for at in block[:first]]
    block = block[first:]
    count = header_rows([rows[at] for at in block[: LOOK_BELOW + MOST_HEADER_ROWS]], width)
    table.header, table.body = block[:count], block[count:]
    return table


def _first_row(rows: Sequence[Row], block: list[int], width: int) -> int:
    """How many rows of the block are preamble: too short, or all but empty above a full row."""
    if width < 2:
        return 0
    least = 2 if width < 4 else width // 2 + 1
    for place, at in enumerate(block[:50]):
        if len(rows[at]) >= least and not _padded_title(rows, block[place:], width):
            return place
    return 0


def _padded_title(rows: Sequence[Row], block: list[int], width: int) -> bool:
    """Whether the block's first row is a title as wide as the table: hardly filled, above a header that is."""
    if not _sparse(rows[block[0]], width):
        return False
    for place, at in enumerate(block[1:10], start=1):
        if not _sparse(rows[at], width):
            below = [rows[record] for record in block[place + 1 :][:LOOK_BELOW]]
            return _names_columns(rows[at], below) or _all_filled([rows[at], *below], width)
    return False


def _all_filled(rows: Sequence[Row], width: int) -> bool:
    """Whether hardly a cell of these rows is empty."""
    filled = sum(bool(cell.strip()) for cells in rows for cell in cells)
    return width > 2 and len(rows) > 3 and filled > 0.9 * width * len(rows)


def typed_columns(rows: Sequence[Row], width: int) -> dict[int, str]:
    """Columns whose filled cells are nearly all numbers or nearly all dates, with which."""
    found: dict[int, str] = {}
    for column in range(width):
        looks = Counter(look(row[column]) for row in rows if column < len(row))
        filled = sum(count for kind, count in looks.items() if kind != "empty")
        if filled and (looks["number"] + looks["date"]) >= TYPED_SHARE * filled:
            found[column] = "number" if looks["number"] >= looks["date"] else "date"
    return found


def header_rows(rows: Sequence[Row], width: int) -> int:
    """How many of the first rows are headers, 0 where the table has none."""
    if not rows:
        return 0
    if len(rows) == 1:
        return 0 if any(typed(cell) for cell in rows[0]) else 1
    count = 0
    while count < min(MOST_HEADER_ROWS, len(rows) - 1):
        below = rows[count + 1 :]
        if count == 0 and not is_header(rows[0], below, width):
            # Titles over groups of columns leave most cells empty; the row below them is the header.
            return 0
        if count and not _further_header(rows[count], below, width):
            break
        count += 1
    return count


def is_header(cells: Row, below: Sequence[Row], width: int, *, lone: bool = True) -> bool:
    """Whether `cells` name the columns below; `lone` = nothing speaks against it until it is shown."""
    below = below[:LOOK_BELOW]
    columns = typed_columns(below, width)
    known = {column: kind for column, kind in columns.items() if column < len(cells)}
    same = sum(look(cells[column]) == kind for column, kind in known.items())
    other = sum(look(cells[column]) != kind and bool(cells[column].strip()) for column, kind in known.items())
    if known:
        if same and _years(cells):
            return True
        return other > same if lone else other >= 2 and not same
    if not lone:
        return False
    return not _recurs(cells, below) and not any(typed(cell) for cell in cells)


def _years(cells: Row) -> bool:
    """A wide table's header: at least two years or months, each once, in order."""
    found = [cell.strip() for cell in cells if re.fullmatch(r"(19|20)\d{2}([-/.]?(0[1-9]|1[0-2]))?", cell.strip())]
    return len(found) >= 2 and found == sorted(set(found)) and not typed(cells[0])


def _recurs(cells: Row, below: Sequence[Row]) -> bool:
    """Whether a cell comes again in its own column, as values do and names do not."""
    return any(
        cell.strip() and any(column < len(row) and row[column] == cell for row in below)
        for column, cell in enumerate(cells)
    )


def _further_header(cells: Row, below: Sequence[Row], width: int) -> bool:
    """Whether this row too is a header: text in every typed column that it fills, and it fills most."""
    known = [column for column in typed_columns(below[:LOOK_BELOW], width) if column < len(cells)]
    if len(known) < 2 or any(typed(cell) for cell in cells):
        return False
    filled = sum(look(cells[column]) in ("word", "text", "flag", "broken") for column in known)
    return filled * 2 > len(known) and not _recurs(cells, below[:LOOK_BELOW])


def set_aside_foot(rows: Sequence[Row], table: Table) -> None:
    """Take totals and footers off the table's end."""
    while table.body and len(table.body) > 1:
        at = table.body[-1]
        kind = _foot(rows, table, at)
        if kind is None:
            return
        table.body.pop()
        table.asides.append((at, kind))


def _foot(rows: Sequence[Row], table: Table, at: int) -> str | None:
    cells = rows[at]
    held = [cell.strip() for cell in cells if cell.strip()]
    if not held:
        return "blank" if table.width > 1 else None
    if table.width > 1 and _is_total(rows, table, cells, held):
        return "total"
    apart = bool(at and not rows[at - 1])
    if table.width >= 2 and apart and FOOTER.match(cells[0]) and not any(typed(cell) for cell in cells):
        return "footer"
    alone = len(held) == 1 and table.width >= 2 and bool(cells[0].strip())
    short = len(cells) == 1 and table.width >= 3 and (apart or _prose(held[0]))
    return "footer" if alone and (short or FOOTER.fullmatch(held[0])) else None


def _prose(text: str) -> bool:
    return text.count(" ") >= 2 and look(text) in ("text", "broken")


def _is_total(rows: Sequence[Row], table: Table, cells: Row, held: list[str]) -> bool:
    """A row that calls itself a total, says nothing else in words and has numbers to show for it."""
    named = [cell for cell in held if TOTAL.fullmatch(cell.rstrip(": "))]
    numbers = [cell for cell in held if look(cell) == "number"]
    if len(named) != 1 or not numbers or len(named) + len(numbers) < len(held):
        return False
    above = [rows[place] for place in table.body[-LOOK_BELOW:-1]]
    emptied = [
        column
        for column in range(table.width)
        if column >= len(cells) or not cells[column].strip()
        if sum(column < len(row) and bool(row[column].strip()) for row in above) > 0.8 * len(above)
    ]
    return bool(emptied) or len(held) == table.width == 2


def _given(rows: Sequence[Row], header: int) -> Table:
    filled = [at for at, cells in enumerate(rows) if cells]
    body = [at for at in filled if at > header]
    table = Table(_mode([len(rows[at]) for at in body] or [1]), body=body)
    table.blanks = len(rows) - len(filled)
    if header >= 0:
        table.header = [header]
        table.width = max(1, len(rows[header]))
        table.asides = [(at, "preamble") for at in filled if at < header]
    set_aside_foot(rows, table)
    return table


def _mode(widths: Sequence[int]) -> int:
    counts = Counter(widths)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 1
