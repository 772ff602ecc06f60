"""Customers at the boundaries, gained and lost, and the seven customer churn rates in use."""

from dataclasses import dataclass, field

import polars as pl

from metrics.measures.base import NOTHING_BELOW, Measure
from metrics.measures.movements import QUANTITIES, movement_parts
from metrics.stage import Stage
from metrics.words import N_

STARTED_WITH, ENDED_WITH = pl.col("on_start"), pl.col("on_end")
LOST, LOSS_EVENTS = pl.col("lost"), pl.col("losses")


@dataclass(frozen=True, eq=False)
class Counted:
    """The parts of a measure that is made of the quantities of movements: it adds them up, as any sum of them.

    Measures of this form are computed together, from the sums of the quantities.
    """

    numerator: pl.Expr
    denominator: pl.Expr = field(default_factory=lambda: NOTHING_BELOW)

    def __call__(self, stage: Stage) -> tuple[pl.DataFrame, ...]:
        """What every account adds in a stage's one period."""
        moved = stage.grouped(movement_parts(stage)).with_columns(**QUANTITIES)
        return (moved.with_columns(numerator=self.numerator, denominator=self.denominator),)


NEEDS = ("subscriptions",)
CHURN = N_("Customer churn rate")

CUSTOMERS_START = Measure(
    id="customers_start",
    title=N_("Customers at the start"),
    unit="count",
    definition=N_("Accounts with a running subscription, paid or of unknown revenue, as the period begins."),
    formula=N_("accounts on at the start"),
    source="ChartMogul, Stripe",
    better="up",
    needs=NEEDS,
    parts=Counted(STARTED_WITH),
)
CUSTOMERS_NEW = Measure(
    id="customers_new",
    title=N_("New customers"),
    unit="count",
    definition=N_("Accounts on at the end and not at the start that had never been active before the period."),
    formula=N_("on at the end, never active before the period"),
    source="ChartMogul",
    better="up",
    needs=NEEDS,
    parts=Counted(pl.col("gained")),
)
CUSTOMERS_REACTIVATED = Measure(
    id="customers_reactivated",
    title=N_("Reactivated customers"),
    unit="count",
    definition=N_("Accounts on at the end and not at the start that had been active before the period."),
    formula=N_("on at the end, not at the start, active earlier"),
    source="ChartMogul",
    better="up",
    needs=NEEDS,
    parts=Counted(pl.col("regained")),
)
CUSTOMERS_LOST = Measure(
    id="customers_lost",
    title=N_("Customers lost"),
    unit="count",
    definition=N_("Accounts on at the start and not at the end."),
    formula=N_("on at the start, not on at the end"),
    source="ChartMogul",
    better="down",
    needs=NEEDS,
    parts=Counted(LOST),
)
CUSTOMERS_END = Measure(
    id="customers_end",
    title=N_("Customers at the end"),
    unit="count",
    definition=N_("Accounts with a running subscription, paid or of unknown revenue, as the period ends."),
    formula=N_("start + new + reactivated - lost"),
    source="ChartMogul, Stripe",
    better="up",
    needs=NEEDS,
    parts=Counted(ENDED_WITH),
)
CUSTOMERS_IN_AND_OUT = Measure(
    id="customers_in_and_out",
    title=N_("Joined and left within"),
    unit="count",
    definition=N_("Accounts active on some day of the period but neither at its start nor at its end."),
    formula=N_("active within the period, at neither boundary"),
    source="Baremetrics, Stripe",
    better="down",
    needs=NEEDS,
    caveats=N_("Invisible to every rate that only compares the two boundaries."),
    parts=Counted(pl.col("passed")),
)
LOSS_EVENT_COUNT = Measure(
    id="loss_events",
    title=N_("Loss events"),
    unit="count",
    definition=N_("Days in the period on which an account's unbroken stretch of activity has ended."),
    formula=N_("ends of stretches, returned or not"),
    source="Recurly, Baremetrics",
    better="down",
    needs=NEEDS,
    caveats=N_("An account that leaves twice counts twice."),
    parts=Counted(LOSS_EVENTS),
)
CHURN_RATE = Measure(
    id="customer_churn_rate",
    title=CHURN,
    unit="ratio",
    definition=N_("Of the customers at the start, the share that is not there at the end."),
    formula=N_("customers lost / customers at the start"),
    source=N_("ChartMogul; LinkedIn (worked example)"),
    better="down",
    needs=NEEDS,
    kind="ratio",
    interval="wilson",
    used_by=N_("ChartMogul, and the example of LinkedIn's article"),
    parts=Counted(LOST, STARTED_WITH),
)
CHURN_RATE_NET = Measure(
    id="customer_churn_rate_net",
    title=N_("Customer churn rate, net of new"),
    unit="ratio",
    definition=N_("How far the number of customers fell over the period, new ones included."),
    formula=N_("(customers at the start - customers at the end) / customers at the start"),
    source=N_("HubSpot, formula as written"),
    better="down",
    needs=NEEDS,
    kind="ratio",
    caveats=N_("New customers hide losses: it can be 0 while many leave."),
    used_by=N_("HubSpot's formula as written"),
    parts=Counted(STARTED_WITH - ENDED_WITH, STARTED_WITH),
)
CHURN_RATE_AVERAGE = Measure(
    id="customer_churn_rate_average",
    title=N_("Customer churn rate, on average customers"),
    unit="ratio",
    definition=N_("Customers lost over the mean of the customers at the start and at the end."),
    formula=N_("customers lost / ((customers at the start + customers at the end) / 2)"),
    source=N_("textbook"),
    better="down",
    needs=NEEDS,
    kind="ratio",
    caveats=N_("Growth lowers it although nobody stayed longer."),
    parts=Counted(LOST, (STARTED_WITH + ENDED_WITH) / 2),
)
CHURN_RATE_EVER = Measure(
    id="customer_churn_rate_ever",
    title=N_("Customer churn rate, left at any time"),
    unit="ratio",
    definition=N_("Of the customers at the start, the share with a loss event in the period, returned or not."),
    formula=N_("customers of the start with a loss event / customers at the start"),
    source="ProfitWell",
    better="down",
    needs=NEEDS,
    kind="ratio",
    interval="wilson",
    used_by=N_("ProfitWell"),
    parts=Counted(pl.col("ever_left"), STARTED_WITH),
)
CHURN_RATE_EVENTS = Measure(
    id="customer_churn_rate_events",
    title=N_("Customer churn rate, by loss events"),
    unit="ratio",
    definition=N_("Loss events of the period, of newcomers too, over the customers at the start."),
    formula=N_("loss events / customers at the start"),
    source="Recurly, Baremetrics",
    better="down",
    needs=NEEDS,
    kind="ratio",
    caveats=N_("Can pass 100%: those who join and leave are above the line only."),
    used_by=N_("Recurly, Baremetrics"),
    parts=Counted(LOSS_EVENTS, STARTED_WITH),
)
CHURN_RATE_EXPOSED = Measure(
    id="customer_churn_rate_exposed",
    title=N_("Customer churn rate, of all exposed"),
    unit="ratio",
    definition=N_("Loss events over all accounts that were active at the start or on any day of the period."),
    formula=N_("loss events / accounts active at the start or within"),
    source="Stripe",
    better="down",
    needs=NEEDS,
    kind="ratio",
    used_by=N_("Stripe"),
    parts=Counted(LOSS_EVENTS, pl.col("exposed")),
)
CHURN_RATE_CLOSING = Measure(
    id="customer_churn_rate_closing",
    title=N_("Customer churn rate, on customers left"),
    unit="ratio",
    definition=N_("Loss events over the customers that remain at the end."),
    formula=N_("loss events / customers at the end"),
    source=N_("LinkedIn, steps as written"),
    better="down",
    needs=NEEDS,
    kind="ratio",
    caveats=N_("The steps of that article say this, its example divides by the customers at the start."),
    used_by=N_("the steps of LinkedIn's article"),
    parts=Counted(LOSS_EVENTS, ENDED_WITH),
)

MEASURES = (
    CUSTOMERS_START,
    CUSTOMERS_END,
    CUSTOMERS_LOST,
    CUSTOMERS_NEW,
    CUSTOMERS_REACTIVATED,
    CUSTOMERS_IN_AND_OUT,
    LOSS_EVENT_COUNT,
    CHURN_RATE,
    CHURN_RATE_NET,
    CHURN_RATE_AVERAGE,
    CHURN_RATE_EVER,
    CHURN_RATE_EVENTS,
    CHURN_RATE_EXPOSED,
    CHURN_RATE_CLOSING,
)
