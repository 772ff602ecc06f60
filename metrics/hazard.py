"""When customers leave: rates by month of tenure, by calendar month and by months to renewal.

Each rate stands beside its exposure (how many could have left) and Wilson's 95 % interval; losses are told apart as
voluntary, involuntary (payment failed) and scheduled (an end that is known but has not come).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from metrics.errors import WrongUsage
from metrics.facts import moment, numbered, spells
from metrics.ledger import Ledger
from metrics.periods import Every
from metrics.reasons import CODES
from metrics.stated import stated_codes
from metrics.statistics import wilson
from metrics.stretches import labelled, stretches, tenure_month, unit_index, unit_of
from metrics.survival import risk_tables

Axis = Literal["tenure", "calendar", "renewal"]
AXES: tuple[Axis, ...] = ("tenure", "calendar", "renewal")

# The reason that makes a loss involuntary.
INVOLUNTARY = "involuntary"
# Renewals are looked at from this many months before.
_RENEWAL_MONTHS = 12

_COUNTS = ("exposed", "lost", "involuntary", "scheduled")


@dataclass(frozen=True, slots=True)
class Rate:
    """One month of the axis: of `exposed` customers `lost` left in it, `rate` with its interval (null without
    exposure); of the lost `involuntary` were known to be (the others are `voluntary`); `scheduled` more will leave
    in it."""

    group: str | None
    month: int
    exposed: int
    lost: int
    voluntary: int
    involuntary: int
    scheduled: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Hazard:
    """Rates along an axis: months of tenure (from 1), calendar months (1 to 12), or whole months left to the renewal
    (0: the last one, the renewal day included)."""

    axis: Axis
    by: str | None
    rates: tuple[Rate, ...]


def hazard(
    ledger: Ledger,
    as_of: date,
    *,
    axis: Axis = "tenure",
    by: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    every: Every = "month",
    reasons: pl.DataFrame | None = None,
    observed_from: date | None = None,
) -> Hazard:
    """The rates of a book at as-of along one axis.

    `reasons` (account_id, lost_on, reason code) says why losses happened; without it, what the files state decides.
    `observed_from` as in `survival`, for tenure. Raises WrongUsage for an unknown axis or field.
    """
    if axis not in AXES:
        raise WrongUsage("bad_choice", option="--axis", value=axis, known=", ".join(AXES))
    causes = _involuntary(ledger, as_of, reasons)
    if axis == "renewal":
        counts = _to_renewal(ledger, as_of, by, where, every, causes)
    else:
        whole = _with_cause(stretches(ledger, as_of, by=by, where=where, every=every), causes)
        counts = _by_tenure(whole, observed_from) if axis == "tenure" else _by_calendar(whole, as_of)
    return Hazard(axis, by, tuple(_rate(*row) for row in counts.sort("group", "month", nulls_last=True).rows()))


def _rate(group: str | None, month: int, exposed: int, lost: int, involuntary: int, scheduled: int) -> Rate:
    low, high = wilson(lost, exposed) or (None, None)
    rate = lost / exposed if exposed else None
    return Rate(group, month, exposed, lost, lost - involuntary, involuntary, scheduled, rate, low, high)


def _involuntary(ledger: Ledger, as_of: date, reasons: pl.DataFrame | None) -> pl.DataFrame:
    """The losses for want of payment (_moment: account and day). What is stated is what the largest row that ended
    says (ties to the first to start, then the smallest id)."""
    if reasons is None:
        ended = spells(ledger).filter(pl.col("cancel_reason").is_not_null(), pl.col("end_on") <= as_of)
        rows = ended.select("mrr", "cancel_reason", _moment=moment("end_on")).sort(
            "_moment", "mrr", descending=[False, True], nulls_last=True, maintain_order=True
        )
        said = rows.filter(pl.col("_moment").ne_missing(pl.col("_moment").shift(1)))
        return said.filter(stated_codes(said["cancel_reason"], CODES) == INVOLUNTARY).select("_moment")
    known = numbered(ledger, reasons.filter(pl.col("reason") == INVOLUNTARY).select("account_id", "lost_on"))
    return known.select(_moment=moment("lost_on")).unique()


def _with_cause(whole: pl.DataFrame, involuntary: pl.DataFrame) -> pl.DataFrame:
    marked = involuntary.with_columns(involuntary=pl.lit(1, pl.Int64))
    joined = whole.with_columns(_moment=moment("ended")).join(marked, on="_moment", how="left")
    return joined.with_columns(pl.col("involuntary").fill_null(0)).drop("_moment")


def _by_tenure(whole: pl.DataFrame, observed_from: date | None) -> pl.DataFrame:
    exposed = [
        (group, month, at_risk, lost)
        for group, risk in risk_tables(whole, observed_from).items()
        for month, (at_risk, lost) in enumerate(zip(risk.at_risk, risk.events, strict=True))
        if month
    ]
    schema = {"group": pl.String, "month": pl.Int64, "exposed": pl.Int64, "lost": pl.Int64}
    ends = whole.filter((pl.col("ended") > observed_from).fill_null(True)) if observed_from else whole
    known = pl.col("ended").fill_null(pl.col("scheduled_on"))
    causes = (
        ends.filter(known.is_not_null())
        .group_by("group", month=tenure_month(pl.col("began"), known))
        .agg(pl.col("involuntary").sum(), scheduled=pl.col("scheduled_on").is_not_null().sum().cast(pl.Int64))
    )
    counted = pl.DataFrame(exposed, schema=schema, orient="row")
    grid = pl.concat([counted.select("group", "month"), causes.select("group", "month")]).unique()
    return _beside(_beside(grid, counted), causes).select("group", "month", *_COUNTS)


def _by_calendar(whole: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The customers of each complete month's start, and those of them whose stretch ended in it, by month of the year.

    A scheduled loss counts in the month of the year that it will come in.
    """
    first_open = unit_of(as_of + timedelta(days=1), "month")
    ends = unit_index(pl.col("ended"), "month")
    spans = (
        whole.lazy()
        .select("group", "involuntary", first=unit_index(pl.col("began"), "month") + 1, ends=ends)
        .with_columns(last=pl.min_horizontal(pl.col("ends").fill_null(first_open), pl.lit(first_open - 1)))
        .filter(pl.col("first") <= pl.col("last"))
        .group_by("group", "first", "last", at_start=(pl.col("ends") == pl.col("last")).fill_null(False))
        .agg(pl.col("involuntary").sum(), n=pl.len().cast(pl.Int64))
        .collect()
    )
    steps = pl.concat(
        [
            spans.group_by("group", unit="first").agg(pl.col("n").sum()),
            spans.group_by("group", unit=pl.col("last") + 1).agg(-pl.col("n").sum()),
        ]
    )
    exposed = (
        _running(steps, first_open).group_by("group", month=pl.col("unit") % 12 + 1).agg(exposed=pl.col("n").sum())
    )
    lost = (
        spans.filter("at_start")
        .group_by("group", month=pl.col("last") % 12 + 1)
        .agg(pl.col("involuntary").sum(), lost=pl.col("n").sum())
    )
    ahead = (
        whole.filter(pl.col("scheduled_on").is_not_null())
        .group_by("group", month=pl.col("scheduled_on").dt.month().cast(pl.Int64))
        .agg(scheduled=pl.len().cast(pl.Int64))
    )
    groups = whole.select("group").unique()
    grid = groups.join(pl.DataFrame({"month": range(1, 13)}, schema={"month": pl.Int64}), how="cross")
    return _beside(_beside(_beside(grid, exposed), lost), ahead).select("group", "month", *_COUNTS)


