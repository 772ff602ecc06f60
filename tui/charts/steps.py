"""Step curves with their bands, and how many were still observed."""

from collections.abc import Sequence

from tui.charts.glyphs import SETS, Canvas, Glyphs
from tui.charts.line import axis_labels, legend, with_axis
from tui.charts.model import Curve, Line, StepPoint
from tui.charts.rows import Row, box, cells, clip, known
from tui.charts.scale import Formatter, Scale, short, ticks

_LEAST_PLOT = 4
# The numbers at risk are the first to go where the box is low.
_RISK_FROM_HEIGHT = 8


def step_chart(
    curves: Sequence[Curve],
    width: int,
    height: int,
    *,
    glyphs: Glyphs = "block",
    number: Formatter = short,
    scale: Scale | None = None,
    at_risk: str = "",
) -> list[Row]:
    """Curves from left to right, each level held until the next point; bands are shaded (of one curve alone).

    Under the axis of x stand, where there is room, the numbers at risk, one row a curve, titled `at_risk`.
    """
    scale = scale or Scale(0.0, 1.0)
    end = max((point.x for curve in curves for point in curve.points), default=0.0)
    across = Scale(0.0, end if end > 0 else 1.0)
    head = legend([Line(curve.name, (), curve.style) for curve in curves], width) if len(curves) > 1 else []
    risk_rows = len(curves) if height >= _RISK_FROM_HEIGHT + len(curves) else 0
    plot_height = height - len(head) - 1 - risk_rows - (1 if risk_rows and at_risk else 0)
    axis = axis_labels(scale, plot_height, number)
    gutter = min(max((cells(text) for text in axis.values()), default=0), max(0, width - _LEAST_PLOT - 1))
    plot_width = width - gutter - 1
    if plot_height < 1 or plot_width < _LEAST_PLOT:
        return box(head, width, height, ascii_only=glyphs == "ascii")
    canvas = Canvas(plot_width, plot_height, glyphs)
    for index, curve in enumerate(curves):
        _draw(canvas, curve, index, across, scale, number_it=len(curves) > 1)
    if len(curves) == 1:
        _shade(canvas, curves[0].points, across, scale)
    marks = [value for value in ticks(across, max(2, plot_width // 6)) if value == int(value)]
    rows = [*head, *with_axis(canvas.rows(), axis, gutter, glyphs)]
    rows.append([(" " * (gutter + 1), "text"), *_under([short(x) for x in marks], marks, across, plot_width)])
    if risk_rows:
        rows += [[(clip(at_risk, width), "muted")]] if at_risk else []
        for curve in curves:
            texts = [_risk_at(curve.points, x) for x in marks]
            rows.append([(" " * (gutter + 1), "text"), *_under(texts, marks, across, plot_width, curve.style)])
    return box(rows, width, height, ascii_only=glyphs == "ascii")


def _draw(canvas: Canvas, curve: Curve, index: int, across: Scale, scale: Scale, *, number_it: bool) -> None:
    before: tuple[int, int] | None = None
    for point in curve.points:
        level = known(point.y)
        if level is None:
            before = None
            continue
        x = across.place(point.x, canvas.across)
        y = canvas.down - 1 - scale.place(level, canvas.down)
        if before:
            canvas.stroke(before, (x, before[1]), curve.style, index)
            canvas.stroke((x, before[1]), (x, y), curve.style, index)
        else:
            canvas.point(x, y, curve.style, index)
        before = (x, y)
    marks = SETS[canvas.glyphs]
    if number_it and before:
        canvas.write(before[0] // marks.across, before[1] // marks.down, str((index + 1) % 10), curve.style)


def _shade(canvas: Canvas, points: Sequence[StepPoint], across: Scale, scale: Scale) -> None:
    """Shades the cells of the band, in which those of the curve always lie."""
    marks = SETS[canvas.glyphs]
    for index, point in enumerate(points):
        low, high = known(point.low), known(point.high)
        if low is None or high is None:
            continue
        following = points[index + 1].x if index + 1 < len(points) else point.x
        first, after = (across.place(x, canvas.across) // marks.across for x in (point.x, following))
        bottom, top = ((canvas.down - 1 - scale.place(y, canvas.down)) // marks.down for y in (low, high))
        for column in range(first, after + 1):
            for line in range(top, bottom + 1):
                canvas.shade(column, line)


def _risk_at(points: Sequence[StepPoint], x: float) -> str:
    found = next((point.at_risk for point in points if point.x >= x), 0)
    return "" if found is None else str(found)


def _under(texts: Sequence[str], marks: Sequence[float], across: Scale, width: int, style: str = "muted") -> Row:
    """Texts under their places of the axis, those that would touch left out."""
    line = [" "] * width
    free = 0
    for text, mark in zip(texts, marks, strict=True):
        start = min(max(0, across.place(mark, width) - len(text) // 2), width - len(text))
        if start >= free and len(text) <= width:
            line[start : start + len(text)] = text
            free = start + len(text) + 1
    return [("".join(line), style)]
