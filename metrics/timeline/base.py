"""What an entry of a timeline is: a dated event with a code and parameters, and the row of the file that says it."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from metrics.signals.base import Unit

# One row an entry; `params` is JSON (money in minor units, ISO dates), `amount` minor units.
SCHEMA = {
    "on": pl.Date,
    "kind": pl.String,
    "code": pl.String,
    "params": pl.String,
    "amount": pl.Int64,
    "source_import": pl.Int64,
    "source_line": pl.Int64,
}
_SOURCE = ("source_import", "source_line")


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of entry: its code, what the timeline is filtered by, and its English sentence for the catalogue.

    `units` tells of each blank of the sentence what it is; the facts may leave any of them empty (null).
    """

    code: str
    kind: str
    text: str
    units: Mapping[str, Unit]


Field = str | pl.Expr


def entries(entry: Entry, rows: pl.DataFrame, on: Field, amount: Field | None = None, **params: Field) -> pl.DataFrame:
    """Rows as entries of a timeline: those without a date are left out.

    `params` gives a column or an expression for each blank of the entry's sentence; `amount` is in minor units.
    """
    assert params.keys() == entry.units.keys(), entry.code
    if rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    values = [_expression(field).alias(name) for name, field in params.items()]
    written = pl.struct(values).struct.json_encode() if values else pl.lit("{}")
    source = [pl.col(name) if name in rows.columns else pl.lit(None, pl.Int64).alias(name) for name in _SOURCE]
    found = rows.select(
        on=_expression(on),
        kind=pl.lit(entry.kind),
        code=pl.lit(entry.code),
        params=written,
        amount=pl.lit(None, pl.Int64) if amount is None else _expression(amount).cast(pl.Int64),
        source_import=source[0],
        source_line=source[1],
    )
    return found.filter(pl.col("on").is_not_null()) if found["on"].null_count() else found


def _expression(field: Field) -> pl.Expr:
    return pl.col(field) if isinstance(field, str) else field
