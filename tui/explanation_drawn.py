"""An explanation as lines: title, figure, definition, formula with its numbers, inputs, benchmark, caveats, source."""

from typing import TYPE_CHECKING

from metrics.words import N_
from tui.bands import shown, verdict_text
from tui.explaining import formula, interval
from tui.formats import clean, number
from tui.period_names import period_name
from tui.widgets.paint import Line, fit, wrap
from tui.words import _

if TYPE_CHECKING:
    from metrics.correlation import Correlation
    from metrics.explain import Explanation
    from metrics.figures import Figures
    from metrics.question import Stage

# What the source of a benchmark leaves open.
_NOTES = {"period_not_stated": N_("The source states no period for it; read as a year.")}
# What a figure is shown beside, over the same periods.
BESIDE = {"net_promoter_score": ("existing_revenue_growth_rate", "customer_churn_rate")}
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
    lines += _beside(explanation, figures, width)
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


def _beside(explanation: "Explanation", figures: "Figures", width: int) -> list[Line]:
    """Whether the figure moves with those it is held against, period by period."""
    from metrics.catalogue import BY_ID
    from metrics.correlation import over_periods

    metric = explanation.measure.id
    lines: list[Line] = []
    for other in BESIDE.get(metric, ()):
        found = over_periods(figures, metric, other, explanation.figure.group)
        lines += _said(_(BY_ID[other].title) + ": " + _told(found), width, "accent")
    return lines


def _told(found: "Correlation | None") -> str:
    """A correlation in words, with what it does not say."""
    if found is None:
        return _("no correlation over rolling periods, which overlap.")
    if found.r is None or found.low is None or found.high is None:
        return _("too few periods for a correlation ({n}).").format(n=found.pairs)
    text = _("r = {r} over {n} periods, 95 % interval {low} to {high}").format(
        r=number(found.r), n=found.pairs, low=number(found.low), high=number(found.high)
    )
    if found.is_few:
        return text + "; " + _("so few periods say little.")
    return text + "; " + (_("it may be chance.") if found.may_be_chance else _("moving together proves no cause."))
