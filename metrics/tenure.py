"""Complete months between two days, as an expression over columns."""

import polars as pl


def months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Complete months by monthly anniversaries (31 January + 1 month is the last of February): Int64, never below 0.

    The anniversary in the end's month is its last day where the month is too short for the start's day.
    """
    months = (end.dt.year() - start.dt.year()).cast(pl.Int64) * 12 + end.dt.month() - start.dt.month()
    early = (start.dt.day() > end.dt.day()) & (end != end.dt.month_end())
    return (months - early).clip(lower_bound=0)
