"""What stands beside a figure, as lines of a screen: a bar with its interval for each row, then what it says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.beside import Rated, interval, rated, sentences, title
from tui.charts.bars import bars
from tui.charts.glyphs import Glyphs
from tui.charts.model import Bar
from tui.formats import share
from tui.widgets.paint import Line, fit, width_of, wrap

if TYPE_CHECKING:
    from metrics.beside import Beside

_MOST_BAR = 60  # cells of a bar with its name and figure


def lines(found: "Beside", currency: str | None, width: int, *, glyphs: Glyphs) -> list[Line]:
    """All of it, as wide as that: a bar with its interval for each row, then the sentences."""
    drawn: list[Line] = []
    if heading := title(found):
        drawn.append([(" " + heading, "title")])
        drawn += _bars(rated(found, currency), width - 2, glyphs)
    for text in sentences(found):
        drawn += [[(" " + each, "accent")] for each in wrap(text, width - 1)]
    return drawn


def _bars(rows: Sequence[Rated], width: int, glyphs: Glyphs) -> list[Line]:
    """Bar, figure, interval, and what it is a share of."""
    texts = [(interval(row), row.of) for row in rows]
    wide, of = (max(width_of([(each[place], "")]) for each in texts) for place in (0, 1))
    room = min(_MOST_BAR, width - wide - of - 4)
    drawn = bars(
        [Bar(row.name, row.value, row.low, row.high) for row in rows],
        room,
        len(rows),
        glyphs=glyphs,
        number=share,
    )
    return [
        [(" ", ""), *bar, ("  " + fit(sure, wide, "right"), "muted"), ("  " + fit(text, of, "right"), "muted")]
        for bar, (sure, text) in zip(drawn, texts, strict=True)
    ]
