"""The line that says how far a reading is."""

import io
import sys

import pytest

from metrics.reading.terms import Progress
from tui.cli.progress import ProgressLine, said


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_says_rows_rate_and_time_left() -> None:
    assert said(Progress("some/invoices.csv", 3_000_000, 0.25), 6.0) == (
        "some/invoices.csv: 3,000,000 rows, 500,000 a second, 18 s left"
    )
    assert said(Progress("invoices.csv", 0, 0.0), 0.0) == "invoices.csv: reading…"


def test_is_wiped_away_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("tui.cli.progress.monotonic", lambda: float(next(clock)))
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with ProgressLine() as line:
        for share in (0.25, 0.5, 0.75):
            line(Progress("a.csv", int(1000 * share), share))
    text = screen.getvalue()
    assert "750 rows" in text
    assert text.endswith("\r\x1b[K")


def test_says_nothing_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    with ProgressLine() as line:
        line(Progress("a.csv", 10, 0.5))
    assert log.getvalue() == ""
