"""Monthly snapshots from the command line."""

from pathlib import Path

from tests.cli.conftest import Run


def test_a_blank_month_is_a_month_without_the_customer(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "mrr.csv"
    path.write_text("account_id,month,mrr\na,2025-01,5.00\na,2025-02,\nb,2025-01,5.00\nb,2025-02,5.00\n")
    answer = churn("import", str(path), "--currency", "EUR", "--json")
    assert answer.code == 0
    assert answer.json[0]["accepted"] == 4
    found = churn("losses", "--format", "json").json
    assert [(loss["account_id"], loss["lost_on"]) for loss in found] == [("a", "2025-02-01")]


def test_a_file_of_nothing_but_rejects(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "mrr.csv"
    path.write_text("account_id,month,mrr\na,2025-01,x\na,2025-02,-5.00\n")
    answer = churn("import", str(path), "--currency", "EUR", "--json")
    assert (answer.code, answer.json[0]["quarantined"]) == (3, 2)


def test_digits_of_other_scripts_are_no_digits(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("account_id,answered_on,score\na,2025-01-01,9\nb,٢025-01-01,8\nc,2025-01-01,٣\n")
    answer = churn("import", str(path), "--json")
    assert [(reason["code"], reason["count"]) for reason in answer.json[0]["reasons"]] == [
        ("unreadable_date", 1),
        ("unreadable_score", 1),
    ]
