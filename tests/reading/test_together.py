"""Files of one import settle what each leaves open."""

from dataclasses import replace
from pathlib import Path

import pytest

from metrics.errors import ChurnError, Unsettled
from metrics.reading.batch import BookContext, read_batches
from metrics.reading.grid import Hints
from metrics.reading.opening import open_grids
from metrics.reading.together import recognise_all

HEAD = "InvoiceNo,StockCode,Quantity,InvoiceDate,CustomerID\n"


def write(folder: Path, **files: str) -> list[Path]:
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_daily_files_share_their_date_order(tmp_path: Path) -> None:
    days = write(
        tmp_path, one=HEAD + "1,x,2,03/04/2011 08:26,7.0\n", two=HEAD + "2,x,2,13/04/2011 08:26,7.0\n",
        three=HEAD + "3,x,2,05/06/2011 09:00,8.0\n",
    )  # fmt: skip
    with pytest.raises(Unsettled):
        read_batches(days[:1], Hints(), BookContext())
    found = read_batches(days, Hints(), BookContext())
    assert [str(batch.rows["ordered_on"][0]) for batch in found] == ["2011-04-03", "2011-04-13", "2011-06-05"]


def test_files_that_contradict_each_other_settle_nothing(tmp_path: Path) -> None:
    days = write(
        tmp_path, one=HEAD + "1,x,2,03/04/2011,7.0\n", two=HEAD + "2,x,2,13/04/2011,7.0\n",
        three=HEAD + "3,x,2,04/13/2011,8.0\n",
    )  # fmt: skip
    with pytest.raises(Unsettled) as asked:
        read_batches(days, Hints(), BookContext())
    assert asked.value.option == "--date-order"


def test_another_files_headers_prove_nothing(tmp_path: Path) -> None:
    other = "ticket_id,account_id,opened_on\n1,a,13/04/2011\n"
    with pytest.raises(Unsettled):
        read_batches(write(tmp_path, one=HEAD + "1,x,2,03/04/2011,7.0\n", two=other), Hints(), BookContext())


def test_a_sheet_of_notes_is_passed_over_and_named(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        data, notes = book.add_worksheet("Data"), book.add_worksheet("Legend")
        for row, cells in enumerate(
            [("invoice_id", "account_id", "issued_on", "amount"), ("1", "a", "2026-01-01", 5.5)]
        ):
            data.write_row(row, 0, cells)
        for row, cells in enumerate([("Colour", "Meaning"), ("red", "late"), ("green", "fine")]):
            notes.write_row(row, 0, cells)
    (batch,) = read_batches([path], Hints(), BookContext())
    assert (batch.table, batch.accepted) == ("invoices", 1)
    assert [dict(n.params) for n in batch.notices if n.code == "table_skipped"] == [
        {"table": f"{path}#Legend", "count": 2}
    ]


def test_a_file_of_nothing_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ChurnError) as unknown:
        read_batches(write(tmp_path, colours="Colour,Meaning\nred,late\ngreen,fine\n"), Hints(), BookContext())
    assert unknown.value.code == "table_unknown"


def test_what_somebody_noted_beside_the_tables_of_a_file_is_passed_over(tmp_path: Path) -> None:
    notes, table = (
        open_grids(path)[0] for path in write(tmp_path, crm="Export\nContact: Ann\n", rows="account_id,name\nA1,Acme\n")
    )
    context = BookContext()
    with pytest.raises(ChurnError, match="column_missing"):
        recognise_all([(notes, Hints()), (table, Hints())], context)
    (known,) = recognise_all([(replace(notes, sha256=table.sha256), Hints()), (table, Hints())], context)
    assert (known.recognition.table, known.skipped[0].file) == ("accounts", notes.file)
