"""What is new in a book since somebody last looked: the same questions put to it as it was then and as it is now."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.accounts import name_or_id, states
from metrics.figures import report
from metrics.ledger import Ledger
from metrics.losses import events, scheduled
from metrics.question import Question
from metrics.restatement import Restated, restated
from metrics.signals import Thresholds, raised

LOSSES = {"account_id": pl.String, "name": pl.String, "lost_on": pl.Date, "mrr": pl.Int64}
RAISED = {"account_id": pl.String, "name": pl.String, "code": pl.String, "since": pl.Date}


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


def news(then: Ledger, seen: date, now: Ledger, as_of: date, thresholds: Thresholds | None = None) -> News:
    """What the book shows now (up to as-of) and did not when it was `seen` (its as-of then)."""
    names = now.tables["accounts"].select("account_id", name_or_id())
    came = events(now, as_of).join(events(then, seen), on=["account_id", "lost_on"], how="anti", maintain_order="left")
    stands, stood = raised(now, as_of, thresholds), raised(then, seen, thresholds)
    fresh = stands.join(stood, on=["account_id", "code"], how="anti", maintain_order="left")
    named = fresh.join(names, on="account_id", how="left").sort(
        "since", "account_id", "code", descending=[True, False, False]
    )
    return News(
        came.select("account_id", "name", "lost_on", mrr="mrr_lost"),
        _asked(then, seen, now, as_of),
        named.select(list(RAISED)),
        restated(report(then, Question(as_of=seen)), report(now, Question(as_of=as_of))),
    )


def _asked(then: Ledger, seen: date, now: Ledger, as_of: date) -> pl.DataFrame:
    """Who is leaving now and was not then; `lost_on` is null where no day is known yet."""
    leaving = pl.col("status") == "leaving"
    before = states(then, seen).filter(leaving).select("account_id")
    fresh = states(now, as_of).filter(leaving).join(before, on="account_id", how="anti")
    ahead = scheduled(now, as_of).select("account_id", "lost_on")
    names = now.tables["accounts"].select("account_id", name_or_id())
    whole = fresh.join(ahead, on="account_id", how="left").join(names, on="account_id", how="left")
    ordered = whole.sort("mrr", "account_id", descending=[True, False], nulls_last=True)
    return ordered.select("account_id", "name", "lost_on", "mrr")
