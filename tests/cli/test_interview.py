"""Exit interviews, the log of changes decided, and the book's own reasons, by command."""

from pathlib import Path

from metrics.book import Book
from tests.cli.conftest import Run


def test_a_form_is_printed_answered_and_kept_with_the_tag(churn: Run, book: Book) -> None:
    form = churn("interview", "A4").out
    assert form.startswith("# ") and form.count("\n## ") == 5
    before = [row["account_id"] for row in churn("interview", "--format", "json").json]
    assert "A4" in before and "A0" not in before  # A0's file says why
    assert churn("interview", "A4", "--sent").code == 0
    assert "A4" not in [row["account_id"] for row in churn("interview", "--format", "json").json]
    churn("tag", "A4", "--reason", "money")
    churn("interview", "A4", "--why", "too | dear\x1b", "--return", "yes")
    churn("interview", "A4", "--why", "far too dear")
    loss = next(row for row in churn("losses", "--format", "json").json if row["account_id"] == "A4")
    assert (loss["assessed"], loss["evidence"]) == ("money", "answered")
    again = churn("interview", "A4", "--lang", "fr").out
    assert "far too dear" in again and "yes" in again
    churn("tag", "A4", "--undo")
    assert "too \\| dear·" in churn("interview", "A4").out
    assert churn("interview", "--why", "x").code == 2
    assert churn("interview", "A1").code == 1


def test_interviews_go_out_and_in_with_the_tags(churn: Run, book: Book, tmp_path: Path) -> None:
    churn("interview", "A4", "--why", 'a "quoted"\nline', "--return", "no")
    churn("reasons", "add", "bugs", "Bugs")
    churn("tag", "A4", "--reason", "bugs")
    churn("tag", "A4", "--undo")
    out = churn("tags", "export").out
    file = tmp_path / "tags.csv"
    file.write_text(out, encoding="utf-8", newline="")
    other = ("--workspace", str(tmp_path / "other"))
    assert churn("tags", "import", str(file), *other).code == 0
    assert churn("tags", "export", *other).out == out


def test_changes_decided_are_listed_and_taken_back(churn: Run, book: Book) -> None:
    assert churn("decided").out == ""
    churn("decided", "price page rewritten", "--on", "2026-03")
    churn("decided", "onboarding call", "--on", "2025-11-15")
    rows = churn("decided", "--format", "json").json
    assert [(row["number"], row["on"], row["text"]) for row in rows] == [
        (2, "2025-11-15", "onboarding call"), (1, "2026-03-01", "price page rewritten"),
    ]  # fmt: skip
    assert churn("decided", "--drop", "2").code == 0
    assert [row["number"] for row in churn("decided", "--format", "json").json] == [1]
    churn("decided", "a third", "--on", "2026-04")
    assert [row["number"] for row in churn("decided", "--format", "json").json] == [1, 3]
    for arguments, code in (
        (("decided", "--drop", "2"), 1), (("decided", " "), 2), (("decided", "x", "--drop", "1"), 2),
        (("decided", "x", "--on", "2026-13"), 2),
    ):  # fmt: skip
        assert churn(*arguments).code == code


def test_renaming_retiring_and_splitting_change_no_past_answer(churn: Run, book: Book) -> None:
    churn("tag", "A4", "--reason", "money")
    churn("reasons", "add", "fit", "Bad fit", "--in", "fr=Mauvais choix")
    churn("tag", "A12", "--reason", "fit")
    before = {row["reason"]: row for row in churn("reasons", "--format", "json").json}
    churn("reasons", "rename", "money", "Budget cut", "--in", "nl=Budget weg")
    churn("reasons", "rename", "fit", "Sold to the wrong customer")
    churn("reasons", "add", "price_rise", "Price rise", "--group", "money", "--avoidable", "yes")
    churn("reasons", "retire", "fit")
    after = {row["reason"]: row for row in churn("reasons", "--format", "json").json}
    assert {code: row for code, row in after.items() if code in before} == before
    churn("tag", "A28", "--reason", "money")
    rows = [row for row in churn("reasons", "--format", "json").json if row["reason"] == "money"]
    assert sorted((row["title"], row["losses"]) for row in rows) == [("Budget cut", 1), ("Money", 1)]
    dutch = [row["title"] for row in churn("reasons", "--format", "json", "--lang", "nl").json]
    assert "Budget weg" in dutch
    french = {row["reason"]: row["title"] for row in churn("reasons", "--format", "json", "--lang", "fr").json}
    assert french["fit"] == "Mauvais choix"
    listed = {row["code"]: row for row in churn("reasons", "list", "--format", "json").json}
    assert (listed["price_rise"]["group"], listed["price_rise"]["avoidable"]) == ("money", "yes")
    assert (listed["fit"]["retired"], listed["fit"]["titles"]) == ("yes", ["Bad fit"])
    assert churn("reasons", "set", "value", "--group", "us", "--avoidable", "unclear").code == 0
    assert churn("reasons", "set", "value").code == 2
    assert churn("reasons", "add", "x1", "X", "--in", "de=X").code == 2


def test_shares_say_over_how_many(churn: Run, book: Book) -> None:
    churn("tag", "A4", "--reason", "money", "--evidence", "answered")
    churn("tag", "A12", "--reason", "money", "--evidence", "silent")
    said = churn("reasons").err
    assert "over 1 answer" in said and "no answer: 1" in said