def _running(steps: pl.DataFrame, stop: int) -> pl.DataFrame:
    """From changes by group and unit, the running sum in every unit before `stop`: group, unit, n."""
    sums = steps.group_by("group", "unit").agg(pl.col("n").sum())
    grid = (
        sums.group_by("group")
        .agg(first=pl.col("unit").min())
        .with_columns(unit=pl.int_ranges("first", pl.max_horizontal("first", pl.lit(stop))))
        .select("group", "unit")
        .explode("unit", empty_as_null=False)
    )
    whole = grid.join(sums, on=["group", "unit"], how="left", nulls_equal=True).sort("group", "unit")
    return whole.with_columns(pl.col("n").fill_null(0).cum_sum().over("group"))


def _to_renewal(
    ledger: Ledger, as_of: date, by: str | None, where: Sequence[tuple[str, str]], every: Every, causes: pl.DataFrame
) -> pl.DataFrame:
    """Of the rows with a renewal date: those on when a month before the renewal began, and those that ended in it.

    Only months that are over at as-of count; the row's own end counts, not the account's.
    """
    rows = spells(ledger).filter(pl.col("renews_on").is_not_null(), pl.col("start_on") <= as_of)
    rows = rows.select("account", "start_on", "renews_on", ended="end_on")
    rows = _with_cause(labelled(ledger, rows, "start_on", by, where, every, as_of), causes)
    renewals = rows.select(pl.col("renews_on").unique().sort())
    months = range(_RENEWAL_MONTHS + 1)
    bounds = renewals.with_columns(pl.col("renews_on").dt.offset_by(f"-{m}mo").alias(f"before{m}") for m in months)
    whole = rows.join(bounds, on="renews_on")
    end = pl.col("ended")
    frames = []
    for month in range(_RENEWAL_MONTHS):
        opens, closes = pl.col(f"before{month + 1}"), pl.col(f"before{month}")
        over, ends = closes <= as_of, (end <= closes).fill_null(False)
        frames.append(
            whole.lazy()
            .filter(pl.col("start_on") <= opens, end.is_null() | (end > opens), over | (ends & (end > as_of)))
            .group_by("group")
            .agg(
                month=pl.lit(month, pl.Int64),
                exposed=over.sum().cast(pl.Int64),
                lost=(ends & over).sum().cast(pl.Int64),
                involuntary=pl.col("involuntary").filter(ends & over).sum(),
                scheduled=(ends & (end > as_of)).sum().cast(pl.Int64),
            )
        )
    return pl.concat(pl.collect_all(frames)).select("group", "month", *_COUNTS)


