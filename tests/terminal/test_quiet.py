"""What goes over the wire: nothing while nobody presses a key, and little when somebody does."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.person import Person, listen
from tests.terminal.test_journeys import FIGURES, LIST, QUEUE

# The way to each screen from the Overview: keys, each with the sign that it was answered by.
SCREENS: dict[str, tuple[tuple[str, str], ...]] = {
    "overview": (),
    "one figure": (("enter", "Customers at the end · Oct 2026"),),
    "accounts": (("2", LIST),),
    "account": (("2", LIST), ("enter", "Day  ")),
    "losses": (("3", QUEUE),),
    "tagging": (("3", QUEUE), ("t", "Save, next")),
    "import": (("6", "stripe_subscriptions.csv"),),
    "help": (("?", "Keys that work here"),),
    "palette": ((":", "Commands"),),
}


def go(person: Person, screen: str) -> Person:
    """Walk from the Overview to a screen."""
    for key, sign in SCREENS[screen]:
        person.press_until(key, sign)
    return person


def cpu(people: Sequence[Person]) -> float:
    """Seconds of processor time that all of them have used."""
    return sum(person.cpu() for person in people)


def calm(people: Sequence[Person]) -> None:
    """Wait until what is made ready in the background stands; fails where that takes no end."""
    for _ in range(60):
        before = cpu(people)
        listen(people, 0.5)
        if cpu(people) - before < 0.1:
            return
    raise AssertionError("it works on and on")


def test_idle_sends_nothing_on_any_screen(start: Start, demo: Path) -> None:
    people = [start(book=demo) for _ in range(3)]
    for screens in zip(*[iter(SCREENS)] * len(people), strict=True):
        for person, screen in zip(people, screens, strict=True):
            go(person.press("esc", "1").wait_for(FIGURES), screen)
        calm(people)
        before = cpu(people)
        sent = dict(zip(screens, listen(people, 2.2), strict=True))
        assert {screen: data for screen, data in sent.items() if data} == {}
        assert cpu(people) - before < 0.5


# At 80 x 24: the list of a reviewer, and screens whose second pane follows the cursor.
@pytest.mark.parametrize(
    ("screen", "down", "page"),
    [("accounts", 500, 3000), ("overview", 800, 3000), ("import", 500, 3000), ("losses", 1500, 3000)],
)
def test_a_key_costs_few_bytes(start: Start, demo: Path, screen: str, down: int, page: int) -> None:
    person = go(start(book=demo).wait_for(FIGURES), screen).settle(0.3)
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
