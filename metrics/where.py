"""Rows restricted to the accounts that a question asks about, or grouped, wherever rows are not figures of a period."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from metrics.grouping import Grouping, group_by, in_groups
from metrics.ledger import Ledger
from metrics.periods import month_start
from metrics.spans import Spans


def restricted(
    rows: pl.DataFrame, ledger: Ledger, where: Sequence[tuple[str, str]], as_of: date, day: str | None = None
) -> pl.DataFrame:
    """The rows (with account_id) of the accounts whose fields have these values, in their order.

    Plan and tenure are those of the month that holds the row's `day` (as-of's month, where no column is named), as
    in a monthly report. Raises WrongUsage for a field that is not plan, tenure, cohort or a column of accounts.
    """
    if not where:
        return rows
    placed = rows.with_row_index("_row")
    kept = _in_months(placed, ledger, group_by(ledger, None, where, "month", as_of), as_of, day)
    return placed.join(kept, on="_row", how="semi").sort("_row").drop("_row")


def labelled(rows: pl.DataFrame, ledger: Ledger, by: str, as_of: date, day: str | None = None) -> pl.DataFrame:
    """The rows (with account_id), in their order, with the label that each account has as `group`; else as above."""
    placed = rows.with_row_index("_row")
    labels = _in_months(placed, ledger, group_by(ledger, by, (), "month", as_of), as_of, day)
    return placed.join(labels, on="_row", how="left").sort("_row").drop("_row")


def _in_months(placed: pl.DataFrame, ledger: Ledger, grouping: Grouping, as_of: date, day: str | None) -> pl.DataFrame:
    """_row and group of the rows (with _row) that a grouping keeps, each in the month of its day."""
    month = pl.col(day).dt.month_start() if day else pl.lit(month_start(as_of), pl.Date)
    dated = placed.select("_row", "account_id", _month=month)
    starts = dated["_month"].unique().sort()
    ends = starts.to_frame("start").select(
        pl.min_horizontal(pl.col("start").dt.offset_by("1mo"), pl.lit(as_of + timedelta(days=1)))
    )
    return in_groups(ledger, grouping, dated, Spans(starts, ends.to_series()), "_month").select("_row", "group")


def between(rows: pl.DataFrame, day: str, start: date | None, stop: date | None) -> pl.DataFrame:
    """The rows whose `day` lies in `[start, stop)`; None is no bound."""
    if start is not None:
        rows = rows.filter(pl.col(day) >= start)
    return rows if stop is None else rows.filter(pl.col(day) < stop)
