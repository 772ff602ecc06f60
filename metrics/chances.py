"""How likely each customer is still to be there in some months, from its tenure and its segment alone."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import exp, log, sqrt

import polars as pl

from metrics.forecast import outlook
from metrics.ledger import Ledger
from metrics.panel import segment_field, spans
from metrics.statistics import Z95
from metrics.stretches import unit_of

MONTHS = (3, 6, 12)
SCHEMA = {"account_id": pl.String, "months": pl.Int64, "chance": pl.Float64, "low": pl.Float64, "high": pl.Float64}


def chances(ledger: Ledger, as_of: date, *, where: Sequence[tuple[str, str]] = ()) -> pl.DataFrame:
    """The chance of every customer at as-of to stay 3, 6 and 12 months longer, with the 95 % band of the chance itself.

    Columns: account_id, months, chance, low, high; sorted. It is what became of customers of its age and segment, not a
    judgement of this one: no list of people to contact is made from it. Raises as `forecast`.
    """
    seen = outlook(ledger, as_of, every="month", where=where, horizon=max(MONTHS))
    number = {name: index for index, name in enumerate(seen.panel.segments)}
    losses = [sum(ages) for ages in seen.panel.lost_before[-1]]
    here = unit_of(as_of + timedelta(days=1), "month")
    found = spans(ledger, as_of, "month", where, by=segment_field(ledger))
    there = found.filter(pl.col("ended").is_null()).select("account_id", "group", age=here - pl.col("first"))
    rows: list[tuple[str | None, int, int, float, float, float]] = []
    for group, age in there.select("group", "age").unique().rows():
        segment = number[group]
        hazard = 0.0
        for ahead in range(max(MONTHS)):
            hazard -= log(max(1e-9, 1 - seen.fitted.chance(segment, age + ahead, ahead)))
            if ahead + 1 in MONTHS:
                doubt = exp(Z95 * sqrt(seen.fitted.errors[ahead] + 1 / (losses[segment] + 1)))
                rows.append((group, age, ahead + 1, exp(-hazard), exp(-hazard * doubt), exp(-hazard / doubt)))
    kinds = (
        pl.DataFrame(rows, schema={"group": pl.String, "age": pl.Int64, **dict(list(SCHEMA.items())[1:])}, orient="row")
        .group_by("group", "age", maintain_order=True)
        .agg(list(SCHEMA)[1:])
    )
    whole = there.join(kinds, on=["group", "age"], how="left", nulls_equal=True, maintain_order="left")
    return whole.select(list(SCHEMA)).explode(list(SCHEMA)[1:])
