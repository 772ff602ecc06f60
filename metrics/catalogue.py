"""Every measure, in display order: the one list that screens, help, reports and docs read."""

from difflib import get_close_matches

from metrics.errors import WrongUsage
from metrics.measures import customers, orders, receivables, revenue, support, surveys
from metrics.measures.base import Measure

MEASURES: tuple[Measure, ...] = (
    *customers.MEASURES,
    *revenue.MEASURES,
    *orders.MEASURES,
    *receivables.MEASURES,
    *surveys.MEASURES,
    *support.MEASURES,
)
BY_ID: dict[str, Measure] = {measure.id: measure for measure in MEASURES}


def measure(id: str) -> Measure:
    """The measure of that id.

    Raises WrongUsage where there is none.
    """
    try:
        return BY_ID[id]
    except KeyError:
        nearest = get_close_matches(id, BY_ID, n=1) or list(BY_ID)
        raise WrongUsage("unknown_metric", metric=id, guess=", ".join(nearest)) from None
