"""The facts as they stood on earlier days, each account on a day of its own, without what came after it.

Every account is moved in time so that its day falls on one common day; then one look at that day sees them all.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from metrics.ledger import Ledger, build_ledger
from metrics.tables import TABLES, Kind, Tables

# Dates of a row that come after its opening one and are not known before they come.
_LATER: Mapping[str, tuple[str, ...]] = {
    "subscriptions": ("cancelled_on", "end_on"),
    "invoices": ("paid_on",),
    "tickets": ("closed_on",),
    "emails": ("opened_on",),
}


def as_known(ledger: Ledger, looks: pl.DataFrame, common: date) -> Ledger:
    """The ledger of `looks` (look: a name of its own, account_id, day), each as it was known at the end of its day.

    In the answer `look` stands for the account, and every date is moved by as many days as its day is from `common`. An
    end that was asked for by that day is known, a later one is not.
    """
    moves = looks.select("look", "account_id", move=pl.lit(common) - pl.col("day"))
    frames = {name: _seen(ledger.tables[name], name, moves, common) for name in TABLES if name != "rates"}
    return build_ledger(Tables.of(ledger.currency, **frames))


def _seen(frame: pl.DataFrame, name: str, moves: pl.DataFrame, common: date) -> pl.DataFrame:
    table = TABLES[name]
    dates = [column.name for column in table.columns if column.kind is Kind.DATE]
    moved = (
        frame.join(moves, on="account_id", how="inner")
        .with_columns([pl.col(day) + pl.col("move") for day in dates])
        .with_columns(account_id=pl.col("look"))
    )
    if table.dated:
        moved = moved.filter(pl.col(table.dated[0]) <= common)
    unknown = {day: (pl.col(day) > common).fill_null(False) for day in _LATER.get(name, ())}
    if name == "subscriptions":
        asked = (pl.col("cancelled_on") <= common).fill_null(False)
        unknown["end_on"] = unknown["end_on"] & ~asked
        moved = moved.with_columns(subscription_id=pl.concat_str("look", pl.lit("|"), "subscription_id"))
    masked = [pl.when(~hidden).then(day).alias(day) for day, hidden in unknown.items()]
    if name == "invoices":
        masked.append(pl.when(~unknown["paid_on"]).then("amount_paid").alias("amount_paid"))
    if name == "subscriptions":
        gone = unknown["end_on"] | unknown["cancelled_on"]
        masked.append(pl.when(~gone).then("cancel_reason").alias("cancel_reason"))
    return moved.with_columns(masked).select(frame.columns)
