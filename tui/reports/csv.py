"""A listing as RFC 4180 CSV that is safe to open in a spreadsheet."""

import csv
import io

from tui.formats import neutral
from tui.reports.listing import Field, Listing, Row


def write(listing: Listing) -> str:
    """All fields by their names, a row a line; undefined is empty, lists are joined by blanks.

    A text that would start a formula is neutralised; figures are left alone.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([neutral(field.name) for field in listing.fields])
    writer.writerows([_cell(row, field) for field in listing.fields] for row in listing.rows)
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
            return neutral(" ".join(map(str, value)))
    return neutral(str(value))
