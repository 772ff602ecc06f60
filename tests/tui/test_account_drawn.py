"""What an account's page shows where there is little room: the newest signals, and how many more there are."""

from datetime import timedelta
from random import Random

from metrics.account import last_year, page
from metrics.ledger import build_ledger
from tests.metrics.people_books import tables
from tests.metrics.people_facts import AS_OF, facts
from tests.tui.conftest import Start, lines, press
from tui.account_drawn import signals
from tui.account_head_drawn import who
from tui.chances_drawn import fitting, line
from tui.formats import date
from tui.telling import entry


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
        await pilot.pause()
        assert any(line.rstrip() == " … 3 more  Tab" for line in lines(pilot))
        await press(pilot, "tab", "tab")
        assert [line.rstrip() for line in lines(pilot) if " line " in line or " more" in line][-3:] == [
            " line 0",
            " line 1",
            " … 3 more  ↓",
        ]
        await press(pilot, "down", "down")
        assert any(line.rstrip() == " line 4" for line in lines(pilot))


def test_one_that_leaves_or_left_says_when_beside_its_status() -> None:
    ends = {"leaving": AS_OF + timedelta(days=9), "lost": AS_OF - timedelta(days=9), "active": None}
    start = AS_OF - timedelta(days=90)
    rows = [
        {"subscription_id": name, "account_id": name, "start_on": start, "end_on": end, "mrr": 900}
        for name, end in ends.items()
    ]
    ledger = build_ledger(tables(subscriptions=rows))
    for name, end in ends.items():
        first, *others = ["".join(p[0] for p in line) for line in who(page(ledger, name, last_year(AS_OF)), 20)]
        assert first.endswith(f"● {name}" + (f" {date(end)}" if end else ""))
        assert others
        assert not any(line.startswith(" ·") for line in others)


def test_of_the_chances_the_remark_goes_where_it_would_be_cut() -> None:
    told = line([{"months": n, "chance": 0.94, "low": 0.71, "high": 0.99} for n in (3, 6, 12)])
    wide, narrow = ("".join(text for text, _style in fitting(told, width)) for width in (120, 80))
    assert wide == narrow + " · as others of its age and segment"
    assert len(narrow) <= 80 and narrow.endswith("(71–99%)")


def test_words_that_nobody_wrote_leave_no_dash() -> None:
    assert entry("cancellation_asked", '{"plan": "Team", "reason": null}', None) == "Asked to cancel Team."
    assert entry("cancellation_asked", '{"plan": "Team", "reason": "price"}', None) == "Asked to cancel Team: price"
