"""Losses by reason: how many, how much, and what share of those who were asked and answered."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

import polars as pl

from metrics.ledger import Ledger
from metrics.periods import Every, Period, label_of, periods
from metrics.statistics import wilson
from metrics.where import labelled

Of = Literal["assessed", "stated", "stated_text"]
OFS: tuple[Of, ...] = get_args(Of)
ANSWERED = "answered"
PERIOD = "period"


def with_evidence(losses: pl.DataFrame) -> pl.DataFrame:
    """Tagged losses (`tags.with_tags`) with `evidence` where nobody judged it but the file tells.

    A reason in the file is an answer, except one of payment: that is the system's word, nobody was asked.
    """
    told = pl.when(pl.col("stated") == "involuntary").then(pl.lit("not_asked")).otherwise(pl.lit(ANSWERED))
    by_file = pl.when(pl.col("stated_text").is_not_null()).then(told)
    return losses.with_columns(evidence=pl.coalesce("evidence", by_file))


def grouped(losses: pl.DataFrame, ledger: Ledger, by: str | None, every: Every, as_of: date) -> pl.DataFrame:
    """The losses with `group`: of a field at the loss (plan, tenure, cohort, a column of accounts), or of the period
    (`period`) in which they fall; null where `by` is None.

    Raises WrongUsage for a field that the book does not have.
    """
    if by is None:
        return losses.with_columns(group=pl.lit(None, pl.String))
    if by == PERIOD:
        labels = {day: label_of(day, every) for day in losses["lost_on"].unique().to_list()}
        label = pl.col("lost_on").replace_strict(labels, default=None, return_dtype=pl.String)
        return losses.with_columns(group=label)
    return labelled(losses, ledger, by, as_of, day="lost_on")


def by_reason(losses: pl.DataFrame, of: Of) -> pl.DataFrame:
    """Losses (with `group`, `evidence`) tallied by the reason assessed, stated, or stated in the file's own words.

    Columns: group, reason (null: none given), title (the book's own wording under which it was given; null: a built-in
    one's), losses, mrr_lost (minor units), further (losses that have it as a
    further reason; assessed only), answered (losses whose customer answered), out_of (all of the group that have a
    reason and whose customer answered), share = answered / out_of, low, high (Wilson, 95 %); the shares are null
    where out_of is 0 and for no reason given. Sorted by group (null last), then most losses, most MRR, reason.
    """
    answered = (pl.col("evidence") == ANSWERED).fill_null(False)
    title = pl.lit(None, pl.String) if of == "stated_text" else pl.col(f"{of}_title")
    tally = losses.group_by("group", reason=pl.col(of), title=title).agg(
        losses=pl.len().cast(pl.Int64), mrr_lost=pl.col("mrr_lost").sum(), answered=answered.sum().cast(pl.Int64)
    )
    tally = _with_further(tally, losses) if of == "assessed" else tally.with_columns(further=pl.lit(0, pl.Int64))
    known = pl.col("reason").is_not_null()
    tally = tally.with_columns(
        answered=pl.when(known).then("answered"),
        out_of=pl.when(known).then(pl.col("answered").filter(known).sum().over("group")),
    )
    shares = pl.DataFrame(
        [_share(hits, trials) for hits, trials in tally.select("answered", "out_of").iter_rows()],
        schema={"share": pl.Float64, "low": pl.Float64, "high": pl.Float64},
        orient="row",
    )
    whole = tally.select("group", "reason", "title", "losses", "mrr_lost", "further", "answered", "out_of")
    order = ("group", "losses", "mrr_lost", "reason", "title")
    return whole.hstack(shares).sort(order, descending=[False, True, True, False, False], nulls_last=True)


def _with_further(tally: pl.DataFrame, losses: pl.DataFrame) -> pl.DataFrame:
    """Each reason's further mentions beside it, under the wording of each."""
    further = (
        losses.select("group", reason="reasons", title="reasons_titles").explode("reason", "title")
        .drop_nulls("reason").group_by("group", "reason", "title").agg(further=pl.len().cast(pl.Int64))
    )  # fmt: skip
    whole = tally.join(further, on=["group", "reason", "title"], how="full", nulls_equal=True, coalesce=True)
    return whole.with_columns(pl.col("losses", "mrr_lost", "answered", "further").fill_null(0))


def _share(hits: int | None, trials: int | None) -> tuple[float | None, float | None, float | None]:
    interval = wilson(hits, trials) if hits is not None and trials else None
    return (hits / trials, *interval) if hits is not None and trials and interval else (None, None, None)


def by_evidence(losses: pl.DataFrame) -> pl.DataFrame:
    """Losses (with `group`, `evidence`) by how the reason is known: group, evidence (answered, silent, not_asked,
    inferred; null: nobody said), losses, mrr_lost (minor units); sorted by group and evidence, nulls last.
    """
    return _counted(losses, "group", "evidence")


def known_of(losses: pl.DataFrame) -> dict[str | None, int]:
    """How many losses (with `evidence`) there are of each way to know why, 0 for none: answered, silent, not_asked,
    inferred, and None where nobody said."""
    counts = dict(losses.group_by("evidence").agg(pl.len()).rows())
    return {how: counts.get(how, 0) for how in (ANSWERED, "silent", "not_asked", "inferred", None)}


def by_avoidable(losses: pl.DataFrame) -> pl.DataFrame:
    """Losses (with `group`) by whether they could have been avoided (yes, no, unclear; null: nobody said): group,
    avoidable, losses, mrr_lost (minor units); sorted by group and avoidable, nulls last."""
    return _counted(losses, "group", "avoidable")


def stated_against_assessed(losses: pl.DataFrame) -> pl.DataFrame:
    """Losses (with `group`) by what customers say and by what we found: group, stated, assessed (null: none), losses,
    mrr_lost (minor units); sorted by group, stated and assessed, nulls last."""
    return _counted(losses, "group", "stated", "assessed")


def _counted(losses: pl.DataFrame, *keys: str) -> pl.DataFrame:
    tally = losses.group_by(keys).agg(losses=pl.len().cast(pl.Int64), mrr_lost=pl.col("mrr_lost").sum())
    return tally.sort(keys, nulls_last=True)


def recent(losses: pl.DataFrame, every: Every, as_of: date, last: int) -> tuple[Period, ...]:
    """The `last` calendar periods up to as-of's, from the first loss on; overlapping ones do not add up and are not
    asked."""
    first = losses["lost_on"].min()
    known = periods(every, first, as_of) if isinstance(first, date) else []
    return tuple(known[-last:])


def trend(losses: pl.DataFrame, every: Every, shown: Sequence[Period]) -> tuple[int, ...]:
    """How many of the losses fell into each of these periods."""
    place = {period.label: at for at, period in enumerate(shown)}
    counts = [0] * len(shown)
    for day, n in losses["lost_on"].value_counts().iter_rows():
        at = place.get(label_of(day, every))
        if at is not None:
            counts[at] += n
    return tuple(counts)
