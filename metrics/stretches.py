"""Stretches of activity, one row each: what survival, hazard, forecast and the audit of signals count."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

import polars as pl

from metrics.accounts import with_stretches
from metrics.errors import WrongUsage
from metrics.grouping import group_by, in_groups
from metrics.ledger import Ledger
from metrics.periods import STEP_MONTHS, Every
from metrics.spans import Spans

# Each stretch of an account by itself, or its first one only.
Subject = Literal["stretch", "first"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)

_PLAN = "plan"


def stretches(
    ledger: Ledger,
    as_of: date,
    *,
    by: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    every: Every = "month",
    subject: Subject = "stretch",
) -> pl.DataFrame:
    """Every unbroken stretch of activity begun by as-of; sorted by account_id, began.

    Columns: account_id, group (String: the account's, or for plan and tenure the one it began with; null where
    ungrouped or without a value), began, ended (its loss date up to as-of, else null), scheduled_on (a later end that
    is known), mrr (minor units: what was on at the end, or is on), is_first.

    Raises WrongUsage for an unknown subject or field.
    """
    if subject not in SUBJECTS:
        raise WrongUsage("bad_choice", option="--subject", value=subject, known=", ".join(SUBJECTS))
    past = with_stretches(ledger.changes.filter(pl.col("day") <= as_of))
    following = pl.struct("account_id", "began").shift(-1)
    last = past.filter(pl.struct("account_id", "began").ne_missing(following))
    on = pl.col("rows_after") > 0
    ahead = (
        ledger.changes.filter(pl.col("day") > as_of, pl.col("rows_before") > 0, pl.col("rows_after") == 0)
        .unique("account_id", keep="first", maintain_order=True)
        .select("account_id", scheduled_on="day")
    )
    whole = last.join(ahead, on="account_id", how="left", maintain_order="left").select(
        "account_id",
        "began",
        ended=pl.when(~on).then("day"),
        scheduled_on=pl.when(on).then("scheduled_on"),
        mrr=pl.when(on).then("mrr_after").otherwise("mrr_before"),
        is_first=pl.col("began") == pl.col("first_day"),
    )
    if subject == "first":
        whole = whole.filter("is_first")
    return labelled(ledger, whole, "began", by, where, every, as_of)


def labelled(
    ledger: Ledger,
    frame: pl.DataFrame,
    day: str,
    by: str | None,
    where: Sequence[tuple[str, str]],
    every: Every,
    as_of: date,
) -> pl.DataFrame:
    """The frame's rows (with account_id) of the accounts asked about, each in its `group` on a day; sorted by both.

    The plan is that of the largest row that starts on the day, which is quicker found than the plan on any day.
    """
    others = [(field, value) for field, value in where if field != _PLAN]
    grouping = group_by(ledger, None if by == _PLAN else by, others, every, as_of)
    days = frame[day].unique().sort()
    kept = in_groups(ledger, grouping, frame, Spans(days, days.dt.offset_by("1d")), day)
    if by == _PLAN or len(others) < len(where):
        kept = kept.join(_plans(ledger, day), on=["account_id", day], how="left")
        for field, value in where:
            if field == _PLAN:
                kept = kept.filter(pl.col(_PLAN).is_null() if value == "" else pl.col(_PLAN) == value)
        kept = kept.with_columns(group=pl.col(_PLAN)) if by == _PLAN else kept
        kept = kept.drop(_PLAN)
    return kept.sort("account_id", day)


def _plans(ledger: Ledger, day: str) -> pl.DataFrame:
    """The plan of the largest row that starts on a day (ties to the smallest id, unknown MRR last)."""
    order = ["account_id", "start_on", "mrr", "subscription_id"]
    rows = ledger.spells.select(*order, _PLAN).sort(order, descending=[False, False, True, False], nulls_last=True)
    return rows.unique(["account_id", "start_on"], keep="first", maintain_order=True).select(
        "account_id", _PLAN, pl.col("start_on").alias(day)
    )


def tenure_month(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """The month of tenure that holds a day: Int64; 0 is the first day itself.

    Month t covers the days up to the t-th monthly anniversary, that day included: a loss after exactly t months is
    one of month t.
    """
    months = (end.dt.year() - start.dt.year()).cast(pl.Int64) * 12 + end.dt.month() - start.dt.month()
    anniversary = pl.min_horizontal(start.dt.day(), end.dt.days_in_month())
    return (months + (end.dt.day() > anniversary)).clip(lower_bound=0)


def step_of(every: Every) -> int:
    """Months from one period's start to the next one's."""
    return STEP_MONTHS[every]


def unit_index(day: pl.Expr, every: Every) -> pl.Expr:
    """The calendar unit that contains a day, counted from the year 0: Int64."""
    return (day.dt.year().cast(pl.Int64) * 12 + day.dt.month() - 1).floordiv(step_of(every))


def unit_of(day: date, every: Every) -> int:
    """The same for one day."""
    return (day.year * 12 + day.month - 1) // step_of(every)


def unit_day(unit: int, every: Every) -> date:
    """The first day of a calendar unit."""
    year, month = divmod(unit * step_of(every), 12)
    return date(year, month + 1, 1)
