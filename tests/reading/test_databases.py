"""Rows by a query: from SQLite, and from PostgreSQL where a server can be started, through the same door."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pytest

from metrics.errors import ChurnError
from metrics.reading.batch import BookContext, read_batches
from metrics.reading.grid import Hints
from metrics.reading.opening import open_grids

ROWS = [
    ("S1", "0012", "2025-01-13", None, "49.50", 1),
    ("S2", "0007", "2025-02-28", "2025-12-31", "1200.00", 0),
    ("S3", "Ärmel, \"A\"\nGmbH", "2025-03-01", None, None, None),
]  # fmt: skip
TABLE = (
    "create table subscription (id text, customer_id text, started_at {day}, ended_at {day}, mrr {money}, live {flag})"
)
QUERY = "select id, customer_id, started_at, ended_at, mrr from subscription order by id"


def programs() -> Path | None:
    """Where PostgreSQL's own programs are."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return places[-1] if places else None


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a server of our own, on a socket in a folder of its own."""
    psycopg = pytest.importorskip("psycopg")
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed")
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory() as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)

        def run(program: str, *options: str) -> None:
            command = [str(bin_folder / program), "-D", str(folder / "data"), *options]
            subprocess.run(command, user=user, check=True, capture_output=True, cwd=folder, timeout=120)

        run("initdb", "-A", "trust", "-U", "postgres", "--no-sync")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} -h '' -F", "start")
        try:
            address = f"postgresql://postgres:secret@/postgres?host={folder}"
            with psycopg.connect(address) as connection:
                connection.execute(TABLE.format(day="date", money="numeric(12,2)", flag="boolean"))
                for row in ROWS:
                    values = (*row[:5], None if row[5] is None else bool(row[5]))
                    connection.execute("insert into subscription values (%s, %s, %s, %s, %s, %s)", values)
            yield address
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """An SQLite file of the same rows."""
    file = tmp_path / "crm.db"
    with sqlite3.connect(file) as connection:
        connection.execute(TABLE.format(day="text", money="text", flag="integer"))
        connection.executemany("insert into subscription values (?, ?, ?, ?, ?, ?)", ROWS)
    connection.close()
    return str(file)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Path:
    """Each kind of database in turn, as a path is typed."""
    return Path(request.getfixturevalue(request.param))


def test_a_query_is_imported_as_a_file_is(database: Path) -> None:
    (batch,) = read_batches([database], Hints(query=QUERY), BookContext(currency="EUR"))
    assert (batch.table, batch.shape, batch.rejects.height, batch.records) == ("subscriptions", "spells", 0, 3)
    rows = batch.rows.select("subscription_id", "account_id", "start_on", "end_on", "mrr").rows()
    assert [tuple(map(str, row)) for row in rows] == [
        ("S1", "0012", "2025-01-13", "None", "4950"),
        ("S2", "0007", "2025-02-28", "2025-12-31", "120000"),
        ("S3", 'Ärmel, "A"\nGmbH', "2025-03-01", "None", "None"),
    ]
    assert "secret" not in batch.file


@pytest.mark.parametrize(
    "query",
    ["delete from subscription", "drop table subscription", "select 1; delete from subscription", "selec", "commit"],
)
def test_nothing_is_written(database: Path, query: str) -> None:
    with pytest.raises(ChurnError) as raised:
        open_grids(database, Hints(query=query))
    assert raised.value.code == "bad_query"
    assert "secret" not in str(raised.value.params)
    (grid,) = open_grids(database, Hints(query=QUERY))
    assert grid.records == 3


@pytest.mark.parametrize("query", ["vacuum into '{}'", "attach 'file:{}?mode=rwc' as x"])
def test_no_other_file_is_made(sqlite: str, tmp_path: Path, query: str) -> None:
    """A connection that only reads could."""
    made = tmp_path / "made.db"
    with pytest.raises(ChurnError, match="bad_query"):
        open_grids(Path(sqlite), Hints(query=query.format(made)))
    assert not made.exists()


def test_a_query_without_end_is_stopped(sqlite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metrics.reading.sql.PATIENCE", 0)
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    with pytest.raises(ChurnError, match="interrupted"):
        open_grids(Path(sqlite), Hints(query=endless))


@pytest.mark.parametrize(
    "query", ["copy (select 1) to '{}'", "copy (select 1) to program 'touch {}'", "select 1; commit; select 2"]
)
def test_a_server_makes_no_file(postgresql: str, query: str) -> None:
    made = Path(gettempdir()) / "churn-tui-made-by-a-server"
    with pytest.raises(ChurnError, match="bad_query"):
        open_grids(Path(postgresql), Hints(query=query.format(made)))
    assert not made.exists()


def test_columns_of_one_name_stay_apart(database: Path) -> None:
    (grid,) = open_grids(database, Hints(query="select id, mrr, mrr from subscription order by id"))
    assert grid.header == ("id", "mrr", "mrr 2")


def test_a_query_without_rows_is_a_table_without_records(database: Path) -> None:
    (grid,) = open_grids(database, Hints(query="select id, mrr from subscription where 1 = 0"))
    assert (grid.header, grid.records) == (("id", "mrr"), 0)
