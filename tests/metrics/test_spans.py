"""In which periods a fact counts, and sums over runs of periods: against plain loops."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError, Thread

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.figures import stage_of
from metrics.ledger import build_ledger
from metrics.measures.receivables import BALANCES, SALES
from metrics.periods import EVERIES, periods
from metrics.question import Question
from metrics.spans import Spans
from metrics.stage import Stage
from tests.metrics.books import random_rows, tables_of

AS_OF = date(2025, 5, 17)
FIRST = date(2023, 11, 5)


def days(dice, n):
    return [FIRST + timedelta(days=dice.randrange(-60, 620)) for _ in range(n)]


@pytest.mark.parametrize("every", EVERIES)
def test_facts_count_where_their_day_or_their_standing_says(every):
    dice = random.Random(5)
    spans = periods(every, FIRST, AS_OF)
    found = Spans.of(spans)
    facts = pl.DataFrame({"n": range(300), "day": days(dice, 300), "over": [*days(dice, 299), None]})

    def counted(parts):
        return {
            (n, p) for n, since, until in parts.select("n", "since", "until").iter_rows() for p in range(since, until)
        }

    rows = list(facts.iter_rows())
    inside = {(n, p) for n, day, _ in rows for p, span in enumerate(spans) if span.start <= day < span.end}
    assert counted(found.within(facts, "day")) == inside
    for at in ("start", "end"):
        stands = {
            (n, p)
            for n, day, over in rows
            for p, span in enumerate(spans)
            if day < getattr(span, at) and (over is None or getattr(span, at) <= over)
        }
        assert counted(found.standing(facts, "day", "over", at=at)) == stands


@pytest.mark.parametrize("kind", [int, float])
def test_totals_are_the_sums_of_what_counts_in_each_period(kind):
    dice = random.Random(6)
    spans = Spans.of(periods("rolling12", FIRST, AS_OF))
    runs = [sorted(dice.sample(range(len(spans) + 1), 2)) for _ in range(200)]
    parts = [(dice.choice(["a", "b", None]), *run, kind(dice.randrange(-9, 9))) for run in runs]
    frame = pl.DataFrame(
        parts, schema={"group": pl.String, "since": pl.UInt32, "until": pl.UInt32, "n": None}, orient="row"
    )
    wanted = {}
    for group, since, until, n in parts:
        for p in range(since, until):
            wanted[p, group] = wanted.get((p, group), 0) + n
    found = {(p, group): n for p, group, n in spans.totals(frame, ["n"]).select("p", "group", "n").iter_rows()}
    assert {key: n for key, n in found.items() if n} == {key: n for key, n in wanted.items() if n}


def test_parts_that_are_not_whole_leave_no_rest_where_they_no_longer_count():
    spans = Spans.of(periods("rolling3", FIRST, AS_OF))
    schema = {"group": pl.String, "since": pl.UInt32, "until": pl.UInt32, "n": pl.Float64}
    parts = pl.DataFrame([("a", 0, 2, 0.1), ("a", 0, 3, 0.2), ("a", 1, 5, 0.7)], schema=schema, orient="row")
    found = dict(spans.totals(parts, ["n"]).select("p", "n").iter_rows())
    assert found == {0: 0.1 + 0.2, 1: pytest.approx(1.0), 2: pytest.approx(0.9), 3: 0.7, 4: 0.7}


def test_two_threads_make_a_frame_of_the_ledger_once():
    ledger, made, both_making = build_ledger(tables_of(random_rows(1))), [], Barrier(2)

    def make():
        made.append(1)
        with suppress(BrokenBarrierError):  # nobody else makes it meanwhile
            both_making.wait(timeout=0.2)
        return pl.DataFrame()

    threads = [Thread(target=lambda: ledger.once("of a test", make)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert made == [1]


def test_facts_of_all_accounts_together_are_added_up_by_day_unless_accounts_are_asked_for():
    ledger = build_ledger(tables_of(random_rows(1, accounts=40)))
    question = Question(as_of=AS_OF, every="quarter")
    stage = stage_of(ledger, question, tuple(periods("quarter", FIRST, AS_OF)))
    by_segment = stage_of(ledger, replace(question, by="segment"), stage.periods)
    for parts_of, facts in ((Stage.within, SALES), (Stage.known, SALES), (Stage.standing, BALANCES)):
        together = parts_of(stage, facts)
        assert "account" not in together.columns and together["day"].is_unique().all()
        for other in (parts_of(stage.naming_accounts(), facts), parts_of(by_segment, facts)):
            assert "account" in other.columns
            sums = [
                stage.totals(parts, *facts.amounts).group_by("p").agg(pl.col(facts.amounts).sum()).sort("p")
                for parts in (together, other)
            ]
            assert_frame_equal(*sums)
    kept = len(ledger._made)
    Stage.within(stage_of(ledger, replace(question, every="year"), tuple(periods("year", FIRST, AS_OF))), SALES)
    assert len(ledger._made) == kept  # another kind of period adds the same days up
