"""An explanation as lines: title, figure, definition, formula with its numbers, what is usual, caveats, source."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui.bands import shown
from tui.explaining import Said, background, interval, meaning
from tui.formats import clean
from tui.period_names import period_name
from tui.widgets.paint import Line, fit, wrap
from tui.words import _

if TYPE_CHECKING:
    from metrics.explain import Explanation
    from metrics.periods import Every
    from metrics.question import Stage

_NAME = 34  # cells of an input's name at most


def opening(explanation: "Explanation", stage: "Stage", width: int, every: "Every", whose: str = "") -> list[Line]:
    """What the figure is, when, of `whose` accounts where not of all, how sure, and what is usual."""
    figure, measure = explanation.figure, explanation.measure
    place = " · ".join(clean(part) for part in (period_name(figure.period.label), whose) if part)
    value = shown(measure, figure.value, explanation.currency)
    return [
        [(" " + _(measure.title), "title"), (" · " + place, "muted")],
        [(" " + value, "strong"), (f"   {interval(figure) or ''}", "muted")],
        *_lines(meaning(explanation, every, stage), width),
    ]


def rest(explanation: "Explanation", width: int) -> list[Line]:
    """What it is made of, what to mind, whose definition it is."""
    return _lines(background(explanation), width)


def _lines(said: Iterable[Said], width: int) -> list[Line]:
    lines: list[Line] = []
    for each in said:
        if each.value:
            name = "   " + fit(each.text, min(_NAME, width - 16))
            lines.append([(name, each.style), (fit(each.value, 13, "right"), "")])
        else:
            lines += [[(" " + part, each.style)] for part in wrap(each.text, width)]
    return lines
