"""One account's page: who it is, how its MRR moved, what happened, which signals stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from metrics.accounts import with_stretches
from metrics.errors import ChurnError
from metrics.figures import Figure, Figures, report
from metrics.findings import METRICS, Findings, findings
from metrics.ledger import Ledger, restricted
from metrics.periods import month_start
from metrics.question import Assumptions, Question
from metrics.signals import Thresholds
from metrics.standing import Standing, standing
from metrics.tables import heads_of
from metrics.tags import TAG
from metrics.timeline import movements, timeline, written
from metrics.timeline.owners import OWNER, handovers

NOTE = {"account_id": pl.String, "at": pl.String, "by": pl.String, "text": pl.String}
REVIEW = {"account_id": pl.String, "at": pl.String, "by": pl.String}
STEP = {
    "account_id": pl.String,
    "step": pl.String,
    "step_due": pl.Date,
    "step_owner": pl.String,
    "step_by": pl.String,
    "step_at": pl.String,
}
PEERS = {"segment": pl.String, "whole": pl.Boolean, "metric": pl.String, "value": pl.Float64}
CALL = {"account_id": pl.String, "call": pl.String, "call_by": pl.String, "call_at": pl.String}


@dataclass(frozen=True)
class Written:
    """What people wrote of accounts: `tags` as `tags.TAG`, the others as `NOTE`, `REVIEW`, `STEP` and `CALL`; and what
    account files told of their `owners`, as `owners.OWNER`."""

    tags: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=TAG))
    notes: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=NOTE))
    reviews: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=REVIEW))
    steps: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=STEP))
    calls: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=CALL))
    owners: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=OWNER))

    def of(self, account_id: str) -> "Written":
        """What was written of one account."""
        mine = pl.col("account_id") == account_id
        return Written(*(getattr(self, each.name).filter(mine) for each in fields(self)))

    def last(self, name: str, column: str) -> Mapping[str, Any] | None:
        """The last row of `steps` or `calls`, None where it has no value in that column."""
        row = next(iter(getattr(self, name).tail(1).iter_rows(named=True)), None)
        return row if row and row[column] else None

    def entries(self) -> tuple[pl.DataFrame, ...]:
        """As entries of a timeline."""
        return (
            *written.tags(self.tags),
            *written.notes(self.notes),
            *written.reviews(self.reviews),
            *written.next_steps(self.steps),
            *written.calls(self.calls),
            *handovers(self.owners),
        )


@dataclass(frozen=True)
class AccountPage:
    """One account at the end of as-of.

    `state` is its row of `portfolio.portfolio`; `figures` by measure id, for the question's last period (`period` is
    its label); `steps`: day, movement, mrr_before, mrr_after; `timeline` as `timeline.SCHEMA`; `signals` as
    `signals.raised`; `written` what people wrote of it; `standing` how it stands against itself.
    """

    account_id: str
    as_of: date
    currency: str | None
    state: Mapping[str, Any]
    period: str | None
    figures: Mapping[str, Figure]
    steps: pl.DataFrame
    timeline: pl.DataFrame
    signals: pl.DataFrame
    written: Written
    standing: Standing


def with_movements(page: AccountPage) -> pl.DataFrame:
    """The timeline with the movements of the MRR, each by its name, after the facts of their day."""
    return pl.concat([page.timeline, *movements.movements(page.steps)]).sort("on", maintain_order=True)


def last_year(as_of: date, assumptions: Assumptions | None = None) -> Question:
    """The question of the page: the twelve months that end with as-of's, cut at as-of."""
    return Question(as_of, every="rolling12", start=month_start(as_of), assumptions=assumptions or Assumptions())


def page(
    ledger: Ledger,
    account_id: str,
    question: Question,
    wrote: Written | None = None,
    thresholds: Thresholds | None = None,
) -> AccountPage:
    """One account's page; its figures are the question's, restricted to the account.

    Raises ChurnError where the book does not know the account.
    """
    found = findings(alone(ledger, account_id), heads_of(ledger.tables), question, thresholds)
    if account_id not in found:
        raise ChurnError("unknown_account", account=account_id)
    return page_of(found[account_id], wrote)


def page_of(found: Findings, wrote: Written | None = None) -> AccountPage:
    """The page of an account of which this was found, and that written."""
    own, as_of, mine = found.own, found.as_of, (wrote or Written()).of(found.account_id)
    return AccountPage(
        found.account_id,
        as_of,
        own.currency,
        found.state,
        next((figure.period.label for figure in found.figures.values()), None),
        found.figures,
        steps(own, as_of),
        timeline(own, as_of, mine.entries()),
        found.signals,
        mine,
        standing(own, as_of),
    )


def alone(ledger: Ledger, *account_ids: str) -> Ledger:
    """The ledger of one account, or of some; its facts are all that signals and timeline look at."""
    return restricted(ledger, pl.col("account_id").is_in(account_ids))


def peers(ledger: Ledger, question: Question) -> pl.DataFrame:
    """What the page's measures are for each segment, and for all accounts: segment, whole, metric, value.

    What adds up (MRR, what is owed, open tickets) is a customer's mean: divided by the customers at the period's end.
    """
    asked = replace(question, metrics=(*METRICS, "customers_end"))
    rows = [
        (group, by is None, name, value)
        for by in ("segment", None)
        for group, found in _last_of_groups(report(ledger, replace(asked, by=by))).items()
        for name, value in _means(found).items()
    ]
    return pl.DataFrame(rows, schema=PEERS, orient="row")


def peers_of(known: pl.DataFrame, segment: str | None) -> dict[str, float]:
    """Of `peers` the figures of a segment (of all accounts, without one), by measure id."""
    same = pl.col("whole") if segment is None else (pl.col("segment") == segment) & ~pl.col("whole")
    return dict(known.filter(same).select("metric", "value").iter_rows())


def _last_of_groups(answer: Figures) -> dict[str | None, dict[str, Figure]]:
    found: dict[str | None, dict[str, Figure]] = {}
    for figure in answer.figures:
        if figure.period in answer.periods[-1:]:
            found.setdefault(figure.group, {})[figure.measure.id] = figure
    return found


def _means(found: Mapping[str, Figure]) -> dict[str, float]:
    customers = found["customers_end"].value if "customers_end" in found else None
    means = {}
    for name in METRICS:
        figure = found.get(name)
        if figure is None or figure.value is None:
            continue
        if figure.measure.kind != "sum":
            means[name] = float(figure.value)
        elif customers:
            means[name] = float(figure.value) / float(customers)
    return means


def steps(own: Ledger, as_of: date) -> pl.DataFrame:
    """One account's MRR as steps up to as-of, each movement named; sorted by day.

    Columns: day, movement (new, reactivated, expansion, contraction, churned), mrr_before, mrr_after (minor units).
    """
    past = with_stretches(own.changes.filter(pl.col("day") <= as_of))
    began, ended = pl.col("rows_before") == 0, pl.col("rows_after") == 0
    before, after = pl.col("mrr_before"), pl.col("mrr_after")
    movement = (
        pl.when(began & (pl.col("day") == pl.col("first_day"))).then(pl.lit("new"))
        .when(began).then(pl.lit("reactivated"))
        .when(ended).then(pl.lit("churned"))
        .when(after > before).then(pl.lit("expansion"))
        .when(after < before).then(pl.lit("contraction"))
    )  # fmt: skip
    named = past.select("day", "mrr_before", "mrr_after", movement=movement).filter(pl.col("movement").is_not_null())
    return named.select("day", "movement", "mrr_before", "mrr_after")
