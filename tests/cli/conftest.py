"""A small book with hostile names, and the program run in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.book import Book
from tests.book.batches import batch
from tui.cli import program

HOSTILE = ("=HYPERLINK(1)", "[/x] Ltd", "\x1b[31mred\x9b\u202e", "Acme | <b>", "-1+1", "zero\u200bwidth")


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "CHURN_TUI_LANG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("CHURN_TUI_WORKSPACE", str(tmp_path / "book"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def churn(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the program with these arguments."""

    def run(*arguments: str) -> Answer:
        capfd.readouterr()
        code = program.run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    return run


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Forty accounts from January 2025 on; every fourth leaves in September, the twentieth comes back."""
    accounts = [
        {
            "account_id": f"A{n}",
            "name": f"{HOSTILE[n % len(HOSTILE)]} {n}",
            "segment": ("SMB", "ENT", None)[n % 3],
            "owner": "=ann",
        }
        for n in range(40)
    ]
    spells = [
        {
            "subscription_id": f"s{n}",
            "account_id": f"A{n}",
            "plan": "pro" if n % 2 else "lite",
            "start_on": date(2025, 1 + n % 6, 1 + n % 28),
            "end_on": date(2025, 9, 1 + n % 20) if n % 4 == 0 else None,
            "cancel_reason": "Too expensive" if n % 8 == 0 else None,
            "mrr": 10_000 + 100 * n,
            "currency": "EUR",
        }
        for n in range(40)
    ]
    back = {**spells[20], "subscription_id": "again", "start_on": date(2025, 11, 3), "end_on": None}
    made = Book.open(tmp_path / "book")
    made.commit([batch("accounts", accounts, file="crm.csv"), batch("subscriptions", [*spells, back], rejects=2)])
    return made
