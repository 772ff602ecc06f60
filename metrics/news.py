"""What is new in a book since somebody last looked: what it shows now held against what it showed then."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from metrics.figures import Figures, report
from metrics.ledger import Ledger
from metrics.losses import events
from metrics.portfolio import portfolio
from metrics.question import Question
from metrics.restatement import Restated, restated
from metrics.signals import Thresholds, raised

LOSSES = {"account_id": pl.String, "name": pl.String, "lost_on": pl.Date, "mrr": pl.Int64}
RAISED = {"account_id": pl.String, "name": pl.String, "code": pl.String, "since": pl.Date}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a book shows up to an as-of: its `losses` and who is `leaving` (columns of LOSSES; `lost_on` is null where
    no day is known yet), the signals `raised` (columns of RAISED), its `figures` by month."""

    losses: pl.DataFrame
    leaving: pl.DataFrame
    raised: pl.DataFrame
    figures: Figures


@dataclass(frozen=True, slots=True)
class News:
    """`losses` that were not known then, and `asked`: who is leaving now and was not (columns of LOSSES, the largest
    MRR, in minor units, first); signals `raised` since (columns of RAISED); figures of months that had been complete
    and are `restated`."""

    losses: pl.DataFrame
    asked: pl.DataFrame
    raised: pl.DataFrame
    restated: tuple[Restated, ...]


NOTHING = News(pl.DataFrame(schema=LOSSES), pl.DataFrame(schema=LOSSES), pl.DataFrame(schema=RAISED), ())


def shown(losses: pl.DataFrame, listed: pl.DataFrame, raised: pl.DataFrame, figures: Figures) -> Shown:
    """From `losses.events`, `portfolio.portfolio`, `signals.raised` and `figures.report` of the same as-of."""
    leaving = listed.lazy().filter(pl.col("status") == "leaving").select(
        "account_id", "name", "mrr", lost_on="ends_on"
    )  # fmt: skip
    named = raised.join(listed.select("account_id", "name"), on="account_id", how="left", maintain_order="left")
    return Shown(
        losses.select("account_id", "name", "lost_on", mrr="mrr_lost"),
        leaving.select(list(LOSSES)).collect(),
        named.select(list(RAISED)),
        figures,
    )


def shown_by(ledger: Ledger, question: Question, thresholds: Thresholds | None = None) -> Shown:
    """The same, computed: what a book of these facts shows where this question is what screens open on."""
    as_of = question.as_of
    signals = raised(ledger, as_of, thresholds)
    return shown(events(ledger, as_of), portfolio(ledger, as_of, signals), signals, report(ledger, question))


def news(then: Shown, now: Shown, since: date | None = None) -> News:
    """What the book shows now and did not then; of the figures, those of months from `since` on."""
    return News(
        _fresh(now.losses, then.losses, "account_id", "lost_on"),
        _fresh(now.leaving, then.leaving, "account_id").sort(
            "mrr", "account_id", descending=[True, False], nulls_last=True
        ),
        _fresh(now.raised, then.raised, "account_id", "code").sort(
            "since", "account_id", "code", descending=[True, False, False]
        ),
        restated(_later(then.figures, since), now.figures),
    )


def _fresh(now: pl.DataFrame, then: pl.DataFrame, *key: str) -> pl.DataFrame:
    return now.join(then, on=list(key), how="anti", maintain_order="left")


def _later(figures: Figures, since: date | None) -> Figures:
    if since is None:
        return figures
    return replace(figures, figures=tuple(each for each in figures.figures if each.period.start >= since))
