"""Ids that a file does not give: made of the row's values, so that the same file gives the same ids ever again."""

from hashlib import blake2b

import polars as pl

from metrics.reading.quarantine import AT
from metrics.tables import SUBSCRIPTIONS, Table

# Between the parts of what an id is made of: cannot be typed.
_BETWEEN = "\x1f"
_NOTHING = "\x1e"
_BYTES = 10


def with_ids(
    rows: pl.DataFrame, table: Table, currency: str | None = None, *, within: tuple[str, ...] = ()
) -> pl.DataFrame:
    """The rows (all of a file, in its order) with every missing id derived; of several files where the columns
    `within` tell them apart.

    A subscription's id comes from its account, plan and currency and its count among the rows of the same account,
    plan, currency and start; the book's own `currency` counts as none, so that a file gives the same ids whether it
    names it or not, and before and after it is known. Another's id comes from all of the row's values and its count
    among identical rows. A row that lacks an account or a date keeps a null id.
    """
    key = table.derived
    if key is None or not rows[key].null_count():
        return rows
    if table is SUBSCRIPTIONS:
        named, counted = ["account_id", "plan", "currency"], ["account_id", "plan", "currency", "start_on"]
    else:
        named = counted = [name for name in table.names if name != key]
    missing = rows.filter(pl.col(key).is_null()).sort(AT)
    if table is SUBSCRIPTIONS:
        missing = missing.with_columns(pl.col("currency").replace(currency, None))
    texts = missing.select(
        _joined(missing, named).alias("text"),
        pl.int_range(pl.len()).over(*within, *counted).cast(pl.String).alias("count"),
    )
    made = [
        blake2b(f"{text}{_BETWEEN}{count}".encode(), digest_size=_BYTES).hexdigest()
        for text, count in texts.iter_rows()
    ]
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in table.required if name != key)
    ids = missing.select(AT, pl.when(whole).then(pl.Series(made, dtype=pl.String)).alias("_made"))
    return (
        rows.join(ids, on=AT, how="left", maintain_order="left")
        .with_columns(pl.coalesce(key, "_made").alias(key))
        .drop("_made")
    )


def _joined(rows: pl.DataFrame, names: list[str]) -> pl.Expr:
    """The values of these columns as one text, the same on every machine."""
    parts = []
    for name in names:
        value = pl.col(name)
        if rows.schema[name] == pl.Date:
            value = value.dt.to_string("%Y-%m-%d")
        parts.append(value.cast(pl.String).fill_null(_NOTHING))
    return pl.concat_str(parts, separator=_BETWEEN)
