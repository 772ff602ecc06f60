"""`backup`, `restore`, `forget` and `doctor` from the command line."""

import stat
from pathlib import Path

import pytest

from metrics.book import Book
from tests.cli.conftest import Run


def test_there_and_back(churn: Run, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    figures = churn("report", "--format", "json").out
    answer = churn("backup", str(file))
    assert (answer.code, answer.out) == (0, "")
    assert str(file) in answer.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert churn("backup", str(file)).code == 1
    assert churn("restore", str(file)).code == 1  # the book is not overwritten
    assert churn("report", "--format", "json").out == figures
    new = str(tmp_path / "new")
    assert churn("restore", str(file), "--workspace", new).code == 0
    assert churn("report", "--format", "json", "--workspace", new).out == figures
    assert churn("doctor", "--workspace", new).code == 0


def test_where_it_may_write_and_read(churn: Run, book: Book, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link").symlink_to(tmp_path)
    for command in (
        ("backup", str(inside / "b.tar"), "--read-only"),
        ("backup", str(tmp_path / "b.tar"), "--files", str(inside)),
        ("backup", str(inside / "link" / "b.tar"), "--files", str(inside)),
        ("backup", str(tmp_path / "nowhere" / "b.tar")),
        ("restore", str(tmp_path / "b.tar"), "--workspace", str(tmp_path / "new"), "--read-only"),
        ("restore", str(tmp_path / "crm.csv"), "--workspace", str(tmp_path / "new")),
        ("forget", "A0", "--read-only"),
    ):
        answer = churn(*command)
        assert answer.code == 1, command
        assert answer.err.count("\n") == 1
    assert not (tmp_path / "b.tar").exists()
    assert not (tmp_path / "new").exists()
    assert "A0" in book.tables()["accounts"]["account_id"]


def test_forgotten_it_is_unknown_and_figures_say_so(churn: Run, book: Book) -> None:
    before = churn("report", "--format", "json", "--metric", "customers_end")
    assert "restated" not in before.err
    answer = churn("forget", "A4")
    assert answer.code == 0, answer.err
    after = churn("report", "--format", "json", "--metric", "customers_end")
    assert "restated" in after.err
    assert before.json["rows"][6]["value"] - after.json["rows"][6]["value"] == 1
    for command in (("account", "A4"), ("note", "A4", "x"), ("tag", "A4", "--reason", "money"), ("forget", "A4")):
        assert churn(*command).code == 1
    assert churn("doctor").code == 0


@pytest.mark.parametrize("unknown", ["A400", "../A4", "' OR 1=1; --"])
def test_an_unknown_account_is_not_forgotten(churn: Run, book: Book, unknown: str) -> None:
    answer = churn("forget", unknown)
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert book.tables()["accounts"].height == 40
