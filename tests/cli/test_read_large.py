"""A file that is read in parts is one table on standard output."""

import csv
from pathlib import Path

import pytest

from metrics.reading import large
from tests.cli.conftest import Run


@pytest.fixture
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("WHOLE", 500), ("HEAD", 400), ("BLOCK", 300), ("TAIL", 100), ("CHUNK", 200)):
        monkeypatch.setattr(large, name, size)


@pytest.mark.usefixtures("_small_parts")
def test_the_header_is_written_once(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    rows = [["account_id", "name"], *([f"a{n}", f'the "{n}", or so'] for n in range(100))]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert list(csv.reader(churn("read", str(path)).out.splitlines())) == rows


def test_a_row_that_is_too_long_is_held_against_the_header(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account_id,name\na,A\nb,B,more\nc,C\nd,D\ne,E\n")
    reasons = churn("import", str(path), "--json").json[0]["reasons"]
    assert [reason["code"] for reason in reasons] == ["row_too_long"]
    assert "header's 2" in reasons[0]["sentence"]
