"""A Parquet file becomes a grid: its columns as strings, its rows numbered from 1."""

from collections.abc import Sequence
from io import BytesIO

import polars as pl

from metrics.errors import ChurnError
from metrics.reading.grid import Dialect, Grid, Hints, Reason
from metrics.reading.source import Source


def read_parquet(source: Source, _hints: Hints) -> list[Grid]:
    """The file's rows. Raises `bad_parquet`."""
    try:
        frame = pl.read_parquet(BytesIO(source.data) if source.data is not None else source.path)
        cells = frame.select(as_string(column, dtype) for column, dtype in frame.schema.items())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ChurnError("bad_parquet", file=source.name, detail=str(error).splitlines()[0][:120]) from error
    return [grid_of_frame(source.name, source.sha256, cells, "parquet")]


def as_string(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column as text: dates in ISO form, nested values as JSON, null as an empty cell."""
    found = pl.col(column)
    if isinstance(dtype, pl.List | pl.Array | pl.Struct):
        found = pl.struct(found).struct.json_encode()
    elif isinstance(dtype, pl.Binary):
        found = found.bin.encode("hex")
    elif isinstance(dtype, pl.Datetime):
        found = found.dt.to_string("iso:strict")
    else:
        found = found.cast(pl.String)
    return found.fill_null("").alias(column)


def grid_of_frame(file: str, sha256: str, frame: pl.DataFrame, kind: str) -> Grid:
    """A frame of strings with names as a grid; its rows are numbered from 1."""
    cells = frame.rename({name: f"c{place}" for place, name in enumerate(frame.columns)})
    header = tuple(name.strip() for name in frame.columns)

    def texts(places: Sequence[int]) -> list[str]:
        return ["\t".join(cell or "" for cell in cells.row(place)) for place in places]

    return Grid(
        file=file,
        sha256=sha256,
        header=header,
        cells=cells,
        lines=pl.Series("line", range(1, cells.height + 1), dtype=pl.Int64),
        ragged=pl.zeros(cells.height, dtype=pl.Int8, eager=True).alias("ragged"),
        dialect=Dialect(
            kind=kind,
            separator="",
            quote="",
            escape="",
            header_row=None,
            header_rows=1,
            reasons=(Reason("columns_named"),),
        ),
        texts=texts,
        header_cells=(tuple(frame.columns),),
    )
