"""What was set aside goes out as a file, is mended in it, and comes back in."""

import csv
import io
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.reading.returned import REASONS
from tests.cli.conftest import Run

SPELLS = "subscription_id,account_id,plan,start_on,end_on,mrr,currency\n"
SOUND = "".join(f"s{n},A{n},pro,2026-01-{n:02},,10.00,EUR\n" for n in range(10, 20))
BAD_DATE = 's1,A1,"a ""b"",\n c",2026-02-30,,50.00,EUR\n'
LONG, SHORT = "s2,A2,pro,2026-02-03,,50.00,EUR,surplus\n", "s3,A3,pro,2026-02-03\n"
TICKETS = "ticket_id,account_id,opened_on,subject,line\nt1,A1,2026-02-30,Hello,7\nt2,A2,2026-02-03,Hello,8\n"


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def written(path: Path, rows: list[list[str]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return str(path)


@pytest.mark.parametrize("way", ["--rejects", "imports rejects"])
def test_mended_rows_are_taken_over(churn: Run, tmp_path: Path, way: str) -> None:
    source, out = tmp_path / "spells.csv", tmp_path / "rejects.csv"
    source.write_text(SPELLS + SOUND + BAD_DATE + LONG + SHORT)
    assert churn("import", str(source), "--rejects", str(out)).code == 3
    text = out.read_text() if way == "--rejects" else churn("imports", "rejects", "1").out
    header, date, long, short = table(text)
    assert header == [*REASONS, *SPELLS.strip().split(",")]
    own = len(REASONS)
    assert date[own:] == next(csv.reader(io.StringIO(BAD_DATE, newline="")))
    assert long[own:] == LONG.strip().split(",")
    assert short[own:] == SHORT.strip().split(",")

    unmended = written(tmp_path / "same.csv", [header, date, long, short])
    again = churn("import", unmended, "--json")
    assert (again.code, again.json[0]["accepted"], again.json[0]["quarantined"]) == (3, 0, 3)

    date[own + 3] = "2026-02-28"
    mended = written(tmp_path / "mended.csv", [header, date, long[:-1], [*short, "", "5.00", "EUR"]])
    answer = churn("import", mended, "--json")
    assert answer.code == 0, answer.err
    assert [(entry["table"], entry["rows"], entry["accepted"]) for entry in answer.json] == [("subscriptions", 3, 3)]
    spells = Book.open(tmp_path / "book").tables()["subscriptions"]
    assert spells.height == 13
    assert spells.filter(subscription_id="s1")["plan"].to_list() == ['a "b",\n c']


def test_files_of_other_columns_are_tables_of_their_own(churn: Run, tmp_path: Path) -> None:
    spells, tickets, out = tmp_path / "spells.csv", tmp_path / "tickets.csv", tmp_path / "rejects.csv"
    spells.write_text(SPELLS + SOUND + BAD_DATE)
    tickets.write_text(TICKETS)
    assert churn("import", str(spells), str(tickets), "--rejects", str(out)).code == 3
    out.write_text(out.read_text().replace("2026-02-30", "2026-02-28"))
    answer = churn("import", str(out), "--json")
    assert answer.code == 0, answer.err
    assert {entry["table"]: entry["accepted"] for entry in answer.json} == {"subscriptions": 1, "tickets": 1}
    tables = Book.open(tmp_path / "book").tables()
    assert (tables["subscriptions"].height, tables["tickets"].height) == (11, 2)


def test_nothing_set_aside_is_an_empty_table(churn: Run, tmp_path: Path) -> None:
    source, out = tmp_path / "spells.csv", tmp_path / "rejects.csv"
    source.write_text(SPELLS + SOUND)
    assert churn("import", str(source), "--rejects", str(out)).code == 0
    assert table(out.read_text()) == [list(REASONS)]
