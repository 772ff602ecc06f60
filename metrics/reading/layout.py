"""Where the tables of a file stand: preamble, header rows, records, totals and footers, told apart by their cells.

What is not a record is named apart (`Aside`), never lost; where it is unclear, a line is a record.
"""

from collections import Counter
from collections.abc import Sequence

from metrics.reading.cells import typed
from metrics.reading.footers import Table, set_aside_foot
from metrics.reading.header_rows import (
    LOOK_BELOW,
    Row,
    count_header_rows,
    is_header,
    names_columns,
    names_periods,
    typed_columns,
)

# Lines that may stand above a table without being one, and how many of them of two cells each.
LONGEST_TITLE, MOST_PAIRS = 30, 12


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


def starts_another(cells: Row, before: Sequence[Row], below: Sequence[Row]) -> bool:
    """Whether a row names the columns of another table: `before` are rows of the table above it, the header first."""
    rows = [*before, cells, *below]
    return len(below) > 1 and _second_header(rows, list(range(len(rows))), 0, len(before))


def _second_header(rows: Sequence[Row], block: list[int], begin: int, place: int) -> bool:
    cells, first = rows[block[place]], rows[block[begin]]
    if len(cells) < 2 or not all(cells) or any(cell[0].isdigit() and typed(cell) for cell in cells):
        return False
    if any(typed(cell) or not cell.strip() for cell in cells):
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
    if len(block) <= LONGEST_TITLE and all(_labelled(rows[at]) for at in block):
        return True
    if len(block) > LONGEST_TITLE or names_columns(rows[block[0]], [rows[at] for at in block[1:]]):
        return False
    cells = rows[following[0]]
    if _filled_table([rows[at] for at in block], cells):
        return False
    named = len(cells) == main and names_columns(cells, [rows[at] for at in following[1:]])
    return named or all(_sparse(rows[at], main) for at in block)


def _labelled(cells: Row) -> bool:
    """Whether the row says what it holds, as `Period:,May 2025` does: no record of a table."""
    label, *others = (cell.strip() for cell in cells)
    told = [other for other in others if other]
    return label.endswith(":") and len(told) == 1 and not told[0].endswith(":")


def _filled_table(block: Sequence[Row], following: Row) -> bool:
    """Whether these rows are a table of words for themselves, whatever stands below them.

    Pairs may be what a preamble tells, unless they are many or named like the columns that follow.
    """
    width = len(block[0])
    if len(block) < 3 or width < 2 or any(len(cells) != width for cells in block):
        return False
    if sum(bool(cell.strip()) for cells in block for cell in cells) < 0.8 * width * len(block):
        return False
    return width > 2 or len(block) > MOST_PAIRS or set(block[0]) <= set(following)


def _sparse(cells: Row, width: int) -> bool:
    """Whether the row fills no more than a third of the width: a title, padded with separators."""
    return width >= 2 and sum(bool(cell.strip()) for cell in cells) <= max(1, width // 3)


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
    count = count_header_rows([rows[at] for at in block[: 2 * LOOK_BELOW]], width)
    table.header, table.body = block[:count], block[count:]
    return table


def _first_row(rows: Sequence[Row], block: list[int], width: int) -> int:
    """How many rows of the block are preamble: too short, or all but empty above a full row."""
    if width < 2:
        return 0
    least = 2 if width < 4 else width // 2 + 1
    for place, at in enumerate(block[:50]):
        above = _labelled(rows[at]) or _padded_title(rows, block[place:], width) or _over_periods(rows, block[place:])
        if len(rows[at]) >= least and not above:
            return place
    return 0


def _padded_title(rows: Sequence[Row], block: list[int], width: int) -> bool:
    """Whether the block's first row is a title as wide as the table: hardly filled, above a header that is."""
    if not _sparse(rows[block[0]], width) or (len(block) > 1 and _over_groups(rows[block[0]], rows[block[1]])):
        return False
    for place, at in enumerate(block[1:10], start=1):
        if not _sparse(rows[at], width):
            below = [rows[record] for record in block[place + 1 :][:LOOK_BELOW]]
            apart = not any(cell.strip() for cell in rows[block[place - 1]])
            return names_columns(rows[at], below) or _all_filled([rows[at], *below], width, apart=apart)
    return False


def _over_groups(cells: Row, names: Row) -> bool:
    """Whether the row titles groups of the columns named below it: several titles, none over the first column."""
    titles = [cell for cell in cells if cell.strip()]
    return (
        len(titles) > 1 and not cells[0].strip() and all(names) and not any(typed(cell) for cell in [*titles, *names])
    )


def _over_periods(rows: Sequence[Row], block: list[int]) -> bool:
    """Whether the block's first row, with gaps, only says what a pivot table's months below it are of."""
    title = rows[block[0]]
    if len(block) < 3 or not title[0].strip() or all(cell.strip() for cell in title):
        return False
    return names_periods(rows[block[1]]) and not any(typed(cell) for cell in title)


def _all_filled(rows: Sequence[Row], width: int, *, apart: bool) -> bool:
    """Whether these rows are of a table whose first one names its columns, below a title (`apart` = an empty row).

    Either hardly a cell is empty, or none is in the first row, whose words come nowhere again.
    """
    if len(rows) < 4 or (width < 3 and not apart):
        return False
    filled = sum(bool(cell.strip()) for cells in rows for cell in cells)
    names = [cell.strip() for cell in rows[0]]
    return filled > 0.9 * width * len(rows) or (
        all(names)
        and len(set(names)) == len(names) == width
        and not any(typed(name) for name in names)
        and is_header(rows[0], rows[1:], width)
    )


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
