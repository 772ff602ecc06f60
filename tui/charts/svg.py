"""The charts as pictures for reports: one `<svg>` string each, styled by class names (the same tokens), no script."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from math import ceil

from tui.charts.bars import bar_scale
from tui.charts.heat import shade
from tui.charts.model import Bar, Change, Curve, Line, StepPoint, floats, sure
from tui.charts.rows import Number, known, printable
from tui.charts.scale import Formatter, Scale, scale_of, short, ticks
from tui.charts.waterfall import waterfall_scale

# What the class names look like; a page that holds such pictures puts this into its <style> once.
STYLE = """
svg { font: 12px system-ui, sans-serif; max-width: 100%; height: auto; }
svg text { fill: #222; }
svg text.muted { fill: #666; }
svg .line { fill: none; stroke-width: 2; }
svg .grid { stroke: #ddd; }
svg .mark { stroke: #888; stroke-dasharray: 3 2; }
svg .whisker { stroke: #222; stroke-width: 1.5; }
svg rect.gap { fill: #fff; }
svg rect.open-ground { fill: #000; opacity: .06; }
svg rect.band { opacity: .18; }
svg .accent, svg .series1 { fill: #1f5fa8; } svg .line.accent, svg .line.series1 { fill: none; stroke: #1f5fa8; }
svg .series2 { fill: #b04a00; } svg .line.series2 { fill: none; stroke: #b04a00; stroke-dasharray: 6 3; }
svg .series3 { fill: #26734d; } svg .line.series3 { fill: none; stroke: #26734d; stroke-dasharray: 2 3; }
svg .series4 { fill: #7a3b8f; } svg .line.series4 { fill: none; stroke: #7a3b8f; stroke-dasharray: 8 3 2 3; }
svg .series5 { fill: #8a6d00; } svg .line.series5 { fill: none; stroke: #8a6d00; stroke-dasharray: 4 4; }
svg .series6 { fill: #555; } svg .line.series6 { fill: none; stroke: #555; stroke-dasharray: 1 2; }
svg .good { fill: #26734d; } svg .bad { fill: #b3261e; } svg .open { fill: #888; }
svg .heat0 { fill: #f4f8fc; } svg .heat1 { fill: #dbe8f5; } svg .heat2 { fill: #bcd4ec; }
svg .heat3 { fill: #97bbe0; } svg .heat4 { fill: #6fa0d2; }
"""

_LEAST_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 22, 24
_ROW = 22
_SAMPLE = 22  # a piece of a line before its name
_LETTER = 7.0


def sparkline(values: Sequence[Number], width: int = 120, height: int = 24, *, title: str = "") -> str:
    """A history as a thin line."""
    scale = scale_of(values)
    across = Scale(0, max(1, len(values) - 1))
    xs = [across.share(place) * (width - 4) + 2 for place in range(len(values))]
    return _svg(width, height, title, _paths(values, xs, scale, 2, height - 2, "accent"))


def line_chart(
    lines: Sequence[Line],
    labels: Sequence[str],
    width: int = 640,
    height: int = 240,
    *,
    title: str = "",
    number: Formatter = short,
    zero: bool = False,
    open_from: int | None = None,
    marks: Sequence[tuple[int, str]] = (),
) -> str:
    """Several histories over one axis of periods; the ground of the open period is shaded. `marks` are the places at
    which something was changed, and what: an upright line each."""
    places = max([len(labels), *(len(line.values) for line in lines)], default=0)
    scale = scale_of((value for line in lines for value in line.values), zero=zero)
    heights = _marks(scale, number)
    left = _left(heights)
    span = Scale(0, max(1, places - 1))
    xs = [left + span.share(place) * (width - left - _RIGHT) for place in range(places)]
    parts = _axis(scale, heights, width, height, left)
    if open_from is not None and open_from < places:
        start = xs[max(0, open_from - 1)]
        parts.append(_rect(start, _TOP, width - _RIGHT - start, height - _TOP - _BOTTOM, "open-ground"))
    for place, what in marks:
        parts.append(_line(xs[place], _TOP, xs[place], height - _BOTTOM, "mark", what))
    for line in lines:
        parts += _paths(line.values, xs, scale, _TOP, height - _BOTTOM, line.style)
    parts += _names([(line.name, line.style) for line in lines], width, left)
    longest = 1.5 * max(map(len, labels), default=0) + 2  # the last one ends where its place is
    every = max(1, ceil(longest * _LETTER * max(1, places - 1) / (width - left - _RIGHT)))
    # Counted from the last one, which is the one that is looked for.
    for place in range(len(labels) - 1, -1, -every):
        anchor = "end" if place == places - 1 > 0 else "middle"
        parts.append(_text(xs[place], height - 6, labels[place], "muted", anchor))
    return _svg(width, height, title, parts)


def waterfall(
    opening: Change,
    changes: Sequence[Change],
    closing: str,
    width: int = 640,
    *,
    title: str = "",
    number: Formatter = short,
) -> str:
    """From an opening to a closing figure, one row a movement; a broken axis has a gap in both totals."""
    spans, level = floats(opening.value, changes)
    start = sure(opening.value)
    scale = waterfall_scale(start, spans, level)
    rows: list[tuple[str, Number, tuple[float, float], str]] = [(opening.name, opening.value, (0, start), "accent")]
    rows += [
        (change.name, change.value, span, "bad" if span[1] < span[0] else "good")
        for change, span in zip(changes, spans, strict=True)
    ]
    rows.append((closing, level, (0, level), "accent"))
    names, values = 150, 110
    room = width - names - values
    parts: list[str] = []
    for index, (name, value, (begin, end), style) in enumerate(rows):
        y = index * _ROW + 4
        x0, x1 = (names + scale.share(each) * room for each in (min(begin, end), max(begin, end)))
        parts += [_text(0, y + 12, name, "text"), _rect(x0, y, max(1.0, x1 - x0), _ROW - 6, style)]
        if scale.low > 0 and begin == 0 and end != 0:
            parts.append(_rect(x0 + 6, y - 1, 3, _ROW - 4, "gap"))
        plus = "+" if 0 < index < len(rows) - 1 and sure(value) > 0 else ""
        written = "–" if known(value) is None else plus + number(sure(value))
        parts.append(_text(width, y + 12, written, style, "end"))
    return _svg(width, len(rows) * _ROW + 4, title, parts)


def heat(
    names: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[Number]],
    *,
    title: str = "",
    number: Formatter = short,
    scale: Scale | None = None,
) -> str:
    """A grid of printed figures, shaded by size; a gap is blank."""
    scale = scale or scale_of(value for row in values for value in row)
    names_wide, wide = 120, 58
    parts = [
        _text(names_wide + column * wide + wide / 2, 14, name, "muted", "middle") for column, name in enumerate(columns)
    ]
    for row, name in enumerate(names):
        y = (row + 1) * _ROW
        parts.append(_text(0, y + 14, name, "text"))
        for column, value in enumerate(values[row][: len(columns)] if row < len(values) else ()):
            if known(value) is None:
                continue
            parts.append(_rect(names_wide + column * wide, y, wide - 1, _ROW - 1, shade(value, scale)))
            x = names_wide + column * wide + wide / 2
            parts.append(_text(x, y + 14, number(sure(value)), "figure", "middle"))
    return _svg(names_wide + wide * len(columns), (len(names) + 1) * _ROW, title, parts)


def bars(
    items: Sequence[Bar], width: int = 640, *, title: str = "", number: Formatter = short, origin: float = 0.0
) -> str:
    """Bars with their intervals as whiskers, one a row."""
    names, values = 180, 80
    room = width - names - values
    scale = bar_scale(items, origin)

    def at(value: float) -> float:
        return names + scale.share(value) * room

    parts: list[str] = []
    for index, bar in enumerate(items):
        y = index * _ROW + 4
        value, low, high = known(bar.value), known(bar.low), known(bar.high)
        parts.append(_text(0, y + 12, bar.name, "text"))
        parts.append(_text(width, y + 12, "–" if value is None else number(value), "text", "end"))
        if value is not None:
            x0, x1 = sorted((at(origin), at(value)))
            parts.append(_rect(x0, y, max(1.0, x1 - x0), _ROW - 6, bar.style))
        if low is not None and high is not None:
            parts.append(_line(at(low), y + 8, at(high), y + 8, "whisker"))
            parts += [_line(x, y + 4, x, y + 12, "whisker") for x in (at(low), at(high))]
    return _svg(width, len(items) * _ROW + 4, title, parts)


def step_chart(
    curves: Sequence[Curve],
    width: int = 640,
    height: int = 260,
    *,
    title: str = "",
    number: Formatter = short,
    scale: Scale | None = None,
) -> str:
    """Step curves with their bands, the numbers at risk under the axis."""
    scale = scale or Scale(0.0, 1.0)
    end = max((point.x for curve in curves for point in curve.points), default=0.0)
    across = Scale(0.0, end if end > 0 else 1.0)
    bottom, heights = height - _BOTTOM, _marks(scale, number)
    left = _left(heights)
    parts = _axis(scale, heights, width, height, left)

    def x(value: float) -> float:
        return left + across.share(value) * (width - left - _RIGHT)

    def y(value: float) -> float:
        return bottom - scale.share(value) * (bottom - _TOP)

    for curve in curves:
        for here, after in zip(curve.points, curve.points[1:], strict=False):
            low, high = known(here.low), known(here.high)
            if low is not None and high is not None:
                parts.append(_rect(x(here.x), y(high), x(after.x) - x(here.x), y(low) - y(high), f"band {curve.style}"))
    for curve in curves:
        parts.append(_stairs(curve.points, x, y, curve.style))
    parts += _names([(curve.name, curve.style) for curve in curves], width, left)
    marks = ticks(across, 8)
    parts += [_text(x(mark), height - 8, short(mark), "muted", "middle") for mark in marks]
    for index, curve in enumerate(curves):
        for mark in marks:
            risk = next((point.at_risk for point in curve.points if point.x >= mark), None)
            if risk is not None:
                parts.append(_text(x(mark), height + 8 + index * 14, str(risk), curve.style, "middle"))
    return _svg(width, height + 14 * len(curves), title, parts)


def _stairs(points: Sequence[StepPoint], x: Callable[[float], float], y: Callable[[float], float], style: str) -> str:
    path = ""
    for point in points:
        level = known(point.y)
        if level is not None:
            path += f"H{_n(x(point.x))}V{_n(y(level))}" if path else f"M{_n(x(point.x))} {_n(y(level))}"
    return f'<path class="line {style}" d="{path}"/>'


def _paths(
    values: Sequence[Number], xs: Sequence[float], scale: Scale, top: float, bottom: float, style: str
) -> list[str]:
    """One polyline a run without gaps; a lone value is a dot."""
    runs: list[list[str]] = [[]]
    for x, value in zip(xs, map(known, values), strict=False):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_n(x)},{_n(bottom - scale.share(value) * (bottom - top))}")
    return [
        f'<polyline class="line {style}" points="{" ".join(run)}"/>'
        if len(run) > 1
        else f'<circle class="{style}" cx="{run[0].split(",")[0]}" cy="{run[0].split(",")[1]}" r="2"/>'
        for run in runs
        if run
    ]


def _marks(scale: Scale, number: Formatter) -> dict[str, float]:
    """The labels of an axis and where they stand; of two that read alike, the lower."""
    return {number(value): value for value in reversed(ticks(scale, 6))}


def _left(marks: Iterable[str]) -> float:
    """The room that an axis's labels need."""
    return max(_LEAST_LEFT, _LETTER * max(map(len, marks), default=0) + 10)


def _axis(scale: Scale, marks: Mapping[str, float], width: int, height: int, left: float) -> list[str]:
    parts: list[str] = []
    for label, value in marks.items():
        y = height - _BOTTOM - scale.share(value) * (height - _BOTTOM - _TOP)
        parts.append(_line(left, y, width - _RIGHT, y, "grid"))
        parts.append(_text(left - 6, y + 4, label, "muted", "end"))
    return parts


def _names(names: Sequence[tuple[str, str]], width: int, left: float) -> list[str]:
    room = (width - left) / max(1, len(names))
    parts: list[str] = []
    for index, (name, style) in enumerate(names):
        if name:  # with a piece of its line: dashes tell it apart where colours do not
            x = left + index * room
            parts.append(f'<polyline class="line {style}" points="{_n(x)},8 {_n(x + _SAMPLE)},8"/>')
            parts.append(_text(x + _SAMPLE + 4, 12, name, style))
    return parts


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    named = f"<title>{escape(printable(title))}</title>" if title else ""
    size = f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>{named}{"".join(parts)}</svg>'


def _text(x: float, y: float, text: str, style: str, anchor: str = "start") -> str:
    place = f'x="{_n(x)}" y="{_n(y)}"'
    return f'<text class="{style}" {place} text-anchor="{anchor}">{escape(printable(text))}</text>'


def _rect(x: float, y: float, width: float, height: float, style: str) -> str:
    size = f'width="{_n(max(0.0, width))}" height="{_n(max(0.0, height))}"'
    return f'<rect class="{style}" x="{_n(x)}" y="{_n(y)}" {size}/>'


def _line(x0: float, y0: float, x1: float, y1: float, style: str, title: str = "") -> str:
    start = f'<line class="{style}" x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}"'
    return f"{start}><title>{escape(printable(title))}</title></line>" if title else f"{start}/>"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
