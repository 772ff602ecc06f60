"""What came, and what is expected: past periods as columns, those ahead with their two intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.charts.glyphs import SETS, Canvas, Glyphs
from tui.charts.line import axis_labels, place_labels, with_axis
from tui.charts.rows import Number, Row, box, cells, known
from tui.charts.scale import Formatter, Scale, scale_of, short

_LEAST_PLOT = 8
_WIDEST = 6  # cells of a column, its gap included


@dataclass(frozen=True, slots=True)
class Fan:
    """One period to come: what is expected, what is sure already, and where it lies in 80 and in 95 of 100 cases."""

    expected: Number
    sure: Number
    low80: Number
    high80: Number
    low95: Number
    high95: Number


def fan_chart(
    past: Sequence[Number], ahead: Sequence[Fan], labels: Sequence[str], width: int, height: int, *,
    glyphs: Glyphs = "block", number: Formatter = short, marks: Sequence[int] = (),
) -> list[Row]:  # fmt: skip
    """A column a period, in exactly the box: past ones solid, those ahead with a mark at what is expected, the 80 %
    interval in dark shade, the 95 % interval in light shade, and what is sure already solid from below.

    `labels` name all periods; the earliest past ones are left out where not all fit. In the periods at the places of
    `marks` something was changed: an upright line stands before each.
    """
    scale = _scale(past, ahead)
    plot_height = height - 1
    axis = axis_labels(scale, plot_height, number)
    gutter = max((cells(text) for text in axis.values()), default=0)
    plot_width = width - gutter - 1
    if plot_height < 2 or plot_width < max(_LEAST_PLOT, len(ahead)):
        return box([], width, height, ascii_only=glyphs == "ascii")
    kept = min(len(past), plot_width // 2 - len(ahead)) if plot_width >= 2 * len(ahead) else 0
    past = past[len(past) - max(0, kept) :]
    columns = len(past) + len(ahead)
    wide = min(_WIDEST, plot_width // max(1, columns))
    canvas = Canvas(wide * columns, plot_height, glyphs)
    for place, value in enumerate(past):
        _column(canvas, place, wide, scale, value, "muted")
    for place, one in enumerate(ahead, start=len(past)):
        _interval(canvas, place, wide, scale, one)
    for mark in marks:
        _stand(canvas, (mark - (len(labels) - columns)) * wide - 1)
    rows = with_axis(canvas.rows(), axis, gutter, glyphs)
    shown = list(labels[len(labels) - columns :])
    rows.append([(" " * (gutter + 1), "text"), *place_labels(shown, columns, canvas.width)])
    return box(rows, width, height, ascii_only=glyphs == "ascii")


def _scale(past: Sequence[Number], ahead: Sequence[Fan]) -> Scale:
    return scale_of([*past, *(value for one in ahead for value in (one.expected, one.high95))], zero=True)


def _rows(canvas: Canvas, scale: Scale, low: Number, high: Number) -> range:
    """The canvas lines from one value up to another."""
    bottom, top = (scale.place(known(value) or 0.0, canvas.height) for value in (low, high))
    return range(canvas.height - 1 - top, canvas.height - bottom)


def _column(canvas: Canvas, place: int, wide: int, scale: Scale, value: Number, style: str) -> None:
    if not known(value):
        return
    for line in _rows(canvas, scale, 0.0, value):
        _fill(canvas, place, wide, line, SETS[canvas.glyphs].solid, style)


def _interval(canvas: Canvas, place: int, wide: int, scale: Scale, one: Fan) -> None:
    marks = SETS[canvas.glyphs]
    mark = canvas.height - 1 - scale.place(known(one.expected) or 0.0, canvas.height)
    _fill(canvas, place, wide, mark, "o" if canvas.glyphs == "ascii" else marks.line, "accent")
    _column(canvas, place, wide, scale, one.sure, "warn")
    for line in _rows(canvas, scale, one.low80, one.high80):
        _fill(canvas, place, wide, line, marks.inner, "band")
    for line in _rows(canvas, scale, one.low95, one.high95):
        _fill(canvas, place, wide, line, marks.outer, "band")


def _stand(canvas: Canvas, column: int) -> None:
    for line in range(canvas.height if column >= 0 else 0):
        canvas.back(column, line, SETS[canvas.glyphs].rule, "open")


def _fill(canvas: Canvas, place: int, wide: int, line: int, glyph: str, style: str) -> None:
    for column in range(place * wide, place * wide + max(1, wide - 1)):
        canvas.back(column, line, glyph, style)
