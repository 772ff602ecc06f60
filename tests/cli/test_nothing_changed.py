"""A command that fails has changed nothing."""

from pathlib import Path

from tests.cli.conftest import Run


def test_a_list_of_rejects_that_cannot_be_written_stops_the_import(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "spells.csv"
    path.write_text("subscription_id,account_id,start_on,mrr,currency\ns1,a,2025-01-01,9.5,EUR\n")
    refused = churn("import", str(path), "--rejects", str(tmp_path / "none" / "rejects.csv"))
    assert refused.code == 1
    assert f"“{tmp_path / 'none'}” is not a folder" in refused.err
    assert churn("accounts", "--format", "json").json == []


def test_an_empty_note_is_no_note(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account_id,name\na,Acme\n")
    churn("import", str(path))
    assert churn("note", "a", " ").code == 2
    assert churn("account", "a", "--format", "json").json["notes"] == []
