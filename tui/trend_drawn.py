"""Losses over time, as every view of them draws it: a line, and an upright one at each change decided."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.charts.glyphs import Glyphs
from tui.charts.line import line_chart
from tui.charts.model import Line as Series
from tui.decisions_drawn import legend, places
from tui.formats import count
from tui.period_names import period_name
from tui.widgets.paint import Line

if TYPE_CHECKING:
    import polars as pl

    from metrics.periods import Period

_LEAST_CHART = 6  # lines that are kept for the chart where there are many changes


def trend_chart(
    head: Line, counts: Sequence[int], shown: "Sequence[Period]", decisions: "pl.DataFrame", glyphs: Glyphs,
    width: int, height: int,
) -> Sequence[Line]:  # fmt: skip
    """The counts of the periods under their head; below it what each upright line stands for, as far as there is room.

    `decisions` as `metrics.book.decisions.DECISIONS`.
    """
    if height < 4 or width < 30 or not shown:
        return []
    notes = legend(decisions, shown, glyphs)[: max(0, height - _LEAST_CHART)]
    drawn = line_chart(
        [Series("", counts)],
        [period_name(period.label) for period in shown],
        width - 2,
        height - 1 - len(notes),
        glyphs=glyphs,
        number=lambda value: count(round(value)),
        zero=True,
        open_from=None if shown[-1].complete else len(shown) - 1,
        marks=places(decisions["on"].to_list(), shown),
    )
    return [head, *([(" ", ""), *line] for line in drawn), *notes]
