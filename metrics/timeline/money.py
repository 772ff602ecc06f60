"""Timeline entries of subscriptions, invoices and orders."""

from datetime import date

import polars as pl

from metrics.ledger import Ledger
from metrics.signals.base import days_between
from metrics.timeline.base import Entry, entries
from metrics.words import N_

STARTED = Entry(
    "subscription_started", "subscription", N_("Started {plan} at {mrr} a month."), {"plan": "text", "mrr": "money"}
)
ENDED = Entry("subscription_ended", "subscription", N_("Ended {plan}."), {"plan": "text"})
WILL_END = Entry("subscription_will_end", "subscription", N_("{plan} will end."), {"plan": "text"})
ASKED = Entry(
    "cancellation_asked",
    "subscription",
    N_("Asked to cancel {plan}: {reason}"),
    {"plan": "text", "reason": "text"},
)
RENEWS = Entry("renews", "subscription", N_("{plan} is up for renewal."), {"plan": "text"})
ISSUED = Entry(
    "invoice_issued", "invoice", N_("Invoice {invoice}, due on {due_on}."), {"invoice": "text", "due_on": "date"}
)
CREDITED = Entry("credit_note", "invoice", N_("Credit note {invoice}."), {"invoice": "text"})
PAID = Entry(
    "invoice_paid", "invoice", N_("Paid invoice {invoice} after {days} days."), {"invoice": "text", "days": "days"}
)
LATE = Entry("invoice_late", "invoice", N_("Invoice {invoice} was due and not paid."), {"invoice": "text"})
ORDERED = Entry(
    "ordered",
    "order",
    N_("Ordered {units} {product}, {days} days after the order before; until then every {usual} days."),
    {"units": "number", "product": "text", "days": "days", "usual": "days"},
)
RETURNED = Entry("returned", "order", N_("Sent back {units} {product}."), {"units": "number", "product": "text"})

ENTRIES = (STARTED, ENDED, WILL_END, ASKED, RENEWS, ISSUED, CREDITED, PAID, LATE, ORDERED, RETURNED)


def subscriptions(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """Starts, ends (those to come too), cancellations and renewals to come of the ledger's rows, free ones too."""
    rows = ledger.rows.filter(pl.col("start_on") <= as_of)
    ended = pl.col("end_on") <= as_of
    running = rows.filter(ended.is_null() | ~ended)
    return [
        entries(STARTED, rows, "start_on", "mrr", plan="plan", mrr="mrr"),
        entries(ENDED, rows.filter(ended), "end_on", -pl.col("mrr"), plan="plan"),
        entries(WILL_END, running, "end_on", -pl.col("mrr"), plan="plan"),
        entries(
            ASKED, rows.filter(pl.col("cancelled_on") <= as_of), "cancelled_on", plan="plan", reason="cancel_reason"
        ),
        entries(
            RENEWS,
            running.filter(pl.col("renews_on") > as_of, pl.col("end_on").is_null()),
            "renews_on",
            "mrr",
            plan="plan",
        ),
    ]


def invoices(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """Invoices and credit notes issued, what was paid when, and the days on which something was not."""
    rows = ledger.tables["invoices"].filter(pl.col("issued_on") <= as_of)
    billed = rows.filter(pl.col("amount") >= 0)
    paid_on, due_on = pl.col("paid_on"), pl.col("due_on")
    # One day after the due day, with nothing paid by the due day.
    late = billed.filter(due_on < as_of, (paid_on.is_null() | (paid_on > due_on)))
    return [
        entries(ISSUED, billed, "issued_on", "amount", invoice="invoice_id", due_on="due_on"),
        entries(CREDITED, rows.filter(pl.col("amount") < 0), "issued_on", "amount", invoice="invoice_id"),
        entries(
            PAID,
            rows.filter(paid_on <= as_of),
            "paid_on",
            pl.col("amount_paid").fill_null(pl.col("amount")),
            invoice="invoice_id",
            days=days_between(pl.col("issued_on"), paid_on),
        ),
        entries(LATE, late, due_on.dt.offset_by("1d"), "amount", invoice="invoice_id"),
    ]


def orders(ledger: Ledger, as_of: date) -> list[pl.DataFrame]:
    """One account's sales, each against the interval that was usual until then, and its returns."""
    rows = ledger.tables["orders"].filter(pl.col("ordered_on") <= as_of)
    sales = rows.filter(pl.col("units") > 0)
    days = sales.select("ordered_on").unique().sort("ordered_on")
    gaps = days.with_columns(days=pl.col("ordered_on").diff().dt.total_days())
    all_before = pl.col("days").rolling_median(window_size=max(1, len(gaps)), min_samples=1).shift(1)
    placed = sales.join(gaps.with_columns(usual=all_before), on="ordered_on", how="left", maintain_order="left")
    sent_back = rows.filter(pl.col("units") < 0)
    return [
        entries(ORDERED, placed, "ordered_on", "amount", units="units", product="product", days="days", usual="usual"),
        entries(RETURNED, sent_back, "ordered_on", "amount", units=-pl.col("units"), product="product"),
    ]
