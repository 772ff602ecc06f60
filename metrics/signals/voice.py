"""Signals from what customers say: answers, tickets and complaints."""

import polars as pl

from metrics.signals.base import Facts, Signal, first_of_account
from metrics.words import N_

_DETRACTOR = 6  # the highest score of a detractor


def _answers(facts: Facts) -> pl.DataFrame:
    """The last answer of each account, if it is recent, with the score of the one before."""
    answers = facts.known("surveys").sort("account_id", "answered_on", "response_id")
    again = pl.col("account_id") == pl.col("account_id").shift(1)
    before = answers.with_columns(before=pl.when(again).then(pl.col("score").shift(1)))
    last = first_of_account(before, "answered_on", "response_id", descending=True)
    return last.filter(pl.col("answered_on") > facts.days_ago(facts.thresholds.survey_days))


def _detractor(facts: Facts) -> pl.DataFrame:
    unhappy = _answers(facts).filter(pl.col("score") <= _DETRACTOR)
    return unhappy.select("account_id", "score", "source_import", "source_line", since="answered_on")


def _falling_score(facts: Facts) -> pl.DataFrame:
    fallen = _answers(facts).filter(pl.col("before") - pl.col("score") >= facts.thresholds.score_drop)
    return fallen.select("account_id", "score", "before", "source_import", "source_line", since="answered_on")


def _complaint_open(facts: Facts) -> pl.DataFrame:
    closed = pl.col("closed_on") <= facts.as_of
    still = facts.known("tickets").filter(pl.col("kind") == "complaint", ~closed.fill_null(False))
    return still.sort("ticket_id").select(
        "account_id", "source_import", "source_line", since="opened_on", ticket="ticket_id", subject="subject"
    )


def _tickets_up(facts: Facts) -> pl.DataFrame:
    limits = facts.thresholds
    recent, earlier = facts.days_ago(limits.ticket_days), facts.days_ago(2 * limits.ticket_days)
    tickets = facts.known("tickets").filter(pl.col("opened_on") > earlier).sort("account_id", "opened_on", "ticket_id")
    is_recent = pl.col("opened_on") > recent
    counted = tickets.with_columns(
        before=(~is_recent).sum().over("account_id").cast(pl.Int64),
        tickets=is_recent.sum().over("account_id").cast(pl.Int64),
        number=is_recent.cum_sum().over("account_id").cast(pl.Int64),
    )
    # The signal stands since the ticket that made them too many.
    enough = pl.max_horizontal(pl.lit(limits.tickets_at_least, pl.Int64), limits.tickets_times * pl.col("before"))
    tipping = counted.filter(is_recent, pl.col("number") == enough)
    return tipping.select("account_id", "tickets", "before", "source_import", "source_line", since="opened_on")


SIGNALS: tuple[Signal, ...] = (
    Signal(
        "detractor",
        N_("Detractor"),
        N_("Its last answer, not long ago, was a score of 6 or less."),
        N_("Score {score}."),
        {"score": "count"},
        ("surveys",),
        _detractor,
    ),
    Signal(
        "falling_score",
        N_("Falling score"),
        N_("Its last answer was well below the one before."),
        N_("Score {score}, {before} before."),
        {"score": "count", "before": "count"},
        ("surveys",),
        _falling_score,
    ),
    Signal(
        "complaint_open",
        N_("Complaint open"),
        N_("A complaint has not been closed."),
        N_("Complaint {ticket}: {subject}"),
        {"ticket": "text", "subject": "text"},
        ("tickets",),
        _complaint_open,
    ),
    Signal(
        "tickets_up",
        N_("Tickets up"),
        N_("It opened several tickets of late, and many more than in as many days before."),
        N_("{tickets} tickets, {before} in as many days before."),
        {"tickets": "count", "before": "count"},
        ("tickets",),
        _tickets_up,
    ),
)
