"""One door to the formats: a listing or a report's figures as text of the form asked for."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from tui import beside
from tui.reports import csv, figures, html, json, markdown, pictures, table
from tui.reports.listing import Grid, Listing, grid

if TYPE_CHECKING:
    from metrics.beside import Beside
    from metrics.figures import Figures

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
    answer: "Figures", form: Format, title: str, columns: int | None = None, held: "Sequence[Beside]" = ()
) -> str:
    """A report in a form; `columns` bounds a table's lines. `held` is what stands beside its figures, which HTML and
    Markdown show."""
    match form:
        case "csv":
            return csv.write(figures.as_listing(answer))
        case "json":
            return json.write(figures.as_json(answer))
    blocks = figures.as_grids(answer, columns if form == "table" else None)
    notes = figures.footnotes(answer)
    if form == "html":
        drawn = [*pictures.pictures(answer), *pictures.beside(held, answer.currency)]
        return html.page(title, blocks, [*notes, *_said(held)], drawn)
    whole = grids(blocks, form, title, columns, notes)
    return "\n".join([whole, *_drawn(answer, held)]) if form == "md" else whole


def _drawn(answer: "Figures", held: "Sequence[Beside]") -> list[str]:
    """What Markdown shows of a report's pictures: sparklines, the MRR movement in signs, what stands beside figures."""
    spark, movement = pictures.sparklines(answer), pictures.as_text(answer)
    parts = [markdown.draw(spark)] if spark else []
    parts += [f"```\n{movement}\n```\n"] if movement else []
    parts += [markdown.draw(found) for each in held if (found := beside.grid(each, answer.currency))]
    return [*parts, *(markdown.plain(text) + "\n" for text in _said(held))]


def _said(held: "Sequence[Beside]") -> list[str]:
    return [text for each in held for text in beside.sentences(each)]


def grids(
    blocks: Sequence[Grid], form: Format, title: str, columns: int | None = None, notes: Sequence[str] = ()
) -> str:
    """Cells as a table, Markdown or HTML, the notes below them."""
    if form == "html":
        return html.page(title, blocks, notes)
    draw = markdown.draw if form == "md" else partial(table.draw, columns=columns)
    said = map(markdown.plain, notes) if form == "md" else notes
    return "\n".join([*map(draw, blocks), *(note + "\n" for note in said)])
