"""A table that begins in the middle of a large file, where nobody looked for one."""

import polars as pl

from metrics.errors import ChurnError
from metrics.reading.blocks import Plan
from metrics.reading.grid import Grid
from metrics.reading.header_rows import LOOK_BELOW
from metrics.reading.layout import starts_another

# What begins with a sign behind the digits is no number or date as such: a letter, mostly.
_BEHIND_DIGITS = ":"
# Records of one block that are looked at closely: a column of numbers can hold words now and then.
_MOST = 200


def refuse_another(plan: Plan, part: Grid) -> None:
    """Raises `second_table` where a record of this part names the columns of another table, or of this one again."""
    for place in _names(plan, part):
        before = [list(plan.head.header), *_rows(plan.head, 0, LOOK_BELOW)]
        if starts_another(_rows(part, place, 1)[0], before, _rows(part, place + 1, LOOK_BELOW)):
            raise ChurnError("second_table", file=plan.source.name, line=part.lines[place])


def _names(plan: Plan, part: Grid) -> list[int]:
    """The first records that may name columns: words in every column of numbers or dates, or the header once more."""
    header = [pl.col(f"c{column}") == name for column, name in enumerate(plan.head.header) if column < part.width]
    typed = [pl.col(f"c{column}") for column in plan.typed if column < part.width]
    words = [(cell >= _BEHIND_DIGITS).fill_null(value=True) for cell in typed]  # another table may be narrower
    found = [pl.all_horizontal(each) for each in (header, words) if each]
    if not found:
        return []
    return part.cells.select(pl.any_horizontal(found).arg_true().head(_MOST)).to_series().to_list()


def _rows(part: Grid, place: int, count: int) -> list[list[str]]:
    """The cells of these records, each with as many as it has."""
    return [[cell for cell in row if cell is not None] for row in part.cells.slice(place, count).iter_rows()]
