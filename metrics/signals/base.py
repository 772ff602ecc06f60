"""What a signal is: a named rule over facts, its thresholds, and the facts it may look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import polars as pl

from metrics.accounts import states
from metrics.ledger import Ledger
from metrics.tables import TABLES

# What a parameter of an evidence is, so that a face can show it.
Unit = Literal["money", "count", "number", "days", "date", "text"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much is enough to raise a signal; each is a setting of the book. Days unless said otherwise."""

    contraction_days: int = 90  # how long a contraction stays news
    survey_days: int = 180  # how long an answer stays news
    score_drop: int = 3  # points of the 0..10 scale
    late_days: int = 7  # after the due date
    later_days: int = 10  # after the account's own usual delay
    habit_invoices: int = 3  # paid invoices that make a habit
    ticket_days: int = 90
    tickets_at_least: int = 3  # tickets
    tickets_times: int = 2  # times as many as in the window before
    order_gaps: int = 2  # gaps between orders that make an interval
    order_times: int = 2  # times the usual interval
    unopened_mails: int = 3  # mails in a row
    mail_grace_days: int = 7  # a mail this young may still be opened
    mail_days: int = 180  # how long a mail stays news
    contact_days: int = 180  # how long a contact's change stays news, if it has no end
    outcome_after_days: int = 90  # days of service after which an outcome is expected
    projection_percent: int = 90  # per cent of the projected MRR
    renewal_days: int = 60  # before the renewal
    quiet_days: int = 90  # without any sign of life
    precedent_days: int = 90  # in which a loss follows a signal, if it does


@dataclass(frozen=True)
class Facts:
    """What is known at the end of as-of; nothing dated later gets in."""

    ledger: Ledger
    as_of: date
    thresholds: Thresholds

    def known(self, table: str) -> pl.DataFrame:
        """A table's rows dated up to as-of by the date that opens them (`signals` etc.: their first date)."""
        rows, day = self.ledger.tables[table], TABLES[table].dated[0]
        latest = rows[day].max()
        # Where all of it is known, no copy is made.
        return rows if isinstance(latest, date) and latest <= self.as_of else rows.filter(pl.col(day) <= self.as_of)

    def days_ago(self, days: int) -> date:
        """The day that many days before as-of."""
        return self.as_of - timedelta(days=days)

    @cached_property
    def states(self) -> pl.DataFrame:
        """Where every account stands at as-of + 1 day, as `accounts.states`."""
        return states(self.ledger, self.as_of)

    @cached_property
    def customers(self) -> pl.DataFrame:
        """The accounts active at as-of + 1 day: account_id, mrr (minor units), since, first_day."""
        return self.states.filter(pl.col("status") != "lost").select("account_id", "mrr", "since", "first_day")

    @cached_property
    def running(self) -> pl.DataFrame:
        """The subscription rows that are on at as-of + 1 day."""
        ends = pl.col("end_on")
        return self.ledger.spells.filter(pl.col("start_on") <= self.as_of, ends.is_null() | (ends > self.as_of))


# Gives account_id, since, the evidence's parameters and, where one row says it, source_import and source_line;
# several rows of an account are several reasons, of which the earliest is shown.
Rule = Callable[[Facts], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal. `definition` and `evidence` are English sentences for the catalogue; the blanks of `evidence` are
    the parameters that `units` lists. It can be raised only where all of `needs` hold something."""

    code: str
    title: str
    definition: str
    evidence: str
    units: Mapping[str, Unit]
    needs: tuple[str, ...]
    rule: Rule


def first_of_account(frame: pl.DataFrame, *order: str, descending: bool = False) -> pl.DataFrame:
    """The first row of each account in an order (null dates last)."""
    return frame.sort(order, descending=descending, nulls_last=True).unique(
        "account_id", keep="first", maintain_order=True
    )


def days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Days from one date to another, Int64."""
    return (end - start).dt.total_days()
