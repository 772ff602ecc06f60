"""Batches made by hand, as reading would hand them over."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import polars as pl

from metrics.reading.batch import Batch
from metrics.reading.terms import REJECTS, SNAPSHOT
from metrics.tables import TABLES

Row = dict[str, Any]


def batch(
    table: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    file: str = "some.csv",
    shape: str = "rows",
    fields: Sequence[str] | None = None,
    currency: str | None = None,
    rejects: int = 0,
    repeats: int = 0,
) -> Batch:
    """A batch of these rows, line 2 onwards (or their own `source_line`), and as many rejects after them."""
    table_schema = SNAPSHOT if shape == "snapshots" else TABLES[table].schema
    further = [name for name in fields or () if name not in table_schema]
    schema = {**table_schema, **dict.fromkeys(further, pl.String), "source_line": pl.Int64}
    whole = [{"source_line": line, **row} for line, row in enumerate(rows, start=2)]
    first_reject = len(whole) + 2
    set_aside = [
        {"line": first_reject + n, "text": f"bad {n}", "column": "mrr", "code": "bad_number",
         "params": json.dumps({"value": f"x{n}"})}
        for n in range(rejects)
    ]  # fmt: skip
    frame = pl.DataFrame(whole, schema=schema, orient="row")
    content = repr((table, shape, whole, rejects, fields))
    return Batch(
        file=file,
        sha256=sha256(content.encode()).hexdigest(),
        table=table,
        shape=shape,  # type: ignore[arg-type]
        currency=currency,
        mapping={name: name for name in fields or schema},
        options={},
        fields=tuple(fields or TABLES[table].names),
        held=frame,
        rejects=pl.DataFrame(set_aside, schema=REJECTS, orient="row"),
        unchanged=repeats,
        records=frame["source_line"].n_unique() + rejects + repeats,
    )


def subscription(name: str, start: Any, mrr: int | None, **more: Any) -> Row:
    """A spell of account a-NAME."""
    return {"subscription_id": name, "account_id": f"a-{name}", "start_on": start, "mrr": mrr, **more}
