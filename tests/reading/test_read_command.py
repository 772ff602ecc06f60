"""`churn-tui read`: the records on standard output, what was recognised on standard error."""

import csv
import io
from pathlib import Path

import pytest

from tui.cli.program import run


def test_prints_what_was_read_and_says_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes('Rapport;\r\n\r\nid;nom\r\n007;Café "noir"\r\n8;a;b\r\n9\r\nTotal;\r\n'.encode("cp1252"))
    assert run(["read", str(file)]) == 0
    told = capsys.readouterr()
    rows = list(csv.reader(io.StringIO(told.out, newline="")))
    assert rows[:4] == [["id", "nom"], ["007", 'Café "noir"'], ["8", "a", "b"], ["9"]]
    assert told.out.endswith("\r\n")
    assert "cp1252" in told.err and "Rapport" in told.err


def test_an_empty_file_holds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_bytes(b"")
    assert run(["read", str(tmp_path / "t.csv")]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "t.csv" in told.err


def test_what_cannot_be_read_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("12,5\n3,75\n")
    assert run(["read", str(tmp_path / "t.csv")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "--separator" in told.err
