"""Files through the command line: counts that add up, exit codes, nothing stored where it must not be."""

import csv
import io
from pathlib import Path

import pytest

from metrics.book import Book
from tests.cli.conftest import Run
from tui.cli import import_files

ENTRY = ["file", "table", "import_id", "rows", "accepted", "unchanged", "quarantined", "reasons"]
GOOD = """subscription_id,account_id,plan,start_on,end_on,mrr,currency
s1,A1,pro,2026-01-01,,100.00,EUR
s2,A2,pro,2026-01-01,2026-03-01,50.00,EUR
"""
# A date that does not exist, an end before its start, an amount below 0; a formula, an escape and a quote in texts.
MIXED = """subscription_id,account_id,plan,start_on,end_on,mrr,currency
s1,A1,=1+1,2026-01-01,,100.00,EUR
s2,A2,\x1b[31mred,2026-02-30,,50.00,EUR
s3,A3,"a ""b"" c",2026-03-01,2026-03-01,50.00,EUR
s4,A4,pro,2026-03-01,,-1.00,EUR
"""


@pytest.fixture
def good(tmp_path: Path) -> str:
    return written(tmp_path, "good.csv", GOOD)


@pytest.fixture
def mixed(tmp_path: Path) -> str:
    return written(tmp_path, "mixed.csv", MIXED)


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def imported(tmp_path: Path) -> int:
    return len(Book.open(tmp_path / "book").imports())


def test_a_clean_file(churn: Run, good: str) -> None:
    answer = churn("import", good, "--json")
    assert answer.code == 0
    assert [list(entry) for entry in answer.json] == [ENTRY]
    entry = answer.json[0]
    assert (entry["table"], entry["import_id"], entry["rows"], entry["accepted"]) == ("subscriptions", 1, 2, 2)
    again = churn("import", good, "--json").json[0]
    assert (again["import_id"], again["accepted"], again["unchanged"]) == (None, 0, 2)
    rows = churn("report", "--format", "json", "--metric", "mrr_end", "--as-of", "2026-02-28").json["rows"]
    assert [row["value"] for row in rows] == ["150.00", "150.00"]


def test_rows_that_are_set_aside(churn: Run, mixed: str, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    answer = churn("import", mixed, "--json", "--rejects", str(rejects))
    assert answer.code == 3
    entry = answer.json[0]
    assert (entry["rows"], entry["accepted"], entry["unchanged"], entry["quarantined"]) == (4, 1, 0, 3)
    assert [list(reason) for reason in entry["reasons"]] == [["code", "column", "count", "sentence"]] * 3
    assert all(reason["sentence"].endswith(".") and reason["count"] == 1 for reason in entry["reasons"])
    listed = list(csv.DictReader(io.StringIO(rejects.read_text(encoding="utf-8"), newline="")))
    assert [row["line"] for row in listed] == ["3", "4", "5"]
    assert listed[0]["text"] == "s2,A2,\x1b[31mred,2026-02-30,,50.00,EUR"
    assert churn("imports", "rejects", "1").out.count("mixed.csv") == 3
    shown = churn("import", mixed)
    assert shown.out == ""
    assert "\x1b" not in shown.err


def test_a_dry_run_stores_nothing_and_answers_alike(churn: Run, mixed: str, tmp_path: Path) -> None:
    dry = churn("import", mixed, "--dry-run", "--json")
    assert dry.code == 3
    assert imported(tmp_path) == 0
    assert churn("import", mixed, "--dry-run", "--read-only").code == 3
    real = churn("import", mixed, "--json").json
    assert [entry | {"import_id": None} for entry in real] == dry.json


def test_another_mrr_of_a_known_spell_is_asked_about(churn: Run, good: str, tmp_path: Path) -> None:
    churn("import", good)
    changed = written(tmp_path, "changed.csv", GOOD.replace("100.00", "120.00"))
    refused = churn("import", changed)
    assert (refused.code, refused.out) == (1, "")
    assert "--correct" in refused.err
    assert "--change-on" in refused.err
    assert churn("import", changed, "--change-on", "2026-02-01").code == 0
    rows = churn("report", "--format", "json", "--metric", "mrr_end", "--as-of", "2026-02-28").json["rows"]
    assert [row["value"] for row in rows] == ["150.00", "170.00"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("binary.csv", bytes(range(256)) * 40),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("broken.xlsx", b"PK\x03\x04" + b"\0" * 100),
        ("nokey.csv", b"colour,shape\nred,round\nblue,square\n"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_takes_nothing_of_the_others(
    churn: Run, good: str, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    answer = churn("import", good, str(tmp_path / name))
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1
    assert name in answer.err
    assert imported(tmp_path) == 0


def test_a_folder_without_files_and_a_file_that_is_not_there(churn: Run, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    for path in (tmp_path / "nothing", tmp_path / "nosuch.csv", tmp_path / "*.nosuch"):
        answer = churn("import", str(path))
        assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1)


def test_an_option_settles_what_the_file_leaves_open(churn: Run, tmp_path: Path) -> None:
    text = "account_id;start_on;mrr\nA1;03/04/2026;100,00\nA2;05/06/2026;200,00\n"
    file = written(tmp_path, "subscriptions.csv", text)
    refused = churn("import", file, "--as", "subscriptions", "--currency", "EUR")
    assert refused.code == 1
    assert "--date-order" in refused.err
    taken = churn("import", file, "--as", "subscriptions", "--currency", "EUR", "--date-order", "dmy", "--json")
    assert (taken.code, taken.json[0]["accepted"]) == (0, 2)
    assert {row["since"] for row in churn("accounts", "--format", "json", "--as-of", "2026-12-31").json} == {
        "2026-04-03",
        "2026-06-05",
    }


def test_on_a_terminal_it_is_asked(churn: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "account_id;start_on;mrr\nA1;03/04/2026;100,00\nA2;05/06/2026;200,00\n"
    file = written(tmp_path, "subscriptions.csv", text)
    monkeypatch.setattr(import_files, "can_ask", lambda: True)
    question = ("import", file, "--as", "subscriptions", "--currency", "EUR")
    monkeypatch.setattr("sys.stdin", io.StringIO("x\nm\n"))
    answer = churn(*question)
    assert answer.code == 0
    assert "  m  " in answer.err
    assert {row["since"] for row in churn("accounts", "--format", "json", "--as-of", "2026-12-31").json} == {
        "2026-03-04",
        "2026-05-06",
    }
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    refused = churn(*question, "--workspace", str(tmp_path / "other"))
    assert (refused.code, refused.out) == (1, "")


def test_a_read_only_workspace_is_a_sentence(churn: Run, good: str, tmp_path: Path) -> None:
    (tmp_path / "book").write_text("a file, not a folder", encoding="utf-8")
    answer = churn("import", good)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1)


def test_the_demo_without_a_terminal_prints_its_overview_and_imports_once(churn: Run, tmp_path: Path) -> None:
    first = churn("demo")
    assert first.code == 0
    assert "Customer churn rate" in first.out
    demo = Book.open(tmp_path / "data" / "churn-tui" / "demo")
    stored = demo.version()
    again = churn("demo")
    assert (again.code, again.out, again.err) == (0, first.out, "")
    assert demo.version() == stored
    assert imported(tmp_path) == 0
    assert churn("demo", "--lang", "fr").out != first.out
