"""What became of a lesson: the signals and the losses since it was written, beside those before."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.audit import Audit, audit
from metrics.ledger import Ledger
from metrics.signals import Thresholds
from metrics.statistics import wilson
from metrics.stretches import stretches

MONTH = 365.25 / 12  # days
YEAR = 365  # days that a lesson looks back


@dataclass(frozen=True, slots=True)
class Span:
    """Some time: how many losses it saw, over how many months of custom (customers times months)."""

    losses: int
    months: float

    @property
    def rate(self) -> float | None:
        """Losses a customer and month; None without custom."""
        return self.losses / self.months if self.months else None


@dataclass(frozen=True, slots=True)
class Since:
    """The year up to a day and the time since: the rates of loss, whether their difference may be chance (None: too
    early to say), and the audit of the losses since."""

    day: date
    before: Span
    after: Span
    may_be_chance: bool | None
    audit: Audit


def since(ledger: Ledger, as_of: date, day: date, thresholds: Thresholds | None = None) -> Since:
    """What came after a day, up to as-of, beside the year before it."""
    whole = stretches(ledger, as_of)
    before, after = _span(whole, day - timedelta(days=YEAR), day), _span(whole, day, as_of)
    found = audit(ledger, as_of, thresholds=thresholds, since=day)
    return Since(day, before, after, _may_be_chance(before, after), found)


def _span(whole: pl.DataFrame, first: date, last: date) -> Span:
    """The losses after a day up to another, and the custom between them."""
    begins = pl.max_horizontal(pl.col("began"), pl.lit(first))
    ends = pl.min_horizontal(pl.col("ended").fill_null(last), pl.lit(last))
    lost = (pl.col("ended") > first) & (pl.col("ended") <= last)
    losses, days = whole.select(
        losses=lost.fill_null(False).sum(), days=(ends - begins).dt.total_days().clip(lower_bound=0).sum()
    ).row(0)
    return Span(int(losses), float(days) / MONTH)


def _may_be_chance(before: Span, after: Span) -> bool | None:
    """Whether losses that came as often as before would be spread over both spans as these are, at 95 %."""
    bounds = wilson(after.losses, before.losses + after.losses)
    if bounds is None or not after.months or not before.months:
        return None
    return bounds[0] <= after.months / (before.months + after.months) <= bounds[1]
