"""The losses of the next periods: what is scheduled first, then what the best of several methods expects, and how wrong
that method has been."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from metrics.backtest import LEAST_LOSSES, LEAST_PERIODS, Fitted, Score, fitted, inflow, law, rolled
from metrics.errors import ChurnError, WrongUsage
from metrics.facts import changes, is_first, moment, spells
from metrics.forecasters import Chance
from metrics.ledger import Ledger
from metrics.panel import Panel, panel, segment_field, spans
from metrics.periods import EVERIES, Every, label_of
from metrics.probability import gamma_quantile
from metrics.stretches import step_of, unit_day, unit_index, unit_of

HORIZON = 12
# Where the 95 % and the 80 % interval begin and end.
_SHARES = (0.025, 0.1, 0.9, 0.975)
# With no more than this part of its losses to come, a period is as good as over.
_NEARLY_NONE = 0.05
# From this part of losses on with a date of asking, how many were known before is learnt from these dates.
_ASKED_ENOUGH = 0.5
# Imagined losses of the book's mean MRR, beside which those of the last year say what a lost customer pays.
_MRR_DOUBT = 20.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """One period to come. MRR is in minor units; `scheduled` of the `lost` are known already (some may have left)."""

    period: str
    start: date
    end: date
    customers_start: float
    scheduled: int
    lost: float
    low80: float
    high80: float
    low95: float
    high95: float
    mrr_lost: float
    mrr_low80: float
    mrr_high80: float
    mrr_low95: float
    mrr_high95: float


@dataclass(frozen=True, slots=True)
class Past:
    """One whole period before: customers at its start, and those of them who were gone at its end."""

    period: str
    customers_start: int
    lost: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The periods to come, the method used, how every method did on the book's own past, and that past."""

    every: Every
    method: str
    rows: tuple[Ahead, ...]
    backtest: tuple[Score, ...]
    past: tuple[Past, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Losses of a period that have `come` or are still `scheduled`, and the MRR of both (minor units)."""

    come: int = 0
    scheduled: int = 0
    mrr: float = 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the book stands at the start of the first period that is not over, and what was learnt from its past.

    `mrr[s][age]` and `mrr_squares[s][age]` are sums over its customers there (minor units); `known` are the losses by
    periods ahead that need no guess; `to_come` is the part of a period's losses that falls after as-of in the period
    that holds it (1 where that has not begun), as in the last year; `told[ahead]` is the part of losses that was asked
    for that long before (None where no dates of asking tell), `heavier` what a lost customer pays against the mean.
    """

    panel: Panel
    fitted: Fitted
    inflow: list[float]
    mrr: list[list[float]]
    mrr_squares: list[list[float]]
    known: dict[int, Known]
    to_come: float
    told: list[float] | None
    heavier: float


def forecast(
    ledger: Ledger, as_of: date, *, every: Every = "month", horizon: int = 6, where: Sequence[tuple[str, str]] = ()
) -> Forecast:
    """The next `horizon` periods from the first one that is not over at as-of; those who join meanwhile are expected as
    in the last year. Overlapping periods are forecast by the month.

    Raises ChurnError("too_little_to_forecast") where the past is too short or saw too few losses, WrongUsage for an
    unknown period or field or a horizon outside 1 to 12.
    """
    if not 1 <= horizon <= HORIZON:
        raise WrongUsage("bad_choice", option="--periods", value=horizon, known=f"1..{HORIZON}")
    seen = outlook(ledger, as_of, every=every, where=where, horizon=horizon)
    rows = ahead_rows(seen, horizon)
    known = seen.panel
    past = tuple(
        Past(label_of(known.day(i), known.every), known.exposure(i), known.losses(i)) for i in range(known.origin)
    )
    return Forecast(known.every, seen.fitted.method.code, rows, seen.fitted.scores, past)


def outlook(ledger: Ledger, as_of: date, *, every: Every, where: Sequence[tuple[str, str]], horizon: int) -> Outlook:
    """What forecast, what-if and chances share, and so make once. Raises as `forecast`."""
    if every not in EVERIES:
        raise WrongUsage("bad_every", value=every)
    known: Every = "month" if every.startswith("rolling") else every
    asked = (as_of, known, tuple(where), horizon)
    return ledger.once("outlook", lambda: _outlook(ledger, *asked), asked)


def _outlook(ledger: Ledger, as_of: date, every: Every, where: Sequence[tuple[str, str]], horizon: int) -> Outlook:
    found = spans(ledger, as_of, every, where, by=segment_field(ledger))
    past = panel(found, as_of, every)
    to_come = _to_come(found, as_of, every)
    learnt = _learnt(ledger, past, to_come, where, horizon)
    if learnt is None:
        losses = sum(map(past.losses, range(past.origin)))
        raise ChurnError(
            "too_little_to_forecast",
            periods=past.origin, losses=losses, least_periods=LEAST_PERIODS, least_losses=LEAST_LOSSES,
        )  # fmt: skip
    here = unit_of(as_of + timedelta(days=1), every)
    found = _asked(ledger, found, unit_day(here - 12 // step_of(every), every))
    customers = _customers(ledger, found, as_of, every)
    sums, squares = _by_age(customers, past)
    return Outlook(
        past, learnt, inflow(past, past.origin), sums, squares, _known(customers, as_of, every), to_come,
        _told(found, here, step_of(every)), _heavier(found, customers, as_of),
    )  # fmt: skip


def _learnt(
    ledger: Ledger, past: Panel, to_come: float, where: Sequence[tuple[str, str]], horizon: int
) -> Fitted | None:
    """What the whole periods teach; the one that holds as-of too, once nearly all of its losses have come."""
    if to_come <= _NEARLY_NONE:
        last_day = past.day(past.origin + 1) - timedelta(days=1)
        later = panel(spans(ledger, last_day, past.every, where, by=segment_field(ledger)), last_day, past.every)
        learnt = fitted(later, horizon) if later.segments == past.segments else None
        if learnt is not None:
            chance = learnt.chance
            return replace(learnt, chance=lambda segment, age, ahead: chance(segment, age, max(0, ahead - 1)))
    return fitted(past, horizon)


def ahead_rows(seen: Outlook, horizon: int) -> tuple[Ahead, ...]:
    """The forecast period by period."""
    counts = rolled(seen.panel.exposed[-1], seen.fitted.chance, seen.inflow, horizon)
    amounts = rolled_mrr(seen, seen.fitted.chance, horizon)
    customers = float(seen.panel.exposure(seen.panel.origin))
    rows: list[Ahead] = []
    for ahead, ((there, expected, chance), (mrr, mrr_chance)) in enumerate(zip(counts, amounts, strict=True)):
        start, end = seen.panel.day(seen.panel.origin + ahead), seen.panel.day(seen.panel.origin + ahead + 1)
        sure = seen.known.get(ahead, Known())
        known = sure.come + sure.scheduled
        # What is known of the periods before may have left more or fewer customers than these chances would have.
        left = unforeseen(seen, ahead, expected * customers / there if there else 0.0)
        part = left / expected if expected else 0.0
        error = seen.fitted.errors[ahead]
        count = law(left, chance * part, error, max(0.0, customers - known))
        (low80, high80), (low95, high95) = count.interval(0.8), count.interval(0.95)
        mrr_left = mrr * part
        spread = mrr_chance * part + error * mrr_left**2
        mrr95, mrr80, mrr_top80, mrr_top95 = (gamma_quantile(share, mrr_left, spread) for share in _SHARES)
        rows.append(
            Ahead(
                label_of(start, seen.panel.every), start, end, customers, known, known + left,
                known + low80, known + high80, known + low95, known + high95,
                sure.mrr + mrr_left, sure.mrr + mrr80, sure.mrr + mrr_top80,
                sure.mrr + mrr95, sure.mrr + mrr_top95,
            )
        )  # fmt: skip
        customers = max(0.0, customers - known - left) + sum(seen.inflow)
    return tuple(rows)


def unforeseen(seen: Outlook, ahead: int, expected: float) -> float:
    """Of the losses expected in a period, those that nobody has announced and that no past day has brought yet.

    Where dates of asking tell which part of the losses used to be known that long before, the rest is still to come;
    else the scheduled ones are taken for a part of those expected.
    """
    if ahead == 0:
        expected *= seen.to_come
    if seen.told is not None:
        return expected * (1 - seen.told[min(ahead, len(seen.told) - 1)])
    return max(0.0, expected - seen.known.get(ahead, Known()).scheduled)


def rolled_mrr(seen: Outlook, chance: Chance, horizon: int) -> list[tuple[float, float]]:
    """By period ahead: the MRR expected to be lost, and its variance by chance alone."""
    total, customers = sum(map(sum, seen.mrr)), seen.panel.exposure(seen.panel.origin)
    typical = total / customers if customers else 0.0
    paying = rolled(seen.mrr, chance, [typical * n for n in seen.inflow], horizon)
    squares = rolled(seen.mrr_squares, chance, [typical**2 * n for n in seen.inflow], horizon)
    factor = seen.heavier
    return [(lost * factor, spread * factor**2) for (_, lost, _), (_, _, spread) in zip(paying, squares, strict=True)]


def _customers(ledger: Ledger, found: pl.DataFrame, as_of: date, every: Every) -> pl.DataFrame:
    """Of the spans (with `asked_on`) who was there at the start of the first period that is not over: group, age,
    opening (the MRR there), scheduled_on, ended."""
    here = unit_of(as_of + timedelta(days=1), every)
    at = changes(ledger).filter(pl.col("day") < unit_day(here, every))
    amounts = at.filter(is_first().shift(-1, fill_value=True)).select("account", opening="mrr_after")
    return (
        found.filter(pl.col("last") >= here, ~pl.col("lost"))
        .join(amounts, on="account", how="left")
        .with_columns(pl.col("opening").fill_null(0), age=here - pl.col("first"))
        .with_columns(scheduled_on=pl.when((pl.col("asked_on") <= as_of).fill_null(True)).then("scheduled_on"))
    )


def _asked(ledger: Ledger, found: pl.DataFrame, since: date) -> pl.DataFrame:
    """The spans with `asked_on`: the latest asking among the rows that end with them, of ends from `since` on."""
    rows = spells(ledger).filter(pl.col("end_on") >= since, pl.col("cancelled_on").is_not_null())
    asked = rows.group_by(_moment=moment("end_on")).agg(asked_on=pl.col("cancelled_on").max())
    ends = found.with_columns(out=pl.col("ended").fill_null(pl.col("scheduled_on"))).with_columns(_moment=moment("out"))
    return ends.join(asked, on="_moment", how="left").drop("out", "_moment")


def _by_age(customers: pl.DataFrame, past: Panel) -> tuple[list[list[float]], list[list[float]]]:
    sums, squares = ([[0.0] * len(ages) for ages in past.exposed[-1]] for _ in range(2))
    number = {name: index for index, name in enumerate(past.segments)}
    amount = pl.col("opening").cast(pl.Float64)
    parts = customers.group_by("group", "age").agg(total=amount.sum(), square=(amount**2).sum())
    for group, age, total, square in parts.rows():
        sums[number[group]][age], squares[number[group]][age] = total, square
    return sums, squares


def _known(customers: pl.DataFrame, as_of: date, every: Every) -> dict[int, Known]:
    """By periods ahead: the losses of these customers that have come or are scheduled."""
    here = unit_of(as_of + timedelta(days=1), every)
    out = pl.col("ended").fill_null(pl.col("scheduled_on"))
    counts = (
        customers.filter(out.is_not_null())
        .group_by(ahead=unit_index(out, every) - here)
        .agg(
            pl.col("ended").is_not_null().sum().cast(pl.Int64),
            pl.col("ended").is_null().sum().cast(pl.Int64).alias("scheduled"),
            pl.col("opening").cast(pl.Float64).sum(),
        )
    )
    return {ahead: Known(come, scheduled, mrr) for ahead, come, scheduled, mrr in counts.rows()}


def _to_come(found: pl.DataFrame, as_of: date, every: Every) -> float:
    """The part of a period's losses that comes after as many days as are over; evenly spread where none are known.

    Many books lose on the first of the month, when nothing more is to be expected from the second on.
    """
    here = unit_of(as_of + timedelta(days=1), every)
    start, end = unit_day(here, every), unit_day(here + 1, every)
    over = (as_of - start).days + 1
    year = found.filter("lost", pl.col("last") >= here - 12 // step_of(every))
    months = pl.col("last") * step_of(every)
    opened = pl.date(months.floordiv(12), months % 12 + 1, 1)
    later = year.filter((pl.col("ended") - opened).dt.total_days() >= over).height
    return (later + 1 - over / (end - start).days) / (year.height + 1)


def _told(found: pl.DataFrame, here: int, step: int) -> list[float] | None:
    """Of the last year's losses, the part asked for before the period that many periods earlier began."""
    lost = found.filter("lost", pl.col("last") >= here - 12 // step)
    asked = lost["asked_on"].drop_nulls().len()
    if not lost.height or asked < _ASKED_ENOUGH * lost.height:
        return None
    months = pl.col("asked_on").dt.year().cast(pl.Int64) * 12 + pl.col("asked_on").dt.month() - 1
    lead = lost.select((pl.col("last") - months.floordiv(step) - 1).fill_null(-1)).to_series()
    return [lead.filter(lead >= ahead).len() / lost.height for ahead in range(HORIZON)]


def _heavier(found: pl.DataFrame, customers: pl.DataFrame, as_of: date) -> float:
    """What the customers lost in the last year paid, against the mean of today's; drawn towards 1."""
    mean = customers["opening"].mean()
    if not isinstance(mean, int | float) or not mean:
        return 1.0
    lost = found.filter("lost", pl.col("ended") > as_of - timedelta(days=365))
    return (float(lost["mrr"].sum()) / mean + _MRR_DOUBT) / (lost.height + _MRR_DOUBT)
