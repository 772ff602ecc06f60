"""What a later import changed in figures already shown: what they were, what they are, and the rows behind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from metrics.behind import SPANS, bears_on
from metrics.figures import Figure, Figures
from metrics.measures.base import Measure
from metrics.periods import Period
from metrics.tables import PROVENANCE, TABLES, Tables

CHANGED_ROWS = {
    "table": pl.String,
    "account_id": pl.String,
    "key": pl.String,
    "change": pl.String,  # added, removed or changed
    "source_import": pl.Int64,
    "source_line": pl.Int64,
    "opens": pl.Date,  # from when to when the row counts, and did
    "closes": pl.Date,
    "opened": pl.Date,
    "closed": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a period that had been complete, before and after."""

    was: Figure
    now: Figure


def restated(before: Figures, after: Figures) -> tuple[Restated, ...]:
    """The figures of complete periods that are no longer what they were, in report order; last those that are gone,
    which have no value now.

    A figure that was not there before is news, not a restatement.
    """
    earlier, later = before.index(), after.index()
    found = []
    for key, now in later.items():
        was = earlier.get(key)
        if was is not None and was.period.complete and _numbers(was) != _numbers(now):
            found.append(Restated(was, now))
    gone = [was for key, was in earlier.items() if key not in later and was.period.complete and was.value is not None]
    return (*found, *(Restated(was, _without_value(was)) for was in gone))


def _without_value(figure: Figure) -> Figure:
    return replace(figure, value=None, numerator=None, denominator=None, low=None, high=None)


def _numbers(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.numerator, figure.denominator


def changed_rows(before: Tables, after: Tables, tables: Sequence[str] = tuple(TABLES)) -> pl.DataFrame:
    """The rows that came, went or changed: columns of CHANGED_ROWS, sorted by table, account and key.

    A row that changed or came names the file line it has now, one that went the line it had.
    """
    parts = [_changed(name, before[name], after[name]) for name in tables if "account_id" in TABLES[name].names]
    if not parts:
        return pl.DataFrame(schema=CHANGED_ROWS)
    return pl.concat(parts).sort("table", "account_id", "key")


def _changed(name: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    key = list(TABLES[name].key)
    columns = [column for column in TABLES[name].names if column not in key]
    old, new = (_marked(name, frame, key, columns) for frame in (before, after))
    both = old.join(new, on=key, how="full", coalesce=True, suffix="_now", nulls_equal=True)
    change = (
        pl.when(pl.col("content").is_null())
        .then(pl.lit("added"))
        .when(pl.col("content_now").is_null())
        .then(pl.lit("removed"))
        .otherwise(pl.lit("changed"))
    )
    different = both.filter(pl.col("content").ne_missing(pl.col("content_now")))
    return different.select(
        table=pl.lit(name),
        account_id=pl.coalesce("account_now", "account"),
        key=pl.concat_str([pl.col(column).cast(pl.String).fill_null("") for column in key], separator=" "),
        change=change,
        **{column: pl.coalesce(f"{column}_now", column) for column in PROVENANCE},
        opens="opens_now",
        closes="closes_now",
        opened="opens",
        closed="closes",
    )


def bearing(changed: pl.DataFrame, measure: Measure, period: Period) -> pl.DataFrame:
    """Of changed rows those that bear, or bore, on a measure's figure of a period."""
    now = bears_on(measure, pl.col("opens"), pl.col("closes"), period)
    before = bears_on(measure, pl.col("opened"), pl.col("closed"), period)
    return changed.filter(now.fill_null(False) | before.fill_null(False))


def _marked(name: str, frame: pl.DataFrame, key: list[str], columns: list[str]) -> pl.DataFrame:
    """The key, the whole content as one text, the account, where the row came from, and from when to when it counts."""
    cells = [pl.col(column).cast(pl.String).fill_null("\0") for column in columns]
    content = pl.concat_str(cells, separator="\1") if cells else pl.lit("")
    opens, closes = SPANS.get(name, (None, pl.lit(None, pl.Date)))
    return frame.select(
        *key,
        *PROVENANCE,
        account=pl.col("account_id"),
        content=content,
        opens=pl.col(opens) if opens else pl.lit(None, pl.Date),
        closes=closes,
    )
