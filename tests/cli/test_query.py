"""Rows by SQL: what a query gives of an SQLite file is read like a file, and nothing can be written."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "billing.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bills (number, customer, issued, amount)")
    rows = [("i1", "a1", "2024-01-02", 12.5), ("i2", "a2", "2024-01-03", None), ("i3", "a1", "2024-02-30", 7)]
    connection.executemany("INSERT INTO bills VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return path


QUERY = "SELECT number AS invoice_id, customer AS account_id, issued AS issued_on, amount FROM bills"


def test_read_prints_what_the_query_gives(database: Path, churn: Run) -> None:
    answer = churn("read", str(database), "--query", QUERY)
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "invoice_id,account_id,issued_on,amount", "i1,a1,2024-01-02,12.5", "i2,a2,2024-01-03,", "i3,a1,2024-02-30,7",
    ]  # fmt: skip


def test_import_takes_its_rows_once(database: Path, churn: Run) -> None:
    first = churn("import", str(database), "--query", QUERY, "--json")
    (entry,) = first.json
    assert (first.code, entry["table"], entry["rows"], entry["accepted"], entry["quarantined"]) == (
        3, "invoices", 3, 1, 2,
    )  # fmt: skip
    (again,) = json.loads(churn("import", str(database), "--query", QUERY, "--json").out)
    assert (again["import_id"], again["accepted"]) == (None, 0)


def test_a_query_that_writes_is_refused(database: Path, churn: Run) -> None:
    for query in ("DELETE FROM bills", "DELETE FROM bills RETURNING *", "PRAGMA user_version = 3", "nonsense"):
        answer = churn("read", str(database), "--query", query)
        assert (answer.code, answer.out) == (1, "") or query.startswith("PRAGMA")
    connection = sqlite3.connect(database)
    assert connection.execute("SELECT count(*), user_version FROM bills, pragma_user_version").fetchone() == (
        3, 0,
    )  # fmt: skip
    connection.close()


def test_below_files_no_server_is_asked(database: Path, churn: Run, tmp_path: Path) -> None:
    inside = churn("read", str(database), "--query", "SELECT 1 AS a, 2 AS b", "--files", str(tmp_path))
    outside = churn("read", "postgresql://u:secret@host/db", "--query", "SELECT 1", "--files", str(tmp_path))
    assert (inside.code, outside.code) == (0, 1)
    assert "secret" not in outside.err
