"""Timeline entries of answers, tickets, mails, contacts, outcomes and projections."""

from datetime import date, timedelta

import polars as pl

from metrics.accounts import mrr_at
from metrics.ledger import Ledger
from metrics.signals.base import days_between
from metrics.timeline.base import Entry, entries
from metrics.words import N_

ANSWERED = Entry("answered", "survey", N_("Score {score}: {comment}"), {"score": "count", "comment": "text"})
COMPLAINED = Entry(
    "complaint_opened", "ticket", N_("Complaint {ticket}: {subject}"), {"ticket": "text", "subject": "text"}
)
OPENED = Entry("ticket_opened", "ticket", N_("Ticket {ticket}: {subject}"), {"ticket": "text", "subject": "text"})
CLOSED = Entry(
    "ticket_closed", "ticket", N_("Ticket {ticket} closed after {days} days."), {"ticket": "text", "days": "days"}
)
SENT = Entry("mail_sent", "email", N_("Mail {mail} sent."), {"mail": "text"})
READ = Entry("mail_opened", "email", N_("Mail {mail} opened."), {"mail": "text"})
SEEN = Entry("signal_seen", "signal", N_("{what}: {detail}"), {"what": "text", "detail": "text"})
MEASURED = Entry(
    "outcome_measured",
    "outcome",
    N_("{kpi}: {actual} {unit}, target {target}, at first {baseline}."),
    {"kpi": "text", "actual": "number", "unit": "text", "target": "number", "baseline": "number"},
)
PROJECTED = Entry(
    "projected", "projection", N_("MRR of {mrr} projected for {for_date}."), {"mrr": "money", "for_date": "date"}
)
COMPARED = Entry(
    "projection_due",
    "projection",
    N_("MRR is {actual}; {mrr} had been projected."),
    {"actual": "money", "mrr": "money"},
)

ENTRIES = (ANSWERED, COMPLAINED, OPENED, CLOSED, SENT, READ, SEEN, MEASURED, PROJECTED, COMPARED)


def surveys(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """Answers with their words."""
    rows = ledger.tables["surveys"].filter(pl.col("answered_on") <= as_of)
    return [entries(ANSWERED, rows, "answered_on", score="score", comment="comment")]


def tickets(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """Tickets and complaints opened, and when they were closed."""
    rows = ledger.tables["tickets"].filter(pl.col("opened_on") <= as_of)
    complaint = (pl.col("kind") == "complaint").fill_null(False)
    return [
        entries(COMPLAINED, rows.filter(complaint), "opened_on", ticket="ticket_id", subject="subject"),
        entries(OPENED, rows.filter(~complaint), "opened_on", ticket="ticket_id", subject="subject"),
        entries(
            CLOSED,
            rows.filter(pl.col("closed_on") <= as_of),
            "closed_on",
            ticket="ticket_id",
            days=days_between(pl.col("opened_on"), pl.col("closed_on")),
        ),
    ]


def emails(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """Mails sent and opened."""
    rows = ledger.tables["emails"].filter(pl.col("sent_on") <= as_of)
    return [
        entries(SENT, rows, "sent_on", mail="email_id"),
        entries(READ, rows.filter(pl.col("opened_on") <= as_of), "opened_on", mail="email_id"),
    ]


def contacts(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """Contact changes, turnover and news."""
    rows = ledger.tables["signals"].filter(pl.col("seen_on") <= as_of)
    return [entries(SEEN, rows, "seen_on", what="kind", detail="detail")]


def outcomes(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """Outcomes measured, against their targets."""
    rows = ledger.tables["outcomes"].filter(pl.col("measured_on") <= as_of)
    blanks = {name: name for name in MEASURED.units}
    return [entries(MEASURED, rows, "measured_on", **blanks)]


def projections(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """One account's projections when they were made, and on their day the MRR that there was."""
    rows = ledger.tables["projections"].filter(pl.col("made_on") <= as_of)
    due = rows.filter(pl.col("for_date") <= as_of)
    actual = {day: _mrr(ledger, day) for day in due["for_date"].unique().to_list()}
    compared = due.with_columns(actual=pl.col("for_date").replace_strict(actual, default=None, return_dtype=pl.Int64))
    return [
        entries(PROJECTED, rows, "made_on", "mrr", mrr="mrr", for_date="for_date"),
        entries(COMPARED, compared, "for_date", "actual", actual="actual", mrr="mrr"),
    ]


def _mrr(ledger: Ledger, day: date) -> int:
    """The MRR at the end of a day of the ledger's one account."""
    return int(mrr_at(ledger, day + timedelta(days=1))["mrr"].sum())
