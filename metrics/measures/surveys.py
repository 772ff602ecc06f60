"""Surveys: the Net Promoter Score and how many answers stand behind it."""

import polars as pl

from metrics.measures.base import Measure
from metrics.stage import Stage
from metrics.words import N_

NEEDS = ("surveys",)
PROMOTER, DETRACTOR = pl.col("score") >= 9, pl.col("score") <= 6


def _answers(stage: Stage) -> pl.LazyFrame:
    answered = stage.table("surveys").filter(pl.col("answered_on") <= stage.as_of)
    return stage.within(answered, "answered_on")


def _response_parts(stage: Stage) -> pl.LazyFrame:
    return stage.parts(_answers(stage), pl.lit(1, pl.Int64))


def _score_parts(stage: Stage) -> pl.LazyFrame:
    balance = PROMOTER.cast(pl.Int64) - DETRACTOR.cast(pl.Int64)
    return stage.parts(_answers(stage), balance, pl.lit(1, pl.Int64)).with_columns(spread=pl.col("numerator").abs())


SURVEY_RESPONSES = Measure(
    id="survey_responses",
    title=N_("Survey responses"),
    unit="count",
    definition=N_("Answers to the survey in the period."),
    formula=N_("number of responses"),
    source="Bain & Company",
    better="up",
    needs=NEEDS,
    parts=_response_parts,
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
