"""Subscriptions become change points: the days on which an account's MRR or activity moved.

Everything about customers and recurring revenue is computed from these, so a report costs what changed and not
accounts x months. The ledger is a cache: it follows from the tables and the loss date, and is not cut at as-of.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from threading import RLock
from typing import Any, TypeVar

import polars as pl

from metrics.question import LossDate
from metrics.tables import TABLES, Tables

Made = TypeVar("Made")

# A row that makes its account a customer: of known revenue above 0, or of unknown revenue.
COUNTS = pl.col("mrr").is_null() | (pl.col("mrr") > 0)


@dataclass(frozen=True, eq=False, slots=True)
class Ledger:
    """The book ready to be measured.

    - `rows`: every subscription row, free ones too, with `end_on` as the chosen loss date has it and
      `given_end_on` as the file had it; sorted by account_id, start_on, subscription_id.
    - `spells`: those of `rows` that make a customer (MRR unknown or above 0).
    - `changes`: account_id, day, mrr_before, mrr_after (minor units), rows_before, rows_after; one row for each
      day on which something changed, sorted by account_id, day. The state at a boundary b is that after the
      last change dated before b.
    - `first_days`: account_id, first_day (first active day), sorted by account_id.
    """

    tables: Tables
    loss_date: LossDate
    rows: pl.DataFrame
    spells: pl.DataFrame
    changes: pl.DataFrame
    first_days: pl.DataFrame
    _made: dict[str, tuple[object, Any]] = field(default_factory=dict, init=False, repr=False)
    _making: RLock = field(default_factory=RLock, init=False, repr=False)

    def once(self, name: str, make: Callable[[], Made], of: object = None) -> Made:
        """What follows from the ledger, made by whichever thread asks first; `name` stands for one kind of thing.

        `of` is what else it follows from; only what is made of the latest one is kept.
        """
        with self._making:
            kept = self._made.get(name)
            if kept is None or kept[0] != of:
                kept = self._made[name] = of, make()
            made: Made = kept[1]
            return made

    @property
    def currency(self) -> str | None:
        """The book's currency, if any file or setting named one."""
        return self.tables.currency


def build_ledger(tables: Tables, loss_date: LossDate = "ended") -> Ledger:
    """The ledger of some tables under one of the three dates of a loss."""
    return ledger_of(tables, loss_date, effective_rows(tables["subscriptions"], loss_date, tables.continued))


def ledger_of(tables: Tables, loss_date: LossDate, rows: pl.DataFrame) -> Ledger:
    """The ledger of subscription rows that end as the loss date has it already (`effective_rows`)."""
    spells = rows.filter(COUNTS)
    first_days = spells.group_by("account_id").agg(first_day=pl.col("start_on").min()).sort("account_id")
    return Ledger(tables, loss_date, rows, spells, change_points(spells), first_days)


def restricted(ledger: Ledger, accounts: pl.Expr) -> Ledger:
    """The ledger of the accounts for which an expression over account_id is true, with their facts alone."""
    frames = {
        name: frame.filter(accounts) if "account_id" in frame.columns else frame
        for name, frame in ledger.tables.frames.items()
    }
    return replace(
        ledger,
        tables=replace(ledger.tables, frames=frames),
        rows=ledger.rows.filter(accounts),
        spells=ledger.spells.filter(accounts),
        changes=ledger.changes.filter(accounts),
        first_days=ledger.first_days.filter(accounts),
    )


def effective_rows(
    subscriptions: pl.DataFrame, loss_date: LossDate, continued: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Subscription rows with `end_on` moved to the loss date chosen, and `given_end_on` as the file had it.

    Only the last spell of a subscription, where it has an end or a cancellation, moves; a spell that the move
    would end on or before its start is left out. A continued row (`Tables.continued`) runs until a linked account
    goes on, whichever date of a loss is chosen: nobody left.
    """
    rows = subscriptions.with_columns(given_end_on=pl.col("end_on"))
    if continued is None:
        rows = rows.with_columns(until=pl.lit(None, pl.Date))
    else:
        rows = rows.join(continued, on=["subscription_id", "start_on"], how="left", maintain_order="left")
    goes_on = pl.col("until").is_not_null()
    if loss_date != "ended":
        moved = pl.col("cancelled_on" if loss_date == "asked" else "paid_until").fill_null(pl.col("end_on"))
        last = pl.col("start_on") == pl.col("start_on").max().over("subscription_id")
        closing = last & (pl.col("end_on").is_not_null() | pl.col("cancelled_on").is_not_null()) & ~goes_on
        rows = rows.with_columns(end_on=pl.when(closing).then(moved).otherwise("end_on"))
        rows = rows.filter(pl.col("end_on").is_null() | (pl.col("end_on") > pl.col("start_on")))
    rows = rows.with_columns(end_on=pl.when(goes_on).then(pl.max_horizontal("end_on", "until")).otherwise("end_on"))
    return rows.drop("until").sort("account_id", "start_on", "subscription_id")


def change_points(spells: pl.DataFrame) -> pl.DataFrame:
    """The days on which an account's MRR or number of running rows changed, with the state before and after."""
    amount = pl.col("mrr").fill_null(0)
    starts = spells.select("account_id", day="start_on", mrr=amount, rows=pl.lit(1, pl.Int64))
    ends = spells.filter(pl.col("end_on").is_not_null()).select(
        "account_id", day="end_on", mrr=-amount, rows=pl.lit(-1, pl.Int64)
    )
    days = (
        pl.concat([starts, ends])
        .group_by("account_id", "day")
        .agg(pl.col("mrr", "rows").sum())
        .filter((pl.col("mrr") != 0) | (pl.col("rows") != 0))
        .sort("account_id", "day")
    )
    after = days.select("account_id", "day", pl.col("mrr", "rows").cum_sum().over("account_id").name.suffix("_after"))
    return after.with_columns(
        mrr_before=after["mrr_after"] - days["mrr"], rows_before=after["rows_after"] - days["rows"]
    ).select("account_id", "day", "mrr_before", "mrr_after", "rows_before", "rows_after")


def default_as_of(tables: Tables, today: date) -> date | None:
    """The latest date of the book that is not after today; today where every date lies ahead, None without any."""
    return as_of_among(dated_days(tables), today) or (None if tables.is_empty else today)


def dated_days(tables: Tables) -> pl.Series:
    """Every day on which something of the book is dated, each once, sorted."""
    dates = [tables[name][column].unique() for name, table in TABLES.items() for column in table.dated]
    return (
        pl.concat([pl.Series("day", [], pl.Date), *(days.rename("day") for days in dates)]).drop_nulls().unique().sort()
    )


def as_of_among(days: pl.Series, today: date) -> date | None:
    """The latest of some days that is not after today."""
    latest = days.filter(days <= today).max()
    return latest if isinstance(latest, date) else None


def first_fact(tables: Tables) -> date | None:
    """The first start, issue, order, answer, opening or sending: where the default range begins."""
    dates = [tables[name][table.opens].min() for name, table in TABLES.items() if table.opens]
    known = [day for day in dates if isinstance(day, date)]
    return min(known, default=None)
