"""Timeline entries of what people wrote: tags, notes, reviews, next steps, calls."""

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

PLANNED = Entry(
    "step_planned",
    "step",
    N_("Next step, {owner}, by {due}: {step}"),
    {"owner": "text", "due": "date", "step": "text"},
)
NOTHING_PLANNED = Entry("step_cleared", "step", N_("{by}: nothing is to be done next."), {"by": "text"})
CALLED = {
    "will_renew": Entry("called_renewal", "call", N_("{by} calls it: will renew."), {"by": "text"}),
    "in_doubt": Entry("called_doubt", "call", N_("{by} calls it: in doubt."), {"by": "text"}),
    "will_leave": Entry("called_loss", "call", N_("{by} calls it: will leave."), {"by": "text"}),
    None: Entry("called_nothing", "call", N_("{by} makes no call any more."), {"by": "text"}),
}

ENTRIES = (TAGGED, NOTED, REVIEWED, PLANNED, NOTHING_PLANNED, *CALLED.values())


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


def next_steps(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Next steps: step (null: none any more), step_due, step_owner, step_by, step_at (ISO 8601)."""
    planned, on = pl.col("step").is_not_null(), _day("step_at")
    return [
        entries(PLANNED, rows.filter(planned), on, owner="step_owner", due="step_due", step="step"),
        entries(NOTHING_PLANNED, rows.filter(~planned), on, by="step_by"),
    ]


def calls(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """The owners' calls: call (null: none any more), call_by, call_at (ISO 8601)."""
    return [
        entries(entry, rows.filter(pl.col("call").eq_missing(pl.lit(call, pl.String))), _day("call_at"), by="call_by")
        for call, entry in CALLED.items()
    ]
