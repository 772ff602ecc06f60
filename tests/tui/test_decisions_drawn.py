"""A change decided draws a line in every chart of losses: on the screens, and in the pictures of reports."""

from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book
from tests.tui.conftest import Start, lines, press, text
from tests.tui.test_losses_views import go

CHANGE = "price page rewritten"


@pytest.fixture
def changed(workspace: Path) -> Path:
    """The small book with a change decided."""
    with Book.open(workspace) as book:
        book.decisions.add(CHANGE, date(2026, 3, 10))
    return workspace


def upright(shown: list[str]) -> int:
    """In how many lines below each other an upright line stands in the same cell, at most; axes aside."""
    columns = max(len(line) for line in shown)
    cells = [[line[at : at + 1] for line in shown] for at in range(10, columns)]
    return max(column.count("│") for column in cells)


@pytest.mark.parametrize("view", ["reasons", "when"])
async def test_in_the_views_of_the_losses(changed: Path, start: Start, view: str) -> None:
    async with start(changed, (120, 50)) as pilot:
        await go(pilot, view)
        if view == "reasons":
            await press(pilot, "p", "m")
        assert CHANGE in text(pilot)
        assert upright(lines(pilot)) >= 5
        if view == "reasons":
            for _ in range(2):
                await press(pilot, "x")  # avoidable or not, the cross table
                assert upright(lines(pilot)) >= 5


async def test_in_the_overview_on_charts_of_losses_alone(changed: Path, start: Start) -> None:
    async with start(changed, (120, 44)) as pilot:
        for _ in range(8):
            here = next(line for line in lines(pilot) if line.startswith("▌"))
            of_losses = any(name in here for name in ("churn rate", "Customers lost", "Loss events", "retention"))
            assert ("a change decided" in text(pilot)) == of_losses
            await press(pilot, "down")


async def test_in_the_cohorts(changed: Path, start: Start) -> None:
    async with start(changed, (120, 44)) as pilot:
        await press(pilot, "4")
        row = next(line for line in lines(pilot) if line.startswith(" Jan 2025"))
        assert row.split("│")[0].split()[-1] == row.split("%")[13].strip() + "%" and row.count("│") == 1
        await press(pilot, "down", *["right"] * 14)
        assert f"Changed then: {CHANGE}" in text(pilot)
