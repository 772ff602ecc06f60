"""What the wire saves must not be seen: the terminal shows the same, cell by cell, as with Textual's own bytes."""

import random
from io import StringIO

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tui.wire import Sheet

WIDTH, HEIGHT = 24, 12
PENS = [Style.parse(text) for text in (
    "default on default", "green on default", "bold red on default", "white on blue", "bold white on blue",
    "underline on default", "reverse", "dim", "#123456 on #fedcba",
)]  # fmt: skip
WORDS = ["MRR", " ", "   ", "12.5 %", "Zoé", "▂▅█", "株式会社", "e\u0301t\u0301", "🙂", "│", "      ", "lost"]


class Emulated:
    """A terminal that is fed an update's bytes."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.screen.reset_mode(pyte.modes.DECAWM)
        self.stream = pyte.Stream(self.screen)

    def shows(self, data: str) -> list[list[tuple[object, ...]]]:
        self.stream.feed(data.replace("\n", "\r\n"))
        return [[_look(self.screen.buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


def _look(cell: pyte.screens.Char) -> tuple[object, ...]:
    """All that is seen of a cell: on a blank, neither its colour nor whether it is bold."""
    if cell.data == " " and not (cell.underscore or cell.reverse or cell.strikethrough):
        return (" ", cell.bg)
    return (cell.data, cell.fg, cell.bg, cell.bold, cell.underscore, cell.reverse)


def _strip(chance: random.Random, width: int) -> Strip:
    segments: list[Segment] = []
    strip = Strip(segments)
    while strip.cell_length < width:
        segments.append(Segment(chance.choice(WORDS), chance.choice(PENS)))
        strip = Strip(segments)
    return strip.crop(0, width)


def _uncut(line: Strip, x: int) -> bool:
    """Whether no wide character reaches over the column."""
    return line.crop(0, x).text + line.crop(x).text == line.text


def _updates(seed: int) -> list[CompositorUpdate]:
    """Whole screens, parts of lines, and lists that scroll under a heading that stays."""
    chance = random.Random(seed)
    region = Region(0, 0, WIDTH, HEIGHT)
    lines = [_strip(chance, WIDTH) for _ in range(HEIGHT)]
    updates: list[CompositorUpdate] = [LayoutUpdate([[line] for line in lines], region)]
    for _ in range(30):
        match chance.randrange(4):
            case 0:
                lines = [_strip(chance, WIDTH) if chance.random() < 0.4 else line for line in lines]
                updates.append(LayoutUpdate([[line] for line in lines], region))
            case 1:
                y = chance.randrange(HEIGHT)
                x = chance.choice([x for x in range(WIDTH - 6) if _uncut(lines[y], x) and _uncut(lines[y], x + 6)])
                part = _strip(chance, 6)
                chops = [{x: part} if row == y else {} for row in range(HEIGHT)]
                updates.append(ChopsUpdate(chops, [(y, x, x + 6)], [[x + 6] for _ in range(HEIGHT)]))
                lines[y] = Strip.join([lines[y].crop(0, x), part, lines[y].crop(x + 6)])
            case _:
                by = chance.choice([-2, -1, 1, 1, 3])
                body = lines[2:]
                fresh = [_strip(chance, WIDTH) for _ in range(abs(by))]
                lines = lines[:2] + (body[by:] + fresh if by > 0 else fresh + body[:by])
                updates.append(LayoutUpdate([[line] for line in lines], region))
    return updates


@pytest.mark.parametrize("seed", range(40))
def test_the_terminal_shows_what_textual_would_have_drawn(seed: int) -> None:
    console = Console(file=StringIO(), force_terminal=True, color_system="truecolor")
    sheet, plain, saved = Sheet(), Emulated(), Emulated()
    for update in _updates(seed):
        expected = plain.shows(update.render_segments(console))
        assert saved.shows(sheet.economical(update).render_segments(console)) == expected


def test_a_scrolled_list_sends_the_new_line_only() -> None:
    console = Console(file=StringIO(), force_terminal=True, color_system="standard")
    rows = [Strip([Segment(f"row {n}".ljust(WIDTH), PENS[1])]) for n in range(40)]
    sheet = Sheet()
    for top in range(2):
        update = LayoutUpdate([[row] for row in rows[top : top + HEIGHT]], Region(0, 0, WIDTH, HEIGHT))
        sent = sheet.draw(update, console)
    assert "row 12" in sent
    assert "row 11" not in sent
    assert len(sent) < 60


def test_what_stands_there_is_not_sent_again_unless_it_was_forgotten() -> None:
    console = Console(file=StringIO(), force_terminal=True, color_system="standard")
    update = LayoutUpdate([[Strip([Segment("MRR", PENS[1])])]], Region(0, 0, WIDTH, 1))
    sheet = Sheet()
    assert "MRR" in sheet.draw(update, console)
    assert sheet.draw(update, console) == ""
    sheet.forget()
    assert "MRR" in sheet.draw(update, console)
