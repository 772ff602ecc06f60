"""The shapes of the answers: JSON to the letter, CSV with the same columns, tables and pages that are safe."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from metrics.book import Book
from tests.cli.conftest import HOSTILE, Run

ROW = [
    "period",
    "start",
    "end",
    "complete",
    "group",
    "metric",
    "unit",
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
]
ACCOUNT = [
    "account_id", "name", "status", "mrr", "currency", "since", "tenure_months", "owner", "segment", "signals",
    "reviewed_on", "reviewed_by",
]  # fmt: skip
LOSS = [
    "account_id", "name", "lost_on", "asked_on", "paid_until", "mrr_lost", "tenure_months", "returned_on", "stated",
    "stated_text", "assessed", "reasons", "evidence", "avoidable", "competitor", "lesson", "note", "tagged_by",
    "tagged_at",
]  # fmt: skip


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_report(churn: Run, book: Book) -> None:
    answer = churn("report", "--from", "2025-09-01", "--format", "json").json
    assert {name: answer[name] for name in ("as_of", "every", "currency", "by")} == {
        "as_of": "2025-11-03",
        "every": "month",
        "currency": "EUR",
        "by": None,
    }
    assert all(list(row) == ROW for row in answer["rows"])
    found = {(row["period"], row["metric"]): row for row in answer["rows"]}
    churned = found["2025-09", "customer_churn_rate"]
    assert (churned["numerator"], churned["denominator"], churned["value"]) == (10, 40, 0.25)
    assert found["2025-09", "mrr_churned"]["value"] == "1180.00"
    assert found["2025-11", "mrr_end"]["complete"] is False
    assert found["2025-11", "mrr_end"]["end"] == "2025-11-04"


def test_csv_of_a_report_has_the_columns_and_values_of_the_json(churn: Run, book: Book) -> None:
    question = ("report", "--by", "segment", "--every", "quarter")
    answer = churn(*question, "--format", "json").json
    header, *rows = rows_of(churn(*question, "--format", "csv").out)
    assert header == ROW
    assert len(rows) == len(answer["rows"])
    for cells, row in zip(rows, answer["rows"], strict=True):
        for cell, value in zip(cells, row.values(), strict=True):
            expected = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            assert cell == expected


def test_an_empty_book_answers_with_nothing(churn: Run) -> None:
    assert churn("report", "--format", "json").json == {
        "as_of": None,
        "every": "month",
        "currency": None,
        "by": None,
        "rows": [],
    }
    for command in ("accounts", "losses"):
        assert churn(command, "--format", "json").json == []
    for command in ("report", "accounts", "losses", "imports"):
        answer = churn(command)
        assert (answer.code, answer.out) == (0, "")
        assert len(answer.err.splitlines()) == 1


def test_accounts(churn: Run, book: Book) -> None:
    answer = churn("accounts", "--format", "json").json
    assert [list(row) for row in answer] == [ACCOUNT] * 40
    by_id = {row["account_id"]: row for row in answer}
    assert by_id["A1"]["mrr"] == "101.00"
    assert by_id["A1"]["name"] == f"{HOSTILE[1]} 1"
    assert by_id["A2"]["name"] == f"{HOSTILE[2]} 2"
    assert (by_id["A4"]["status"], by_id["A4"]["since"], by_id["A4"]["mrr"]) == ("lost", "2025-09-05", "0.00")
    assert by_id["A20"]["status"] == "back"
    assert rows_of(churn("accounts", "--format", "csv").out)[0] == ACCOUNT


def test_accounts_are_chosen_and_sorted(churn: Run, book: Book) -> None:
    lost = churn("accounts", "--status", "lost", "--sort=-account_id", "--format", "json").json
    assert {row["status"] for row in lost} == {"lost"}
    assert [row["account_id"] for row in lost] == sorted((row["account_id"] for row in lost), reverse=True)
    pro = churn("accounts", "--where", "segment=SMB", "--where", "plan=pro", "--format", "json").json
    assert {row["segment"] for row in pro} == {"SMB"}
    assert {row["account_id"] for row in pro} == {f"A{n}" for n in range(40) if n % 3 == 0 and n % 2}


def test_losses(churn: Run, book: Book) -> None:
    answer = churn("losses", "--format", "json").json
    assert [list(row) for row in answer] == [LOSS] * 10
    assert [row["account_id"] for row in answer] == [f"A{n}" for n in range(36, -1, -4)]
    assert answer[0]["reasons"] == []
    assert answer[1]["stated_text"] == "Too expensive"
    assert rows_of(churn("losses", "--format", "csv").out)[0] == LOSS
    later = churn("losses", "--from", "2025-09-10", "--to", "2025-09-14", "--format", "json").json
    assert {row["lost_on"] for row in later} == {"2025-09-13"}


def test_a_tag_replaces_what_is_given_and_keeps_the_rest(churn: Run, book: Book) -> None:
    assert churn("tag", "A4", "--reason", "money", "--reason", "value", "--note", "=a\x1b").code == 0
    assert churn("tag", "A4", "--competitor", "Rival", "--avoidable", "yes").code == 0
    row = next(row for row in churn("losses", "--format", "json").json if row["account_id"] == "A4")
    assert (row["assessed"], row["reasons"], row["competitor"]) == ("money", ["value"], "Rival")
    assert row["note"] == "=a\x1b"
    assert row["tagged_by"] == book.user
    assert "A4" not in {row["account_id"] for row in churn("losses", "--untagged", "--format", "json").json}
    assert churn("tag", "A4", "--undo").code == 0
    row = next(row for row in churn("losses", "--format", "json").json if row["account_id"] == "A4")
    assert (row["assessed"], row["competitor"]) == ("money", None)


def test_tags_travel_with_their_history(churn: Run, book: Book, tmp_path: Path) -> None:
    churn("tag", "A4", "--reason", "money", "--note", '=1+1\r\nand "more"')
    churn("tag", "A4", "--lesson", "ask " * 50_000, "--stated", "need")
    churn("tag", "A4", "--undo")
    file, other = tmp_path / "tags.csv", str(tmp_path / "other")
    assert churn("tags", "export", str(file)).code == 0
    assert "=1+1" in file.read_text(encoding="utf-8")
    assert churn("tags", "import", str(file), "--workspace", other).code == 0
    assert churn("tags", "import", str(file), "--workspace", other).code == 0
    assert churn("tags", "export", "--workspace", other).out.encode() == file.read_bytes()
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    assert churn("tags", "import", str(file), "--workspace", other).code == 1


def test_one_account(churn: Run, book: Book) -> None:
    churn("note", "A4", "called \x1b[31m them")
    churn("review", "A4")
    answer = churn("account", "A4", "--format", "json").json
    assert list(answer) == [
        "account_id", "name", "status", "figures", "timeline", "signals", "tags", "notes", "reviews",
    ]  # fmt: skip
    assert [list(entry) for entry in answer["timeline"]] == [["on", "kind", "text", "amount", "file", "line"]] * 4
    assert (answer["timeline"][0]["file"], answer["timeline"][0]["line"]) == ("some.csv", 6)
    assert answer["notes"][0]["text"] == "called \x1b[31m them"
    shown = churn("account", "A4")
    assert "\x1b" not in shown.out
    assert "called" in shown.out


def test_reasons_are_kept_and_tallied(churn: Run, book: Book) -> None:
    churn("reasons", "add", "bugs", "=Bugs")
    churn("tag", "A4", "--reason", "bugs", "--evidence", "answered")
    rows = {row["reason"]: row for row in churn("reasons", "--format", "json").json}
    assert (rows["bugs"]["title"], rows["bugs"]["losses"], rows["bugs"]["mrr_lost"]) == ("=Bugs", 1, "104.00")
    assert rows[None]["losses"] == 9
    assert rows["money"]["losses"] == 0
    assert "'=Bugs" in churn("reasons", "--format", "csv").out
    churn("reasons", "rename", "bugs", "Defects")
    churn("reasons", "retire", "bugs")
    assert churn("tag", "A0", "--reason", "bugs").code == 2
    stated = churn("reasons", "--of", "stated", "--by", "segment", "--format", "json").json
    assert sum(row["losses"] for row in stated) == 10


def test_settings_change_figures(churn: Run, book: Book) -> None:
    assert churn("settings", "as_of", "2025-09-30").code == 0
    assert churn("settings", "as_of").out == "2025-09-30\n"
    assert churn("report", "--format", "json").json["as_of"] == "2025-09-30"
    assert churn("report", "--format", "json", "--as-of", "2025-08-31").json["as_of"] == "2025-08-31"
    assert churn("settings", "as_of", "").code == 0
    assert churn("report", "--format", "json").json["as_of"] == "2025-11-03"


def test_imports_are_listed_and_taken_back(churn: Run, book: Book) -> None:
    listed = churn("imports", "--format", "json").json
    assert [(entry["id"], entry["file"], entry["quarantined"]) for entry in listed] == [
        (1, "crm.csv", 0),
        (2, "some.csv", 2),
    ]
    header, *rejects = rows_of(churn("imports", "rejects", "2").out)
    assert header == ["file", "line", "column", "code", "sentence", "text"]
    assert [row[-1] for row in rejects] == ["bad 0", "bad 1"]
    assert churn("imports", "undo", "2").code == 0
    assert churn("losses", "--format", "json").json == []
    assert churn("imports", "undo", "2").code == 1


@pytest.mark.parametrize("command", ["report --by owner", "accounts", "losses", "reasons --of stated_text"])
def test_spreadsheets_and_terminals_are_safe(churn: Run, book: Book, command: str) -> None:
    for row in rows_of(churn(*command.split(), "--format", "csv").out):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or float(cell) <= 0
    for form in ("table", "md", "html"):
        out = churn(*command.split(), "--format", form).out
        assert not {"\x1b", "\x9b", "\u202e", "\u200b"} & set(out)
    assert "<b>" not in churn(*command.split(), "--format", "html").out


def test_output_goes_to_a_file_whole(churn: Run, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text("old", encoding="utf-8")
    printed = churn("report", "--format", "csv").out
    answer = churn("report", "--format", "csv", "--output", str(file), "--files", str(tmp_path))
    assert (answer.code, answer.out) == (0, "")
    assert file.read_bytes().decode() == printed
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_files_keeps_symbolic_links_inside(churn: Run, book: Book, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.csv").symlink_to(tmp_path / "outside.csv")
    (tmp_path / "outside.csv").write_text("account_id\nA\n", encoding="utf-8")
    answer = churn("import", str(inside / "link.csv"), "--files", str(inside))
    assert answer.code == 1
    assert str(inside) in answer.err


def test_options_may_stand_before_or_after_the_command(churn: Run, book: Book, tmp_path: Path) -> None:
    empty = str(tmp_path / "empty")
    before = churn("--workspace", empty, "report", "--format", "json").json
    assert before == churn("report", "--format", "json", "--workspace", empty).json
    assert before["rows"] == []


def test_doctor_finds_a_sound_book_and_a_damaged_one(churn: Run, book: Book) -> None:
    answer = churn("doctor")
    assert answer.code == 0
    assert str(book.folder) in answer.out
    stored = next((book.folder / "imports").glob("*.parquet"))
    stored.write_bytes(b"PAR1 no more")
    answer = churn("doctor")
    assert answer.code == 1
    assert stored.name in answer.out


def test_a_reader_that_has_seen_enough_is_no_error(book: Book) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "report", "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "CHURN_TUI_WORKSPACE": str(book.folder)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_without_a_terminal_it_names_report(churn: Run, book: Book) -> None:
    answer = churn()
    assert (answer.code, answer.out) == (1, "")
    assert "churn-tui report" in answer.err
