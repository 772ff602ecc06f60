"""Signals from the people on the other side: champions who leave, contacts who move."""

from functools import partial

import polars as pl

from metrics.signals.base import Facts, Signal
from metrics.words import N_


def _seen(kind: str, facts: Facts) -> pl.DataFrame:
    """Sightings of a kind that still hold: before their end, or recent where they have none."""
    until = pl.col("until")
    recent = pl.col("seen_on") > facts.days_ago(facts.thresholds.contact_days)
    holds = pl.when(until.is_null()).then(recent).otherwise(until > facts.as_of)
    return (
        facts.known("signals")
        .filter(pl.col("kind") == kind, holds)
        .sort("signal_id")
        .select("account_id", "detail", "source_import", "source_line", since="seen_on")
    )


SIGNALS: tuple[Signal, ...] = (
    Signal(
        "champion_left",
        N_("Champion left"),
        N_("The person who stood up for us there has left, and nobody is known to follow."),
        N_("{detail}"),
        {"detail": "text"},
        ("signals",),
        partial(_seen, "champion_left"),
    ),
    Signal(
        "contact_moved",
        N_("Contact moved"),
        N_("A contact there has moved to another post."),
        N_("{detail}"),
        {"detail": "text"},
        ("signals",),
        partial(_seen, "contact_moved"),
    ),
    Signal(
        "staff_turnover",
        N_("Staff turnover"),
        N_("Many people there come and go."),
        N_("{detail}"),
        {"detail": "text"},
        ("signals",),
        partial(_seen, "staff_turnover"),
    ),
)
