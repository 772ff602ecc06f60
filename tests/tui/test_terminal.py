"""What arrives from a terminal, and what is sent to one that can do little."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.conftest import Start, text
from tui.ascii import ascii_text
from tui.formats import use_ascii
from tui.terminal import Facts, KeyParser, look
from tui.themes import theme_for


def keys(data: str) -> list[str]:
    parser = KeyParser()
    return [event.key for event in parser.feed(data)]


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("\x1b3", ["escape", "3"]),
        ("\x1bt", ["escape", "t"]),
        ("\x1bG", ["escape", "G"]),
        ("\x1bf", ["escape", "f"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b,", ["escape", "comma"]),
        ("\x1b\x7f", ["escape", "backspace"]),
        ("\x1b&", ["escape", "ampersand"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1b[A", ["up"]),
        ("\x1bOB", ["down"]),
        ("\x1b[5~", ["pageup"]),
        ("é", ["é"]),
    ],
)
def test_escape_and_the_next_key_arriving_together_are_two_keys(sent: str, meant: list[str]) -> None:
    assert keys(sent) == meant


def test_a_terminal_is_known_by_its_environment() -> None:
    assert look({"TERM": "dumb"}, "utf-8").dumb
    assert look({}, "utf-8").dumb
    assert look({"TERM": "xterm", "COLORTERM": "truecolor"}, "utf-8").truecolor
    assert not look({"TERM": "xterm-256color"}, "utf-8").truecolor
    assert look({"TERM": "xterm", "NO_COLOR": "1"}, "utf-8").no_color
    assert not look({"TERM": "xterm"}, "iso8859-1").unicode


def test_the_terminals_own_colours_unless_truecolor_is_announced() -> None:
    plain = Facts("xterm-256color", truecolor=False, unicode=True, no_color=False)
    rich = Facts("xterm-256color", truecolor=True, unicode=True, no_color=False)
    assert theme_for(plain) == "churn-ansi-dark"
    assert theme_for(rich) == "churn-dark"
    assert theme_for(rich, "ansi-light") == "churn-ansi-light"
    assert theme_for(plain, "no such theme") == "churn-ansi-dark"


@pytest.mark.parametrize("drawn", ["▁▂▃▄▅▆▇█", "│─┌┐", "▲ ▼ ● ○ …", "Étoile Müller", "東京", "±1 – 2", "👩‍👧"])
def test_ascii_is_ascii_and_as_wide(drawn: str) -> None:
    assert ascii_text(drawn).isascii()
    assert cell_len(ascii_text(drawn)) == cell_len(drawn)


def test_letters_lose_their_accents_only() -> None:
    assert ascii_text("Étoile Müller") == "Etoile Muller"
    assert ascii_text("Edelweiß Łódź Øre") == "Edelweis Lodz Ore"


async def test_where_only_ascii_is_written_amounts_name_their_currency(workspace: Path, start: Start) -> None:
    facts = Facts("xterm", truecolor=False, unicode=False, no_color=False)
    try:
        async with start(workspace, facts=facts) as pilot:
            shown = ascii_text(text(pilot))
            assert "EUR 1," in shown
            assert "?" not in shown.replace("? Help", "")
    finally:
        use_ascii(False)
    async with start(workspace) as pilot:
        assert "€1," in text(pilot)
        assert "EUR 1," not in text(pilot)
