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
    rows: pl.DataFrame,
    table: Table,
    currency: str | None = None,
    *,
    within: tuple[str, ...] = (),
    count: pl.Expr | None = None,
) -> pl.DataFrame:
    """The rows (all of a file, in its order) with every missing id derived; of several files where the columns
    `within` tell them apart.

    A subscription's id comes from its account, plan and currency and its count among the rows of the same account,
    plan, currency and start; the book's own `currency` counts as none, so that a file gives the same ids whether it
    names it or not, and before and after it is known. Another's id comes from all of the row's values and its count
    among identical rows, unless that `count` is given. A row that lacks an account or a date keeps a null id.
    """
    key = table.derived
    if key is None or not rows[key].null_count():
        return rows
    named = ["account_id", "plan", "currency"] if table is SUBSCRIPTIONS else _values(table)
    missing = _in_own_money(rows.filter(pl.col(key).is_null()).sort(AT), table, currency)
    if count is None:
        count = pl.int_range(pl.len()).over(*within, *_values(table))
    texts = missing.select(pl.concat_str(_joined(missing, named), count.cast(pl.String), separator=_BETWEEN))
    made = [blake2b(text, digest_size=_BYTES).hexdigest() for text in texts.to_series().cast(pl.Binary)]
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in table.required if name != key)
    ids = missing.select(AT, pl.when(whole).then(pl.Series(made, dtype=pl.String)).alias("_made"))
    return (
        rows.join(ids, on=AT, how="left", maintain_order="left")
        .with_columns(pl.coalesce(key, "_made").alias(key))
        .drop("_made")
    )


def alike(rows: pl.DataFrame, table: Table, currency: str | None) -> pl.Series:
    """A number a row (UInt64), equal where only their count tells the ids of two rows apart."""
    return _in_own_money(rows, table, currency).select(_values(table)).hash_rows(seed=0)


def _values(table: Table) -> list[str]:
    """The columns by which rows that have no id of their own are alike."""
    if table is SUBSCRIPTIONS:
        return ["account_id", "plan", "currency", "start_on"]
    return [name for name in table.names if name != table.derived]


def _in_own_money(rows: pl.DataFrame, table: Table, currency: str | None) -> pl.DataFrame:
    return rows.with_columns(pl.col("currency").replace(currency, None)) if table is SUBSCRIPTIONS else rows


def _joined(rows: pl.DataFrame, names: list[str]) -> pl.Expr:
    """The values of these columns as one text, the same on every machine."""
    parts = []
    for name in names:
        value = pl.col(name)
        if rows.schema[name] == pl.Date:
            value = value.dt.to_string("%Y-%m-%d")
        parts.append(value.cast(pl.String).fill_null(_NOTHING))
    return pl.concat_str(parts, separator=_BETWEEN)
