"""What stands on a screen as a file: figures and listings as CSV, Markdown, HTML or JSON."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.words import N_
from tui.reports.listing import Field, Listing
from tui.words import _

if TYPE_CHECKING:
    from metrics.figures import Figures
    from tui.reports.render import Format
    from tui.widgets.frame_table import FrameTable

FORMS: "tuple[tuple[Format, str, str], ...]" = (
    ("csv", "c", N_("CSV, for a spreadsheet")),
    ("md", "m", N_("Markdown, for a wiki")),
    ("html", "h", N_("HTML, for a browser")),
    ("json", "n", N_("JSON, for a program")),
)


@dataclass(frozen=True, slots=True)
class Export:
    """An answer with a title, and the name that a file of it gets; one that takes long to write is a function that
    does it."""

    title: str
    answer: "Figures | Listing | Callable[[Format], str]"

    def file_name(self, form: "Format") -> str:
        """A name that says what is in the file."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.title.casefold()).strip("-") or "churn-tui"
        return f"{plain[:60]}.{form}"

    def text(self, form: "Format") -> str:
        """The file."""
        from tui.reports import render

        if callable(self.answer):
            return self.answer(form)
        if isinstance(self.answer, Listing):
            return render.listing(self.answer, form, self.title)
        return render.report(self.answer, form, self.title)


def as_shown(table: "FrameTable") -> Listing:
    """Every row of a table as it is shown, those out of sight too; columns without a title are drawings."""
    columns = [column for column in table.columns if column.title]
    fields = tuple(Field(column.name, _(column.title)) for column in columns)
    rows = [
        {column.name: column.piece(row)[0].strip() for column in columns}
        for index in range(table.height)
        if (row := table.at(index)) is not None
    ]
    return Listing(fields, rows)
