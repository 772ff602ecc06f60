"""Accounts that are one customer: what confirmed links (A, B: B continues A) do to the tables.

Two things: B's facts count under A, and where B starts within days of A's end, that end was none. Whoever comes back
later than that is one customer too, who was lost and returned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from metrics.ledger import COUNTS, Ledger, build_ledger
from metrics.losses import events
from metrics.tables import PROVENANCE, TABLES, Tables

# (A, B): B continues A.
Pair = tuple[str, str]
# Up to this many days after an end, a linked account that starts goes on where the first one stopped.
GAP_DAYS = 45
_CONTINUED = {"subscription_id": pl.String, "start_on": pl.Date, "until": pl.Date}


def joined(tables: Tables, links: Sequence[Pair]) -> Tables:
    """The tables with every confirmed link applied: what all figures of a book are computed from."""
    if not links:
        return tables
    whole = linked(tables, roots(links))
    named = ";".join(f"{len(first)}:{first}={later}" for first, later in sorted(links))
    return replace(whole, continued=continued(tables, links), version=f"{tables.version}|{named}")


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


def continued(tables: Tables, links: Sequence[Pair]) -> pl.DataFrame:
    """The rows that ended where a linked account goes on: subscription_id, start_on, until (the day it starts).

    Of the ends of A's stretches it is the one nearest to B's start, at most GAP_DAYS before it.
    """
    known = {account for pair in links for account in pair}
    rows = tables["subscriptions"].filter(COUNTS, pl.col("account_id").is_in(known))
    spans: dict[str, list[tuple[date, date | None]]] = {}
    for account, start, end in rows.select("account_id", "start_on", "end_on").sort("start_on").iter_rows():
        spans.setdefault(account, []).append((start, end))
    found: dict[tuple[str, date], date] = {}
    for first, later in links:
        starts = [start for start, _end in spans.get(later, ())]
        end = _nearest_end(spans.get(first, []), min(starts)) if starts else None
        if end is not None:
            found[first, end] = min(starts)
    ends = pl.DataFrame(
        [(account, end, until) for (account, end), until in found.items()],
        schema={"account_id": pl.String, "end_on": pl.Date, "until": pl.Date},
        orient="row",
    )
    return rows.join(ends, on=["account_id", "end_on"]).select(list(_CONTINUED)).sort("subscription_id", "start_on")


def _nearest_end(spans: Sequence[tuple[date, date | None]], start: date) -> date | None:
    """Of the days on which stretches of touching spans (by start) ended, the one that a start follows on."""
    ends: list[date | None] = []
    for begun, end in spans:
        if ends and (ends[-1] is None or begun <= ends[-1]):
            ends[-1] = None if end is None or ends[-1] is None else max(ends[-1], end)
        else:
            ends.append(end)
    near = [end for end in ends if end is not None and end >= start - timedelta(days=GAP_DAYS)]
    return min(near, key=lambda end: (abs((end - start).days), end), default=None)


def linked_losses(apart: Tables, ledger: Ledger, links: Sequence[Pair], as_of: date) -> pl.DataFrame:
    """The losses that links took out of every figure: columns of `losses.events`, and root, the account that counts
    now; the biggest MRR first.

    `apart` are the tables before any link, `ledger` that of the joined ones.
    """
    counted = roots(links)
    known = {account for pair in links for account in pair}
    mine = pl.col("account_id").is_in(known)
    frames = {name: frame.filter(mine) if "account_id" in frame.columns else frame
              for name, frame in apart.frames.items()}  # fmt: skip
    before = events(build_ledger(replace(apart, frames=frames), ledger.loss_date), as_of)
    before = before.with_columns(root=pl.col("account_id").replace(counted))
    still = events(ledger, as_of).select(root="account_id", lost_on="lost_on")
    return before.join(still, on=["root", "lost_on"], how="anti", maintain_order="left")


def under_roots(written: pl.DataFrame, roots: Mapping[str, str]) -> pl.DataFrame:
    """What people wrote (with account_id) under the account that counts now."""
    return written.with_columns(pl.col("account_id").replace(roots)) if roots else written
