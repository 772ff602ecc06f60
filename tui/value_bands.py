"""What a column can be filtered by: its values, or bands of them, each with how many rows it has."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from metrics.periods import add_months
from tui.list_shape import Kept

if TYPE_CHECKING:
    import polars as pl

_MOST = 2000  # values that are offered
_BANDS = 7
_MONTHS = 36  # more months than this are offered as years

# What is kept, and how many rows that are.
Band = tuple[Kept, int]


def bands(column: "pl.Series") -> list[Band]:
    """The values of a column, the most frequent first; of dates the months or years, of numbers bands of round width;
    rows without a value last."""
    import polars as pl

    name, kind = column.name, column.dtype
    if kind == pl.Null:
        found, none = [], len(column)
    elif kind == pl.List:
        counts = column.explode(empty_as_null=False).value_counts(sort=True).rows()
        found = [(Kept(name, "any", [value]), int(n)) for value, n in counts]
        none = int((column.list.len() == 0).sum())
    elif kind == pl.Date:
        found, none = _dates(column), column.null_count()
    elif kind.is_numeric():
        found, none = _numbers(column), column.null_count()
    else:
        counts = column.drop_nulls().value_counts(sort=True).head(_MOST).rows()
        found, none = [(Kept(name, "is", value), int(n)) for value, n in counts], column.null_count()
    return [*found, (Kept(name, "is", None), none)] if none else found


def _dates(column: "pl.Series") -> list[Band]:
    days = column.drop_nulls()
    if days.is_empty():
        return []
    first, last = days.min(), days.max()
    assert isinstance(first, date) and isinstance(last, date)
    months = (last.year - first.year) * 12 + last.month - first.month
    step, unit = (1, "1mo") if months <= _MONTHS else (12, "1y")
    counts = days.dt.truncate(unit).value_counts().sort(column.name, descending=True)
    return [
        (Kept(column.name, "within", [start.isoformat(), add_months(start, step).isoformat()]), int(n))
        for start, n in counts.iter_rows()
    ]


def _numbers(column: "pl.Series") -> list[Band]:
    values = column.drop_nulls()
    if values.is_empty():
        return []
    edges = _edges(values)
    spans = [(low, high) for low, high in zip([None, *edges], [*edges, None], strict=True)]
    return [
        (Kept(column.name, "within", [low, high]), n)
        for low, high in spans
        if (n := int(_between(values, low, high).sum()))
    ]


def _between(values: "pl.Series", low: Any, high: Any) -> "pl.Series":
    above = values.is_not_null() if low is None else values >= low
    return above if high is None else above & (values < high)


def _edges(values: "pl.Series") -> Sequence[float | int]:
    """Round numbers near the quantiles, in order."""
    whole: Callable[[float], float | int] = round if values.dtype.is_integer() else float
    quantiles = [values.quantile(part / _BANDS, "nearest") or 0.0 for part in range(1, _BANDS)]
    return sorted({whole(_round(float(value))) for value in quantiles})


def _round(value: float) -> float:
    """The number with its first two figures."""
    return float(f"{value:.1e}")
