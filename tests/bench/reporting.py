"""MRR and customers at the end of every month, beside DuckDB's SQL over the same Parquet file."""

import argparse
import sys
from pathlib import Path

from tests.bench.places import Spent, big_book, environment, spent
from tests.bench.tables import Row, ratio
from tests.terminal.person import program

_DUCKDB = """import sys, duckdb
duckdb.sql(f'''
WITH ends AS (SELECT unnest(generate_series(DATE '2021-02-01', DATE '2026-11-01', INTERVAL 1 MONTH))::DATE AS day)
SELECT day, sum(mrr), count(DISTINCT account_id) FROM ends JOIN read_parquet('{sys.argv[1]}') AS s
ON s.start_on < day AND (s.end_on IS NULL OR s.end_on >= day) GROUP BY day ORDER BY day''').fetchall()"""


def run(folder: Path, options: argparse.Namespace) -> list[Row]:
    """A row a program and question."""
    env = environment(folder)
    book = big_book(folder, env, options.accounts, options.facts)
    source = folder / "files" / "subscriptions.parquet"
    report = program("report", "--format", "json", "--workspace", str(book))
    two = [*report, "--metric", "mrr_end", "--metric", "customers_end"]
    for _ in range(2):
        duck = spent([sys.executable, "-c", _DUCKDB, str(source)], env)
        ours, whole = spent(two, env), spent(report, env)
    return [
        _row("DuckDB, two metrics by month", duck, duck),
        _row("churn-tui report, the same two", ours, duck),
        _row("churn-tui report, every metric", whole, duck),
    ]


def _row(name: str, it: Spent, peer: Spent) -> Row:
    return {
        "program": name, "s": it.wall, "x": ratio(it.wall, peer.wall), "CPU s": it.cpu,
        "x CPU": ratio(it.cpu, peer.cpu), "memory, MB": it.peak / 1e6,
    }  # fmt: skip
