"""What stands at each period's start, by group, from the days on which something changed."""

import polars as pl

from metrics.grouping import Label
from metrics.stage import Stage

STATE = ("on", "paying", "o")
# Stands for "without a value" where null means "as before".
_NO_VALUE = "\0"


def standing_at_start(stage: Stage, changes: pl.LazyFrame) -> pl.DataFrame:
    """p, group, on, paying, o: accounts on, accounts with MRR, and MRR at each period's start."""
    (steps,) = stage.ledger.once(f"standing {stage.grouping.name} {stage.as_of}", lambda: (_steps(stage, changes),))
    groups = steps.select("group").unique()
    # A group may be null, which a keyed as-of join would not match: the index of the group stands for it.
    index = groups.sort("group").with_row_index("g")
    keyed = steps.join(index, on="group", nulls_equal=True).sort("day").drop("group")
    grid = index.join(stage.frame.select("p", "start"), how="cross").sort("start")
    return (
        grid.lazy()
        .join_asof(
            keyed.lazy(), left_on="start", right_on="day", by="g",
            strategy="backward", allow_exact_matches=False, check_sortedness=False,
        )
        .filter(pl.col("on").is_not_null())
        .select("p", "group", *STATE)
        .collect()
    )  # fmt: skip


def _steps(stage: Stage, changes: pl.LazyFrame) -> pl.DataFrame:
    """group, day, on, paying, o: what stands after each day with a change, whatever the periods; sorted."""
    deltas = _deltas_of_lasting(stage, changes) if stage.grouping.is_lasting else _deltas_of_moving(stage, changes)
    return (
        deltas.group_by("group", "day")
        .agg(pl.col(STATE).sum())
        .sort("group", "day")
        .with_columns(pl.col(STATE).cum_sum().over("group", order_by="day"))
        .collect()
    )


def _state(moment: str) -> list[pl.Expr]:
    """The state of an account before or after a change."""
    rows, mrr = pl.col(f"rows_{moment}"), pl.col(f"mrr_{moment}")
    return [(rows > 0).cast(pl.Int64).alias("on"), (mrr > 0).cast(pl.Int64).alias("paying"), mrr.alias("o")]


def _deltas_of_lasting(stage: Stage, changes: pl.LazyFrame) -> pl.LazyFrame:
    """day, group and what each change added, where an account keeps its group."""
    labelled = stage.grouping.attach(changes, stage.frame)
    return labelled.select(
        "group", "day", *(after - before for after, before in zip(_state("after"), _state("before"), strict=True))
    )


def _deltas_of_moving(stage: Stage, changes: pl.LazyFrame) -> pl.LazyFrame:
    """The same where accounts change groups: what an account is leaves its old group and joins its new one."""
    labels = stage.grouping.labels
    lasting = [label for label in labels if label.lasting is not None]
    names = [label.name for label in labels if label.lasting is None]
    states = changes.select("account_id", "day", *_state("after"))
    steps = [_label_steps(label) for label in labels if label.lasting is None]
    known = (
        pl.concat([states, *(stage.grouping.kept(step) for step in steps)], how="diagonal")
        .group_by("account_id", "day")
        .agg(pl.col(*STATE, *names).max())
        .sort("account_id", "day")
        .with_columns(pl.col(*STATE, *names).forward_fill().over("account_id", order_by="day"))
        .with_columns(pl.col(STATE).fill_null(0))
    )
    before = known.with_columns(pl.col(*STATE, *names).shift(1).over("account_id", order_by="day"))
    leaves = before.filter(pl.col("on") > 0).with_columns(-pl.col(STATE))
    moves = pl.concat([known.filter(pl.col("on") > 0), leaves]).with_columns(
        pl.when(pl.col(name) != _NO_VALUE).then(name).alias(name) for name in names
    )
    for label in lasting:
        moves = label.attach(moves, stage.frame)
    for label in labels:
        if label.lasting is None:
            moves = label.filtered(moves)
    grouped = moves if stage.grouping.is_grouped else moves.with_columns(group=pl.lit(None, pl.String))
    return grouped.select("group", "day", *STATE)


def _label_steps(label: Label) -> pl.LazyFrame:
    assert label.steps is not None
    value = pl.col("value").fill_null(_NO_VALUE).alias(label.name)
    return label.steps.lazy().filter(pl.col("held").fill_null(False)).select("account_id", "day", value)
