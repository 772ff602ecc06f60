"""Scenarios agree with the questions asked one by one, leavers and longest stays with the rates behind them."""

from datetime import date

import polars as pl
import pytest

from metrics.hazard import hazard, leavers
from metrics.ledger import Ledger, build_ledger
from metrics.periods import add_months
from metrics.survival import longest
from metrics.whatif import AVOIDABLE, MORE, more_retention, scenarios, without_losses
from tests.metrics.people_books import tables

AS_OF = date(2025, 12, 31)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Eighty customers of two plans over three years; those of the lite one leave sooner, some are about to."""
    rows = []
    for n in range(80):
        start = add_months(date(2023, 1, 1), n % 20)
        stay = (5 + n % 9) if n % 2 else (14 + n % 25)
        end = add_months(start, stay) if n % 5 else None
        rows.append(
            {
                "subscription_id": f"s{n}", "account_id": f"a{n:02}", "plan": "lite" if n % 2 else "pro",
                "start_on": start, "end_on": end, "mrr": 1000 + n,
            }
        )  # fmt: skip
    return build_ledger(tables(subscriptions=rows))


def losses(ledger: Ledger) -> pl.DataFrame:
    from metrics.losses import events

    found = events(ledger, AS_OF).select("account_id", "lost_on")
    number = pl.col("account_id").str.slice(1).cast(pl.Int64)
    return found.with_columns(
        reason=pl.when(number % 3 == 0).then(pl.lit("money")).when(number % 3 == 1).then(pl.lit("service")),
        avoidable=pl.when(number % 4 == 1).then(pl.lit("yes")),
    )


def test_scenarios_are_the_single_answers(ledger: Ledger) -> None:
    known = losses(ledger)
    found = {each.code: each for each in scenarios(ledger, AS_OF, known)}
    assert set(found) == {AVOIDABLE, "money", "service", MORE}
    assert found["money"].answer == without_losses(ledger, AS_OF, known.filter(reason="money"))
    assert found[AVOIDABLE].answer == without_losses(ledger, AS_OF, known.filter(avoidable="yes"))
    assert found[MORE].answer == more_retention(ledger, AS_OF)
    for each in found.values():
        for estimate in (each.answer.customers, each.answer.mrr, each.answer.revenue):
            assert estimate.expected <= estimate.low <= estimate.instead <= estimate.high


def test_nobody_s_word_makes_no_scenario(ledger: Ledger) -> None:
    silent = losses(ledger).with_columns(reason=pl.lit(None, pl.String), avoidable=pl.lit(None, pl.String))
    assert [each.code for each in scenarios(ledger, AS_OF, silent)] == [MORE]
    not_lost = silent.with_columns(reason=pl.lit("not_a_loss"))
    assert [each.code for each in scenarios(ledger, AS_OF, not_lost)] == [MORE]


@pytest.mark.parametrize("axis", ["tenure", "calendar"])
def test_leavers_are_the_losses_of_the_rate(ledger: Ledger, axis: str) -> None:
    for rate in hazard(ledger, AS_OF, axis=axis, by="plan").rates:  # type: ignore[arg-type]
        found = leavers(ledger, AS_OF, axis, rate.month, group=rate.group, by="plan")  # type: ignore[arg-type]
        assert found["ended"].count() == rate.lost
        assert found["scheduled_on"].count() == rate.scheduled


def test_the_longest_stays_are_of_groups_that_are_old_and_large_enough(ledger: Ledger) -> None:
    found = longest(ledger, AS_OF, ["plan", "cohort"])
    assert [(stay.field, stay.curve.group) for stay in found][:1] == [("plan", "pro")]
    means = [stay.curve.mean for stay in found]
    assert means == sorted(means, reverse=True)
    assert all(stay.curve.until == 12 and stay.curve.n >= 10 for stay in found)
    assert longest(ledger, date(2023, 6, 30), ["plan"]) == ()
