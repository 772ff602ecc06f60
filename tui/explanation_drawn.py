"""An explanation as lines: title, figure, definition, formula with its numbers, inputs, benchmark, caveats, source."""

from typing import TYPE_CHECKING

from metrics.words import N_
from tui.bands import shown, verdict_text
from tui.explaining import formula, interval
from tui.formats import clean
from tui.period_names import period_name
from tui.widgets.paint import Line, fit, wrap
from tui.words import _

if TYPE_CHECKING:
    from metrics.explain import Explanation
    from metrics.figures import Figures
    from metrics.question import Stage

# What the source of a benchmark leaves open.
_NOTES = {"period_not_stated": N_("The source states no period for it; read as a year.")}
_INPUT = 34  # cells of an input's name at most


def words(explanation: "Explanation", figures: "Figures", stage: "Stage", width: int) -> list[Line]:
    """All that is said of a figure."""
    figure, measure, currency = explanation.figure, explanation.measure, explanation.currency
    place = period_name(figure.period.label)
    if figures.by is not None:
        place += " · " + (_("(none)") if figure.group is None else clean(figure.group))
    lines: list[Line] = [
        [(" " + _(measure.title), "title"), (" · " + place, "muted")],
        [(" " + shown(measure, figure.value, currency), "strong"), (f"   {interval(figure) or ''}", "muted")],
    ]
    lines += _said(_(measure.definition), width)
    lines += _said(formula(explanation), width, "accent")
    for each in explanation.inputs:
        name = "   " + fit(_(each.measure.title), min(_INPUT, width - 16))
        lines.append([(name, "muted"), (fit(shown(each.measure, each.value, currency), 13, "right"), "")])
    lines += _benchmark(explanation, figures, stage, width)
    if measure.caveats:
        lines += _said(_(measure.caveats), width, "warn")
    if measure.source:
        lines += _said(_("Source: {source}").format(source=measure.source), width, "muted")
    return lines


def _said(text: str, width: int, style: str = "") -> list[Line]:
    return [[(" " + part, style)] for part in wrap(text, width)]


def _benchmark(explanation: "Explanation", figures: "Figures", stage: "Stage", width: int) -> list[Line]:
    """What is usual, over a year, and who says so."""
    from metrics.benchmarks import verdict

    found = verdict(explanation.figure, figures.every, stage)
    if found is None:
        return []
    text = verdict_text(found) + " · " + _("benchmark of {source}").format(source=found.benchmark.source)
    note = _(_NOTES[found.benchmark.note]) if found.benchmark.note else ""
    return _said(text, width, "accent") + (_said(note, width, "muted") if note else [])
