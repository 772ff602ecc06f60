"""Ids, names, comments and columns that mean harm, through every command and form: none reaches a terminal as it is."""

import csv
import io
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEXTS = (
    "\x1b[31mred", "\x1b]52;c;ZXZpbA==\x07", "\x9b31mC1", "r\u202eevil", "=1+1", "-1+1", "@SUM(1)", "a\u200bb",
    "<script>x</script>", "'; DROP TABLE imports;--", "\u2028line", "%s{0}",
)  # fmt: skip
COLUMN = "=HYPERLINK(1)\x1b[31m<b>"
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]")
MARKUP = re.compile("<script>|<b>")
FORMULA = re.compile("[\\s]*[=+@]|-[^\\d]")
IDS = [f"{text}#{n}" for n, text in enumerate(TEXTS)]
COMMANDS = [
    ["report", "--by", COLUMN], ["report", "--by", "segment"], ["accounts"], ["losses"], ["account", IDS[1]],
    ["account", IDS[4]], ["reasons", "--of", "stated_text"], ["survival", "--by", "segment"], ["audit"],
    ["explain", "mrr_end", "2025-06"], ["interview"],
]  # fmt: skip


def written(path: Path, head: list[str], rows: list[list[str]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    return str(path)


@pytest.fixture
def hostile(churn: Run, tmp_path: Path) -> None:
    """A book of them, in files that are named like them."""
    accounts = [[name, text, text, text] for name, text in zip(IDS, TEXTS, strict=True)]
    spells = [
        [f"s{n}", name, text, "2025-01-15", f"2025-0{2 + n % 7}-01" if n % 2 else "", "100.00", "EUR", text]
        for n, (name, text) in enumerate(zip(IDS, TEXTS, strict=True))
    ]
    spells.append(["bad", IDS[0], TEXTS[0], TEXTS[0], "", "1", "EUR", TEXTS[0]])
    head = ["subscription_id", "account_id", "plan", "start_on", "end_on", "mrr", "currency", "cancel_reason"]
    files = [
        written(tmp_path / "=cmd\x1b[31m.csv", ["account_id", "name", "segment", COLUMN], accounts),
        written(tmp_path / "-sub\u202evsc\n.csv", head, spells),
    ]
    answer = churn("import", *files)
    assert answer.code == 3
    assert not HARMFUL.search(answer.err)
    assert churn("tag", IDS[1], "--reason", "money", "--note", TEXTS[0], "--competitor", TEXTS[4]).code == 0
    assert churn("reasons", "add", "hostile", TEXTS[0]).code == 0


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_form_hands_it_on(churn: Run, command: list[str]) -> None:
    for form in ("table", "md", "html"):
        answer = churn(*command, "--format", form)
        assert answer.code == 0, answer.err
        page = re.sub(r"<style>.*?</style>", "", answer.out, flags=re.DOTALL)
        assert not HARMFUL.search(page), form
        assert form == "table" or not MARKUP.search(page), form
    answer = churn(*command, "--format", "csv")
    cells = [cell for row in csv.reader(io.StringIO(answer.out, newline="")) for cell in row]
    assert cells and not [cell for cell in cells if FORMULA.match(cell)]


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    "command",
    [
        ["account", TEXTS[1]], ["tag", TEXTS[0], "--reason", "money"], ["report", "--by", TEXTS[0]],
        ["report", "--metric", TEXTS[0]], ["report", "--where", f"{TEXTS[0]}=1"], ["link", TEXTS[0], TEXTS[1]],
        ["forget", TEXTS[2]], ["import", TEXTS[0]], ["settings", TEXTS[0], TEXTS[1]], ["restore", TEXTS[0]],
        ["explain", TEXTS[0], "2025-06"], [TEXTS[0]],
    ],
    ids=lambda command: command[0].encode("unicode_escape").decode(),
)  # fmt: skip
def test_a_sentence_names_it_harmlessly(churn: Run, command: list[str]) -> None:
    answer = churn(*command)
    assert answer.code in (1, 2)
    assert (answer.out, answer.err.count("\n")) == ("", 1)
    assert not HARMFUL.search(answer.err)
    assert "error of its own" not in answer.err
