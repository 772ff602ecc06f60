"""For every loss, customers who were alike and stayed: of the same segment and size, and the same tenure on the day."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.grouping import TENURE_BANDS
from metrics.ledger import Ledger
from metrics.panel import segment_field
from metrics.stretches import stretches
from metrics.tenure import months_between

STAYERS = 4
# Neighbours by start that are looked at on either side of a loss.
_NEIGHBOURS = 50
# Sizes in words are used as they are, up to this many; else the MRR is cut into parts, in two where customers are few.
_SIZES_AT_MOST = 12
_PARTS, _FEW_PARTS, _FEW = 4, 2, 2_000


@dataclass(frozen=True, slots=True)
class Matched:
    """`people`: set, account_id, day (the one looked at), is_case; a case comes with one to four stayers.
    `unmatched` losses had nobody alike."""

    people: pl.DataFrame
    unmatched: int


def candidates(ledger: Ledger, as_of: date, seed: int) -> pl.DataFrame:
    """Every stretch with its stratum, those alike in start next to each other (in an order drawn by the seed).

    Columns: account_id, began, ended, stratum, and place (the row's number).
    """
    whole = stretches(ledger, as_of, by=segment_field(ledger))
    opening = ledger.changes.filter(pl.col("rows_before") == 0).select("account_id", began="day", opening="mrr_after")
    sizes = ledger.tables["accounts"].select("account_id", "size")
    whole = whole.join(opening, on=["account_id", "began"], how="left").join(sizes, on="account_id", how="left")
    named = whole["size"].drop_nulls().n_unique()
    if not 1 < named <= _SIZES_AT_MOST:
        parts = _PARTS if whole.height >= _FEW else _FEW_PARTS
        part = (pl.col("opening").rank("average") * parts / (pl.len() + 1)).floor()
        whole = whole.with_columns(size=part.cast(pl.String))
    strata = whole.select("group", "size").unique().sort("group", "size").with_row_index("stratum")
    return (
        whole.join(strata, on=["group", "size"], nulls_equal=True)
        .with_columns(lot=pl.col("account_id").hash(seed))
        .sort("stratum", "began", "lot", "account_id")
        .select("account_id", "began", "ended", "stratum")
        .with_row_index("place")
    )


def draw(found: pl.DataFrame, losses: pl.DataFrame, days: int) -> Matched:
    """The losses (rows of `found`) that were customers so many days before, each with stayers drawn at that day.

    A stayer was a customer on that day and still on the day of the loss (what became of it later does not count), in
    the same tenure band; those who started nearest to the case come first.
    """
    cases = losses.with_columns(day=pl.col("ended") - timedelta(days=days)).filter(pl.col("began") <= pl.col("day"))
    offsets = [offset for offset in range(-_NEIGHBOURS, _NEIGHBOURS + 1) if offset]
    near = cases.select(
        "day", "stratum", set="place", case="account_id", case_began="began", case_ended="ended",
        near=pl.concat_list([pl.col("place").cast(pl.Int64) + offset for offset in offsets]),
    ).explode("near", empty_as_null=False)  # fmt: skip
    near = near.filter(pl.col("near").is_between(0, found.height - 1))
    people = found.select("account_id", "began", "ended", other="stratum")[near["near"]]
    alike = (
        near.hstack(people)
        .filter(
            pl.col("stratum") == pl.col("other"),
            pl.col("account_id") != pl.col("case"),
            pl.col("began") <= pl.col("day"),
            pl.col("ended").is_null() | (pl.col("ended") > pl.col("case_ended")),
            _band(pl.col("began")) == _band(pl.col("case_began")),
        )
        .with_columns(apart=(pl.col("began") - pl.col("case_began")).dt.total_days().abs())
        .sort("set", "apart", "near")
    )
    nearest = alike.group_by("set", maintain_order=True).head(STAYERS)
    stayers = nearest.select("set", "account_id", "day", is_case=pl.lit(False))
    matched = cases.join(stayers.select("set").unique(), left_on="place", right_on="set", how="semi")
    leavers = matched.select("account_id", "day", set="place", is_case=pl.lit(True)).select(stayers.columns)
    return Matched(pl.concat([leavers, stayers]).sort("set", "is_case", "account_id"), cases.height - matched.height)


def _band(began: pl.Expr) -> pl.Expr:
    """The tenure band on the day looked at, by its number."""
    months = months_between(began, pl.col("day"))
    return pl.sum_horizontal([months >= bound for bound, _ in TENURE_BANDS])
