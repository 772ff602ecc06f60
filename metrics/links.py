"""Accounts that are one customer: what confirmed links (A, B: B continues A) do to the tables."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from metrics.tables import PROVENANCE, TABLES, Tables


def roots(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The account that each linked one counts as: the first of its chain of links (A, B: B continues A).

    Accounts linked in a circle, or one that continues two, are one customer all the same.
    """
    parents: dict[str, str] = {}

    def root(account: str) -> str:
        while account in parents:
            account = parents[account]
        return account

    for first, later in links:
        if root(first) != root(later):
            parents[root(later)] = root(first)
    return {account: root(account) for account in parents}


def linked(tables: Tables, roots: Mapping[str, str]) -> Tables:
    """The tables with each account that continues another one under the id of the first.

    Of the accounts themselves the first stays; where it has no value, it takes that of those that continue it.
    """
    if not roots:
        return tables
    frames = {}
    for name, frame in tables.frames.items():
        if "account_id" in frame.columns:
            renamed = frame.with_columns(pl.col("account_id").replace(roots))
            frames[name] = _joined(frame, renamed) if name == "accounts" else renamed.sort(TABLES[name].key)
        else:
            frames[name] = frame
    return replace(tables, frames=frames)


def _joined(accounts: pl.DataFrame, renamed: pl.DataFrame) -> pl.DataFrame:
    """One row an account: its own values first, then those of its successors by id."""
    own_first = renamed.with_columns(_own=accounts["account_id"] == renamed["account_id"], _id=accounts["account_id"])
    values = [name for name in accounts.columns if name != "account_id" and name not in PROVENANCE]
    whole = own_first.sort("account_id", "_own", "_id", descending=[False, True, False]).group_by(
        "account_id", maintain_order=True
    )
    firsts = [pl.col(name).drop_nulls().first() for name in values]
    sources = [pl.col(name).first() for name in PROVENANCE if name in accounts.columns]
    return whole.agg(*firsts, *sources).select(accounts.columns)
