"""A report's figures as pictures: the MRR movement, what stands beside figures, histories by band."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui import formats
from tui.bands import BANDS, SPARK
from tui.bands import shown as shown_value
from tui.beside import rated, title
from tui.charts import svg
from tui.charts.model import Bar, Change, Line
from tui.charts.rows import Row
from tui.charts.scale import Formatter
from tui.charts.sparkline import sparkline
from tui.charts.waterfall import waterfall
from tui.decisions_drawn import OF_LOSSES, places, told
from tui.figures_drawn import movement_of
from tui.reports.listing import Grid
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.beside import Beside
    from metrics.figures import Figure, Figures
    from metrics.measures.base import Measure

_WIDTH, _HEIGHT = 460, 170
_MOST_LINES = 6
_TEXT_WIDTH = 76
_MARK = "│"


def movement(figures: "Figures") -> list[tuple[str, list[tuple[str, str]]]]:
    """Under its title, the MRR movement of the last complete period; nothing where the report has none."""
    moved = _movement(figures)
    if moved is None:
        return []
    opening, changes, title = moved
    drawn = svg.waterfall(opening, changes, _("At the end"), title=title, number=_amounts(figures))
    return [(title, [("", drawn)])]


def histories(figures: "Figures", decisions: "pl.DataFrame") -> list[tuple[str, list[tuple[str, str]]]]:
    """Under the title of each band, captions and pictures of its metrics; nothing of a single period. Those of losses
    have an upright line at each change decided."""
    present = {figure.measure.id: figure.measure for figure in figures.figures}
    found = []
    for band, metrics in BANDS if len(figures.periods) > 1 else ():
        measures = [present[metric] for metric in metrics if metric in present]
        drawings = [(_caption(figures, measure), _history(figures, measure, decisions)) for measure in measures]
        if drawings:
            found.append((_(band), drawings))
    return found


def beside(held: "Beside", currency: str | None) -> list[tuple[str, str]]:
    """What stands beside a figure as bars with their intervals; nothing where there are none."""
    return [("", _bars(held, currency))] if title(held) else []


def _bars(held: "Beside", currency: str | None) -> str:
    bars = [Bar(f"{row.name} · {row.of}", row.value, row.low, row.high) for row in rated(held, currency)]
    return svg.bars(bars, title=title(held), number=formats.share)


def as_text(figures: "Figures") -> str:
    """The MRR movement in signs, for where there are no pictures; empty where the report has none."""
    moved = _movement(figures)
    if moved is None:
        return ""
    opening, changes, title = moved
    rows = waterfall(opening, changes, _("At the end"), _TEXT_WIDTH, len(changes) + 2, number=_amounts(figures))
    return "\n".join([title, "", *(_text(row).rstrip() for row in rows)])


def sparklines(figures: "Figures", decisions: "pl.DataFrame") -> Grid | None:
    """The last periods of each metric in one sign a period, in those of losses an upright line before each period in
    which a change was decided; None where they are grouped or there is only one."""
    if figures.by is not None or len(figures.periods) < 2:
        return None
    rows = []
    marks = places(decisions["on"].to_list(), figures.periods[-SPARK:])
    present = dict.fromkeys(figure.measure for figure in figures.figures)
    for measure in present:
        values = _values(figures, measure.id, None)
        last = next((value for value in reversed(values) if value is not None), None)
        drawn = _text(sparkline(values, SPARK, open_last=not figures.periods[-1].complete))
        if measure.id in OF_LOSSES:
            drawn = "".join(_MARK * (at in marks) + sign for at, sign in enumerate(drawn))
        rows.append((_(measure.title), drawn, shown_value(measure, last, figures.currency)))
    heads = (_("metric"), _("last {n}").format(n=min(SPARK, len(figures.periods))), _("latest"))
    return Grid(heads, (False, False, True), rows, title=_("History"))


def _caption(figures: "Figures", measure: "Measure") -> str:
    """A picture's title, with the latest value where there is one line."""
    title = _(measure.title)
    if figures.by is not None:
        return title
    latest = figures.index().get((figures.periods[-1].label, None, measure.id))
    value = shown_value(measure, latest.value if latest else None, figures.currency)
    return f"{title} · {figures.periods[-1].label}: {value}"


def _history(figures: "Figures", measure: "Measure", decisions: "pl.DataFrame") -> str:
    groups = figures.groups() if figures.by is not None else [None]
    latest = {group: _values(figures, measure.id, group) for group in groups}
    largest = sorted(groups, key=lambda group: -(latest[group][-1] or 0))[:_MOST_LINES]
    kept = [group for group in groups if group in largest]
    lines = [
        Line(_("(none)") if group is None and figures.by else formats.clean(group or ""), latest[group], f"series{n}")
        for n, group in enumerate(kept, start=1)
    ]
    last = len(figures.periods) - 1
    return svg.line_chart(
        lines,
        [period.label for period in figures.periods],
        _WIDTH,
        _HEIGHT,
        title=_(measure.title),
        number=lambda value: shown_value(measure, value, figures.currency),
        open_from=None if figures.periods[-1].complete else last,
        marks=told(decisions, figures.periods) if measure.id in OF_LOSSES else (),
    )


def _values(figures: "Figures", metric: str, group: str | None) -> list[float | None]:
    index = figures.index()
    found = [index.get((period.label, group, metric)) for period in figures.periods]
    return [_number(figure) for figure in found]


def _number(figure: "Figure | None") -> float | None:
    return None if figure is None or figure.value is None else float(figure.value)


def _movement(figures: "Figures") -> tuple[Change, Sequence[Change], str] | None:
    """The MRR movement of the last complete period, if the report is of the whole and knows it."""
    complete = [period for period in figures.periods if period.complete]
    if figures.by is not None or not complete:
        return None
    return movement_of(figures, complete[-1])


def _amounts(figures: "Figures") -> Formatter:
    return lambda minor: formats.money(round(minor), figures.currency, digits=0)


def _text(row: Row) -> str:
    return "".join(text for text, _style in row)
