"""Files that come again, from the command line: what a second import of the same or a changed file does."""

from pathlib import Path

from tests.cli.conftest import Run

SPELLS = "subscription_id,account_id,plan,start_on,end_on,mrr,currency\n"


def write(folder: Path, *lines: str) -> str:
    """A file of spells with these lines."""
    path = folder / "spells.csv"
    path.write_text(SPELLS + "".join(f"{line}\n" for line in lines))
    return str(path)


def counts(entry: dict[str, object]) -> tuple[object, ...]:
    return entry["accepted"], entry["unchanged"], entry["quarantined"]


def test_the_same_file_changes_nothing(churn: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "s1,a,pro,2025-01-01,,10.00,EUR", "s2,b,pro,2025-01-01,2025-05-01,20.00,EUR")
    assert counts(churn("import", path, "--json").json[0]) == (2, 0, 0)
    again = churn("import", path, "--json")
    assert again.code == 0, again.err
    assert counts(again.json[0]) == (0, 2, 0)
    assert again.json[0]["import_id"] is None


def test_a_mapping_that_was_undone_is_forgotten(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text(
        "subscription_id,account_id,start_on,end_on,paid_until,mrr\ns1,a,2025-01-01,2025-02-01,2025-06-01,9\n"
    )
    wrong = churn("import", path, "--currency", "EUR", "--map", "paid_until=end_on", "--json")
    assert churn("losses", "--format", "json").json[0]["lost_on"] == "2025-06-01"
    churn("imports", "undo", str(wrong.json[0]["import_id"]))
    churn("import", path, "--currency", "EUR")
    assert churn("losses", "--format", "json").json[0]["lost_on"] == "2025-02-01"


def test_a_mapping_is_remembered_for_the_same_headers(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["junk,baz,bar,foo,Kunde", "x,3,2025-02-01,2025-01-01,a"]
    path.write_text("\n".join(lines))
    named = ("Kunde=account_id", "foo=start_on", "bar=end_on", "baz=mrr")
    options = [part for pair in named for part in ("--map", pair)]
    assert churn("import", str(path), "--as", "subscriptions", "--currency", "EUR", *options).code == 0
    path.write_text("\n".join([*lines, "y,4,,2025-01-01,b"]))
    assert counts(churn("import", str(path), "--json").json[0]) == (1, 1, 0)


def test_a_column_explained_once_is_not_asked_about_again(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.csv"
    header = "subscription_id,account_id,start_on,mrr,currency,cancel date,paid_until"
    path.write_text(f"{header}\ns1,a,2025-01-01,9.5,EUR,2025-03-01,2025-04-01\n")
    refused = churn("import", str(path))
    assert refused.code == 1
    assert "--map" in refused.err
    assert churn("import", str(path), "--map", "cancel date=cancelled_on").code == 0
    assert counts(churn("import", str(path), "--json").json[0]) == (0, 1, 0)


def test_scores_that_never_pass_five_are_settled_by_an_option(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("account_id,answered_on,score\n" + "".join(f"a{n},2025-01-{n:02},{n % 6}\n" for n in range(1, 13)))
    refused = churn("import", str(path))
    assert refused.code == 1
    assert "--score-max 10" in refused.err
    assert churn("import", str(path), "--score-max", "10").code == 0
