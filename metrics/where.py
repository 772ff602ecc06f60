"""Rows restricted to the accounts that a question asks about, or grouped, wherever rows are not figures of a period."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from metrics.grouping import Grouping, group_by
from metrics.ledger import Ledger
from metrics.periods import month_start


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
    kept = _attached(placed, group_by(ledger, None, where, "month", as_of), as_of, day)
    return placed.join(kept, on="_row", how="semi").sort("_row").drop("_row")


def labelled(rows: pl.DataFrame, ledger: Ledger, by: str, as_of: date, day: str | None = None) -> pl.DataFrame:
    """The rows (with account_id), in their order, with the label that each account has as `group`; else as above."""
    placed = rows.with_row_index("_row")
    labels = _attached(placed, group_by(ledger, by, (), "month", as_of), as_of, day)
    return placed.join(labels, on="_row", how="left").sort("_row").drop("_row")


def _attached(placed: pl.DataFrame, grouping: Grouping, as_of: date, day: str | None) -> pl.DataFrame:
    """_row and group of the rows (with _row) that a grouping keeps, each in the month of its day."""
    months = pl.col(day).dt.month_start() if day else pl.lit(month_start(as_of), pl.Date)
    dated = placed.select("_row", "account_id", _month=months)
    windows = dated.select(start="_month").unique().sort("start").with_row_index("p").cast({"p": pl.Int32})
    tomorrow = as_of + timedelta(days=1)
    windows = windows.with_columns(end=pl.min_horizontal(pl.col("start").dt.offset_by("1mo"), pl.lit(tomorrow)))
    facts = dated.lazy().join(windows.lazy().select("p", _month="start"), on="_month")
    return grouping.attach(grouping.kept(facts), windows).select("_row", "group").collect()


def between(rows: pl.DataFrame, day: str, start: date | None, stop: date | None) -> pl.DataFrame:
    """The rows whose `day` lies in `[start, stop)`; None is no bound."""
    if start is not None:
        rows = rows.filter(pl.col(day) >= start)
    return rows if stop is None else rows.filter(pl.col(day) < stop)
