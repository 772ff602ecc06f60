"""Retention, the lessons and the news: what is shown is what the engine answers, and Esc leads back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.cohorts import cohorts
from metrics.errors import ChurnError
from metrics.forecast import Ahead, Forecast
from tests.book.batches import batch
from tests.tui.conftest import Start, lines, press, settle, text
from tui.screens.account import AccountScreen
from tui.screens.retention.forecast import list_of
from tui.screens.retention.members import MembersScreen
from tui.terminal import Facts
from tui.widgets.frame_table import FrameTable
from tui.widgets.heat_grid import HeatGrid

SIZES = ((80, 24), (100, 30), (200, 60))


@pytest.fixture
def loyal(tmp_path: Path) -> Path:
    """Three years of a hundred customers, two in three of whom leave; the file says why, and of some a warning."""
    rows, accounts, tickets = [], [], []
    for n in range(100):
        start = date(2023 + n % 3, 1 + n % 12, 1 + n % 28)
        months = 3 + n % 17
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        end = date(year, month + 1, start.day) if n % 3 else None
        accounts.append({"account_id": f"L{n:02}", "name": f"[/x] {n}", "segment": ("SMB", "ENT")[n % 2]})
        rows.append(
            {
                "subscription_id": f"l{n}", "account_id": f"L{n:02}", "plan": "p", "start_on": start, "end_on": end,
                "mrr": 1000 * (n + 1), "cancel_reason": ("too expensive", "bad support")[n % 2], "currency": "EUR",
            }
        )  # fmt: skip
        if end and n % 2:
            asked = [end - timedelta(days=45 + k) for k in range(4)]
            ticket = {"account_id": f"L{n:02}", "kind": "complaint"}
            tickets += [{**ticket, "ticket_id": f"t{n}{k}", "opened_on": day} for k, day in enumerate(asked)]
    with Book(tmp_path / "loyal", clock=lambda: datetime(2025, 10, 1, tzinfo=UTC)) as made:
        made.commit([batch("accounts", accounts), batch("subscriptions", rows), batch("tickets", tickets)])
    return tmp_path / "loyal"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_view_answers_at_every_size_and_round_again(
    loyal: Path, start: Start, size: tuple[int, int]
) -> None:
    async with start(loyal, size) as pilot:
        await press(pilot, "4")
        seen = []
        for _view in range(5):
            seen.append(text(pilot))
            await press(pilot, "tab")
        assert text(pilot) == seen[0]
        await press(pilot, "shift+tab")
        assert text(pilot) == seen[-1]
        for words, shown in zip(
            ("average", "Half are gone after", "Most leave in month", "Method:", "Five points more"), seen, strict=True
        ):
            assert words in shown
        assert "25 to 95" in seen[-1] and "claim" in seen[-1]
        assert all(line.count("Retention") for line in [seen[0].splitlines()[0]])


async def test_a_cell_opens_its_customers_and_esc_leads_back_to_it(loyal: Path, start: Start) -> None:
    async with start(loyal) as pilot:
        await press(pilot, "4", "down", "right", "right")
        grid = pilot.app.screen.query_one(HeatGrid)
        found = cohorts(pilot.app.session.snapshot.contents.ledger, date(2026, 10, 31))
        first = found.frame.row(0, named=True)
        third = found.frame.row(2, named=True)
        assert grid.cell_text() == f"{third['share']:.0%}"
        await press(pilot, "m", "m", "x")
        assert grid.cell_text() == f"€{round(third['kept'] / 100):,}"
        await press(pilot, "enter")
        members = pilot.app.screen
        assert isinstance(members, MembersScreen)
        table = members.query_one(FrameTable)
        assert table.height == first["size"]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AccountScreen)
        await press(pilot, "escape", "escape")
        assert pilot.app.screen.query_one(HeatGrid).column == 2
        await press(pilot, "up", "enter")
        assert "one cohort" in lines(pilot)[-1]


async def test_the_open_period_is_blank_and_groups_stand_under_their_average(loyal: Path, start: Start) -> None:
    async with start(loyal, (200, 60)) as pilot:
        pilot.app.session._as_of = date(2026, 10, 15)
        pilot.app.read()
        await settle(pilot)
        await press(pilot, "4", "down")
        grid = pilot.app.screen.query_one(HeatGrid)
        assert grid.current is not None and grid.current.cells[-1] is None
        await press(pilot, "b", *"seg", "enter", "g")
        assert grid.current.title == "ENT" and grid.current.strong
        await press(pilot, "p", "y")
        assert "Years" in lines(pilot)[0]
        assert [row.title for row in grid._rows] == ["ENT", "2023", "2024", "2025", "SMB", "2023", "2024", "2025"]


async def test_groups_are_tested_rates_turn_and_open(loyal: Path, start: Start) -> None:
    async with start(loyal, (100, 30)) as pilot:
        await press(pilot, "4", "b", *"seg", "enter", "tab")
        assert "Log-rank test" in text(pilot) and "at risk" in text(pilot)
        await press(pilot, "m")
        assert "first stay" in lines(pilot)[1]
        await press(pilot, "tab", "m")
        assert "January" in text(pilot)
        row = pilot.app.screen.view.main.row
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(FrameTable).height == row["lost"] + row["scheduled"]
        await press(pilot, "escape", "m")
        assert "names its renewal" in text(pilot)


async def test_a_book_too_small_gets_a_sentence_and_an_empty_one_the_way_in(
    workspace: Path, tmp_path: Path, start: Start
) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "4", "shift+tab", "shift+tab")
        assert "little has happened for a forecast" in " ".join(text(pilot).split())
        await press(pilot, "tab")
        assert "little has happened for a forecast" in " ".join(text(pilot).split())
    async with start(tmp_path / "nothing") as pilot:
        await press(pilot, "4")
        for _view in range(5):
            assert "Press 6" in text(pilot)
            await press(pilot, "tab")


async def test_a_late_answer_is_dropped(loyal: Path, start: Start) -> None:
    async with start(loyal) as pilot:
        await press(pilot, "4", "tab")
        screen = pilot.app.screen
        shown = text(pilot)
        hazard = screen._views[2]
        late = hazard.ask(pilot.app.snapshot.contents, pilot.app.snapshot)
        from tui.screens.retention.screen import Answered

        screen.post_message(Answered(pilot.app.snapshot, hazard, ("old",), late))
        await settle(pilot)
        assert text(pilot) == shown


async def test_without_unicode_and_colour_all_of_it_is_ascii(loyal: Path, start: Start) -> None:
    async with start(loyal, facts=Facts("vt100", truecolor=False, unicode=False, no_color=True)) as pilot:
        await press(pilot, "4")
        for _view in range(5):
            drawn = "".join(segment.text for strip in pilot.app.screen._compositor.render_strips() for segment in strip)
            assert "░" not in drawn and "█" not in drawn
            await press(pilot, "tab")


async def test_lessons_are_written_down_held_against_later_losses_and_taken_back(loyal: Path, start: Start) -> None:
    async with start(loyal, (100, 40)) as pilot:
        await press(pilot, "3", "tab", "tab")
        shown = text(pilot)
        assert "Odds ratio" in shown and "No score and no list" in " ".join(shown.split())
        row = pilot.app.screen.query_one(FrameTable).row
        await press(pilot, "n", *"ask", "enter")
        assert "Written down" in lines(pilot)[-1]
        with Book.open(loyal) as other:
            (lesson,) = other.lessons.all().to_dicts()
        assert (lesson["text"], lesson["signal"], lesson["lost_with"]) == ("ask", row["signal"], row["lost_with"])
        assert "Nothing has come since" in text(pilot)
        pilot.app.session._as_of = date(2026, 12, 31)
        pilot.app.read()
        await settle(pilot)
        assert "of customers a month" in " ".join(text(pilot).split())
        await press(pilot, "m")
        assert "60 days before" in text(pilot)
        await press(pilot, "u")
        assert "Taken back: ask" in lines(pilot)[-1]
        with Book.open(loyal) as other:
            assert other.lessons.all().is_empty()


@pytest.fixture
def visited(loyal: Path) -> Iterator[Path]:
    """The same book, last looked at a year before its as-of."""
    with Book(loyal, clock=lambda: datetime(2025, 11, 1, tzinfo=UTC)) as book:
        book.visits.begin(max(record.id for record in book.imports()), date(2025, 10, 31))
    yield loyal


async def test_what_is_new_is_said_on_opening_and_listed_by_a_key(visited: Path, start: Start) -> None:
    async with start(visited, (100, 30)) as pilot:
        assert "Since Nov 1, 2025" in text(pilot) and "customers lost" in text(pilot)
        await press(pilot, "N")
        table = pilot.app.screen.query_one(FrameTable)
        lost = [row for n in range(table.height) if (row := table.at(n))["kind"] == "losses"]
        with Book.open(visited) as book:
            ends = book.tables()["subscriptions"]["end_on"].drop_nulls().to_list()
        assert len(lost) == sum(date(2025, 10, 31) < end <= date(2026, 10, 31) for end in ends) > 0
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AccountScreen)
    async with start(visited) as again:  # the same visit still
        assert "Since Nov 1, 2025" in text(again)


async def test_the_first_visit_has_no_news_and_looking_is_not_writing(workspace: Path, start: Start) -> None:
    async with start(workspace, read_only=True) as pilot:
        await press(pilot, "N")
        assert "first visit" in text(pilot)
    with Book.open(workspace) as book:
        assert book.log.read("visit") == []


async def test_an_account_shows_how_likely_it_is_to_stay(loyal: Path, start: Start) -> None:
    async with start(loyal, (100, 30)) as pilot:
        await press(pilot, "2", "enter")
        assert "Still here in 3 months" in text(pilot)


def test_of_the_groups_of_a_forecast_those_that_have_one_come_first() -> None:
    few = ChurnError("too_little_to_forecast", periods=4, losses=1, least_periods=4, least_losses=10)
    ahead = Ahead("2026-11", date(2026, 11, 1), date(2026, 12, 1), 9.0, 0, *([1.0] * 10))
    rows = list_of({"A": few, "B": Forecast("month", "mean", (ahead,), (), ())}, "segment")
    assert rows.select("group", "period").rows() == [("B", "2026-11"), ("A", "")]
