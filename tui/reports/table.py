"""Cells as a table for a terminal: columns aligned, cut to the width where there is one."""

from tui.formats import clean
from tui.reports.listing import Grid
from tui.reports.width import fit, width

GAP = "  "
WIDEST = 60
_NARROWEST = 8


def draw(grid: Grid, columns: int | None = None) -> str:
    """The table with its title and a rule under the heads; lines are at most `columns` wide.

    Without a bound (None) a text is still cut at WIDEST.
    """
    whole = grid.whole or (False,) * len(grid.heads)
    heads = tuple(map(clean, grid.heads))  # a column of a file is named by whoever wrote it
    widths = [max(map(width, cells), default=0) for cells in zip(heads, *grid.rows, strict=True)]
    widths = _squeezed(widths, columns, [not any(flags) for flags in zip(grid.right, whole, strict=True)])
    lines = [clean(grid.title)] if grid.title else []
    lines.append(_line(heads, widths, grid.right))
    lines.append(GAP.join("-" * size for size in widths))
    lines.extend(_line(row, widths, grid.right) for row in grid.rows)
    return "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...], widths: list[int], right: tuple[bool, ...]) -> str:
    fitted = (fit(cell, size, right=flag) for cell, size, flag in zip(cells, widths, right, strict=True))
    return GAP.join(fitted).rstrip()


def _squeezed(widths: list[int], columns: int | None, can_give: list[bool]) -> list[int]:
    """Widths that fit: the widest of the columns that can give way does so first."""
    widths = [min(size, WIDEST) if gives else size for size, gives in zip(widths, can_give, strict=True)]
    if columns is None:
        return widths
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - columns
    while excess > 0:
        wide = [i for i, gives in enumerate(can_give) if gives and widths[i] > _NARROWEST]
        if not wide:
            break
        widest = max(wide, key=widths.__getitem__)
        second = max((widths[i] for i in wide if i != widest), default=_NARROWEST)
        step = max(1, min(excess, widths[widest] - max(second, _NARROWEST)))
        widths[widest] -= step
        excess -= step
    return widths
