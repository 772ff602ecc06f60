"""Which rows name the columns: told by what their cells look like over those below them."""

import re
from collections import Counter
from collections.abc import Sequence

from metrics.reading.cells import look, typed
from metrics.reading.values.months import month_of

Row = Sequence[str]

MOST_HEADER_ROWS = 4
# Records looked at below a row to judge whether it is their header.
LOOK_BELOW = 200
# A column is typed where this share of its filled cells are numbers or dates.
TYPED_SHARE = 0.8
YEAR, DAY = re.compile(r"(19|20)\d{2}"), re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}.*")
# A unit below a name: (EUR), [days].
UNIT = re.compile(r"\(.*\)|\[.*\]")


def typed_columns(rows: Sequence[Row], width: int) -> dict[int, str]:
    """Columns whose filled cells are nearly all numbers or nearly all dates, with which."""
    found: dict[int, str] = {}
    for column in range(width):
        looks = Counter(look(row[column]) for row in rows if column < len(row))
        filled = sum(count for kind, count in looks.items() if kind != "empty")
        if filled and (looks["number"] + looks["date"]) >= TYPED_SHARE * filled:
            found[column] = "number" if looks["number"] >= looks["date"] else "date"
    return found


def count_header_rows(rows: Sequence[Row], width: int) -> int:
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
        under_groups = count > 0 and not rows[count - 1][0].strip() and names_periods(rows[count])
        if count and not under_groups and not _further_header(rows[count], below, width):
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
        if same and names_periods(cells):
            return True
        return other > same if lone else other >= 2 and not same
    if not lone:
        return False
    return not _recurs(cells, below) and not any(typed(cell) for cell in cells)


def names_periods(cells: Row) -> bool:
    """A wide table's header: at least two years or months, each once, in order."""
    if typed(cells[0]):
        return False
    years = [cell.strip() for cell in cells if YEAR.fullmatch(cell.strip())]
    labels = [cell for cell in cells[1:] if cell.strip() and not DAY.fullmatch(cell.strip())]
    months = [month.isoformat() for cell in labels if (month := month_of(cell))]
    months = months if 2 * len(months) > len(labels) else []
    return any(len(found) >= 2 and found == sorted(set(found)) for found in (years, months))


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
    held = [cell.strip() for cell in cells if cell.strip()]
    if held and all(UNIT.fullmatch(cell) for cell in held):
        return True
    filled = sum(look(cells[column]) in ("word", "text", "flag", "broken") for column in known)
    return filled * 2 > len(known) and not _recurs(cells, below[:LOOK_BELOW])


def names_columns(cells: Row, below: Sequence[Row]) -> bool:
    """Whether the row is a header beyond doubt: filled with text over columns of numbers or dates."""
    return (
        bool(typed_columns(below[:LOOK_BELOW], len(cells)))
        and all(cell.strip() for cell in cells)
        and not any(typed(cell) for cell in cells)
    )
