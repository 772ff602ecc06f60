"""What customers say against what we found: the cross table, its cells, and its pairs where it does not fit."""

from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book, LossRef
from tests.tui.conftest import Start, lines, press, text
from tests.tui.test_losses_views import go
from tui.screens.losses import LossesScreen
from tui.widgets.frame_table import FrameTable

# Of the eight losses of the small book, all of which say "too expensive".
ASSESSED = ("money", "money", "competitor", "value", None, None, None, "closed")


@pytest.fixture
def tagged(workspace: Path) -> Path:
    """The small book with most of its losses tagged."""
    with Book.open(workspace) as book:
        for at, code in enumerate(ASSESSED):
            if code:
                book.tags.tag(LossRef(f"A{3 * at:02}", date(2026, 1 + at, 1)), {"assessed": code})
    return workspace


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_every_cell_opens_the_losses_that_it_counts(tagged: Path, start: Start, size: tuple[int, int]) -> None:
    async with start(tagged, size) as pilot:
        await go(pilot, "reasons")
        await press(pilot, "x", "x")
        row = next(line for line in lines(pilot) if line.startswith(" 1 Money"))
        assert row.replace("Money", "").split() == ["1", "2", "1", "1", "1", "3", "8"]
        table = pilot.app.screen.query_one(FrameTable)
        assert table.cell_text() == "1"  # the key of the line
        await press(pilot, "right", "right")
        assert "stated: Money · assessed: Money" in text(pilot)
        for kept in (2, 1, 1, 1, 3, 8):
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, LossesScreen) and pilot.app.screen.table.height == kept
            await press(pilot, "escape", "right")
        exported = pilot.app.screen.exported().answer.rows  # type: ignore[attr-defined]
        assert [(row["stated"], row["losses"]) for row in exported] == [("money", n) for n in (1, 1, 2, 1, 3)]
        await press(pilot, "G", "left", "enter")  # the sums
        assert pilot.app.screen.query_one(FrameTable).height == 3


async def test_where_it_does_not_fit_its_pairs_stand(tagged: Path, start: Start) -> None:
    async with start(tagged, (50, 24)) as pilot:
        await go(pilot, "reasons")
        await press(pilot, "x", "x")
        assert "Money → Competitor" in text(pilot)
        await pilot.resize_terminal(100, 30)
        await press(pilot, "down")
        assert "Money → Competitor" not in text(pilot) and "assessed →" in text(pilot)
        await press(pilot, "b", "down", "enter")  # by period
        assert "→ Money" in text(pilot)
