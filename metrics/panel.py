"""A book's past as a panel: at each period's start how many customers there were of each age and segment, and how many
of them were gone at its end. What the forecast learns from.

A customer's age is the number of period starts seen before: 0 at the first one, whatever the day of the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.facts import is_first
from metrics.ledger import Ledger
from metrics.periods import Every
from metrics.stretches import stretches, unit_day, unit_index, unit_of

# More segments than this are too thin to learn from; then all customers are one.
_SEGMENTS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Panel:
    """Counts by period, segment and age.

    Period i (from 0) is the calendar unit `first_unit` + i; `origin` is the first one that is not over at as-of.
    `exposed[i][s][age]` customers at its start, for i up to and with the origin; `lost[i][s][age]` of them not there at
    its end, for i below the origin. `exposed_before[i][s][age]` and `lost_before` are the sums over the periods
    before i. `customers` and `gone` are the sums by period. `segments[s]` names a segment.
    """

    every: Every
    first_unit: int
    origin: int
    segments: tuple[str | None, ...]
    exposed: Sequence[Sequence[Sequence[int]]]
    lost: Sequence[Sequence[Sequence[int]]]
    exposed_before: Sequence[Sequence[Sequence[int]]]
    lost_before: Sequence[Sequence[Sequence[int]]]

    customers: Sequence[int]
    gone: Sequence[int]

    def exposure(self, period: int) -> int:
        """Customers at a period's start."""
        return self.customers[period]

    def losses(self, period: int) -> int:
        """Customers of a period's start who were gone at its end."""
        return self.gone[period]

    def day(self, period: int) -> date:
        """The first day of a period."""
        return unit_day(self.first_unit + period, self.every)


def spans(
    ledger: Ledger, as_of: date, every: Every, where: Sequence[tuple[str, str]] = (), by: str | None = None
) -> pl.DataFrame:
    """Stretches as period starts see them, those apart by no period start joined; sorted by account_id, first.

    Columns as `stretches`, and: first, last (units at whose start the customer was there: the first and the last one;
    for who is still there at as-of + 1 day, the last is the unit of that day), lost (whether `last` is the one that the
    customer was gone at the end of). Who was never there at a period's start is left out.
    """
    whole = stretches(ledger, as_of, by=by, where=where, every=every)
    units = whole.select(into=unit_index(pl.col("began"), every), out=unit_index(pl.col("ended"), every))
    whole = _chained(whole.hstack(units))
    here = unit_of(as_of + timedelta(days=1), every)
    first, last = pl.col("into") + 1, pl.col("out").fill_null(here)
    return whole.filter(first <= last).select(
        "account_id", "account", "group", "began", "ended", "scheduled_on", "mrr", "is_first",
        first=first, last=last, lost=(pl.col("out") < here).fill_null(False),
    )  # fmt: skip


def _chained(whole: pl.DataFrame) -> pl.DataFrame:
    """Stretches, each with the next ones that begin in the unit (into) in which the one before has ended (out)."""
    joins = whole.select((~is_first() & (pl.col("into") == pl.col("out").shift(1))).fill_null(False)).to_series()
    if not joins.any():
        return whole
    starts = pl.select(pl.when(~joins).then(pl.int_range(joins.len())).forward_fill()).to_series()
    closes = ~joins.shift(-1, fill_value=False)
    ends = whole.select("ended", "scheduled_on", "mrr", "out").filter(closes)
    return whole.drop(ends.columns)[starts.filter(closes)].hstack(ends)


def segment_field(ledger: Ledger) -> str | None:
    """The field by which customers are told apart: the segment, if there are some and not too many."""
    count = ledger.tables["accounts"]["segment"].drop_nulls().n_unique()
    return "segment" if 1 < count <= _SEGMENTS_AT_MOST else None


def panel(found: pl.DataFrame, as_of: date, every: Every) -> Panel:
    """The panel of some spans (group = segment)."""
    here = unit_of(as_of + timedelta(days=1), every)
    counts = found.group_by("group", "first", "last", "lost").agg(n=pl.len().cast(pl.Int64))
    segments = tuple(counts["group"].unique().sort(nulls_last=True).to_list()) or (None,)
    start = min(counts["first"].to_list(), default=here)
    periods = here - start + 1
    joined = [[0] * len(segments) for _ in range(periods)]
    lost = [[[0] * (i + 1) for _ in segments] for i in range(periods - 1)]
    number = {name: index for index, name in enumerate(segments)}
    for group, first, last, gone, n in counts.rows():
        joined[first - start][number[group]] += n
        if gone:
            lost[last - start][number[group]][last - first] += n
    return assembled(every, start, segments, joined, lost)


def assembled(
    every: Every,
    first_unit: int,
    segments: tuple[str | None, ...],
    joined: Sequence[Sequence[int]],
    lost: Sequence[Sequence[Sequence[int]]],
) -> Panel:
    """The panel of who joined by period and segment (the origin's too) and who was lost by period, segment and age."""
    exposed: list[list[list[int]]] = []
    for i, news in enumerate(joined):
        row = []
        for s, new in enumerate(news):
            stayed = [a - b for a, b in zip(exposed[i - 1][s], lost[i - 1][s], strict=True)] if i else []
            row.append([new, *stayed])
        exposed.append(row)
    return Panel(
        every, first_unit, len(joined) - 1, segments, exposed, lost,
        _sums_before(exposed[:-1], len(segments)), _sums_before(lost, len(segments)),
        [sum(map(sum, row)) for row in exposed], [sum(map(sum, row)) for row in lost],
    )  # fmt: skip


def _sums_before(counts: Sequence[Sequence[Sequence[int]]], segments: int) -> list[list[list[int]]]:
    sums: list[list[list[int]]] = [[[] for _ in range(segments)]]
    for row in counts:
        sums.append(
            [[a + b for a, b in zip([*old, 0], new, strict=True)] for old, new in zip(sums[-1], row, strict=True)]
        )
    return sums
