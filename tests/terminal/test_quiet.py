"""What goes over the wire: nothing while nobody presses a key, and little when somebody does."""

from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.person import listen
from tests.terminal.test_journeys import FIGURES, LIST, QUEUE

SCREENS = {
    "overview": ((), FIGURES),
    "one figure": (("enter",), "Customers at the end · Oct 2026"),
    "accounts": (("2",), LIST),
    "losses": (("3",), QUEUE),
    "import": (("6",), "stripe_subscriptions.csv"),
    "help": (("?",), "Keys that work here"),
    "palette": ((":",), "Commands"),
}


def test_idle_sends_nothing_on_any_screen(start: Start, demo: Path) -> None:
    people = [start(book=demo).wait_for(FIGURES).press(*keys).wait_for(sign) for keys, sign in SCREENS.values()]
    account = start(book=demo).wait_for(FIGURES).press_until("2", LIST).press_until("enter", "Day  ")
    tagging = start(book=demo).wait_for(FIGURES).press_until("3", QUEUE).press_until("t", "Save, next")
    people += [account, tagging]
    for person in people:
        person.settle(0.3)
    before = [person.cpu() for person in people]
    sent = dict(zip([*SCREENS, "account", "tagging"], listen(people, 2.2), strict=True))
    assert {screen: data for screen, data in sent.items() if data} == {}
    assert max(person.cpu() - start for person, start in zip(people, before, strict=True)) < 0.3


# At 80 x 24: the list of a reviewer, and screens whose second pane follows the cursor.
@pytest.mark.parametrize(
    ("screen", "down", "page"),
    [("accounts", 500, 3000), ("overview", 800, 3000), ("import", 500, 3000), ("losses", 1500, 3000)],
)
def test_a_key_costs_few_bytes(start: Start, demo: Path, screen: str, down: int, page: int) -> None:
    keys, sign = SCREENS[screen]
    person = start(book=demo).wait_for(FIGURES).press(*keys).wait_for(sign).settle(0.3)
    for _ in range(4):
        assert len(person.bytes_of("down")) <= down
    for key in ("pagedown", "pagedown", "up", "pageup"):
        assert len(person.bytes_of(key, least=0)) <= page


def test_a_scrolling_step_sends_the_new_row_only(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).press_until("2", LIST).settle()
    person.bytes_of(*["down"] * 24)
    for key in ("down", "down"):
        assert len(person.bytes_of(key)) <= 500


def test_the_first_screen_fits_in_few_bytes(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).settle(0.3)
    assert len(person.sent) <= 8000
