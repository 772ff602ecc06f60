"""Every figure opens: its numbers, and each account behind it with the reason why it counts."""

from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from metrics import catalogue, whys
from metrics.accounts import name_or_id
from metrics.errors import ChurnError, WrongUsage
from metrics.figures import Figure, contributions, report, stage_of
from metrics.inputs import inputs_of
from metrics.ledger import Ledger
from metrics.measures.base import Measure
from metrics.periods import Period, parse_label
from metrics.question import Assumptions, Question


@dataclass(frozen=True)
class Explanation:
    """A figure with what it is made of.

    `accounts`: account_id, name, numerator, denominator, why (a code), sorted by numerator (largest first), then id.
    """

    figure: Figure
    currency: str | None
    assumptions: Assumptions
    inputs: tuple[Figure, ...]
    accounts: pl.DataFrame

    @property
    def measure(self) -> Measure:
        """The measure explained."""
        return self.figure.measure


def explain(ledger: Ledger, question: Question, metric: str, label: str, group: str | None = None) -> Explanation:
    """The figure of one metric, period and group, with its inputs and its accounts.

    Raises WrongUsage for an unknown metric, field or period, and for a group that the period does not have.
    """
    measure = catalogue.measure(metric)
    every, period = parse_label(label, question.as_of)
    if period.start > question.as_of:
        raise WrongUsage("period_after_as_of", period=label, as_of=question.as_of.isoformat())
    last_day = period.end - timedelta(days=1)
    asked = replace(question, every=every, start=last_day, stop=period.end, metrics=())
    index = report(ledger, asked).index()
    figure = index.get((label, group, metric))
    if figure is None:
        raise _missing(ledger, measure, question, label, group)
    inputs = inputs_of(ledger, replace(question, every=every), figure, index)
    accounts = _accounts(ledger, asked, measure, period, group)
    return Explanation(figure, ledger.currency, question.assumptions, inputs, accounts)


def _missing(ledger: Ledger, measure: Measure, question: Question, label: str, group: str | None) -> ChurnError:
    empty = [name for name in measure.needs if ledger.tables[name].is_empty()]
    if empty:
        return ChurnError("metric_without_data", metric=measure.id, tables=", ".join(empty))
    if question.by is None:
        return WrongUsage("group_without_by", group=group or "")
    return ChurnError("group_not_in_period", group=group or "", period=label)


def _accounts(ledger: Ledger, question: Question, measure: Measure, period: Period, group: str | None) -> pl.DataFrame:
    """The accounts above or below the line, each with its name and why it counts."""
    added = contributions(ledger, question, measure.id, period.label)
    if question.by is not None:
        added = added.filter(pl.col("group").eq_missing(pl.lit(group, pl.String)))
    names = ledger.tables["accounts"].select("account_id", "name")
    stage = stage_of(ledger, question, (period,))
    return (
        added.join(names, on="account_id", how="left")
        .join(whys.by_movement(measure, stage), on="account_id", how="left")
        .with_columns(why=pl.coalesce("why", whys.by_numbers(measure)))
        .select("account_id", name_or_id(), "numerator", "denominator", "why")
        .sort("numerator", "account_id", descending=[True, False], nulls_last=True)
    )
