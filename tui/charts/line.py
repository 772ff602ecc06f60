"""Several histories over one axis of periods."""

from collections.abc import Sequence

from tui.charts.glyphs import SETS, Canvas, Glyphs
from tui.charts.model import Line
from tui.charts.rows import Row, box, cells, clip, join, known, right
from tui.charts.scale import Formatter, Scale, scale_of, short, ticks

_LEAST_PLOT = 4


def line_chart(
    lines: Sequence[Line],
    labels: Sequence[str],
    width: int,
    height: int,
    *,
    glyphs: Glyphs = "block",
    number: Formatter = short,
    zero: bool = False,
    open_from: int | None = None,
    marks: Sequence[int] = (),
) -> list[Row]:
    """Lines over the places of `labels`, with an axis on the left and labels below, in exactly the box.

    From place `open_from` on the period is not over: its ground is hatched. At the places of `marks` something was
    changed: an upright line stands there. With several lines a legend comes
    first, and each line ends in its number of the legend, so that no meaning hangs on colour.
    """
    places = max([len(labels), *(len(line.values) for line in lines)], default=0)
    head = legend(lines, width) if len(lines) > 1 else []
    plot_height = height - len(head) - (1 if labels else 0)
    scale = scale_of((value for line in lines for value in line.values), zero=zero)
    axis = axis_labels(scale, plot_height, number)
    gutter = min(max((cells(text) for text in axis.values()), default=0), max(0, width - _LEAST_PLOT - 1))
    plot_width = width - gutter - 1
    if plot_height < 1 or plot_width < _LEAST_PLOT:
        return box(head, width, height, ascii_only=glyphs == "ascii")
    canvas = Canvas(plot_width, plot_height, glyphs)
    for index, line in enumerate(lines):
        _draw(canvas, line, index, places, scale, open_from, number_it=len(lines) > 1)
    _stand(canvas, places, marks)
    _hatch(canvas, places, open_from)
    body = with_axis(canvas.rows(), axis, gutter, glyphs)
    foot = [[(" " * (gutter + 1), "text"), *place_labels(labels, places, plot_width)]] if labels else []
    return box([*head, *body, *foot], width, height, ascii_only=glyphs == "ascii")


def legend(lines: Sequence[Line], width: int) -> list[Row]:
    """One row that numbers and names the series."""
    room = max(1, width // max(1, len(lines)) - 3)
    return [
        join(
            part
            for index, line in enumerate(lines)
            for part in ((f"{(index + 1) % 10} ", line.style), (clip(line.name, room) + " ", "text"))
        )
    ]


def axis_labels(scale: Scale, height: int, number: Formatter) -> dict[int, str]:
    """Row to label: round values, no two on neighbouring rows where there is room; of two alike, the lower."""
    marks = ticks(scale, max(1, min(6, (height + 1) // 2)))
    lowest = {number(value): value for value in reversed(marks)}
    return {height - 1 - scale.place(value, height): label for label, value in lowest.items()}


def with_axis(rows: Sequence[Row], labels: dict[int, str], gutter: int, glyphs: Glyphs) -> list[Row]:
    """The rows with their labels and a rule on the left: `gutter` + 1 cells wider."""
    rule = SETS[glyphs].rule
    return [[(right(labels.get(index, ""), gutter), "muted"), (rule, "muted"), *row] for index, row in enumerate(rows)]


def place_labels(labels: Sequence[str], places: int, width: int) -> Row:
    """As many labels as fit under their places, the first and the last before those between."""
    line = [" "] * width
    taken: list[tuple[int, int]] = []
    for index in _spread(len(labels)):
        text = clip(labels[index], width)
        wide = cells(text)
        if wide != len(text):
            continue
        centre = _column(index, places, width)
        start = min(max(0, centre - wide // 2), width - wide)
        if wide and all(start > end or start + wide < begin for begin, end in taken):
            line[start : start + wide] = text
            taken.append((start, start + wide))
    return [("".join(line), "muted")]


def _spread(count: int) -> list[int]:
    if count <= 2:
        return list(range(count))
    order, step = [0, count - 1], count - 1
    while step > 1:
        step = (step + 1) // 2
        order += [index for index in range(0, count, step) if index not in order]
    return order


def _column(place: int, places: int, across: int) -> int:
    return across // 2 if places <= 1 else round(place * (across - 1) / (places - 1))


def _draw(
    canvas: Canvas, line: Line, index: int, places: int, scale: Scale, open_from: int | None, *, number_it: bool
) -> None:
    before: tuple[int, int] | None = None
    for place, value in enumerate(map(known, line.values)):
        if value is None:
            before = None
            continue
        here = (_column(place, places, canvas.across), canvas.down - 1 - scale.place(value, canvas.down))
        style = "open" if open_from is not None and place >= open_from else line.style
        canvas.stroke(before or here, here, style, index)
        before = here
    marks = SETS[canvas.glyphs]
    if number_it and before:
        canvas.write(before[0] // marks.across, before[1] // marks.down, str((index + 1) % 10), line.style)


def _stand(canvas: Canvas, places: int, marks: Sequence[int]) -> None:
    for place in marks:
        for row in range(canvas.height):
            canvas.back(_column(place, places, canvas.width), row, SETS[canvas.glyphs].rule, "open")


def _hatch(canvas: Canvas, places: int, open_from: int | None) -> None:
    if open_from is None or open_from >= places:
        return
    first = _column(max(0, open_from - 1), places, canvas.width) + 1 if open_from else 0
    for column in range(first, canvas.width):
        for row in range(canvas.height):
            canvas.back(column, row, SETS[canvas.glyphs].hatch, "muted")
