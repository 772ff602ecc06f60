"""Totals and footers: rows at a table's end that are no records, named apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from metrics.reading.cells import look, typed
from metrics.reading.header_rows import LOOK_BELOW, Row
from metrics.reading.values.numbers import amounts

TOTAL = re.compile(
    r"(grand\s+|sub-?\s*)?totals?(\s+g[eé]n[eé]ral)?|sous-total|(eind)?totaal|subtotaal|summe|gesamt|sum|somme|som",
    re.IGNORECASE,
)
# What no customer is called.
GRAND_TOTAL = re.compile(r"grand\s+totals?|totals?\s+g[eé]n[eé]ral|eindtotaal|gesamtsumme", re.IGNORECASE)
FOOTER = re.compile(
    r"""[-=*_#]{3,}.*|\*\ .*|©\ .*|page\ \d+.*
    |\(?\d+\ (?:rows?|records?|lignes?|rijen|enregistrements?)\b.*
    |(?:source|notes?|bron|remarque|opmerking)\s?:.*
    |(?:end\ of\ (?:report|file|data|table)|fin\ du\ (?:rapport|fichier)|einde\ (?:rapport|bestand))\b.*
    |(?:generated|exported|printed|g[eé]n[eé]r[eé]|export[eé]|imprim[eé]|gegenereerd|ge[eë]xporteerd|afgedrukt)e?s?
    \ (?:on|at|by|from|le|par|op|door|uit)\b.*""",
    re.IGNORECASE | re.VERBOSE,
)

# The least columns of a table under which lines of a single cell cannot be its records.
_IMPRINTED = 3


@dataclass(slots=True)
class Table:
    """Positions (in the rows given) of one table's parts; `asides` pairs a position with its kind."""

    width: int
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    asides: list[tuple[int, str]] = field(default_factory=list)
    blanks: int = 0


def set_aside_foot(rows: Sequence[Row], table: Table) -> None:
    """Take totals and footers off the table's end."""
    _set_aside_imprint(rows, table)
    while table.body and len(table.body) > 1:
        at = table.body[-1]
        kind = _foot(rows, table, at)
        if kind is None:
            return
        table.body.pop()
        table.asides.append((at, kind))


def _set_aside_imprint(rows: Sequence[Row], table: Table) -> None:
    """Take lines of one cell, below a blank one and a table of many columns, off its end: who made it, and when."""
    start = len(table.body)
    while start and len(rows[table.body[start - 1]]) == 1:
        start -= 1
    found = table.body[start:]
    if start > 0 and found and table.width >= _IMPRINTED and not rows[found[0] - 1]:
        table.body = table.body[:start]
        table.asides.extend((at, "footer") for at in found)


def _foot(rows: Sequence[Row], table: Table, at: int) -> str | None:
    cells = rows[at]
    held = [cell.strip() for cell in cells if cell.strip()]
    if not held:
        return "blank" if table.width > 1 else None
    if table.width > 1 and _is_total(rows, table, cells, held):
        return "total"
    apart = bool(at and not rows[at - 1])
    if table.width >= 2 and apart and FOOTER.match(cells[0]) and not any(typed(cell) for cell in cells):
        return "footer"
    alone = len(held) == 1 and table.width >= 2 and bool(cells[0].strip())
    short = len(cells) == 1 and table.width >= 3 and (apart or _prose(held[0]))
    return "footer" if alone and (short or FOOTER.fullmatch(held[0])) else None


def _prose(text: str) -> bool:
    return text.count(" ") >= 2 and look(text) in ("text", "broken")


def _is_total(rows: Sequence[Row], table: Table, cells: Row, held: list[str]) -> bool:
    """A row that calls itself a total, says nothing else in words and has numbers to show for it."""
    named = [cell for cell in held if TOTAL.fullmatch(cell.rstrip(": "))]
    numbers = [cell for cell in held if look(cell) == "number"]
    if len(named) != 1 or not numbers or len(named) + len(numbers) < len(held):
        return False
    above = [rows[place] for place in table.body[-LOOK_BELOW:-1]]
    emptied = [
        column
        for column in range(table.width)
        if column >= len(cells) or not cells[column].strip()
        if sum(column < len(row) and bool(row[column].strip()) for row in above) > 0.8 * len(above)
    ]
    if emptied or len(held) == table.width == 2 or GRAND_TOTAL.fullmatch(named[0].rstrip(": ")):
        return True
    return _sums([rows[place] for place in table.body[:-1]], cells)


def _sums(above: Sequence[Row], cells: Row) -> bool:
    """Whether every number of the row is the sum of those above it in its column."""
    numbers = [column for column, cell in enumerate(cells) if look(cell) == "number"]

    def scaled(column: int, mark: str) -> tuple[int | None, int]:
        texts = pl.Series([row[column] for row in above if column < len(row)] + [cells[column]], dtype=pl.String)
        found = amounts(texts, mark)["scaled"]
        return found[-1], int(found[:-1].sum() or 0)

    return any(all(last == total for last, total in (scaled(at, mark) for at in numbers)) for mark in ".,")
