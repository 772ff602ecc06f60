"""Signals from what an account usually does: pay, order, read its mail, be heard of."""

import polars as pl

from metrics.signals.base import Facts, Signal, days_between
from metrics.words import N_


def _paid(facts: Facts) -> pl.Expr:
    """What was paid of an invoice by as-of: all of it where a payment day stands without an amount."""
    in_time = (pl.col("paid_on") <= facts.as_of).fill_null(False)
    return pl.when(in_time).then(pl.col("amount_paid").fill_null(pl.col("amount"))).otherwise(0)


def _invoices(facts: Facts) -> pl.DataFrame:
    """The invoices issued by as-of (credit notes left out), with what is still owed."""
    return facts.known("invoices").filter(pl.col("amount") > 0).with_columns(owed=pl.col("amount") - _paid(facts))


def _late_payment(facts: Facts) -> pl.DataFrame:
    late = _invoices(facts).filter(pl.col("owed") > 0, pl.col("due_on") < facts.days_ago(facts.thresholds.late_days))
    return late.sort("invoice_id").select(
        "account_id", "owed", "source_import", "source_line",
        since=pl.col("due_on").dt.offset_by("1d"),
        invoice="invoice_id",
        days=days_between(pl.col("due_on"), pl.lit(facts.as_of)),
    )  # fmt: skip


def _paying_later(facts: Facts) -> pl.DataFrame:
    limits = facts.thresholds
    invoices = _invoices(facts).sort("account_id", "issued_on", "invoice_id")
    settled = invoices.filter(pl.col("owed") <= 0, pl.col("paid_on").is_not_null()).with_columns(
        days=days_between(pl.col("issued_on"), pl.col("paid_on"))
    )
    is_last = pl.col("account_id").ne_missing(pl.col("account_id").shift(-1))
    habit = (
        settled.filter(~is_last)
        .group_by("account_id")
        .agg(usual=pl.col("days").median(), known=pl.len())
        .filter(pl.col("known") >= limits.habit_invoices)
    )
    waiting = invoices.filter(pl.col("owed") > 0).with_columns(
        days=days_between(pl.col("issued_on"), pl.lit(facts.as_of))
    )
    judged = pl.concat([settled.filter(is_last), waiting]).join(habit, on="account_id")
    later = judged.filter(pl.col("days") >= pl.col("usual") + limits.later_days).sort("invoice_id")
    return later.select(
        "account_id", "days", "usual", "source_import", "source_line",
        since=pl.col("issued_on") + pl.duration(days=pl.col("usual").ceil().cast(pl.Int64) + limits.later_days),
        invoice="invoice_id",
    )  # fmt: skip


def _orders_overdue(facts: Facts) -> pl.DataFrame:
    # Numbers sort many times faster than ids.
    numbers = facts.ledger.tables["accounts"].select("account_id").with_row_index("_account")
    sales = facts.known("orders").filter(pl.col("units") > 0).join(numbers, on="account_id")
    days = sales.select("_account", "ordered_on").unique().sort("_account", "ordered_on")
    again = pl.col("_account") == pl.col("_account").shift(1)
    gaps = days.with_columns(gap=pl.when(again).then(pl.col("ordered_on").diff().dt.total_days()))
    limits = facts.thresholds
    usual = (
        gaps.group_by("_account")
        .agg(last_on=pl.col("ordered_on").max(), usual=pl.col("gap").median(), gaps=pl.col("gap").count())
        .filter(pl.col("gaps") >= limits.order_gaps)
        .join(numbers, on="_account")
    )
    patience = (pl.col("usual") * limits.order_times).floor().cast(pl.Int64)
    overdue = usual.with_columns(
        days=days_between(pl.col("last_on"), pl.lit(facts.as_of)),
        since=pl.col("last_on") + pl.duration(days=patience + 1),
    ).filter(pl.col("since") <= facts.as_of)
    return overdue.select("account_id", "since", "days", "usual", "last_on")


def _mails_unopened(facts: Facts) -> pl.DataFrame:
    limits = facts.thresholds
    mails = facts.known("emails").filter(
        pl.col("sent_on") <= facts.days_ago(limits.mail_grace_days),
        pl.col("sent_on") > facts.days_ago(limits.mail_days),
    )
    opened = (pl.col("opened_on") <= facts.as_of).fill_null(False)
    runs = mails.group_by("account_id").agg(last_read=pl.col("sent_on").filter(opened).max())
    unread = (
        mails.join(runs, on="account_id")
        .filter(pl.col("last_read").is_null() | (pl.col("sent_on") > pl.col("last_read")), ~opened)
        .group_by("account_id")
        .agg(since=pl.col("sent_on").min(), mails=pl.len().cast(pl.Int64))
    )
    return unread.filter(pl.col("mails") >= limits.unopened_mails)


# Where an account shows that it is there, and the date that says so.
_LIFE = (("orders", "ordered_on"), ("surveys", "answered_on"), ("tickets", "opened_on"), ("emails", "opened_on"))


def _quiet(facts: Facts) -> pl.DataFrame:
    signs = pl.concat(
        facts.ledger.tables[table].select("account_id", on=day).filter(pl.col("on") <= facts.as_of)
        for table, day in _LIFE
    )
    silence = pl.col("last_on").dt.offset_by(f"{facts.thresholds.quiet_days}d")
    last = signs.group_by("account_id").agg(last_on=pl.col("on").max())
    return last.filter(silence <= facts.as_of).select("account_id", "last_on", since=silence)


SIGNALS: tuple[Signal, ...] = (
    Signal(
        "late_payment",
        N_("Late payment"),
        N_("An invoice is still owed, days after it was due."),
        N_("Invoice {invoice}: {owed} owed, {days} days late."),
        {"invoice": "text", "owed": "money", "days": "days"},
        ("invoices",),
        _late_payment,
    ),
    Signal(
        "paying_later",
        N_("Paying later than usual"),
        N_("It takes much longer to pay than its invoices before took."),
        N_("Invoice {invoice}: {days} days, usually {usual}."),
        {"invoice": "text", "days": "days", "usual": "days"},
        ("invoices",),
        _paying_later,
    ),
    Signal(
        "orders_overdue",
        N_("Orders overdue"),
        N_("It has not ordered for much longer than its own usual interval."),
        N_("Last order on {last_on}, {days} days ago; usually every {usual} days."),
        {"last_on": "date", "days": "days", "usual": "days"},
        ("orders",),
        _orders_overdue,
    ),
    Signal(
        "mails_unopened",
        N_("Mails unopened"),
        N_("The last mails sent to it have not been opened."),
        N_("{mails} mails in a row not opened."),
        {"mails": "count"},
        ("emails",),
        _mails_unopened,
    ),
    Signal(
        "quiet",
        N_("Gone quiet"),
        N_("It used to order, answer, ask or read, and for some time has done none of these."),
        N_("Last heard of on {last_on}."),
        {"last_on": "date"},
        (),
        _quiet,
    ),
)
