"""Twenty people at once, on one book, with every kind of command and a screen open: nothing is lost."""

import json
import subprocess
from pathlib import Path

from tests.terminal.conftest import Start
from tests.terminal.person import ROOT, program
from tests.terminal.test_journeys import FIGURES

TICKETS = "ticket_id,account_id,opened_on\n" + "".join(f"late{n},C01100,2026-03-01\n" for n in range(5))


def test_twenty_at_once(start: Start, demo: Path, home: dict[str, str], tmp_path: Path) -> None:
    def ask(*arguments: str) -> subprocess.Popen[str]:
        command = program(*arguments, "--workspace", str(demo))
        return subprocess.Popen(command, cwd=ROOT, env=home, text=True, stdout=-1, stderr=-1)

    def told(*arguments: str) -> str:
        return ask(*arguments).communicate()[0]

    lost = [row["account_id"] for row in json.loads(told("losses", "--format", "json"))][:3]
    ids = [row["account_id"] for row in json.loads(told("accounts", "--format", "json"))]
    going, mine = [name for name in ids if name not in lost][-2:], ids[0]
    (tmp_path / "late.csv").write_text(TICKETS)
    person = start(book=demo).wait_for(FIGURES).press("2")
    lines = [
        *(f"forget {name}" for name in going), *(f"tag {name} --reason money --note {name}" for name in lost),
        *(f"note {mine} words{n}" for n in range(3)), f"review {mine}", f"import {tmp_path / 'late.csv'} --as tickets",
        f"link {ids[1]} {ids[2]}", "settings gross_margin 0.7", "reasons add slow Slow", f"backup {tmp_path / 'whole'}",
        "doctor", "report", "losses --format json", "audit", f"account {mine}", f"tags export {tmp_path / 'tags.csv'}",
    ]  # fmt: skip
    asked = [(line, ask(*line.split())) for line in lines]
    answers = [(line, process.communicate()[1], process.returncode) for line, process in asked]
    assert [(line, said) for line, said, code in answers if code] == []
    assert [said for _line, said, _code in answers if "error of its own" in said] == []
    losses = {row["account_id"]: row for row in json.loads(told("losses", "--format", "json"))}
    assert [(losses[name]["assessed"], losses[name]["note"]) for name in lost] == [("money", name) for name in lost]
    page = json.loads(told("account", mine, "--format", "json"))
    assert {note["text"] for note in page["notes"]} == {"words0", "words1", "words2"}
    assert (
        len([row for row in json.loads(told("imports", "--format", "json")) if row["file"].endswith("late.csv")]) == 1
    )
    assert not set(going) & {row["account_id"] for row in json.loads(told("accounts", "--format", "json"))}
    assert "NOT SOUND" not in told("doctor")
    assert person.press_until("1", "1 Overview").press("q").ended() == 0
