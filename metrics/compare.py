"""Groups side by side, and who is in each."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from metrics.accounts import name_or_id
from metrics.figures import Figure, Figures, stage_of
from metrics.ledger import Ledger
from metrics.measures.movements import movements
from metrics.periods import Period, parse_label
from metrics.question import Question
from metrics.whys import movement


@dataclass(frozen=True, slots=True)
class Comparison:
    """One period: groups down (null last), metrics across; a group without a figure has none there.

    `whole` are the figures of all groups together, by metric.
    """

    period: Period
    metrics: tuple[str, ...]
    groups: tuple[str | None, ...]
    figures: Mapping[tuple[str | None, str], Figure]
    whole: Mapping[str, Figure]

    def ordered(self, metric: str, *, descending: bool = True) -> tuple[str | None, ...]:
        """The groups by one metric's value, those without one last."""

        def rank(group: str | None) -> tuple[bool, float]:
            figure = self.figures.get((group, metric))
            value = None if figure is None else figure.value
            return value is None, 0.0 if value is None else -value if descending else value

        return tuple(sorted(self.groups, key=rank))

    def heat(self, group: str | None, metric: str) -> float | None:
        """Where a value lies between the metric's worst (0) and best (1) among the groups.

        None where nothing is better or worse, without a spread, and where the value's interval holds that of the
        whole: then the difference may be chance.
        """
        figure = self.figures.get((group, metric))
        values = [
            found.value for (_, name), found in self.figures.items() if name == metric and found.value is not None
        ]
        if figure is None or figure.value is None or min(values) == max(values) or figure.measure.better == "neither":
            return None
        if self.may_be_chance(group, metric):
            return None
        place = (figure.value - min(values)) / (max(values) - min(values))
        return 1 - place if figure.measure.better == "down" else place

    def may_be_chance(self, group: str | None, metric: str) -> bool:
        """Whether the interval of the group's figure holds the figure of the whole."""
        figure, whole = self.figures.get((group, metric)), self.whole.get(metric)
        if figure is None or whole is None or whole.value is None or figure.low is None or figure.high is None:
            return False
        return figure.low <= whole.value <= figure.high


def compare(grouped: Figures, whole: Figures, label: str) -> Comparison | None:
    """The groups of one period of a report beside the same without groups; None where it does not have the period."""
    period = next((period for period in grouped.periods if period.label == label), None)
    if period is None:
        return None
    here = [figure for figure in grouped.figures if figure.period.label == label]
    return Comparison(
        period,
        tuple(dict.fromkeys(figure.measure.id for figure in here)),
        tuple(dict.fromkeys(figure.group for figure in here)),
        {(figure.group, figure.measure.id): figure for figure in here},
        {figure.measure.id: figure for figure in whole.figures if figure.period.label == label},
    )


def members(ledger: Ledger, question: Question, label: str, group: str | None) -> pl.DataFrame:
    """The accounts of a group that were active at a period's start or within it, those that left too.

    Columns: account_id, name, mrr_start, mrr_end (minor units), why (how it moved, a code); the largest at the start
    first. Raises WrongUsage where `question.by` is no field, or the label names no period.
    """
    _, period = parse_label(label, question.as_of)
    stage = stage_of(ledger, question, (period,))
    names = ledger.tables["accounts"].select("account_id", "name")
    mine = movements(stage).filter(pl.col("group").eq_missing(pl.lit(group, pl.String)))
    return (
        mine.select("account_id", mrr_start="o", mrr_end="c", why=movement(of_money=True))
        .join(names, on="account_id", how="left")
        .with_columns(name_or_id())
        .select("account_id", "name", "mrr_start", "mrr_end", "why")
        .sort("mrr_start", "mrr_end", "account_id", descending=[True, True, False])
    )
