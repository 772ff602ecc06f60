"""For every loss, customers who were alike and stayed: of the same segment and size, and the same tenure on the day."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.labels import tenure_band
from metrics.ledger import Ledger
from metrics.panel import segment_field
from metrics.stretches import stretches
from metrics.tenure import months_between

STAYERS = 4
# Neighbours by start that are looked at on either side of a loss.
_NEIGHBOURS = 40
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
    return ledger.once("candidates", lambda: _candidates(ledger, as_of, seed), (as_of, seed))


def _candidates(ledger: Ledger, as_of: date, seed: int) -> pl.DataFrame:
    whole = stretches(ledger, as_of, by=segment_field(ledger))
    sizes = ledger.tables["accounts"]["size"]
    if 1 < sizes.drop_nulls().n_unique() <= _SIZES_AT_MOST:
        whole = whole.with_columns(sizes.gather(whole["account"]))
    else:
        parts = _PARTS if whole.height >= _FEW else _FEW_PARTS
        # Stretches and their first change points come in one order.
        opens = (pl.col("rows_before") == 0) & (pl.col("rows_after") > 0) & (pl.col("day") <= as_of)
        opening = ledger.changes.filter(opens)["mrr_after"]
        whole = whole.with_columns(size=(opening.rank("average") * parts / (whole.height + 1)).floor().cast(pl.String))
    strata = whole.select("group", "size").unique().sort("group", "size").with_row_index("stratum")
    placed = whole.join(strata, on=["group", "size"], nulls_equal=True, maintain_order="left")
    # By stratum, start and lot, as one number: that is quicker sorted.
    start = (pl.col("began").to_physical().cast(pl.Int64) + 2**20).cast(pl.UInt64)
    lot = pl.col("account_id").hash(seed) // 2**40
    order = placed.select((pl.col("stratum").cast(pl.UInt64) * 2**22 + start) * 2**24 + lot).to_series().arg_sort()
    return placed.select("account_id", "began", "ended", "stratum")[order].with_row_index("place")


def neighbours(found: pl.DataFrame, losses: pl.DataFrame) -> pl.DataFrame:
    """Beside each loss (a row of `found`) those of its stratum that began nearest to it and outstayed it.

    Columns: set, account_id, began, apart (days between the starts), near (place).
    """
    offsets = [offset for offset in range(-_NEIGHBOURS, _NEIGHBOURS + 1) if offset]
    near = (
        losses.select(
            "stratum", set="place", case="account_id", case_began="began", lost_on="ended",
            near=pl.concat_list([pl.col("place").cast(pl.Int64) + offset for offset in offsets]),
        )
        .explode("near", empty_as_null=False)
        .filter(pl.col("near").is_between(0, found.height - 1))
    )  # fmt: skip
    people = found.select("account_id", "began", "ended", other="stratum")[near["near"]]
    return (
        near.hstack(people)
        .filter(
            pl.col("stratum") == pl.col("other"),
            pl.col("ended").is_null() | (pl.col("ended") > pl.col("lost_on")),
            pl.col("account_id") != pl.col("case"),
        )
        .with_columns(apart=(pl.col("began") - pl.col("case_began")).dt.total_days().abs())
        .select("set", "account_id", "began", "apart", "near")
        .sort("set", "apart", "near")
    )


def draw(near: pl.DataFrame, losses: pl.DataFrame, days: int) -> Matched:
    """The losses that were customers so many days before, each with stayers drawn (from `neighbours`) at that day.

    A stayer was a customer on that day and still on the day of the loss (what became of it later does not count), in
    the same tenure band; those who started nearest to the case come first.
    """
    cases = losses.with_columns(day=pl.col("ended") - timedelta(days=days)).filter(pl.col("began") <= pl.col("day"))
    bands = cases.select("day", set="place", case_band=_band(pl.col("began")))
    alike = near.join(bands, on="set", maintain_order="left").filter(pl.col("began") <= pl.col("day"))
    nearest = (
        alike.filter(_band(pl.col("began")) == pl.col("case_band")).group_by("set", maintain_order=True).head(STAYERS)
    )
    stayers = nearest.select("set", "account_id", "day", is_case=pl.lit(False))
    matched = cases.join(stayers.select("set").unique(), left_on="place", right_on="set", how="semi")
    leavers = matched.select("account_id", "day", set="place", is_case=pl.lit(True)).select(stayers.columns)
    return Matched(pl.concat([leavers, stayers]).sort("set", "is_case", "account_id"), cases.height - matched.height)


def _band(began: pl.Expr) -> pl.Expr:
    """The tenure band on the day looked at, by its number."""
    return tenure_band(months_between(began, pl.col("day")))
