"""What stands beside a figure: losses by month of the year, a rate by segment, a score against growth and churn."""

from datetime import date

from metrics.beside import beside, of_report
from metrics.correlation import pearson
from metrics.explain import explain
from metrics.figures import report
from metrics.hazard import hazard
from metrics.ledger import build_ledger
from metrics.question import Question
from tests.metrics.books import random_rows, tables_of

AS_OF = date(2026, 4, 17)
ROWS = random_rows(41, accounts=60)
LEDGER = build_ledger(tables_of(ROWS))
QUESTION = Question(as_of=AS_OF)
AROUND = report(LEDGER, QUESTION)


def found(metric, label="2025-12", group=None, **asked):
    question = Question(as_of=AS_OF, **asked)
    return beside(LEDGER, question, metric, label, report(LEDGER, question), group)


def test_beside_losses_stand_the_months_of_the_year_with_their_exposure():
    held = found("customers_lost")
    assert held.months == hazard(LEDGER, AS_OF, axis="calendar").rates
    assert [rate.month for rate in held.months] == list(range(1, 13))
    assert all(rate.low < rate.high for rate in held.months if rate.exposed)
    assert not (held.segments or held.moves)
    assert found("mrr_end").months == ()


def test_a_group_has_months_of_its_own():
    mine = found("customer_churn_rate", group="S", by="segment").months
    assert mine == hazard(LEDGER, AS_OF, axis="calendar", where=(("segment", "S"),)).rates
    assert sum(rate.lost for rate in mine) < sum(rate.lost for rate in found("customer_churn_rate").months)


def test_repeat_purchase_and_returns_stand_by_segment_and_add_up():
    for metric in ("repeat_purchase_rate", "product_return_rate"):
        segments = found(metric).segments
        whole = AROUND.index()["2025-12", None, metric]
        assert {figure.group for figure in segments} == {row["segment"] for row in ROWS["accounts"]}
        assert sum(figure.numerator or 0 for figure in segments) == whole.numerator
        assert sum(figure.denominator or 0 for figure in segments) == whole.denominator


def test_without_segments_there_are_none():
    rows = ROWS | {"accounts": [{**row, "segment": None} for row in ROWS["accounts"]]}
    ledger = build_ledger(tables_of(rows))
    assert beside(ledger, QUESTION, "repeat_purchase_rate", "2025-12", AROUND).segments == ()


def test_nps_stands_against_growth_and_churn_over_the_complete_periods():
    moves = {measure.id: correlation for measure, correlation in found("net_promoter_score").moves}
    index = AROUND.index()
    for other in ("existing_revenue_growth_rate", "customer_churn_rate"):
        pairs = [
            (index[period.label, None, "net_promoter_score"].value, index[period.label, None, other].value)
            for period in AROUND.periods
            if period.complete
        ]
        assert moves.pop(other) == pearson([(x, y) for x, y in pairs if x is not None and y is not None])
    assert moves == {}
    rolling = found("net_promoter_score", "2025-12/12", every="rolling12").moves
    assert [correlation for _measure, correlation in rolling] == [None, None]


def test_a_report_of_the_whole_has_them_for_its_last_complete_period():
    held = {each.measure.id: each for each in of_report(LEDGER, QUESTION, AROUND)}
    assert set(held) == {
        "customer_churn_rate", "repeat_purchase_rate", "product_return_rate", "net_promoter_score",
    }  # fmt: skip
    assert {figure.period.label for figure in held["repeat_purchase_rate"].segments} == {"2026-03"}
    grouped = Question(as_of=AS_OF, by="segment")
    assert of_report(LEDGER, grouped, report(LEDGER, grouped)) == ()


def test_an_explanation_and_what_is_beside_it_say_the_same_total():
    held, opened = found("repeat_purchase_rate"), explain(LEDGER, QUESTION, "repeat_purchase_rate", "2025-12")
    assert sum(figure.denominator or 0 for figure in held.segments) == opened.accounts.height
