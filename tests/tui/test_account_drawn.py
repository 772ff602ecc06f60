"""What an account's page shows where there is little room: the newest signals, and how many more there are."""

from random import Random

from metrics.account import last_year, page
from metrics.ledger import build_ledger
from tests.metrics.people_books import tables
from tests.metrics.people_facts import AS_OF, facts
from tests.tui.conftest import Start, lines, press
from tui.account_drawn import signals
from tui.formats import date


def test_the_newest_signal_comes_first() -> None:
    ledger = build_ledger(tables(**facts(Random(3))))
    seen = 0
    for account in ledger.tables["accounts"]["account_id"]:
        found = page(ledger, account, last_year(AS_OF))
        days = [line[2][0].strip() for line in signals(found, 80)]
        assert days == [date(day) for day in sorted(found.signals["since"], reverse=True)]
        seen = max(seen, len(days))
    assert seen > 1


async def test_a_pane_says_how_many_lines_do_not_fit(workspace, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "2", "enter")
        reader = pilot.app.screen.query_one("#raised")
        reader.show([[(f" line {n}", "")] for n in range(5)])
        await press(pilot, "tab", "tab")
        assert [line.rstrip() for line in lines(pilot) if " line " in line or " more" in line][-3:] == [
            " line 0",
            " line 1",
            " … 3 more",
        ]
        await press(pilot, "down", "down")
        assert any(line.rstrip() == " line 4" for line in lines(pilot))
