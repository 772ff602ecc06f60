"""Support and mails: what customers ask for, and whether they still read."""

import polars as pl

from metrics.facts import dated
from metrics.measures.base import Measure, counted
from metrics.spans import counting
from metrics.stage import Stage
from metrics.words import N_

COMPLAINT = "complaint"


def _tickets(stage: Stage) -> pl.DataFrame:
    columns = ("closed_on", (pl.col("kind") == COMPLAINT).fill_null(False).alias("is_complaint"))
    return stage.ledger.once("tickets", lambda: dated(stage.ledger, "tickets", "opened_on", *columns))


def _opened(stage: Stage) -> pl.DataFrame:
    return stage.once("tickets opened", lambda: counted(stage.within(_tickets(stage))))


def _opened_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    return (_opened(stage),)


def _complaint_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    return (_opened(stage).filter("is_complaint"),)


def _open_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    return (counted(stage.standing(_tickets(stage), "day", "closed_on")),)


def _mail_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    """Mails sent below the line; above it, in the periods that contain their sending, from when they were opened."""
    mails = stage.ledger.once("mails", lambda: dated(stage.ledger, "emails", "sent_on", "opened_on"))
    sent = stage.within(mails)
    read = sent.with_columns(since=pl.max_horizontal("since", stage.spans.ending_after("opened_on")))
    below = sent.with_columns(numerator=pl.lit(0, pl.Int64), denominator=pl.lit(1, pl.Int64))
    above = counting(read).with_columns(numerator=pl.lit(1, pl.Int64), denominator=pl.lit(0, pl.Int64))
    return above, below


TICKETS_OPENED = Measure(
    id="tickets_opened",
    title=N_("Tickets opened"),
    unit="count",
    definition=N_("Tickets of all kinds, complaints too, opened in the period."),
    formula=N_("number of tickets opened"),
    source="Zendesk",
    better="down",
    needs=("tickets",),
    parts=_opened_parts,
)
COMPLAINTS_OPENED = Measure(
    id="complaints_opened",
    title=N_("Complaints opened"),
    unit="count",
    definition=N_("Tickets of the kind complaint opened in the period."),
    formula=N_("number of complaints opened"),
    source="Zendesk",
    better="down",
    needs=("tickets",),
    parts=_complaint_parts,
)
TICKETS_OPEN_END = Measure(
    id="tickets_open_end",
    title=N_("Tickets open at the end"),
    unit="count",
    definition=N_("Tickets opened before the period's end and not closed before it."),
    formula=N_("opened before the end - closed before the end"),
    source="Zendesk",
    better="down",
    needs=("tickets",),
    parts=_open_parts,
)
EMAIL_OPEN_RATE = Measure(
    id="email_open_rate",
    title=N_("Mail open rate"),
    unit="ratio",
    definition=N_("Of the mails sent in the period, the share opened before its end."),
    formula=N_("mails opened / mails sent"),
    source="HubSpot",
    better="up",
    needs=("emails",),
    kind="ratio",
    interval="wilson",
    caveats=N_("Mail programs that load pictures by themselves count as readers."),
    parts=_mail_parts,
)

MEASURES = (TICKETS_OPENED, COMPLAINTS_OPENED, TICKETS_OPEN_END, EMAIL_OPEN_RATE)
