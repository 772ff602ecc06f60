"""The changes decided, as every chart of losses shows them: an upright line each, and what it stands for."""

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812
from typing import TYPE_CHECKING

from tui.charts.glyphs import SETS, Glyphs
from tui.formats import clean, date

if TYPE_CHECKING:
    import polars as pl

    from metrics.periods import Period
    from tui.widgets.paint import Line

# The measures whose charts are charts of losses.
OF_LOSSES = frozenset((
    "customers_lost", "loss_events", "mrr_churned", "gross_mrr_churn_rate", "net_mrr_churn_rate",
    "gross_revenue_retention", "net_revenue_retention", "customer_churn_rate", "customer_churn_rate_net",
    "customer_churn_rate_average", "customer_churn_rate_ever", "customer_churn_rate_events",
    "customer_churn_rate_exposed", "customer_churn_rate_closing",
))  # fmt: skip


def places(days: Sequence[Date], shown: "Sequence[Period]") -> list[int]:
    """The places of the periods in which a change was decided."""
    return [at for at, period in enumerate(shown) if any(period.start <= day < period.end for day in days)]


def told(decisions: "pl.DataFrame", shown: "Sequence[Period]") -> list[tuple[int, str]]:
    """The place of each change decided within the periods, and what it is, by day."""
    rows = within(decisions, shown).iter_rows(named=True)
    return [(places([row["on"]], shown)[0], f"{date(row['on'])}: {clean(row['text'])}") for row in rows]


def within(decisions: "pl.DataFrame", shown: "Sequence[Period]") -> "pl.DataFrame":
    """The changes decided in one of the periods, by day."""
    if not shown:
        return decisions.clear()
    return decisions.filter((decisions["on"] >= shown[0].start) & (decisions["on"] < shown[-1].end))


def legend(decisions: "pl.DataFrame", shown: "Sequence[Period]", glyphs: Glyphs) -> "list[Line]":
    """What each upright line stands for, the latest first."""
    rows = within(decisions, shown).reverse()
    return [
        [(f" {SETS[glyphs].rule} ", "open"), (date(row["on"]), "muted"), ("  " + clean(row["text"]), "")]
        for row in rows.iter_rows(named=True)
    ]
