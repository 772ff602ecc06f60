"""Kinds of files: packed, many, refused, workbooks, Parquet, JSON, databases."""

import gzip
import os
import sqlite3
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from metrics.errors import ChurnError
from metrics.reading.grid import Grid, Hints
from metrics.reading.opening import open_grids

TABLE = "id,name,mrr\n007,Acme,12.50\n8,Beta,3\n"
ROWS = [("007", "Acme", "12.50"), ("8", "Beta", "3")]


def only(path: Path, hints: Hints | None = None) -> Grid:
    (grid,) = open_grids(path, hints)
    return grid


def refusal(path: Path, hints: Hints | None = None) -> ChurnError:
    with pytest.raises(ChurnError) as caught:
        open_grids(path, hints)
    assert "file" in caught.value.params
    return caught.value


def test_gzip_and_zip_hold_what_they_pack(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("./b.csv", TABLE)
        archive.writestr("a/c.csv", TABLE.replace(",", ";"))
        archive.writestr("__MACOSX/b.csv", "x")
        archive.writestr("a/.hidden", "x")
    assert only(tmp_path / "t.csv.gz").cells.rows() == ROWS
    grids = open_grids(tmp_path / "t.zip")
    assert [grid.file.rsplit("#")[-1] for grid in grids] == ["./b.csv", "a/c.csv"]
    assert [grid.cells.rows() for grid in grids] == [ROWS, ROWS]
    assert len({grid.sha256 for grid in grids}) == 1


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_other_scripts_in_utf_16_without_a_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes("имя,город\r\nАнна,Москва\r\nΝαι,東京\r\n".encode(encoding))
    grid = only(file)
    assert (grid.dialect.encoding, grid.header) == (encoding, ("имя", "город"))
    assert grid.cells.rows() == [("Анна", "Москва"), ("Ναι", "東京")]


def test_a_folder_and_a_glob_are_their_files(tmp_path: Path) -> None:
    for day in ("02", "01", "03"):
        (tmp_path / f"day{day}.csv").write_text(TABLE)
    (tmp_path / ".hidden").write_text("x")
    names = [Path(grid.file).name for grid in open_grids(tmp_path)]
    assert names == ["day01.csv", "day02.csv", "day03.csv"]
    assert [Path(grid.file).name for grid in open_grids(tmp_path / "day0[12].csv")] == names[:2]


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "blank").write_bytes(b"\r\n \n")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "cut.gz").write_bytes(gzip.compress(TABLE.encode() * 50)[:-20])
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04" + bytes(40))
    (tmp_path / "folder").mkdir()
    codes = {name.name: refusal(name).code for name in sorted(tmp_path.iterdir())}
    assert codes == {
        "pipe": "not_a_file", "empty": "file_empty", "blank": "file_empty", "picture.csv": "not_text",
        "bytes.csv": "not_text", "cut.gz": "file_damaged", "cut.zip": "file_damaged", "folder": "folder_empty",
    }  # fmt: skip
    assert refusal(tmp_path / "nothing").code == "file_missing"


def test_a_packed_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(80 << 20)))
    assert refusal(tmp_path / "bomb.gz").code == "file_too_large"


