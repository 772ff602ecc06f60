"""Customer lists taken at different times speak of the same spells, though none of them gives an id.

A list's rows have no id and often no start but a tenure, counted back from the day of the list: a month later it
leads to another day. What tells that a row continues a spell is its account, and that it begins before that ends.
"""

from collections.abc import Sequence

import polars as pl

from metrics.book.layers import Layer

CUSTOMERS = "customers"
_ORIGIN = ("source_import", "source_line")


def continued(stack: pl.DataFrame, layers: Sequence[Layer]) -> pl.DataFrame:
    """Spell rows stacked in the order of their imports, those of customer lists under the spell that they continue.

    Its id is the first that was given to it; its start the last that a file dated, else the first; an end that hangs
    on the day of the list is that of the first list that had it.
    """
    lists = [layer for layer in layers if layer.shape == CUSTOMERS]
    if len(lists) < 2:
        return stack
    listed = pl.col("source_import").is_in([layer.number for layer in lists])
    rows = stack.filter(listed).sort("account_id", *_ORIGIN)
    own_end = _is_dated("end_on", lists)
    once = rows.with_columns(_spell=_spells("end_on"))
    run = (pl.col("_spell") != pl.col("_spell").shift(1)) | (
        pl.col("end_on").is_null() != pl.col("end_on").shift(1).is_null()
    )
    ended = once.with_columns(_run=run.fill_null(value=True).cum_sum()).with_columns(
        end_on=pl.when(own_end).then("end_on").otherwise(pl.col("end_on").first().over("_run"))
    )
    told = pl.when(_is_dated("start_on", lists)).then("start_on").drop_nulls().last()
    same = (
        ended.with_columns(_spell=_spells("end_on"))
        .with_columns(
            subscription_id=pl.col("subscription_id").first().over("_spell"),
            start_on=pl.coalesce(told.over("_spell"), pl.col("start_on").first().over("_spell")),
        )
        .select(stack.columns)
    )
    return pl.concat([stack.filter(~listed), same])


def _spells(end: str) -> pl.Expr:
    """A number for each spell of rows sorted by account and import: one begins no earlier than the one before ended."""
    first = (pl.col("account_id") != pl.col("account_id").shift(1)).fill_null(value=True)
    after = (pl.col("start_on") >= pl.col(end).shift(1)).fill_null(value=False)
    return (first | after).cum_sum()


def _is_dated(column: str, lists: Sequence[Layer]) -> pl.Expr:
    return pl.col("source_import").is_in([layer.number for layer in lists if column in layer.mapped])
