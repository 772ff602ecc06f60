"""Stretches of activity, one row each: what survival, hazard, forecast and the audit of signals count."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, get_args

import polars as pl

from metrics.errors import WrongUsage
from metrics.facts import by_account, changes, moment, named, spells
from metrics.grouping import group_by
from metrics.labels import TENURE_BANDS, tenure_band, wanted
from metrics.ledger import Ledger
from metrics.periods import STEP_MONTHS, Every
from metrics.tenure import months_between

# Each stretch of an account by itself, or its first one only.
Subject = Literal["stretch", "first"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)

_PLAN, _TENURE = "plan", "tenure"


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

    Columns: account_id, account (its number), group (String: the account's, or for plan and tenure the one it began
    with; null where ungrouped or without a value), began, ended (its loss date up to as-of, else null), scheduled_on (a
    later end that is known), mrr (minor units: what was on at the end, or is on), is_first, months (the month of tenure
    that holds the end, or as-of).

    Raises WrongUsage for an unknown subject or field.
    """
    if subject not in SUBJECTS:
        raise WrongUsage("bad_choice", option="--subject", value=subject, known=", ".join(SUBJECTS))
    whole = ledger.once("stretches", lambda: _stretches(ledger, as_of), as_of)
    if subject == "first":
        whole = whole.filter("is_first")
    return labelled(ledger, whole, "began", by, where, every, as_of)


def _stretches(ledger: Ledger, as_of: date) -> pl.DataFrame:
    """Those of all accounts, without a group."""
    on, day = pl.col("on_after"), pl.col("day")
    moves = changes(ledger)
    begins = ~pl.col("on_before") & on
    whole = (
        moves.filter(day <= as_of)
        .select("account", "day", "first_day", "on_after", "mrr_before", "mrr_after", begins=begins)
        .with_columns(began=pl.when("begins").then(day).forward_fill())
        .filter(pl.col("begins").shift(-1, fill_value=True))
    )
    ahead = moves.filter(day > as_of, pl.col("on_before"), ~on).unique("account", keep="first", maintain_order=True)
    whole = whole.join(
        ahead.select("account", scheduled_on="day"), on="account", how="left", maintain_order="left"
    ).select(
        "account",
        "began",
        ended=pl.when(~on).then(day),
        scheduled_on=pl.when(on).then("scheduled_on"),
        mrr=pl.when(on).then("mrr_after").otherwise("mrr_before"),
        is_first=pl.col("began") == pl.col("first_day"),
        months=tenure_month(pl.col("began"), pl.when(on).then(as_of).otherwise(day)),
    )
    return named(ledger, whole)


def labelled(
    ledger: Ledger,
    frame: pl.DataFrame,
    day: str,
    by: str | None,
    where: Sequence[tuple[str, str]],
    every: Every,
    as_of: date,
) -> pl.DataFrame:
    """The frame's rows (with account, on whose days a row starts) of the accounts asked about, in their order, each
    with its `group` on a day: for the plan that of the largest row that starts on it."""
    lasting = [(field, value) for field, value in where if field not in _ON_DAY]
    grouping = group_by(ledger, None if by in _ON_DAY else by, lasting, every, as_of)
    if grouping.members is not None:
        frame = frame.filter(grouping.members.gather(frame["account"]))
    for field, value in where:
        if field in _ON_DAY:
            frame = frame.filter(wanted(pl.lit(_ON_DAY[field](ledger, frame, day)), value))
    if by is not None and by in _ON_DAY:
        return frame.with_columns(group=_ON_DAY[by](ledger, frame, day))
    known = [label.lasting.gather(frame["account"]) for label in grouping.labels if label.lasting is not None]
    return frame.with_columns(group=known[0] if known else pl.lit(None, pl.String))


def _plan_on(ledger: Ledger, frame: pl.DataFrame, day: str) -> pl.Series:
    """The plan of the largest row that starts on a row's day (ties to the smallest id, unknown MRR last)."""
    plans = ledger.once("plans", lambda: _plans(ledger))
    return frame.select(_moment=moment(day)).join(plans, on="_moment", how="left", maintain_order="left")[_PLAN]


def _plans(ledger: Ledger) -> pl.DataFrame:
    """The plan of each day (_moment: with its account) on which rows start."""
    rows = spells(ledger).select("mrr", _PLAN, _moment=moment("start_on"))
    largest = rows.sort("_moment", "mrr", descending=[False, True], nulls_last=True, maintain_order=True)
    return largest.filter(pl.col("_moment").ne_missing(pl.col("_moment").shift(1))).select("_moment", _PLAN)


def _tenure_on(ledger: Ledger, frame: pl.DataFrame, day: str) -> pl.Series:
    """The tenure band on a row's day; most rows start with their account, in the first one."""
    first_days = by_account(ledger, ledger.first_days, "first_day").gather(frame["account"])
    days = pl.DataFrame({"day": frame[day], "first_day": first_days}).with_row_index("row")
    later = days.filter(pl.col("day") > pl.col("first_day"))
    bands = later.select("row", band=tenure_band(months_between(pl.col("first_day"), pl.col("day"))))
    places = pl.zeros(frame.height, dtype=pl.UInt32, eager=True).scatter(bands["row"], bands["band"])
    return pl.Series([name for _, name in TENURE_BANDS]).gather(places)


# The groups that an account moves between, by field.
_ON_DAY: Mapping[str, Callable[[Ledger, pl.DataFrame, str], pl.Series]] = {_PLAN: _plan_on, _TENURE: _tenure_on}


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
