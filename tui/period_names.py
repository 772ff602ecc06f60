"""Periods as a person reads them: Sep 2026, Q3 2026, H2 2026, 2026, 12 months to Sep 2026."""

from datetime import date

from tui.formats import month
from tui.words import _


def period_name(label: str) -> str:
    """A period's label in the user's language; a label of another form as it is."""
    if "/" in label:
        last, _slash, span = label.partition("/")
        return _("{n} months to {month}").format(n=span, month=period_name(last))
    year, _dash, part = label.partition("-")
    if not part:
        return year
    if part[0] in "QH":
        text = _("Q{n} {year}") if part[0] == "Q" else _("H{n} {year}")
        return text.format(n=part[1:], year=year)
    return month(date(int(year), int(part), 1))
