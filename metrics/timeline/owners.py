"""Timeline entries of who looked after the account: what later account files changed."""

import polars as pl

from metrics.timeline.base import Entry, entries
from metrics.words import N_

HANDED_OVER = Entry(
    "owner_changed", "owner", N_("Owner changed from {before} to {after}."), {"before": "text", "after": "text"}
)
ENTRIES = (HANDED_OVER,)

OWNER = {
    "account_id": pl.String,
    "known_on": pl.Date,
    "before": pl.String,
    "after": pl.String,
    "source_import": pl.Int64,
    "source_line": pl.Int64,
}


def changed(history: pl.DataFrame) -> pl.DataFrame:
    """Where a later state of an account has another owner; columns of OWNER.

    `history` as Book.account_history, sorted by account and import.
    """
    known = history.with_columns(before=pl.col("owner").shift(1).over("account_id"), after=pl.col("owner"))
    later = pl.int_range(pl.len()).over("account_id") > 0
    return known.filter(later & pl.col("before").ne_missing(pl.col("after"))).select(*OWNER)


def handovers(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Changes of owner (OWNER), on the day of the import that told them."""
    return [entries(HANDED_OVER, rows, "known_on", before="before", after="after")]
