"""Groups side by side, and the retention sheet of each owner."""

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.figures import Figure, Figures
from metrics.periods import Period

# What the sheet adds to the figures of an owner's book.
SHEET_METRICS = ("mrr_start", "gross_revenue_retention", "net_revenue_retention", "mrr_expansion", "customers_lost")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One period: groups down (null last), metrics across; a group without a figure has none there."""

    period: Period
    metrics: tuple[str, ...]
    groups: tuple[str | None, ...]
    figures: Mapping[tuple[str | None, str], Figure]

    def ordered(self, metric: str, *, descending: bool = True) -> tuple[str | None, ...]:
        """The groups by one metric's value, those without one last."""

        def rank(group: str | None) -> tuple[bool, float]:
            figure = self.figures.get((group, metric))
            value = None if figure is None else figure.value
            return value is None, 0.0 if value is None else -value if descending else value

        return tuple(sorted(self.groups, key=rank))

    def heat(self, group: str | None, metric: str) -> float | None:
        """Where a value lies between the metric's worst (0) and best (1) among the groups; None without a spread."""
        figure = self.figures.get((group, metric))
        values = [
            found.value for (_, name), found in self.figures.items() if name == metric and found.value is not None
        ]
        if figure is None or figure.value is None or min(values) == max(values) or figure.measure.better == "neither":
            return None
        place = (figure.value - min(values)) / (max(values) - min(values))
        return 1 - place if figure.measure.better == "down" else place


def compare(figures: Figures, label: str) -> Comparison | None:
    """The groups of one period of a grouped report; None where the report does not have the period."""
    period = next((period for period in figures.periods if period.label == label), None)
    if period is None:
        return None
    here = [figure for figure in figures.figures if figure.period.label == label]
    metrics = tuple(dict.fromkeys(figure.measure.id for figure in here))
    groups = tuple(dict.fromkeys(figure.group for figure in here))
    return Comparison(period, metrics, groups, {(figure.group, figure.measure.id): figure for figure in here})
