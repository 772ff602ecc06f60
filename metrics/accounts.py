"""The list of accounts: where each one stands at the end of as-of, and how it grew."""

from datetime import date, timedelta
from typing import Literal, get_args

import polars as pl

from metrics.ledger import Ledger
from metrics.tables import ACCOUNTS, PROVENANCE
from metrics.tenure import months_between

Status = Literal["active", "leaving", "lost", "back", "never"]
STATUSES: tuple[Status, ...] = get_args(Status)

RAISED = {"account_id": pl.String, "code": pl.String}
REVIEWED = {"account_id": pl.String, "reviewed_on": pl.Date, "reviewed_by": pl.String}

# The columns of a listing, before the accounts' further ones.
_LEADING = (
    "account_id", "name", "status", "mrr", "since", "tenure_months", "owner", "segment",
    "signals", "reviewed_on", "reviewed_by",
)  # fmt: skip

# A change point at which a stretch of activity begins.
BEGINS = (pl.col("rows_before") == 0) & (pl.col("rows_after") > 0)
_LAST_OF_ACCOUNT = pl.col("account_id").ne_missing(pl.col("account_id").shift(-1))
_FIRST_OF_ACCOUNT = pl.col("account_id").ne_missing(pl.col("account_id").shift(1))


def name_or_id() -> pl.Expr:
    """An account's name; its id where no file names it."""
    return pl.col("name").fill_null(pl.col("account_id")).alias("name")


def with_stretches(changes: pl.DataFrame) -> pl.DataFrame:
    """Change points (sorted by account_id, day) with `began`, the first day of the stretch of activity that each
    belongs to or ends, and `first_day`, the account's first active day.

    An account's first change point always begins a stretch, so filling forward never crosses accounts.
    """
    return changes.with_columns(
        began=pl.when(BEGINS).then("day").forward_fill(),
        first_day=pl.when(_FIRST_OF_ACCOUNT).then("day").forward_fill(),
    )


def states(ledger: Ledger, as_of: date) -> pl.DataFrame:
    """The state at as-of + 1 day of every account that was ever active by then.

    Columns: account_id, status, mrr (minor units), since, first_day, tenure_months; sorted by account_id.
    """
    past = with_stretches(ledger.changes.filter(pl.col("day") <= as_of))
    running = ledger.spells.filter(
        pl.col("start_on") <= as_of, pl.col("end_on").is_null(), pl.col("cancelled_on").is_null()
    )
    stays = running.select("account_id", stays=pl.lit(True)).unique()
    last = past.filter(_LAST_OF_ACCOUNT).join(stays, on="account_id", how="left")
    on = pl.col("rows_after") > 0
    return last.sort("account_id").select(
        "account_id",
        status=pl.when(~on).then(pl.lit("lost"))
        .when(pl.col("stays").is_null()).then(pl.lit("leaving"))
        .when(pl.col("began") > pl.col("first_day")).then(pl.lit("back"))
        .otherwise(pl.lit("active")),
        mrr="mrr_after",
        since=pl.when(on).then("began").otherwise("day"),
        first_day="first_day",
        tenure_months=months_between(
            pl.col("first_day"), pl.when(on).then(pl.lit(as_of + timedelta(days=1))).otherwise("day")
        ),
    )  # fmt: skip


def listing(
    ledger: Ledger,
    as_of: date,
    raised: pl.DataFrame | None = None,
    reviewed: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Every account of the book with its state at as-of + 1 day; sorted by account_id.

    `raised` (account_id, code) are the signals now raised, `reviewed` (account_id, reviewed_on, reviewed_by) the
    latest review of each account. Columns: account_id, name, status, mrr (minor units, 0 where nothing is on),
    since, tenure_months, owner, segment, signals (list of codes), reviewed_on, reviewed_by, then the accounts'
    other columns; one that bears a name of these is called `attr:NAME`.
    """
    accounts = _attributes(ledger.tables["accounts"])
    raised = pl.DataFrame(schema=RAISED) if raised is None else raised
    reviewed = pl.DataFrame(schema=REVIEWED) if reviewed is None else reviewed
    codes = raised.group_by("account_id").agg(signals=pl.col("code").unique().sort())
    joined = accounts
    for frame in (states(ledger, as_of), codes, reviewed.select(list(REVIEWED))):
        joined = joined.join(frame, on="account_id", how="left", maintain_order="left")
    return joined.with_columns(
        name_or_id(),
        pl.col("status").fill_null("never"),
        pl.col("mrr").fill_null(0),
        pl.col("signals").fill_null(pl.lit([], dtype=pl.List(pl.String))),
    ).select(*_LEADING, *(name for name in accounts.columns if name not in _LEADING))


def with_reviews(listed: pl.DataFrame, reviewed: pl.DataFrame) -> pl.DataFrame:
    """A listing with other latest reviews (account_id, reviewed_on, reviewed_by)."""
    if reviewed.is_empty():
        return listed
    bare = listed.drop("reviewed_on", "reviewed_by")
    return bare.join(reviewed.select(list(REVIEWED)), on="account_id", how="left", maintain_order="left").select(
        listed.columns
    )


def _attributes(accounts: pl.DataFrame) -> pl.DataFrame:
    kept = accounts.drop(list(PROVENANCE), strict=False)
    taken = {*_LEADING, "first_day"} - set(ACCOUNTS.names)
    return kept.rename({name: f"attr:{name}" for name in kept.columns if name in taken})


def mrr_at(ledger: Ledger, boundary: date) -> pl.DataFrame:
    """The accounts with a row on at a boundary and their MRR there: account_id, mrr (minor units); sorted."""
    before = ledger.changes.filter(pl.col("day") < boundary)
    return before.filter(_LAST_OF_ACCOUNT).filter(pl.col("rows_after") > 0).select("account_id", mrr="mrr_after")


def growth(ledger: Ledger, start: date, stop: date) -> pl.DataFrame:
    """Every account's MRR at two boundaries and its growth between them; sorted by account_id.

    Columns: account_id, mrr_start, mrr_end (minor units), growth (a ratio; null where nothing was on at the start).
    """
    whole = ledger.tables["accounts"].select("account_id")
    for name, boundary in (("mrr_start", start), ("mrr_end", stop)):
        at = mrr_at(ledger, boundary).rename({"mrr": name})
        whole = whole.join(at, on="account_id", how="left", maintain_order="left")
    opening = pl.col("mrr_start")
    return whole.with_columns(pl.col("mrr_start", "mrr_end").fill_null(0)).with_columns(
        growth=pl.when(opening > 0).then((pl.col("mrr_end") - opening) / opening)
    )