def test_hints_settle(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes("Nazwa;Kwota\nŁódź;1,5\nŻary;2,5\n".encode("cp1250"))
    assert only(file, Hints(encoding="cp1250")).cells["c0"].to_list() == ["Łódź", "Żary"]
    assert only(file, Hints(separator=",", header_row=0)).header == ()
    assert only(file, Hints(header_row=2)).cells.height == 1
    assert refusal(file, Hints(encoding="klingon")).code == "unknown_encoding"
    assert refusal(file, Hints(encoding="utf-8")).code == "not_in_encoding"
    assert refusal(file, Hints(header_row=99)).code == "no_such_line"
    file.write_text("12,5\n3,75\n")
    assert refusal(file).params["option"] == "--separator"
    assert only(file, Hints(separator=";")).cells.rows() == [("12,5",), ("3,75",)]


def test_a_record_keeps_its_place_and_text(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('Report\n\nid,text,mrr\n1,"two\nlines",3\n\n2,x\n3,y,4,5\nTotal,,7\n(3 rows)\n')
    grid = only(file)
    assert grid.lines.to_list() == [4, 7, 8]
    assert grid.ragged.to_list() == [0, -1, 1]
    assert grid.cells.rows() == [("1", "two\nlines", "3", None), ("2", "x", None, None), ("3", "y", "4", "5")]
    assert grid.texts([2, 0]) == ["3,y,4,5", '1,"two\nlines",3']
    assert [(aside.line, aside.kind) for aside in grid.asides] == [(1, "preamble"), (9, "total"), (10, "footer")]
    assert (grid.dialect.header_row, grid.dialect.blank_lines) == (3, 2)


def test_a_customer_called_total_is_no_total(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("name,plan,mrr\nAcme,a,5\nNotebook Ltd,b,6\nTotal,b,7\n")
    grid = only(file)
    assert grid.cells["c0"].to_list() == ["Acme", "Notebook Ltd", "Total"]
    assert grid.asides == ()


def test_workbooks_are_read_sheet_by_sheet(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(file) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        first, second = book.add_worksheet("Sales"), book.add_worksheet("Accounts")
        book.add_worksheet("Empty")
        first.merge_range(0, 0, 0, 2, "Sales of the year")
        first.write_row(2, 0, ["Order", "Day", "Amount"])
        for row, amount in enumerate((12.5, -3, 1e6), start=3):
            first.write_string(row, 0, f"00{row}")
            first.write_datetime(row, 1, datetime(2025, 1, row), day)
            first.write_number(row, 2, amount)
        first.write_row(6, 0, ["Total", "", 1000009.5])
        second.write_row(0, 0, ["Account", "Name"])
        second.write_row(1, 0, ["A1", "n/a"])
    sales, accounts = open_grids(file)
    assert sales.header == ("Order", "Day", "Amount")
    assert sales.cells.row(0) == ("003", "2025-01-03", "12.5")
    assert sales.cells["c2"].to_list() == ["12.5", "-3", "1000000"]
    assert sales.lines.to_list() == [4, 5, 6]
    assert [aside.kind for aside in sales.asides] == ["preamble", "total"]
    assert accounts.file.endswith("book.xlsx#Accounts")
    assert accounts.cells.rows() == [("A1", "n/a")]
    assert only(file, Hints(sheet="Accounts")).header == ("Account", "Name")
    assert refusal(file, Hints(sheet="Nope")).code == "no_such_sheet"


def test_parquet_and_json_lines(tmp_path: Path) -> None:
    pl.DataFrame({"id": ["007", None], "day": [date(2025, 1, 2)] * 2, "mrr": [Decimal("12.50"), None]}).write_parquet(
        tmp_path / "t.parquet"
    )
    grid = only(tmp_path / "t.parquet")
    assert grid.header == ("id", "day", "mrr")
    assert grid.cells.rows() == [("007", "2025-01-02", "12.50"), ("", "2025-01-02", "")]
    (tmp_path / "t.jsonl").write_text('{"id": "007", "plan": {"mrr": 12.50}}\n\n{"id": 8, "new": [1, true]}\n')
    grid = only(tmp_path / "t.jsonl")
    assert grid.header == ("id", "plan.mrr", "new")
    assert grid.cells.rows() == [("007", "12.50", ""), ("8", "", '["1", true]')]
    assert grid.lines.to_list() == [1, 3]
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n[2]\n')
    assert refusal(tmp_path / "bad.jsonl").params["line"] == 2


def test_an_old_workbook_that_was_cut_off_is_refused_in_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    for at, value in ((24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6), (44, 1), (48, 1), (57, 0x10)):
        head[at : at + 2] = value.to_bytes(2, "little")
    head[60:64] = head[68:72] = b"\xfe\xff\xff\xff"
    head[76:512] = bytes(4) + b"\xff" * 432
    chains = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff" * 504
    (tmp_path / "t.xls").write_bytes(bytes(head) + chains + b"R" * 100)
    assert refusal(tmp_path / "t.xls").code == "bad_workbook"
    assert capfd.readouterr().err == ""


def test_a_workbook_that_asks_for_all_memory_is_refused_in_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "first")
        sheet.write(1_048_575, 16_383, "last")
    assert refusal(tmp_path / "t.xlsx").code == "bad_workbook"
    assert capfd.readouterr().err == ""


def test_a_query_reads_and_cannot_write(tmp_path: Path) -> None:
    file = tmp_path / "crm.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table t (id text, mrr real)")
        connection.execute("insert into t values ('007', 12.5), (null, 3)")
    connection.close()
    grid = only(file, Hints(query="select id, mrr from t order by mrr"))
    assert grid.header == ("id", "mrr")
    assert grid.cells.rows() == [("", "3.0"), ("007", "12.5")]
    assert refusal(file, Hints(query="delete from t")).code == "bad_query"
    assert refusal(file, Hints(query="selec")).code == "bad_query"
