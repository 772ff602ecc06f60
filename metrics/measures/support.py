"""Support and mails: what customers ask for, and whether they still read."""

from collections.abc import Callable

import polars as pl

from metrics.measures.base import Measure
from metrics.stage import Stage
from metrics.words import N_

COMPLAINT = "complaint"


def _opened_parts(keep: pl.Expr) -> Callable[[Stage], pl.LazyFrame]:
    def parts(stage: Stage) -> pl.LazyFrame:
        tickets = stage.table("tickets").filter(keep & (pl.col("opened_on") <= stage.as_of))
        return stage.parts(stage.within(tickets, "opened_on"), pl.lit(1, pl.Int64))

    return parts


def _open_parts(stage: Stage) -> pl.LazyFrame:
    tickets = stage.table("tickets").filter(pl.col("opened_on") <= stage.as_of)
    return stage.parts(stage.standing(tickets, "opened_on", "closed_on"), pl.lit(1, pl.Int64))


def _mail_parts(stage: Stage) -> pl.LazyFrame:
    sent = stage.table("emails").filter(pl.col("sent_on") <= stage.as_of)
    placed = stage.within(sent, "sent_on").join(stage.frame.lazy().select("p", "end"), on="p")
    opened = (pl.col("opened_on") < pl.col("end")).fill_null(False)
    return stage.parts(placed, opened.cast(pl.Int64), pl.lit(1, pl.Int64))


TICKETS_OPENED = Measure(
    id="tickets_opened",
    title=N_("Tickets opened"),
    unit="count",
    definition=N_("Tickets of all kinds, complaints too, opened in the period."),
    formula=N_("number of tickets opened"),
    source="Zendesk",
    better="down",
    needs=("tickets",),
    parts=_opened_parts(pl.lit(True)),
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
    parts=_opened_parts(pl.col("kind") == COMPLAINT),
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
