"""The retention sheet: what each owner was given, what is left of it, and what of the losses could be helped."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from metrics.figures import stage_of
from metrics.ledger import Ledger
from metrics.measures.movements import movements
from metrics.measures.revenue import CHURNED, CONTRACTION, EXPANSION, KEPT_OF_START, C, O
from metrics.periods import Every, Period, parse_label
from metrics.question import Question
from metrics.stage import Stage

OWNER = "owner"
# Months that one period of each kind covers: a target is of a year.
_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "rolling3": 3, "rolling12": 12}
# One row an owner (null: accounts without one), and one more for what of it came from another owner (`inherited`).
# Amounts are minor units. Of the MRR that left, `avoidable`, `unavoidable` and `unjudged` (unclear, or not tagged) are
# the parts; `projected` is what was foreseen for the period's end of those accounts that have a projection, `actual`
# what they pay. `target` is the net retention aimed at over this period, `reached` how much of it there is.
SHEET = {
    "owner": pl.String,
    "inherited": pl.Boolean,
    "accounts": pl.Int64,
    "mrr_start": pl.Int64,
    "gross_retention": pl.Float64,
    "net_retention": pl.Float64,
    "lost": pl.Int64,
    "mrr_churned": pl.Int64,
    "avoidable": pl.Int64,
    "unavoidable": pl.Int64,
    "unjudged": pl.Int64,
    "mrr_expansion": pl.Int64,
    "projected": pl.Int64,
    "actual": pl.Int64,
    "target": pl.Float64,
    "reached": pl.Float64,
}


def retention_sheet(
    ledger: Ledger,
    question: Question,
    label: str,
    losses: pl.DataFrame,
    history: pl.DataFrame,
    targets: Mapping[str, float],
) -> pl.DataFrame:
    """The sheet of one period: columns of SHEET, the largest opening book first, each inherited part below its whole.

    `losses` are loss events with their tags (`tags.with_tags`), `history` every state of every account
    (`Book.account_history`), `targets` the net retention of a year by owner.
    Raises WrongUsage where the book knows no owners, or the label names no period.
    """
    every, period = parse_label(label, question.as_of)
    stage = stage_of(ledger, replace(question, by=OWNER), (period,))
    accounts = (
        _of_start(stage)
        .join(_judged(losses, period), on="account_id", how="left")
        .join(_due(ledger, period), on="account_id", how="left")
        .join(inherited(history), on="account_id", how="left")
        .with_columns(pl.col("inherited").fill_null(False))
    )
    whole = _summed(accounts).with_columns(inherited=pl.lit(False))
    part = _summed(accounts.filter("inherited")).with_columns(inherited=pl.lit(True))
    sizes = whole.select("owner", size="mrr_start")
    ordered = pl.concat([whole, part]).join(sizes, on="owner", how="left", nulls_equal=True)
    aimed = ordered.with_columns(target=_target(targets, every)).with_columns(
        reached=pl.col("net_retention") / pl.col("target")
    )
    return aimed.sort("size", "owner", "inherited", descending=[True, False, False], nulls_last=True).select(*SHEET)


def inherited(history: pl.DataFrame) -> pl.DataFrame:
    """account_id, inherited: whether another owner is known from before, of each account that has an owner."""
    owned = history.filter(pl.col(OWNER).is_not_null())
    return owned.group_by("account_id").agg(inherited=pl.col(OWNER).min() != pl.col(OWNER).max())


def _of_start(stage: Stage) -> pl.DataFrame:
    """The accounts of the start: account_id, owner, o, c, left and what became of their MRR."""
    return movements(stage).filter("s").select(
        "account_id", "o", "c", owner="group", left=~pl.col("e"), churned=CHURNED, contraction=CONTRACTION,
        expansion=EXPANSION, kept=KEPT_OF_START,
    )  # fmt: skip


def _judged(losses: pl.DataFrame, period: Period) -> pl.DataFrame:
    """account_id, avoidable (yes, no, unclear or null), of the account's last loss in the period."""
    inside = losses.filter(pl.col("lost_on").is_between(period.start, period.end, closed="left"))
    last = inside.sort("lost_on").unique("account_id", keep="last", maintain_order=True)
    return last.select("account_id", "avoidable")


def _due(ledger: Ledger, period: Period) -> pl.DataFrame:
    """account_id, projected: the latest projection for a day up to the period's end, made before it."""
    known = ledger.tables["projections"].filter(pl.col("for_date") <= period.end, pl.col("made_on") < period.end)
    latest = known.sort("for_date", "made_on").unique("account_id", keep="last", maintain_order=True)
    return latest.select("account_id", projected="mrr")


def _summed(accounts: pl.DataFrame) -> pl.DataFrame:
    by, foreseen = pl.col("avoidable"), pl.col("projected").is_not_null()
    yes, no = by.eq_missing(pl.lit("yes")), by.eq_missing(pl.lit("no"))
    churned = pl.col("churned")
    sums = accounts.group_by("owner").agg(
        accounts=pl.len().cast(pl.Int64),
        mrr_start=O.sum(),
        kept=pl.col("kept").sum(),
        contraction=pl.col("contraction").sum(),
        lost=pl.col("left").sum().cast(pl.Int64),
        mrr_churned=churned.sum(),
        avoidable=churned.filter(yes).sum(),
        unavoidable=churned.filter(no).sum(),
        unjudged=churned.filter(~yes & ~no).sum(),
        mrr_expansion=pl.col("expansion").sum(),
        projected=pl.when(foreseen.any()).then(pl.col("projected").sum()),
        actual=pl.when(foreseen.any()).then(C.filter(foreseen).sum()),
    )
    start = pl.when(pl.col("mrr_start") > 0).then(pl.col("mrr_start"))
    return sums.with_columns(
        gross_retention=(start - pl.col("mrr_churned") - pl.col("contraction")) / start,
        net_retention=pl.col("kept") / start,
    ).drop("kept", "contraction")


def _target(targets: Mapping[str, float], every: Every) -> pl.Expr:
    """The year's target over the period: compounding, never divided."""
    over = {owner: target ** (_MONTHS[every] / 12) for owner, target in targets.items()}
    return pl.col("owner").replace_strict(over, default=None, return_dtype=pl.Float64)
