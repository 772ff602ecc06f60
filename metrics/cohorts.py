"""Cohorts: the customers of one start period, followed period by period; what is left of them and of their revenue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.errors import WrongUsage
from metrics.facts import changes, is_first, named
from metrics.ledger import Ledger
from metrics.periods import EVERIES, Every, label_of
from metrics.stretches import labelled, unit_day, unit_index, unit_of

_CELL = ("group", "cohort", "unit")


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The cells of a triangle.

    `frame`: group, cohort (label), size, age (periods since the cohort's own, which is 0), period (label of the cell's
    period), customers, share (of size), mrr (minor units), mrr_share (of age 0, upgrades included), kept (of the MRR at
    age 0, each account up to what it paid then), kept_share, complete; sorted by group (null last), cohort, age. A cell
    whose period is not over is null but for its size. `average`: group, age, share, mrr_share, kept_share over all
    cohorts that are that old, weighted by their size or MRR.
    """

    every: Every
    by: str | None
    frame: pl.DataFrame
    average: pl.DataFrame


def cohorts(
    ledger: Ledger,
    as_of: date,
    *,
    every: Every = "month",
    by: str | None = None,
    where: Sequence[tuple[str, str]] = (),
) -> Cohorts:
    """What each start period's customers are at the end of every period up to as-of.

    Overlapping periods are followed by the month. Raises WrongUsage for an unknown period or field.
    """
    if every not in EVERIES:
        raise WrongUsage("bad_every", value=every)
    every = "month" if every.startswith("rolling") else every
    moves = _moves(ledger, as_of, every, by, where)
    cells = _cells(moves, unit_of(as_of, every), every, _open_unit(as_of, every))
    return Cohorts(every, by, cells, _average(cells))


def members(
    ledger: Ledger, as_of: date, cohort: str, age: int, *, every: Every = "month", group: str | None = None,
    by: str | None = None, where: Sequence[tuple[str, str]] = (),
) -> pl.DataFrame:  # fmt: skip
    """The customers behind a cell: account_id, mrr (minor units), is_customer; one row an account of the cohort."""
    moves = _moves(ledger, as_of, every, by, where).filter(pl.col("group").eq_missing(pl.lit(group, pl.String)))
    own = moves.filter(pl.col("cohort").is_in(_units_called(cohort, moves, every)))
    until = own.filter(pl.col("unit") <= pl.col("cohort") + age)
    last = until.group_by("account").agg(pl.col("mrr_after").last().alias("mrr"), is_customer=pl.col("on_after").last())
    return named(ledger, last).select("account_id", "mrr", "is_customer").sort("account_id")


def _open_unit(as_of: date, every: Every) -> int | None:
    """The unit that as-of is in, unless as-of is its last day."""
    unit = unit_of(as_of, every)
    return None if unit_of(as_of + timedelta(days=1), every) > unit else unit


def _moves(ledger: Ledger, as_of: date, every: Every, by: str | None, where: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """The change points up to as-of (`facts.changes`) beside their account's group and cohort and their own unit."""
    past = changes(ledger).filter(pl.col("day") <= as_of).drop("begun", "ended")
    return labelled(ledger, past, "first_day", by, where, every, as_of).with_columns(
        cohort=unit_index(pl.col("first_day"), every), unit=unit_index(pl.col("day"), every)
    )


def _units_called(label: str, moves: pl.DataFrame, every: Every) -> list[int]:
    units: list[int] = moves["cohort"].unique().to_list()
    return [unit for unit in units if label_of(unit_day(unit, every), every) == label]


def _cells(moves: pl.DataFrame, last: int, every: Every, open_unit: int | None) -> pl.DataFrame:
    sums = _deltas(moves)
    sizes = moves.filter(is_first()).group_by("group", "cohort").agg(size=pl.len().cast(pl.Int64))
    grid = sizes.with_columns(unit=pl.int_ranges("cohort", last + 1)).explode("unit")
    whole = grid.join(sums, on=_CELL, how="left", nulls_equal=True).sort(_CELL, nulls_last=True)
    amounts = ("customers", "mrr", "kept")
    opening = {name: pl.col(name).filter(pl.col("unit") == pl.col("cohort")).first() for name in ("mrr", "kept")}
    whole = (
        whole.with_columns(pl.col(amounts).fill_null(0).cum_sum().over("group", "cohort"))
        .with_columns(
            share=pl.col("customers") / pl.col("size"),
            mrr_share=_ratio(pl.col("mrr"), opening["mrr"].over("group", "cohort")),
            kept_share=_ratio(pl.col("kept"), opening["kept"].over("group", "cohort")),
            complete=pl.col("unit") != (-1 if open_unit is None else open_unit),
            age=pl.col("unit") - pl.col("cohort"),
        )
        .with_columns(
            pl.when("complete").then(pl.col(name)).alias(name)
            for name in (*amounts, "share", "mrr_share", "kept_share")
        )
    )
    units: list[int] = whole["unit"].unique().sort().to_list()
    labels = pl.DataFrame(
        {"unit": units, "label": [label_of(unit_day(unit, every), every) for unit in units]},
        schema={"unit": pl.Int64, "label": pl.String},
    )
    named = whole.join(labels.rename({"label": "period"}), on="unit", how="left", maintain_order="left")
    named = named.drop("unit").join(
        labels.rename({"unit": "cohort"}), on="cohort", how="left", maintain_order="left"
    )  # fmt: skip
    return named.select(
        "group", "size", "age", "period", "customers", "share", "mrr", "mrr_share", "kept", "kept_share", "complete",
        cohort="label",
    ).select("group", "cohort", pl.exclude("group", "cohort"))  # fmt: skip


def _deltas(moves: pl.DataFrame) -> pl.DataFrame:
    """By group, cohort and unit: by how much customers, MRR and kept MRR moved in it."""
    own = pl.col("unit") == pl.col("cohort")
    closes_own = own & ~(own & ~is_first()).shift(-1, fill_value=False)
    base = pl.when(closes_own).then("mrr_after").forward_fill()
    later = pl.min_horizontal("mrr_after", "base") - pl.min_horizontal("mrr_before", "base")
    return (
        moves.with_columns(base=base)
        .lazy()
        .select(
            *_CELL,
            customers=pl.col("on_after").cast(pl.Int64) - pl.col("on_before").cast(pl.Int64),
            mrr=pl.col("mrr_after") - pl.col("mrr_before"),
            kept=pl.when(closes_own).then("base").when(own).then(0).otherwise(later),
        )
        .group_by(_CELL)
        .agg(pl.col("customers", "mrr", "kept").sum())
        .collect()
    )


def _ratio(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return pl.when(below > 0).then(above / below)


def _average(cells: pl.DataFrame) -> pl.DataFrame:
    """Weighted over the cohorts whose cell at that age is over: the sums' ratio, never the mean of shares."""
    opening = {
        f"{name}_0": pl.col(name).filter(pl.col("age") == 0).first().over("group", "cohort") for name in ("mrr", "kept")
    }
    known = cells.with_columns(**opening).filter("complete")
    return (
        known.group_by("group", "age")
        .agg(pl.col("customers", "size", "mrr", "mrr_0", "kept", "kept_0").sum())
        .select(
            "group",
            "age",
            share=pl.col("customers") / pl.col("size"),
            mrr_share=_ratio(pl.col("mrr"), pl.col("mrr_0")),
            kept_share=_ratio(pl.col("kept"), pl.col("kept_0")),
        )
        .sort("group", "age", nulls_last=True)
    )
