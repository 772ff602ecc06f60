"""Support and mails: what customers ask for, and whether they still read."""

import polars as pl

from metrics.facts import Facts, dated
from metrics.ledger import Ledger
from metrics.measures.base import Measure, summed
from metrics.spans import counting
from metrics.stage import Stage
from metrics.words import N_

COMPLAINT = "complaint"


def _tickets(ledger: Ledger) -> pl.DataFrame:
    complaints = (pl.col("kind") == COMPLAINT).fill_null(False).cast(pl.Int64)
    counts = {"tickets": pl.lit(1, pl.Int64), "complaints": complaints}
    return dated(ledger, "tickets", "opened_on", following="closed_on", **counts)


TICKETS = Facts("tickets", _tickets, ("tickets", "complaints"))
MAILS = Facts(
    "mails", lambda ledger: dated(ledger, "emails", "sent_on", "opened_on", mails=pl.lit(1, pl.Int64)), ("mails",)
)


def _opened(stage: Stage) -> pl.DataFrame:
    return stage.once("tickets opened", lambda: stage.within(TICKETS))


def _complaint_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    return summed(_opened(stage).filter(pl.col("complaints") > 0), "complaints")


def _mail_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    """Mails sent below the line; above it, in the periods that contain their sending, from when they were opened."""
    sent = stage.within(MAILS, "opened_on")
    read = sent.with_columns(since=pl.max_horizontal("since", stage.spans.ending_after("opened_on")))
    below = sent.with_columns(numerator=pl.lit(0, pl.Int64), denominator="mails")
    above = counting(read).with_columns(numerator="mails", denominator=pl.lit(0, pl.Int64))
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
    parts=lambda stage: summed(_opened(stage), "tickets"),
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
    parts=lambda stage: summed(stage.standing(TICKETS), "tickets"),
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
