"""The list of accounts as it is gone through: where each stands, how it grew, what is to come, what people wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from polars._typing import PolarsDataType

from metrics.accounts import growth, listing
from metrics.ledger import Ledger
from metrics.periods import Period

# Beside the columns of `accounts.listing`: the known end and renewal of what runs, and the newest signal's day.
AHEAD: dict[str, PolarsDataType] = {"ends_on": pl.Date, "renews_on": pl.Date, "signal_on": pl.Date}
GROWTH: dict[str, PolarsDataType] = {"growth": pl.Float64}
# What people wrote: the last review, call and next step of each account, and its notes as one text.
WRITTEN: dict[str, PolarsDataType] = {
    "reviewed_on": pl.Date,
    "reviewed_by": pl.String,
    "call": pl.String,
    "step": pl.String,
    "step_due": pl.Date,
    "step_owner": pl.String,
    "notes": pl.String,
}
_NEW = (*AHEAD, *GROWTH, "call", "step", "step_due", "step_owner", "notes")


@dataclass(frozen=True)
class Words:
    """What people wrote of accounts, the oldest first: columns as in `book.journal` (REVIEWS, OWN_CALLS, STEPS,
    NOTES)."""

    reviews: pl.DataFrame
    calls: pl.DataFrame
    steps: pl.DataFrame
    notes: pl.DataFrame


def portfolio(ledger: Ledger, as_of: date, raised: pl.DataFrame) -> pl.DataFrame:
    """Every account at the end of as-of: the columns of `accounts.listing` without reviews, then AHEAD, then the
    accounts' further ones (`attr:NAME` where one bears a name that is used here); sorted by account_id.

    `ends_on` is known only where everything that runs has an end. `raised` as `signals.raised`.
    """
    running = ledger.spells.filter(pl.col("start_on") <= as_of, pl.col("end_on").is_null() | (pl.col("end_on") > as_of))
    ahead = running.group_by("account_id").agg(
        ends_on=pl.when(pl.col("end_on").null_count() == 0).then(pl.col("end_on").max()),
        renews_on=pl.col("renews_on").filter(pl.col("renews_on") > as_of).min(),
    )
    newest = raised.group_by("account_id").agg(signal_on=pl.col("since").max())
    listed = listing(ledger, as_of, raised).drop("reviewed_on", "reviewed_by")
    listed = listed.rename({name: f"attr:{name}" for name in listed.columns if name in _NEW})
    for frame in (ahead, newest):
        listed = listed.join(frame, on="account_id", how="left", maintain_order="left")
    leading = listed.columns[: listed.columns.index("signals") + 1]
    return listed.select(*leading, *AHEAD, *(name for name in listed.columns if name not in (*leading, *AHEAD)))


def without_blanks(listed: pl.DataFrame) -> pl.DataFrame:
    """The same with texts of which no account has any as a column of type Null: such a one takes no room, while of a
    million accounts each column of texts takes 16 MB, even of none."""
    texts = [name for name, kind in listed.schema.items() if kind == pl.String]
    blank = [name for name in texts if 0 < listed[name].null_count() == listed.height]
    return listed.with_columns(pl.lit(None).alias(name) for name in blank)


def grown(ledger: Ledger, period: Period) -> pl.DataFrame:
    """The growth of every account's MRR over a period (a ratio; null where nothing was on at its start)."""
    return growth(ledger, period.start, period.end).select("account_id", "growth")


def with_words(listed: pl.DataFrame, words: Words) -> pl.DataFrame:
    """A portfolio with what people wrote: the columns of WRITTEN, null where nobody did; in the same order."""
    last = words.reviews.select("account_id", "reviewed_on", "reviewed_by")
    call = words.calls.select("account_id", "call")
    step = words.steps.select("account_id", "step", "step_due", "step_owner")
    notes = words.notes.group_by("account_id", maintain_order=True).agg(notes=pl.col("text").str.join("\n"))
    return _with(listed, (_latest(last), _latest(call), _latest(step), notes), WRITTEN)


def with_growth(listed: pl.DataFrame, grew: pl.DataFrame) -> pl.DataFrame:
    """A portfolio with the growth (`grown`) of each account."""
    return _with(listed, (grew,), GROWTH)


def _with(
    listed: pl.DataFrame, frames: tuple[pl.DataFrame, ...], columns: Mapping[str, PolarsDataType]
) -> pl.DataFrame:
    """The columns of the frames beside those of a list sorted by account_id, which stay where they are: a join of a
    million accounts with a few would take room for all of them thrice.

    A column without any value is of type Null: it takes no room, however long the list.
    """
    ids = listed["account_id"]
    for frame in frames:
        if frame["account_id"].equals(ids):
            listed = listed.hstack(frame.drop("account_id"))
        elif not frame.is_empty():
            rows = _places(ids, frame["account_id"])
            listed = listed.hstack([frame[name].gather(rows) for name in frame.columns if name != "account_id"])
    return listed.with_columns(pl.lit(None).alias(name) for name in columns if name not in listed.columns)


def _places(ids: pl.Series, some: pl.Series) -> pl.Series:
    """For each of the ids (sorted) where it stands among some others, null where it does not."""
    at = ids.search_sorted(some).clip(0, max(0, len(ids) - 1))
    known = (ids.gather(at) == some).arg_true() if len(ids) else pl.Series([], dtype=pl.UInt32)
    places = pl.repeat(None, len(ids), dtype=pl.UInt32, eager=True)
    return places.scatter(at.gather(known), known)


def _latest(written: pl.DataFrame) -> pl.DataFrame:
    return written.unique("account_id", keep="last", maintain_order=True)
