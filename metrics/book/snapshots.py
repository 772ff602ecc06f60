"""Monthly snapshots become spells: consecutive months of equal MRR are one."""

import polars as pl

from metrics.book.layers import changes
from metrics.tables import SUBSCRIPTIONS

_SERIES = ["account_id", "plan", "currency"]


def spells_of(months: pl.DataFrame) -> pl.DataFrame:
    """The subscriptions that snapshots show; columns of the table with provenance, sorted by key.

    `months` has account_id, plan, currency, month (a first), mrr and provenance, one row of each account, plan,
    currency and month. A month that is missing, blank or 0 ends the spell; the latest month of all stays open.
    """
    latest = pl.lit(months["month"].max(), pl.Date)
    on = months.filter(pl.col("mrr") > 0).sort(*_SERIES, "month")
    nth = pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month()
    begins = changes([*_SERIES, "mrr"]) | (nth != nth.shift(1) + 1).fill_null(value=True)
    spells = (
        on.with_columns(spell=begins.cum_sum())
        .group_by("spell", maintain_order=True)
        .agg(
            pl.col(*_SERIES, "mrr", "source_import", "source_line").first(),
            start_on=pl.col("month").first(),
            last=pl.col("month").last(),
        )
        .with_columns(
            subscription_id=_identity(),
            end_on=pl.when(pl.col("last") < latest).then(pl.col("last").dt.offset_by("1mo")),
        )
        .drop("spell", "last")
    )
    return pl.concat([SUBSCRIPTIONS.empty(), spells], how="diagonal").sort(SUBSCRIPTIONS.key)


def _identity() -> pl.Expr:
    """A subscription's id: its account, its plan where it has one, its currency where the plan has several.

    Bars within the parts are doubled, so that different parts never give the same id.
    """
    account, plan, currency = (pl.col(name).str.replace_all("|", "||", literal=True) for name in _SERIES)
    several = pl.col("currency").n_unique().over("account_id", "plan") > 1
    return pl.concat_str([account, plan, pl.when(several).then(currency)], separator=" | ", ignore_nulls=True)