def _beside(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Counts of the same groups and months in one frame, 0 where there are none."""
    whole = left.join(right, on=["group", "month"], how="left", nulls_equal=True)
    return whole.with_columns(pl.col(name).fill_null(0) for name in _COUNTS if name in whole.columns)


def leavers(
    ledger: Ledger,
    as_of: date,
    axis: Axis,
    month: int,
    *,
    group: str | None = None,
    by: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    every: Every = "month",
) -> pl.DataFrame:
    """The customers whose loss, come or scheduled, counts in a month of tenure or of the year; sorted by account_id.

    Columns: account_id, began, ended, scheduled_on, mrr (minor units). Raises WrongUsage for the renewal, which counts
    rows of subscriptions.
    """
    if axis == "renewal":
        raise WrongUsage("bad_choice", option="--axis", value=axis, known="tenure, calendar")
    whole = stretches(ledger, as_of, by=by, where=where, every=every)
    out = pl.col("ended").fill_null(pl.col("scheduled_on"))
    place = tenure_month(pl.col("began"), out) if axis == "tenure" else out.dt.month().cast(pl.Int64)
    mine = whole.filter(out.is_not_null(), place == month, pl.col("group").eq_missing(pl.lit(group, pl.String)))
    if axis == "calendar":  # a loss counts in the month at whose start the customer was there
        mine = mine.filter(unit_index(pl.col("began"), "month") < unit_index(out, "month"))
        over = unit_of(as_of + timedelta(days=1), "month")
        mine = mine.filter(pl.col("ended").is_null() | (unit_index(pl.col("ended"), "month") < over))
    return mine.select("account_id", "began", "ended", "scheduled_on", "mrr").sort("account_id", "began")
