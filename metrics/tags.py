"""Which loss a tag belongs to, whatever was corrected since: no tag is ever hidden, and none changes a figure."""

from typing import NamedTuple

import polars as pl
from polars._typing import PolarsDataType

# A tag finds the nearest loss of its account within this many days once its rows are gone.
NEAR_DAYS = 45

ROWS = pl.List(pl.Struct({"subscription_id": pl.String, "start_on": pl.Date}))
# A tag as attachment reads it; `lost_on` and `subscriptions` are the loss as seen when the tag was written,
# tagged_at (ISO 8601) orders the tags. `assessed_title`, `stated_title` and `reasons_titles` are the book's own
# wordings under which the reasons were given (null: a built-in one's). Further columns are carried along.
TAG: dict[str, PolarsDataType] = {
    "account_id": pl.String,
    "lost_on": pl.Date,
    "subscriptions": ROWS,
    "stated": pl.String,
    "assessed": pl.String,
    "reasons": pl.List(pl.String),
    "evidence": pl.String,
    "avoidable": pl.String,
    "competitor": pl.String,
    "lesson": pl.String,
    "note": pl.String,
    "tagged_by": pl.String,
    "tagged_at": pl.String,
    "assessed_title": pl.String,
    "stated_title": pl.String,
    "reasons_titles": pl.List(pl.String),
}


class Tagged(NamedTuple):
    """Losses with their tags, and the tags that stand apart because no loss is theirs (any more)."""

    losses: pl.DataFrame
    apart: pl.DataFrame


def with_tags(events: pl.DataFrame, tags: pl.DataFrame) -> Tagged:
    """Put each tag beside its loss: the one in whose stretch its subscription rows lie, else its account's nearest
    within 45 days (the earlier of two), else apart. Of several tags of one loss the newest shows; the others are apart.

    `events` as `losses.events` gives them, in their order; `tags` as `TAG`, one row a tagged loss. The tag's stated
    reason goes before the one that the file's words map to, which stays readable as `stated_in_file`; untagged losses
    have nulls.
    """
    events = events.with_row_index("_event")
    tags = tags.sort("tagged_at", "account_id", "lost_on").with_row_index("_tag")
    by_rows = _by_rows(events, tags)
    left = tags.join(by_rows, on="_tag", how="anti")
    placed = pl.concat([by_rows, _by_nearness(events, left)])
    # The newest tag of a loss has the highest index.
    shown = placed.group_by("_event").agg(pl.col("_tag").max())
    apart = tags.join(shown, on="_tag", how="anti", maintain_order="left").drop("_tag")
    beside = (
        tags.join(shown, on="_tag").drop("_tag", "account_id", "lost_on", "subscriptions").rename({"stated": "_own"})
    )
    losses = events.join(beside, on="_event", how="left", maintain_order="left")
    losses = losses.with_columns(stated=pl.coalesce("_own", "stated"), stated_in_file="stated").drop("_event", "_own")
    return Tagged(losses, apart)


def _nearest(pairs: pl.DataFrame) -> pl.DataFrame:
    """One loss for each tag: that with the most of its rows, then the nearest, then the earliest."""
    best = pairs.sort("_tag", "rows", "distance", "at", descending=[False, True, False, False])
    return best.unique("_tag", keep="first", maintain_order=True).select("_tag", "_event")


_DISTANCE = (pl.col("at") - pl.col("lost_on")).dt.total_days().abs()


def _by_rows(events: pl.DataFrame, tags: pl.DataFrame) -> pl.DataFrame:
    inside = events.select("_event", at="lost_on", row="stretch").explode("row").unnest("row")
    rows = tags.select("_tag", "lost_on", row="subscriptions").explode("row").unnest("row")
    pairs = rows.join(inside, on=["subscription_id", "start_on"]).group_by("_tag", "_event", "at", "lost_on")
    return _nearest(pairs.agg(rows=pl.len()).with_columns(distance=_DISTANCE))


def _by_nearness(events: pl.DataFrame, tags: pl.DataFrame) -> pl.DataFrame:
    pairs = tags.select("_tag", "account_id", "lost_on").join(
        events.select("_event", "account_id", at="lost_on"), on="account_id"
    )
    near = pairs.with_columns(rows=pl.lit(0, pl.UInt32), distance=_DISTANCE).filter(pl.col("distance") <= NEAR_DAYS)
    return _nearest(near)
