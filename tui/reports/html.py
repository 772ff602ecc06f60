"""Cells as one HTML page that needs nothing else: no script, no font, no address."""

from collections.abc import Sequence
from html import escape

from tui.charts import svg
from tui.formats import clean, neutral
from tui.reports.listing import Grid
from tui.words import language

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # a page does not need it, and it looks like an address
_STYLE = """
body { font: 14px/1.45 system-ui, sans-serif; margin: 2em auto; padding: 0 2em; max-width: 1280px;
  color: #1b1b1b; background: #fff; }
h1 { font-size: 1.6em; margin: 0 0 .2em; }
h2 { font-size: 1.15em; margin: 2em 0 .6em; padding-bottom: .2em; border-bottom: 2px solid #1f5fa8; }
h3 { font-size: 1em; margin: 0; }
p { margin: .3em 0; max-width: 90ch; }
.muted { color: #666; } .good { color: #26734d; } .bad { color: #b3261e; }
table { border-collapse: collapse; margin: 0 0 2em; }
caption { text-align: left; font-weight: 600; padding: .4em 0; }
th, td { padding: .2em .8em; border-bottom: 1px solid #ddd; text-align: left; }
th:first-child, td:first-child { position: sticky; left: 0; background: #fff; }
tbody tr:hover td { background: #f4f8fc; }
figure { margin: 0; }
figcaption { font-weight: 600; padding-bottom: .2em; }
.table { overflow-x: auto; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(380px, 1fr)); gap: 1.2em 2em; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(185px, 1fr)); gap: .8em; }
.card { border: 1px solid #ddd; border-radius: 6px; padding: .6em .8em; break-inside: avoid; }
.card h3 { font-weight: 500; color: #444; }
.card .value { font-size: 1.5em; font-weight: 600; margin: 0; font-variant-numeric: tabular-nums; }
.card p { margin: 0; font-size: .9em; }
summary { cursor: pointer; font-weight: 600; margin: 1em 0 .5em; }
dt { font-weight: 600; margin-top: .6em; } dd { margin: 0 0 0 1.5em; }
@media print { body { margin: 0; max-width: none; } figure { break-inside: avoid; } }
"""


def page(title: str, grids: Sequence[Grid], notes: Sequence[str] = (), said: Sequence[str] = ()) -> str:
    """A page of what is `said`, tables, and notes; every text of theirs as `document` has it."""
    return document(title, [*map(paragraph, said), *map(table, grids), *map(paragraph, notes)])


def document(title: str, parts: Sequence[str]) -> str:
    """The whole page: a title over parts that the functions below have written.

    Every text is escaped, and one that would start a formula is neutralised.
    """
    body = "\n".join(part for part in parts if part)
    style = _STYLE + (svg.STYLE if "<svg" in body else "")
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<h1>{_text(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(clean(text))


def paragraph(text: str, style: str = "") -> str:
    """A sentence."""
    return f"<p{_styled(style)}>{_text(text)}</p>"


def heading(text: str) -> str:
    """The title of a part of the page."""
    return f"<h2>{_text(text)}</h2>"


def figures(drawn: Sequence[tuple[str, str]]) -> str:
    """Pictures (SVG by ours) under their captions."""
    each = [
        "<figure>"
        + (f"<figcaption>{_text(caption)}</figcaption>" if caption else "")
        + f"{picture.replace(_NAMESPACE, '', 1)}</figure>"
        for caption, picture in drawn
    ]
    return f'<div class="{"pictures" if len(each) > 1 else "picture"}">\n' + "\n".join(each) + "\n</div>"


def cards(written: Sequence[tuple[str, str, Sequence[tuple[str, str]], str]]) -> str:
    """Cards: title, value, lines with their style, and a picture (SVG by ours; may be empty)."""
    each = [
        f'<article class="card"><h3>{_text(title)}</h3><p class="value">{_text(value)}</p>'
        + picture.replace(_NAMESPACE, "", 1)
        + "".join(paragraph(text, style) for text, style in lines)
        + "</article>"
        for title, value, lines, picture in written
    ]
    return '<div class="cards">\n' + "\n".join(each) + "\n</div>"


def folded(title: str, parts: Sequence[str], *, is_open: bool = False) -> str:
    """Parts that a click on their title shows and hides."""
    inside = "\n".join(parts)
    return f"<details{' open' if is_open else ''}><summary>{_text(title)}</summary>\n{inside}\n</details>"


def terms(defined: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Words with what they mean, a line a sentence."""
    each = (f"<dt>{_text(word)}</dt>" + "".join(f"<dd>{_text(text)}</dd>" for text in said) for word, said in defined)
    return "<dl>\n" + "\n".join(each) + "\n</dl>"


def _styled(style: str) -> str:
    return f' class="{style}"' if style else ""


def table(grid: Grid) -> str:
    """Cells under their heads."""
    caption = f"<caption>{_text(grid.title)}</caption>\n" if grid.title else ""
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
    return f"<{tag}{kind}>{_text(safe)}</{tag}>"
