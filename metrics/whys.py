"""Why an account counts in a figure, as a code: from how it moved, or from its own numbers."""

import polars as pl

from metrics.measures.base import Measure
from metrics.measures.movements import movements
from metrics.stage import Stage


def _by_sign(above: str, otherwise: str, below: str | None = None) -> pl.Expr:
    """One code where the numerator is above 0, another where it is below (if that is told apart), else a third."""
    positive, negative = pl.col("numerator") > 0, pl.col("numerator") < 0
    return (
        pl.when(positive)
        .then(pl.lit(above))
        .when(negative)
        .then(pl.lit(below or otherwise))
        .otherwise(pl.lit(otherwise))
    )


# Where an account's own numbers tell why it counts.
_BY_NUMBERS: dict[str, pl.Expr] = {
    "repeat_purchase_rate": _by_sign("bought_again", "bought_once"),
    "product_return_rate": _by_sign("sent_back", "kept_all"),
    "receivables_end": _by_sign("owes", "in_credit"),
    "credit_sales": _by_sign("invoiced", "credited"),
    "days_sales_outstanding": _by_sign("owes", "invoiced"),
    "survey_responses": pl.lit("answered"),
    "net_promoter_score": _by_sign("promoter", "passive", "detractor"),
    "tickets_opened": pl.lit("opened_tickets"),
    "complaints_opened": pl.lit("complained"),
    "tickets_open_end": pl.lit("has_open_tickets"),
    "email_open_rate": _by_sign("read_mails", "read_none"),
}


_ON_START, _ON_END = pl.col("s"), pl.col("e")
_AT_BOUNDARIES = (
    pl.when(_ON_START & ~_ON_END).then(pl.lit("lost"))
    .when(~_ON_START & _ON_END & pl.col("before")).then(pl.lit("reactivated"))
    .when(~_ON_START & _ON_END).then(pl.lit("new"))
    .when(~_ON_START & ~_ON_END).then(pl.lit("in_and_out"))
)  # fmt: skip


def by_numbers(measure: Measure) -> pl.Expr:
    """The code from an account's own numerator, for measures not made of movements."""
    return _BY_NUMBERS.get(measure.id, pl.lit("counts"))


def by_movement(measure: Measure, stage: Stage) -> pl.DataFrame:
    """account_id, why: how each account moved in the stage's one period; empty for measures of other facts."""
    if measure.needs != ("subscriptions",):
        return pl.DataFrame(schema={"account_id": pl.String, "why": pl.String})
    return movements(stage).select("account_id", why=movement(of_money=measure.money[0]))


def movement(*, of_money: bool) -> pl.Expr:
    """The code of how a row of `movements` moved; by its MRR too, where money is measured."""
    money = pl.lit(of_money)
    return (
        _AT_BOUNDARIES.when(money & (pl.col("c") > pl.col("o"))).then(pl.lit("expanded"))
        .when(money & (pl.col("c") < pl.col("o"))).then(pl.lit("contracted"))
        .when(pl.col("losses") > 0).then(pl.lit("left_and_returned"))
        .otherwise(pl.lit("stayed"))
    )  # fmt: skip
