"""The main ways through the program, pressed key by key in a real terminal."""

import json
import subprocess
from pathlib import Path

from tests.terminal.conftest import Start
from tests.terminal.person import ROOT, Person, program

FIGURES = "216,997"  # MRR at the end of October
CURSOR_ON_LOST = "▌ Customers lost"
LIST = "398 accounts"
QUEUE = "186 of 186 untagged"


def losses(book: Path, home: dict[str, str]) -> list[dict[str, object]]:
    """What `losses --format json` says."""
    command = program("losses", "--format", "json", "--workspace", str(book))
    done = subprocess.run(command, env=home, cwd=ROOT, capture_output=True, check=True)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def tagged(book: Path, home: dict[str, str]) -> list[object]:
    """The reasons that are on disk, in the order of the list."""
    return [loss["assessed"] for loss in losses(book, home) if loss["assessed"]]


def untagged(person: Person, count: int) -> Person:
    """Wait until that many losses are left without a tag."""
    return person.wait_for(f"{count} of 186 untagged")


def test_opens_on_overview_with_figures(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES)
    assert "1 Overview" in person.lines[0]
    assert "as of Oct 31, 2026" in person.lines[0]
    assert "€216,997" in person.line_with("MRR at the end")
    assert person.press("q").ended() == 0


def test_every_room_by_its_key_and_by_the_digits_of_azerty(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES)
    for digit, azerty, name in (
        ("2", "é", "Accounts"),
        ("3", '"', "Losses"),
        ("6", "§", "Import"),
        ("1", "&", "Overview"),
    ):
        person.press_until(digit, lambda text, wanted=f"{digit} {name}": wanted in text.split("\n", 1)[0])
        person.press_until("1" if digit != "1" else "2", lambda text, wanted=f"{digit} {name}": wanted not in text)
        person.press_until(azerty, lambda text, wanted=f"{digit} {name}": wanted in text.split("\n", 1)[0])


def test_help_and_palette(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES)
    person.press_until("?", "Keys that work here").press_until("esc", FIGURES)
    person.press_until("ctrl+p", "Commands").press("Loss").wait_for("Who left, untagged first")
    person.press_until("enter", QUEUE)
    person.press_until(":", "Commands").press_until("esc", lambda text: "Commands" not in text)


def test_every_number_opens_and_esc_walks_back_to_the_same_row(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES)
    person.press("down").press_until("down", CURSOR_ON_LOST)
    person.press_until("enter", "Customers lost · Oct 2026").wait_for("Huis Noordzee BV")
    person.press("down", "down").press_until("enter", "C01249  ● lost").wait_for("subscription Ended Team.")
    person.press_until("esc", "Customers lost · Oct 2026").press_until("backspace", CURSOR_ON_LOST)


def test_three_losses_tagged_with_two_keys_each(start: Start, demo: Path, home: dict[str, str]) -> None:
    person = start(book=demo, size=(100, 30)).wait_for(FIGURES)
    person.press_until("3", QUEUE).press_until("t", "Save, next")
    for left, reason in ((185, "1"), (184, "3"), (183, "5")):
        untagged(person.press(reason, "enter"), left)
    person.press_until("esc", "t Tag").press("q")
    assert person.ended() == 0
    assert sorted(map(str, tagged(demo, home))) == ["competitor", "money", "product"]


def test_an_empty_workspace_opens_on_import_and_offers_the_demo(start: Start) -> None:
    person = start().wait_for("6 Import")
    assert "d Demo" in person.text
    person.press_until("d", FIGURES)


def test_a_read_only_workspace_shows_all_and_stores_nothing(start: Start, demo: Path, home: dict[str, str]) -> None:
    person = start("--read-only", book=demo, size=(120, 30)).wait_for(FIGURES)
    assert "read-only" in person.lines[0]
    person.press_until("3", QUEUE).press("t", "1", "enter").settle()
    person.press("esc", "esc").press_until("1", FIGURES)
    assert person.press("q").ended() == 0
    assert tagged(demo, home) == []


def test_a_burst_of_keys_costs_few_repaints(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES).press_until("2", LIST).settle()
    one = person.bytes_of("down")
    burst = person.bytes_of(*["down"] * 15)
    assert len(burst) < 6 * len(one)


def test_esc_and_the_next_key_arriving_together_are_esc_then_the_key(start: Start, demo: Path) -> None:
    person = start(book=demo).wait_for(FIGURES)
    person.press_until("?", "Keys that work here").press("esc", "3").wait_for(QUEUE)


def test_what_is_typed_ahead_does_what_it_does_key_by_key(start: Start, demo: Path, home: dict[str, str]) -> None:
    """Over a slow line a whole line of keys arrives at once."""
    person = start(book=demo).wait_for(FIGURES).press_until("3", QUEUE)
    untagged(person.press("t", "1", "enter", "3", "enter", "esc"), 184).wait_for("t Tag")
    assert sorted(map(str, tagged(demo, home))) == ["money", "product"]
    person.press("1").wait_for(FIGURES).press(":", "every account", "enter").wait_for(LIST)
    person.press("?", "esc", "1").wait_for(FIGURES)
