"""A listing as RFC 4180 CSV that is safe to open in a spreadsheet."""

import csv
import io

from tui.formats import neutral
from tui.reports.listing import Field, Listing, Row


def write(listing: Listing, *, verbatim: bool = False) -> str:
    """All fields by their names, a row a line; undefined is empty, lists are joined by blanks.

    A text that would start a formula is neutralised, unless it is wanted `verbatim`; figures are left alone.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([field.name for field in listing.fields])
    safe = str if verbatim else neutral
    writer.writerows([safe(_cell(row, field)) for field in listing.fields] for row in listing.rows)
    return buffer.getvalue()


def _cell(row: Row, field: Field) -> str:
    value = row.get(field.name)
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case list() | tuple():
            return " ".join(map(str, value))
    return str(value)
