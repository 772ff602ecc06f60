"""From an opening to a closing figure, each movement floating where the one before has ended."""

from collections.abc import Sequence

from tui.charts.glyphs import SETS, Glyphs, GlyphSet
from tui.charts.model import Change, floats, sure
from tui.charts.rows import Number, Row, box, cells, known, left, right
from tui.charts.scale import Formatter, Scale, short

# Name, value as text, from where to where, style.
Entry = tuple[str, str, tuple[float, float], str]

_LEAST_BAR = 4
# Where the movements take less than this part of the axis, it is broken so that they can be seen.
_BREAK_BELOW = 0.5


def waterfall(
    opening: Change,
    changes: Sequence[Change],
    closing: str,
    width: int,
    height: int,
    *,
    glyphs: Glyphs = "block",
    number: Formatter = short,
) -> list[Row]:
    """One row a figure: name, floating bar, value with its sign. The last is the sum of those above, exactly.

    A change that takes away is "bad", one that adds is "good"; a broken axis is marked on both totals.
    """
    spans, level = floats(opening.value, changes)
    start = sure(opening.value)
    entries: list[Entry] = [(opening.name, _text(opening.value, number), (0, start), "accent")]
    for change, span in zip(changes, spans, strict=True):
        style = "bad" if span[1] < span[0] else "good"
        entries.append((change.name, _text(change.value, number, sign=True), span, style))
    entries.append((closing, number(level), (0, level), "accent"))
    scale = waterfall_scale(start, spans, level)
    values = min(max(cells(text) for _, text, _, _ in entries), max(0, width - _LEAST_BAR - 2))
    names = min(max(cells(name) for name, *_ in entries), max(0, width - values - _LEAST_BAR - 2), 24)
    room = width - names - values - 2
    if room < 1:
        return box(
            [[(right(text, width), style)] for _, text, _, style in entries],
            width,
            height,
            ascii_only=glyphs == "ascii",
        )
    rows: list[Row] = []
    for name, text, span, style in _shown(entries, height):
        bar = _bar(span, scale, room, SETS[glyphs])
        rows.append([(left(name, names) + " ", "text"), (bar, style), (" " + right(text, values), style)])
    return box(rows, width, height, ascii_only=glyphs == "ascii")


def waterfall_scale(start: float, spans: Sequence[tuple[float, float]], level: float) -> Scale:
    """The axis: from 0, or broken (from above 0) where the movements would be too small to see."""
    levels = [
        value for value in (known(each) for each in (start, level, *(end for _, end in spans))) if value is not None
    ]
    low, high = min(levels), max(levels)
    if low > 0 and high - low < high * _BREAK_BELOW:
        floor = max(0.0, low - max(high - low, high * 1e-9))
        return Scale(floor, high) if high > floor else Scale(0.0, high)
    low, high = min(0.0, low), max(0.0, high)
    return Scale(low, high) if high > low else Scale(0.0, 1.0)


def _text(value: Number, number: Formatter, *, sign: bool = False) -> str:
    if value is None or known(value) is None:
        return "–"
    return f"+{number(value)}" if sign and value > 0 else number(value)


def _shown(entries: Sequence[Entry], height: int) -> list[Entry]:
    """The first and last, and of those between as many as there is room for."""
    if height >= len(entries):
        return list(entries)
    return [*entries[: max(0, height - 1)], entries[-1]] if height > 0 else []


def _bar(span: tuple[float, float], scale: Scale, room: int, marks: GlyphSet) -> str:
    low, high = min(span), max(span)
    first, last = round(scale.share(low) * room * 2), round(scale.share(high) * room * 2)
    if first == last and low != high:
        first, last = (first - 1, last) if last == room * 2 else (first, last + 1)
    glyph = {
        (False, False): " ",
        (True, False): marks.halves[0],
        (False, True): marks.halves[1],
        (True, True): marks.solid,
    }
    half = range(first, last)
    line = "".join(glyph[cell * 2 in half, cell * 2 + 1 in half] for cell in range(room))
    broken = scale.low > 0 and span[0] == 0 and span[1] != 0
    return marks.broken + line[1:] if broken else line
