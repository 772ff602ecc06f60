"""Bars with their intervals, one a row."""

from collections.abc import Sequence

from tui.charts.glyphs import SETS, Glyphs, GlyphSet
from tui.charts.model import Bar
from tui.charts.rows import Row, Segment, box, cells, known, left, right
from tui.charts.scale import Formatter, Scale, scale_of, short

_LEAST_BAR = 4
_NAMES_AT_MOST = 24


def bars(
    items: Sequence[Bar],
    width: int,
    height: int,
    *,
    glyphs: Glyphs = "block",
    number: Formatter = short,
    origin: float = 0.0,
) -> list[Row]:
    """Name, bar from `origin` to the value, value. Solid is sure, dark shade is inside the interval and inside the bar,
    light shade inside the interval beyond it. Bars that do not fit are left out at the bottom, and a "…" says so."""
    texts = ["–" if known(bar.value) is None else number(bar.value or 0.0) for bar in items]
    values = min(max(map(cells, texts), default=0), max(0, width - _LEAST_BAR - 2))
    names = max((cells(bar.name) for bar in items), default=0)
    names = min(names, _NAMES_AT_MOST, max(0, width - values - _LEAST_BAR - 2))
    room = width - names - values - 2
    if room < 1:
        return box([[(right(text, width), "text")] for text in texts], width, height, ascii_only=glyphs == "ascii")
    scale = bar_scale(items, origin)
    rows: list[Row] = []
    for index, (bar, text) in enumerate(zip(items, texts, strict=True)):
        if len(items) > height and index == height - 1:
            rows.append([("…", "muted")])
            break
        drawn = _drawn(bar, scale, origin, room, SETS[glyphs])
        rows.append([(left(bar.name, names) + " ", "text"), *drawn, (" " + right(text, values), "text")])
    return box(rows, width, height, ascii_only=glyphs == "ascii")


def bar_scale(items: Sequence[Bar], origin: float) -> Scale:
    """The axis that holds the origin, every value and every interval."""
    ends = [origin, *(value for bar in items for value in (bar.value, bar.low, bar.high))]
    found = [value for value in map(known, ends) if value is not None]
    return scale_of(found) if min(found) < max(found) else Scale(origin, origin + max(1.0, abs(origin)))


def _drawn(bar: Bar, scale: Scale, origin: float, room: int, marks: GlyphSet) -> list[Segment]:
    value, low, high = known(bar.value), known(bar.low), known(bar.high)
    if value is None:
        return [(" " * room, "text")]
    base, tip = scale.share(origin) * room, scale.share(value) * room
    first, last = round(min(base, tip)), round(max(base, tip))
    if first == last and value != origin:
        first, last = (first - 1, last) if value < origin else (first, last + 1)
    unsure = range(0)
    if low is not None and high is not None:
        unsure = range(round(scale.share(low) * room), max(round(scale.share(high) * room), 1))
    segments: list[Segment] = []
    for cell in range(room):
        if first <= cell < last:
            segments.append((marks.inner if cell in unsure else marks.solid, bar.style))
        else:
            segments.append((marks.outer, "band") if cell in unsure else (" ", "text"))
    return segments
