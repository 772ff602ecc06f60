"""One door to the formats: a listing or a report's figures as text of the form asked for."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from tui.reports import csv, figures, html, json, markdown, summary, table
from tui.reports.listing import Grid, Listing, grid

if TYPE_CHECKING:
    from metrics.figures import Figures
    from tui.reports.summary import Extra

Format = Literal["table", "csv", "json", "md", "html"]


def listing(answer: Listing, form: Format, title: str, columns: int | None = None, *, verbatim: bool = False) -> str:
    """A listing in a form; JSON is the bare list of its rows. `columns` bounds a table's lines.

    CSV has its formulas neutralised, unless the texts are wanted `verbatim`.
    """
    match form:
        case "csv":
            return csv.write(answer, verbatim=verbatim)
        case "json":
            return json.write(list(answer.rows))
    return grids([grid(answer)], form, title, columns)


def report(
    answer: "Figures", form: Format, title: str, columns: int | None = None, extra: "Extra | None" = None
) -> str:
    """A report in a form; `columns` bounds a table's lines, `extra` is what HTML and Markdown show besides."""
    match form:
        case "csv":
            return csv.write(figures.as_listing(answer))
        case "json":
            return json.write(figures.as_json(answer))
    blocks = figures.as_grids(answer, columns if form == "table" else None)
    notes = figures.footnotes(answer)
    if form == "html":
        return summary.as_html(answer, extra, title, blocks, notes)
    whole = grids(blocks, form, title, columns, notes)
    if form == "table":
        return whole
    above, below = summary.as_markdown(answer, extra)
    return "\n".join([*above, whole, *below])


def grids(
    blocks: Sequence[Grid], form: Format, title: str, columns: int | None = None, notes: Sequence[str] = ()
) -> str:
    """Cells as a table, Markdown or HTML, the notes below them."""
    if form == "html":
        return html.page(title, blocks, notes)
    draw = markdown.draw if form == "md" else partial(table.draw, columns=columns)
    said = map(markdown.plain, notes) if form == "md" else notes
    return "\n".join([*map(draw, blocks), *(note + "\n" for note in said)])
