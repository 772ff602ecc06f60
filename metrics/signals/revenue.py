"""Signals from subscriptions, projections and outcomes: what the account pays for and what it gets."""

import polars as pl

from metrics.signals.base import Facts, Signal, first_of_account
from metrics.words import N_


def _contraction(facts: Facts) -> pl.DataFrame:
    day, since = pl.col("day"), facts.days_ago(facts.thresholds.contraction_days)
    falls = facts.ledger.changes.filter(
        day > since, day <= facts.as_of, pl.col("mrr_after") > 0, pl.col("mrr_after") < pl.col("mrr_before")
    )
    latest = first_of_account(falls, "day", descending=True)
    still = latest.join(facts.customers.select("account_id", "mrr"), on="account_id").filter(
        pl.col("mrr") < pl.col("mrr_before")
    )
    return still.select("account_id", since="day", before="mrr_before", after="mrr_after")


def _cancellation_asked(facts: Facts) -> pl.DataFrame:
    asked = facts.running.filter(pl.col("cancelled_on") <= facts.as_of)
    return asked.select(
        "account_id", "source_import", "source_line", since="cancelled_on", ends_on="end_on", paid_until="paid_until"
    )


def _renewal_near(facts: Facts) -> pl.DataFrame:
    days = facts.thresholds.renewal_days
    renews = pl.col("renews_on")
    asked = (pl.col("cancelled_on") <= facts.as_of).fill_null(False)
    near = facts.running.filter(
        renews > facts.as_of, renews <= pl.lit(facts.as_of).dt.offset_by(f"{days}d"), pl.col("end_on").is_null(), ~asked
    )
    return near.select(
        "account_id",
        "source_import",
        "source_line",
        since=renews.dt.offset_by(f"-{days}d"),
        renews_on=renews,
        mrr="mrr",
    )


def _under_projection(facts: Facts) -> pl.DataFrame:
    due = facts.known("projections").filter(pl.col("for_date") <= facts.as_of)
    latest = first_of_account(due, "for_date", "made_on", descending=True)
    unknown = facts.running.filter(pl.col("mrr").is_null()).select("account_id")
    sure = facts.customers.select("account_id", actual="mrr").join(unknown, on="account_id", how="anti")
    projected = latest.rename({"mrr": "projected"}).join(sure, on="account_id")
    short = projected.filter(pl.col("actual") * 100 < pl.col("projected") * facts.thresholds.projection_percent)
    return short.select("account_id", "source_import", "source_line", "actual", "projected", since="for_date")


def _outcome_under_target(facts: Facts) -> pl.DataFrame:
    measured = facts.known("outcomes").filter(pl.col("target").is_not_null(), pl.col("actual").is_not_null())
    latest = measured.sort("measured_on", descending=True).unique(
        ["account_id", "kpi"], keep="first", maintain_order=True
    )
    # A target below the baseline is one to get down to.
    downwards = (pl.col("target") < pl.col("baseline")).fill_null(False)
    missed = pl.when(downwards).then(pl.col("actual") > pl.col("target")).otherwise(
        pl.col("actual") < pl.col("target")
    )  # fmt: skip
    return (
        latest.filter(missed)
        .sort("kpi")
        .select("account_id", "kpi", "actual", "target", "source_import", "source_line", since="measured_on")
    )


def _no_outcome(facts: Facts) -> pl.DataFrame:
    days = facts.thresholds.outcome_after_days
    expected = pl.col("first_day").dt.offset_by(f"{days}d")
    measured = facts.known("outcomes").select("account_id")
    without = facts.customers.filter(expected <= facts.as_of).join(measured, on="account_id", how="anti")
    return without.select("account_id", "first_day", since=expected)


SIGNALS: tuple[Signal, ...] = (
    Signal(
        "cancellation_asked",
        N_("Cancellation asked"),
        N_("A running subscription has been cancelled and is still on."),
        N_("Asked to leave; service ends on {ends_on}, paid until {paid_until}."),
        {"ends_on": "date", "paid_until": "date"},
        ("subscriptions",),
        _cancellation_asked,
    ),
    Signal(
        "contraction",
        N_("Contraction"),
        N_("Its MRR has fallen of late and has not come back."),
        N_("MRR fell from {before} to {after}."),
        {"before": "money", "after": "money"},
        ("subscriptions",),
        _contraction,
    ),
    Signal(
        "renewal_near",
        N_("Renewal near"),
        N_("A running subscription is to be renewed soon."),
        N_("{mrr} of MRR renews on {renews_on}."),
        {"renews_on": "date", "mrr": "money"},
        ("subscriptions",),
        _renewal_near,
    ),
    Signal(
        "under_projection",
        N_("Under projection"),
        N_("Its MRR is well below what was projected for a day that has passed."),
        N_("MRR is {actual}; {projected} had been projected."),
        {"actual": "money", "projected": "money"},
        ("subscriptions", "projections"),
        _under_projection,
    ),
    Signal(
        "outcome_under_target",
        N_("Outcome under target"),
        N_("An agreed outcome is short of its target at its last measurement."),
        N_("{kpi}: {actual}, target {target}."),
        {"kpi": "text", "actual": "number", "target": "number"},
        ("outcomes",),
        _outcome_under_target,
    ),
    Signal(
        "no_outcome",
        N_("No outcome recorded"),
        N_("A customer for some time, and no outcome of what it does with the service is known."),
        N_("Customer since {first_day}, no outcome recorded."),
        {"first_day": "date"},
        ("subscriptions", "outcomes"),
        _no_outcome,
    ),
)
