"""How each account moved from a period's start to its end: what customers and revenue are measured on."""

import polars as pl

from metrics.measures.standing import standing_at_start
from metrics.stage import Stage

# p, group, account_id; n accounts that the row stands for (more than one only where nothing moved); on at the
# start (s) and at the end (e); MRR at both (o, c: sums over the n); whether it was active before the period;
# whether a stretch of activity began in it; loss events in it.
COLUMNS = ("p", "group", "account_id", "n", "s", "e", "o", "c", "before", "started", "losses")


def movements(stage: Stage) -> pl.DataFrame:
    """The movements of every period, sorted by p, group and account.

    Accounts that did not move are added up into rows without an account_id, unless the stage wants each of them.
    Computed once a stage.
    """
    return stage.once("movements", lambda: _movements(stage))


def _movements(stage: Stage) -> pl.DataFrame:
    touched = _touched(stage)
    if stage.each:
        rows = stage.grouping.attach(pl.concat([touched, _unmoved(stage, touched)]), stage.frame)
    else:
        labelled = stage.grouping.attach(touched, stage.frame).collect()
        rows = pl.concat([labelled.lazy().select(COLUMNS), _rest(stage, labelled).select(COLUMNS)])
    return rows.select(COLUMNS).sort("p", "group", "account_id").collect()


def _changes(stage: Stage) -> pl.LazyFrame:
    return stage.grouping.kept(stage.ledger.changes.lazy().filter(pl.col("day") <= stage.as_of))


def _touched(stage: Stage) -> pl.LazyFrame:
    """One row for each period and account with a change point in it."""
    on_before, on_after = pl.col("rows_before") > 0, pl.col("rows_after") > 0
    moved = (
        stage.within(_changes(stage), "day")
        .group_by("p", "account_id")
        .agg(
            n=pl.lit(1, pl.Int64),
            s=on_before.min_by("day"),
            e=on_after.max_by("day"),
            o=pl.col("mrr_before").min_by("day"),
            c=pl.col("mrr_after").max_by("day"),
            started=(~on_before & on_after).any(),
            losses=(on_before & ~on_after).sum().cast(pl.Int64),
        )
    )
    return (
        moved.join(stage.ledger.first_days.lazy(), on="account_id", how="left")
        .join(stage.frame.lazy().select("p", "start"), on="p")
        .with_columns(before=pl.col("first_day") < pl.col("start"))
        .select("p", "account_id", "n", "s", "e", "o", "c", "before", "started", "losses")
    )


def _unmoved(stage: Stage, touched: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each period and account that was on throughout without a change point in it."""
    states = (
        _changes(stage)
        .sort("account_id", "day")
        .with_columns(until=pl.col("day").shift(-1).over("account_id", order_by="day"))
    )
    on = stage.standing(states.filter(pl.col("rows_after") > 0), "day", "until", at="start")
    still = on.join(touched, on=["p", "account_id"], how="anti")
    return still.select(
        "p", "account_id", n=pl.lit(1, pl.Int64), s=pl.lit(True), e=pl.lit(True), o="mrr_after", c="mrr_after",
        before=pl.lit(True), started=pl.lit(False), losses=pl.lit(0, pl.Int64),
    )  # fmt: skip


def _rest(stage: Stage, touched: pl.DataFrame) -> pl.LazyFrame:
    """Those that did not move, taken together: what stood at the start less what the moved ones had then.

    Two rows for each period and group: accounts with known revenue, and those on without.
    """
    opened = touched.group_by("p", "group").agg(
        on=pl.col("s").sum().cast(pl.Int64), paying=(pl.col("o") > 0).sum().cast(pl.Int64), o=pl.col("o").sum()
    )
    standing = standing_at_start(stage, _changes(stage))
    rest = (
        standing.lazy()
        .join(opened.lazy(), on=["p", "group"], how="left", nulls_equal=True, suffix="_moved")
        .with_columns(pl.col(name) - pl.col(f"{name}_moved").fill_null(0) for name in ("on", "paying", "o"))
    )
    same = {"s": pl.lit(True), "e": pl.lit(True), "before": pl.lit(True), "started": pl.lit(False)}
    constant = {**same, "losses": pl.lit(0, pl.Int64), "account_id": pl.lit(None, pl.String)}
    paying = rest.select("p", "group", n="paying", o="o", c="o", **constant)
    unknown = rest.select(
        "p", "group", n=pl.col("on") - pl.col("paying"), o=pl.lit(0, pl.Int64), c=pl.lit(0, pl.Int64), **constant
    )
    return pl.concat([paying.select(COLUMNS), unknown.select(COLUMNS)]).filter(pl.col("n") > 0)
