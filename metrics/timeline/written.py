"""Timeline entries of what people wrote: tags, notes, reviews."""

import polars as pl

from metrics.timeline.base import Entry, entries
from metrics.words import N_

TAGGED = Entry(
    "tagged",
    "tag",
    N_("{by} gave the loss of {lost_on} the reason {reason}: {note}"),
    {"by": "text", "lost_on": "date", "reason": "text", "note": "text"},
)
NOTED = Entry("noted", "note", N_("{by}: {text}"), {"by": "text", "text": "text"})
REVIEWED = Entry("reviewed", "review", N_("Reviewed by {by}."), {"by": "text"})

ENTRIES = (TAGGED, NOTED, REVIEWED)


def _day(column: str) -> pl.Expr:
    """The date of an ISO 8601 timestamp."""
    return pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d")


def tags(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Tags (`tags.TAG`)."""
    reason = pl.coalesce("assessed", "stated")
    return [entries(TAGGED, rows, _day("tagged_at"), by="tagged_by", lost_on="lost_on", reason=reason, note="note")]


def notes(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Notes: at (ISO 8601), by, text."""
    return [entries(NOTED, rows, _day("at"), by="by", text="text")]


def reviews(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Reviews: at (ISO 8601), by."""
    return [entries(REVIEWED, rows, _day("at"), by="by")]
