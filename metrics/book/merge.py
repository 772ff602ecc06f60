"""The fold: the rows of all imports, in order, become a table's current rows.

It is a pure function of the imports that stand, so that undoing one is the book as if it had never been.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from metrics.book.chains import fold_spells
from metrics.book.customers import continued
from metrics.book.layers import SNAPSHOT_KEY, Layer, changes, stacked, standing
from metrics.book.snapshots import spells_of
from metrics.tables import PROVENANCE, TABLES

_ORIGIN = ["source_import", "source_line"]


@dataclass(frozen=True, slots=True)
class Folded:
    """A table's current rows, sorted by key, with the import and line that first brought their present values.

    `taken` (source_import, source_line) are the rows that changed something when they came; the others repeated what
    was known. `restated` are the rows that gave a known spell another MRR although their import did not
    settle that: columns of subscriptions and `mrr_before`; `misplaced`, alike, those whose change lies outside the
    spell.
    """

    rows: pl.DataFrame
    taken: pl.DataFrame
    restated: pl.DataFrame
    misplaced: pl.DataFrame


def fold(table: str, layers: Sequence[Layer], currency: str | None) -> Folded:
    """Fold the layers of one table; `currency` is that of amounts whose row names none."""
    counted = standing(layers)
    if table == "subscriptions":
        return _fold_subscriptions(counted, currency)
    if not counted:
        return _settled(TABLES[table].empty())
    stack = stacked(counted, currency)
    taken = _accounts_taken(stack, counted) if table == "accounts" else _taken(stack, TABLES[table].key)
    return _settled(_latest(taken, TABLES[table].key), taken)


def account_history(layers: Sequence[Layer]) -> pl.DataFrame:
    """Every state that each account has had: the columns of accounts, sorted by account and import."""
    counted = standing(layers)
    return _accounts_taken(stacked(counted, None), counted) if counted else TABLES["accounts"].empty()


def _settled(rows: pl.DataFrame, taken: pl.DataFrame | None = None) -> Folded:
    none = TABLES["subscriptions"].empty().clear().with_columns(mrr_before=pl.lit(None, pl.Int64))
    return Folded(rows, (rows if taken is None else taken).select(_ORIGIN), none, none)


def _taken(stack: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The rows that differ from the one of the same key before them, sorted by key and import."""
    ordered = stack.sort(*key, *_ORIGIN)
    return ordered.filter(changes([name for name in ordered.columns if name not in PROVENANCE]))


def _latest(taken: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    return taken.filter(changes(key, -1))


def _accounts_taken(stack: pl.DataFrame, layers: Sequence[Layer]) -> pl.DataFrame:
    """As `_taken`; a file's columns replace, those it does not have stay as they were."""
    key = TABLES["accounts"].key
    ordered = stack.sort(*key, *_ORIGIN).with_row_index("_at")
    begin = pl.when(changes(key)).then("_at").forward_fill()
    filled = []
    for name in ordered.columns:
        bringers = [layer.number for layer in layers if name in layer.fields]
        if name in (*key, "_at", *PROVENANCE) or len(bringers) == len(layers):
            continue
        given = pl.when(pl.col("source_import").is_in(bringers)).then("_at").forward_fill()
        filled.append(pl.when(given >= begin).then(pl.col(name).gather(given.fill_null(0))).alias(name))
    return _changed_only(ordered.with_columns(filled).drop("_at"))


def _changed_only(ordered: pl.DataFrame) -> pl.DataFrame:
    return ordered.filter(changes([name for name in ordered.columns if name not in PROVENANCE]))


def _fold_subscriptions(layers: Sequence[Layer], currency: str | None) -> Folded:
    """Spells as files gave them, and those derived from all monthly snapshots together."""
    key = TABLES["subscriptions"].key
    given = [layer for layer in layers if not layer.is_snapshot]
    monthly = [layer for layer in layers if layer.is_snapshot]
    folded = _settled(TABLES["subscriptions"].empty())
    if given:
        choices = {layer.number: layer.choice for layer in given}
        spells = fold_spells(continued(stacked(given, currency), given), choices)
        folded = Folded(spells.rows, spells.taken, spells.restated, spells.misplaced)
    if not monthly:
        return folded
    taken = _taken(stacked(monthly, currency), SNAPSHOT_KEY)
    derived = spells_of(_latest(taken, SNAPSHOT_KEY))
    rows = pl.concat([derived.join(folded.rows, on=key, how="anti"), folded.rows]).sort(key)
    return Folded(rows, pl.concat([folded.taken, taken.select(_ORIGIN)]), folded.restated, folded.misplaced)
