"""The lost: each loss event with its three dates, what it cost, and what the file said about why."""

from datetime import date

import polars as pl

from metrics.accounts import name_or_id, with_stretches
from metrics.ledger import Ledger
from metrics.reasons import CODES
from metrics.stated import stated_codes
from metrics.tenure import months_between

# A change point at which a stretch of activity has ended.
ENDS = (pl.col("rows_before") > 0) & (pl.col("rows_after") == 0)
# What makes a loss event unique, and how a subscription row is named in a tag.
EVENT = ("account_id", "lost_on")
ROW = ("subscription_id", "start_on")


def events(ledger: Ledger, as_of: date) -> pl.DataFrame:
    """Every loss event dated up to as-of by the ledger's loss date; the biggest MRR first, then account_id, lost_on.

    Columns: account_id, name, lost_on, asked_on, paid_until, mrr_lost (minor units), tenure_months, returned_on,
    stated (our code), stated_text (the file's own words), began (first day of the stretch that ended),
    subscriptions (the rows that ended on the day: list of {subscription_id, start_on}) and stretch (all the rows
    of the stretch, alike). Where several rows ended, asked_on and paid_until are the latest of theirs, and the
    words are those of the row of the largest MRR that has any.
    """
    past = with_stretches(ledger.changes.filter(pl.col("day") <= as_of))
    same = pl.col("account_id") == pl.col("account_id").shift(-1)
    ended = past.with_columns(returned_on=pl.when(same).then(pl.col("day").shift(-1))).filter(ENDS)
    return _described(ledger, ended)


def scheduled(ledger: Ledger, as_of: date) -> pl.DataFrame:
    """The losses that are yet to come: for each account active at as-of + 1 day, the day after as-of on which its
    current stretch will end, if it has one; the earliest first. Columns as `events`; nobody has returned.
    """
    ahead = with_stretches(ledger.changes).with_columns(returned_on=pl.lit(None, pl.Date))
    ended = ahead.filter(ENDS, pl.col("day") > as_of, pl.col("began") <= as_of)
    return _described(ledger, ended).sort("lost_on", *_ORDER, descending=[False, *_DESCENDING])


_ORDER = ("mrr_lost", "account_id", "lost_on")
_DESCENDING = (True, False, False)


def _described(ledger: Ledger, ended: pl.DataFrame) -> pl.DataFrame:
    found = ended.select("account_id", "began", "first_day", "returned_on", lost_on="day", mrr_lost="mrr_before")
    rows = _rows(ledger, found)
    names = ledger.tables["accounts"].select("account_id", name_or_id())
    whole = found.join(names, on="account_id", how="left").join(rows, on=EVENT, how="left")
    whole = whole.with_columns(
        stated_codes(whole["stated_text"], CODES),
        tenure_months=months_between(pl.col("first_day"), pl.col("lost_on")),
    )
    return whole.sort(_ORDER, descending=_DESCENDING).select(
        "account_id", "name", "lost_on", "asked_on", "paid_until", "mrr_lost", "tenure_months", "returned_on",
        "stated", "stated_text", "began", "subscriptions", "stretch",
    )  # fmt: skip


def _rows(ledger: Ledger, found: pl.DataFrame) -> pl.DataFrame:
    """What the rows of each loss's stretch say: asked_on, paid_until, stated_text, subscriptions, stretch."""
    stretch = ledger.spells.join(
        found.select(*EVENT, "began"), on="account_id", how="inner", maintain_order="left"
    ).filter(pl.col("start_on") >= pl.col("began"), pl.col("start_on") < pl.col("lost_on"))
    ends = pl.col("end_on") == pl.col("lost_on")
    row = pl.struct(ROW)
    whole = stretch.group_by(EVENT, maintain_order=True).agg(
        asked_on=pl.col("cancelled_on").filter(ends).max(),
        paid_until=pl.col("paid_until").filter(ends).max(),
        subscriptions=row.filter(ends),
        stretch=row,
    )
    largest = stretch.filter(ends, pl.col("cancel_reason").is_not_null()).sort(
        *EVENT, "mrr", descending=[False, False, True], nulls_last=True, maintain_order=True
    )
    words = largest.unique(EVENT, keep="first", maintain_order=True).select(*EVENT, stated_text="cancel_reason")
    return whole.join(words, on=EVENT, how="left")
