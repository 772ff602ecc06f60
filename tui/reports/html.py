"""Cells as one HTML page that needs nothing else: no script, no font, no address."""

from collections.abc import Sequence
from html import escape

from tui.charts import svg
from tui.formats import neutral
from tui.reports.listing import Grid
from tui.words import language

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # a page does not need it, and it looks like an address
_STYLE = """
body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; color: #1b1b1b; background: #fff; }
table { border-collapse: collapse; margin: 0 0 2em; }
caption { text-align: left; font-weight: 600; padding: .4em 0; }
th, td { padding: .2em .8em; border-bottom: 1px solid #ddd; text-align: left; }
h2 { font-size: 1.1em; margin: 1.5em 0 .5em; }
figure { margin: 0; }
figcaption { font-weight: 600; padding-bottom: .2em; }
.table { overflow-x: auto; }
.pictures { display: flex; flex-wrap: wrap; gap: 1em 2em; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
"""


def page(
    title: str,
    grids: Sequence[Grid],
    notes: Sequence[str] = (),
    pictures: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (),
    said: Sequence[str] = (),
) -> str:
    """The whole page: what is `said`, `pictures` (SVG by ours, under a title each), tables, notes.

    Every text is escaped, and one that would start a formula is neutralised.
    """
    drawn = [_pictures(name, each) for name, each in pictures]
    told, noted = ([f"<p>{escape(text)}</p>" for text in texts] for texts in (said, notes))
    parts = [*told, *drawn, *map(_table, grids), *noted]
    style = _STYLE + (svg.STYLE if pictures else "")
    tables = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{tables}\n</body>\n</html>\n"
    )


def _pictures(title: str, drawn: Sequence[tuple[str, str]]) -> str:
    figures = [
        "<figure>"
        + (f"<figcaption>{escape(caption)}</figcaption>" if caption else "")
        + f"{picture.replace(_NAMESPACE, '', 1)}</figure>"
        for caption, picture in drawn
    ]
    return f'<h2>{escape(title)}</h2>\n<div class="pictures">\n' + "\n".join(figures) + "\n</div>"


def _table(grid: Grid) -> str:
    caption = f"<caption>{escape(grid.title)}</caption>\n" if grid.title else ""
    rows = "\n".join(_row(row, grid.right) for row in grid.rows)
    return (
        f'<div class="table">\n<table>\n{caption}<thead>\n{_row(grid.heads, grid.right, "th")}\n</thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _row(cells: tuple[str, ...], right: tuple[bool, ...], tag: str = "td") -> str:
    return "<tr>" + "".join(map(_cell, cells, right, [tag] * len(cells))) + "</tr>"


def _cell(text: str, figure: bool, tag: str) -> str:
    # A figure is this program's own text; its sign is not the start of a formula.
    kind, safe = (' class="figure"', text) if figure else ("", neutral(text))
    return f"<{tag}{kind}>{escape(safe)}</{tag}>"
