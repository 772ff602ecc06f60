"""Surveys: the Net Promoter Score and how many answers stand behind it."""

import polars as pl

from metrics.facts import Facts, dated
from metrics.ledger import Ledger
from metrics.measures.base import Measure, summed
from metrics.stage import Stage
from metrics.words import N_

NEEDS = ("surveys",)
PROMOTER, DETRACTOR = pl.col("score") >= 9, pl.col("score") <= 6


def _answers(ledger: Ledger) -> pl.DataFrame:
    balance = PROMOTER.cast(pl.Int64) - DETRACTOR.cast(pl.Int64)
    counts = {"answers": pl.lit(1, pl.Int64), "balance": balance, "spread": balance.abs()}
    return dated(ledger, "surveys", "answered_on", **counts)


ANSWERS = Facts("answers", _answers, ("answers", "balance", "spread"))


def _answered(stage: Stage) -> pl.DataFrame:
    return stage.once("answered", lambda: stage.within(ANSWERS))


def _score_parts(stage: Stage) -> tuple[pl.DataFrame, ...]:
    return (_answered(stage).with_columns(numerator="balance", denominator="answers"),)


SURVEY_RESPONSES = Measure(
    id="survey_responses",
    title=N_("Survey responses"),
    unit="count",
    definition=N_("Answers to the survey in the period."),
    formula=N_("number of responses"),
    source="Bain & Company",
    better="up",
    needs=NEEDS,
    parts=lambda stage: summed(_answered(stage), "answers"),
)
NET_PROMOTER_SCORE = Measure(
    id="net_promoter_score",
    title=N_("Net Promoter Score"),
    unit="score",
    definition=N_("Share of scores of 9 and 10 less the share of scores of 0 to 6, times 100."),
    formula=N_("100 x (promoters - detractors) / responses"),
    source="Reichheld, Harvard Business Review 2003",
    better="up",
    needs=NEEDS,
    kind="ratio",
    scale=100,
    interval="nps",
    caveats=N_("Every response counts; with 50 answers it is sure to about 22 points only."),
    parts=_score_parts,
)

MEASURES = (SURVEY_RESPONSES, NET_PROMOTER_SCORE)
