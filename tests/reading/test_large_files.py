"""Large files stream: rows wait on disk, keys are compared by hashes, and an interruption leaves nothing behind."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.errors import ChurnError
from metrics.reading import large, spool
from metrics.reading.ahead import ahead
from metrics.reading.batch import Batch, BookContext, read_batches
from metrics.reading.grid import Hints
from metrics.reading.opening import open_grids
from metrics.reading.spool import Spool, Spooler, content_hash
from metrics.reading.terms import Progress

ROOT = Path(__file__).parents[2]
ROWS = [f"i{n},a{n % 7},2026-01-{n % 28 + 1:02d},{n}.5" for n in range(4000)]
AGAIN = [
    ROWS[5],
    "i6,a6,2026-01-07,999.99",
    "i4001,a1,2026-02-30,1",
    *(f"i{n},b,2026-03-01,1" for n in range(5000, 5200)),
]
TEXT = "\n".join(["invoice_id,account_id,issued_on,amount", *ROWS, *AGAIN]) + "\n"


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of some kilobytes are read as those of gigabytes are."""
    for name, size in (("HEAD", 4096), ("BLOCK", 16384), ("TAIL", 1024)):
        monkeypatch.setattr(large, name, size)
    monkeypatch.setattr("metrics.reading.opening.WHOLE", 8192)


def read(path: Path, folder: Path, **context: object) -> Batch:
    (batch,) = read_batches([path], Hints(), replace(BookContext(currency="EUR", spool=folder), **context))  # type: ignore[arg-type]
    return batch


def test_gives_what_reading_it_whole_gives(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path, folder = tmp_path / "invoices.csv", tmp_path / "spool"
    folder.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    whole = read(path, folder)
    request.getfixturevalue("small_blocks")
    parts = read(path, folder)
    assert isinstance(parts.held, Spool)
    assert_frame_equal(parts.rows, whole.rows)
    assert_frame_equal(parts.rejects, whole.rejects)
    assert (parts.records, parts.unchanged, parts.notices, parts.fields) == (
        whole.records, whole.unchanged, whole.notices, whole.fields,
    )  # fmt: skip
    assert (parts.unchanged, parts.rejects.height) == (1, 3)
    assert parts.held.content == content_hash(whole.rows)


OTHER = [
    "order_id,customer,ordered_on,units",
    *(f"o{n},a{n % 7},2026-02-{n % 28 + 1:02d},{n % 5 + 1}" for n in range(900)),
]
NARROW = ["customer,answered_on,score", *(f"a{n % 7},2026-02-{n % 28 + 1:02d},{n % 11}" for n in range(900))]


def lines(header: str, *rows: str) -> str:
    return "\n".join([header, *rows, *rows[:700], rows[3] + ",more", rows[1]]) + "\n"


ACCOUNTS = lines("account_id,name,Sales team,created_on", *(f"a{n},Co {n},t{n % 9},2026-01-02" for n in range(2000)))
SPELLS = lines("account_id,plan,start_on,mrr", *(f"a{n % 50},p{n % 3},2026-01-{n % 28 + 1:02d},5" for n in range(2000)))
EMAILS = lines("account_id,sent_on,opened_on", *(f"a{n % 300},2026-01-{n % 28 + 1:02d}," for n in range(2000)))


@pytest.mark.parametrize(("text", "name"), [(ACCOUNTS, "accounts"), (SPELLS, "subscriptions"), (EMAILS, "emails")])
def test_attributes_and_derived_ids_are_those_of_the_whole(
    text: str, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path, folder = tmp_path / f"{name}.csv", tmp_path / "spool"
    folder.mkdir()
    path.write_text(text, encoding="utf-8")
    whole = read(path, folder)
    request.getfixturevalue("small_blocks")
    parts = read(path, folder)
    assert isinstance(parts.held, Spool)
    assert whole.table == name
    assert_frame_equal(parts.rows, whole.rows)
    assert_frame_equal(parts.rejects, whole.rejects)
    assert (parts.records, parts.unchanged, parts.fields) == (whole.records, whole.unchanged, whole.fields)
    assert parts.held.content == content_hash(whole.rows)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("further", [OTHER, NARROW, TEXT.splitlines()[:900]])
def test_a_second_table_is_never_read_as_the_first(
    further: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "invoices.csv"
    path.write_text(TEXT + "\n".join(further) + "\n", encoding="utf-8")
    tables = open_grids(path)
    assert [grid.header[0] for grid in tables] == ["invoice_id", further[0].split(",")[0]]
    monkeypatch.setattr(large, "HELD", 0)
    (grid,) = open_grids(path)
    with pytest.raises(ChurnError) as raised:
        list(grid.parts())
    assert (raised.value.code, raised.value.params["line"]) == ("second_table", TEXT.count("\n") + 1)


@pytest.mark.usefixtures("small_blocks")
def test_words_among_numbers_begin_no_table(tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv"
    odd = [line.replace("2026", "unknown") + "x" for line in ROWS[100:110]]
    path.write_text("\n".join([TEXT.strip(), "i7000,a1,unknown,none", *odd, *ROWS[:5]]) + "\n", encoding="utf-8")
    (grid,) = open_grids(path)
    assert sum(part.records for part in grid.parts()) == len(ROWS) + len(AGAIN) + 16


@pytest.mark.usefixtures("small_blocks")
def test_a_total_at_the_end_is_no_record(tmp_path: Path) -> None:
    path, folder = tmp_path / "invoices.csv", tmp_path / "spool"
    folder.mkdir()
    path.write_text(TEXT + "Total,,,12345.5\n", encoding="utf-8")
    batch = read(path, folder)
    assert (batch.records, batch.rejects.height) == (len(ROWS) + len(AGAIN), 3)


@pytest.mark.usefixtures("small_blocks")
def test_tells_how_far_it_is_and_stops_when_told(tmp_path: Path) -> None:
    path, folder = tmp_path / "invoices.csv", tmp_path / "spool"
    folder.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    told: list[Progress] = []
    batch = read(path, folder, progress=told.append)
    assert told[-1] == Progress(str(path), batch.records, 1.0)
    assert [one.share for one in told] == sorted(one.share for one in told)
    del batch

    def stop(progress: Progress) -> None:
        if progress.records:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(path, folder, progress=stop)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_told_where_the_rows_come_from(tmp_path: Path) -> None:
    rows = pl.DataFrame({"a": [1, 2]})
    with pytest.raises(pl.exceptions.PolarsError), Spooler({"a": pl.Int64, "b": pl.Int64}, tmp_path) as spooler:
        spooler.put(rows)  # lacks a column: the writer fails in its own thread
        spooler.finish()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_reader_left_goes_with_the_next(tmp_path: Path) -> None:
    """Rows of customers, which nobody else would look for."""
    program = (
        "import os, sys; from pathlib import Path; from metrics.reading.spool import Spooler\n"
        "Spooler({}, Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=False)
    (left,) = tmp_path.iterdir()
    held = Spooler({"a": pl.Int64}, tmp_path)
    (mine,) = tmp_path.iterdir()
    assert mine != left
    spool.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [mine] and held.height == 0


def test_what_goes_wrong_ahead_is_raised_in_its_place() -> None:
    def parts() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    found = ahead(parts())
    assert next(found) == 1
    with pytest.raises(ValueError, match="broken"):
        next(found)
