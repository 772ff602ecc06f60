"""Invoices of a CSV into a book, beside DuckDB reading the same file into Parquet."""

import argparse
import sys
from pathlib import Path

from fixtures.big import tables
from tests.bench.places import Spent, environment, spent
from tests.bench.tables import Row, ratio
from tests.terminal.person import program

_DUCKDB = (
    "import sys, duckdb; duckdb.sql(f\"COPY (FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet)\")"
)


def run(folder: Path, options: argparse.Namespace) -> list[Row]:
    """A row a program; the first run of each warms the disk and does not count."""
    env = environment(folder)
    source = folder / "invoices.csv"
    facts = options.rows * 100 // 30  # of which the invoices are 30 in the hundred
    tables(max(1, options.rows // 10), facts)["invoices"].collect().write_csv(source)
    for warm in (True, False):
        suffix = "warm" if warm else "measured"
        duck = spent([sys.executable, "-c", _DUCKDB, str(source), str(folder / f"{suffix}.parquet")], env)
        ours = spent(program("import", str(source), "--workspace", str(folder / f"invoices-{suffix}")), env)
    size = source.stat().st_size / 1e6
    return [
        _row("DuckDB to Parquet", duck, duck, options.rows, size),
        _row("churn-tui import", ours, duck, options.rows, size),
    ]


def _row(name: str, it: Spent, peer: Spent, rows: int, size: float) -> Row:
    return {
        "program": name, "rows": rows, "MB": size, "s": it.wall, "x": ratio(it.wall, peer.wall), "CPU s": it.cpu,
        "x CPU": ratio(it.cpu, peer.cpu), "memory, MB": it.peak / 1e6,
    }  # fmt: skip
