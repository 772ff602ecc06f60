"""Figures as the charts that screens show beside them, with their titles."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tui.bands import shown
from tui.charts.glyphs import SETS, Glyphs
from tui.charts.line import line_chart
from tui.charts.model import Change, Line
from tui.charts.scale import Formatter
from tui.charts.waterfall import waterfall
from tui.decisions_drawn import OF_LOSSES, places
from tui.formats import clean, money
from tui.period_names import period_name
from tui.words import _

if TYPE_CHECKING:
    from metrics.figures import Figure, Figures
    from metrics.measures.base import Measure
    from metrics.periods import Period

Row = Sequence[tuple[str, str]]
_MOST_GROUPS = 6
_LEAST_ROWS = 6  # of a chart among others
_MOVEMENTS = (
    ("mrr_new", 1), ("mrr_reactivated", 1), ("mrr_expansion", 1), ("mrr_contraction", -1), ("mrr_churned", -1),
)  # fmt: skip


def history_chart(
    figures: "Figures",
    metric: str,
    period: "Period",
    width: int,
    height: int,
    *,
    glyphs: Glyphs,
    changes: Sequence[date] = (),
) -> list[Row]:
    """The history of a metric up to the period in view, a line a group; the largest groups where there are many.

    Where it is one of losses, an upright line stands in the periods of the days on which a change was decided.
    """
    from metrics.catalogue import BY_ID

    measure = BY_ID[metric]
    if width < 20 or height < 4:
        return []
    periods = [each for each in figures.periods if each.start <= period.start]
    groups = len(figures.groups() or [None])
    lines = _largest(figures, metric, periods)
    open_from = None if not periods or periods[-1].complete else len(periods) - 1
    title = _(measure.title)
    if all(value is None for line in lines for value in line.values):
        return [[(" " + title, "title")], [(" " + _("There is no figure in these periods."), "muted")]]
    if groups > len(lines):
        title += " · " + _("the {n} largest of {all}").format(n=len(lines), all=groups)
    marks = places(changes, periods) if metric in OF_LOSSES else []
    drawn = line_chart(
        lines,
        [period_name(each.label) for each in periods],
        width - 1,
        height - 1,
        glyphs=glyphs,
        number=_axis(measure, figures.currency),
        open_from=open_from,
        marks=marks,
    )
    note = f"  {SETS[glyphs].rule} " + _("a change decided") if marks else ""
    return [[(" " + title, "title"), (note, "open")], *([(" ", ""), *row] for row in drawn)]


def _largest(figures: "Figures", metric: str, periods: Sequence["Period"]) -> list[Line]:
    """A line a group, of those that are largest in the last period, in the order of the groups."""
    index = figures.index()
    groups = figures.groups() or [None]
    values = {g: [_number(index, each.label, g, metric) for each in periods] for g in groups}
    kept = sorted(groups, key=lambda g: -(values[g][-1] or 0 if values[g] else 0))[:_MOST_GROUPS]
    return [
        Line(clean(group) if group is not None else _("(none)"), values[group], f"series{place + 1}")
        for place, group in enumerate(group for group in groups if group in kept)
    ]


def histories(
    figures: "Figures",
    metric: str,
    period: "Period",
    width: int,
    height: int,
    *,
    glyphs: Glyphs,
    changes: Sequence[date] = (),
) -> list[Row]:
    """The history of a metric, above those that it is shown beside, as many as there is room for."""
    from metrics.beside import HELD_AGAINST

    metrics = (metric, *HELD_AGAINST.get(metric, ()))
    known = {figure.measure.id for figure in figures.figures}
    fitting = [name for name in metrics if name in known][: max(1, height // _LEAST_ROWS)] or [metric]
    each = height // len(fitting)
    drawn = [history_chart(figures, name, period, width, each, glyphs=glyphs, changes=changes) for name in fitting]
    return [row for chart in drawn for row in chart]


def movement_chart(figures: "Figures", period: "Period", width: int, height: int, *, glyphs: Glyphs) -> list[Row]:
    """From opening to closing MRR; nothing where the book knows no revenue."""
    moved = movement_of(figures, period)
    if moved is None or width < 20 or height < 4:
        return []
    opening, changes, title = moved
    drawn = waterfall(
        opening,
        changes,
        _("At the end"),
        width - 1,
        height - 1,
        glyphs=glyphs,
        number=lambda minor: money(round(minor), figures.currency, digits=0),
    )
    return [[(" " + title, "title")], *([(" ", ""), *row] for row in drawn)]


def movement_of(figures: "Figures", period: "Period") -> tuple[Change, list[Change], str] | None:
    """The opening MRR of a period, its movements, and a title; None where the figures do not hold them all."""
    index = figures.index()
    start = index.get((period.label, None, "mrr_start"))
    moved = [(index.get((period.label, None, metric)), sign) for metric, sign in _MOVEMENTS]
    known = [(figure, sign) for figure, sign in moved if figure is not None]
    if start is None or len(known) < len(moved):
        return None
    changes = [Change(_(figure.measure.title), sign * (figure.value or 0)) for figure, sign in known]
    title = _("MRR from opening to closing, {period}").format(period=period_name(period.label))
    return Change(_("At the start"), start.value), changes, title


def _number(
    index: "Mapping[tuple[str, str | None, str], Figure]", label: str, group: str | None, metric: str
) -> float | None:
    figure = index.get((label, group, metric))
    return None if figure is None or figure.value is None else float(figure.value)


def _axis(measure: "Measure", currency: str | None) -> Formatter:
    return lambda value: shown(measure, value, currency)
