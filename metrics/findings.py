"""What files tell of an account by itself: its state, figures and signals. Several are found at once at little more
than the cost of one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from metrics.figures import Figure, Figures, reports_of
from metrics.ledger import Ledger, restricted
from metrics.portfolio import portfolio
from metrics.question import Question
from metrics.signals import Thresholds, raised
from metrics.tables import TABLES, Tables

# The measures of an account's page, in the order of display.
METRICS = (
    "mrr_end",
    "existing_revenue_growth_rate",
    "mrr_expansion",
    "mrr_contraction",
    "mrr_churned",
    "receivables_end",
    "days_sales_outstanding",
    "purchase_interval_days",
    "product_return_rate",
    "net_promoter_score",
    "tickets_open_end",
    "email_open_rate",
)


@dataclass(frozen=True)
class Findings:
    """One account at the end of as-of, without what people wrote of it.

    `own` is its ledger, `state` its row of `portfolio.portfolio`; `figures` by measure id, for the question's last
    period; `signals` as `signals.raised`.
    """

    account_id: str
    as_of: date
    own: Ledger
    state: Mapping[str, Any]
    figures: Mapping[str, Figure]
    signals: pl.DataFrame


def findings(
    own: Ledger, heads: Tables, question: Question, thresholds: Thresholds | None = None
) -> dict[str, Findings]:
    """Of every account in a ledger, by account_id; `heads` are the earliest rows of the whole book's tables.

    The figures are the question's, restricted to the account.
    """
    as_of, ids = question.as_of, own.tables["accounts"]["account_id"].to_list()
    book = borrowing(own, heads, as_of)
    signals = raised(book, as_of, thresholds)
    asked = replace(question, by=None, metrics=question.metrics or METRICS)
    figures = reports_of(book, asked, "account_id", ids)
    states = {row["account_id"]: row for row in portfolio(own, as_of, signals).iter_rows(named=True)}
    return {
        account_id: Findings(
            account_id,
            as_of,
            own if len(ids) == 1 else restricted(own, pl.col("account_id") == account_id),
            MappingProxyType(states[account_id]),
            MappingProxyType(_last(figures[account_id])),
            signals.filter(pl.col("account_id") == account_id),
        )
        for account_id in ids
    }


def _last(answer: Figures) -> dict[str, Figure]:
    """The figures of the last period by measure id."""
    return {figure.measure.id: figure for figure in answer.figures if figure.period in answer.periods[-1:]}


def borrowing(own: Ledger, heads: Tables, as_of: date) -> Ledger:
    """A ledger of some of the book's accounts with the book's earliest row beside each table of which it knows
    nothing at the end of as-of: what figures and signals there can be hangs on what the whole book holds. What such a
    row says of others is to be left out."""
    frames = {name: _with_head(own.tables, name, heads[name], as_of) for name in TABLES}
    return replace(own, tables=replace(own.tables, frames=frames))


def _with_head(tables: Tables, name: str, head: pl.DataFrame, as_of: date) -> pl.DataFrame:
    own, dated = tables[name], TABLES[name].dated
    first = own[dated[0]].min() if dated else None
    if "account_id" not in own.columns or (isinstance(first, date) and first <= as_of) or (not dated and own.height):
        return own
    others = ~pl.col("account_id").is_in(tables["accounts"]["account_id"].implode())
    return pl.concat([own, head.filter(others)], how="diagonal")
