"""The list as it is gone through, a large book's pages from the shelf, an account against itself and its peers."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.account import last_year, page, page_of, peers, peers_of, with_movements
from metrics.accounts import listing
from metrics.book.cache import Cache
from metrics.book.disk import Access
from metrics.book.journal import NOTES, OWN_CALLS, REVIEWS, STEPS
from metrics.book.shelf import Shelf
from metrics.figures import report
from metrics.findings import METRICS, findings
from metrics.ledger import build_ledger
from metrics.links import Pair, joined
from metrics.periods import period_of
from metrics.portfolio import Words, grown, portfolio, with_growth, with_words, without_blanks
from metrics.question import LossDate, Question
from metrics.signals import precedents, raised
from metrics.standing import growth_between, standing
from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import tables
from tests.metrics.people_facts import AS_OF, facts

AT = "2024-05-01T10:00:00.000000+00:00"


def always() -> bool:
    """The book stays as it is."""
    return True


@pytest.mark.parametrize("seed", range(10))
def test_what_is_to_come_is_what_a_look_at_each_account_finds(seed: int) -> None:
    rows = facts(Random(seed), accounts=8)
    ledger = build_ledger(tables(**rows))
    standing_now = raised(ledger, AS_OF)
    found = portfolio(ledger, AS_OF, standing_now)
    assert_frame_equal(
        found.select("account_id", "status", "mrr", "signals"),
        listing(ledger, AS_OF, standing_now).select("account_id", "status", "mrr", "signals"),
    )
    spells = oracle.effective(rows["subscriptions"], "ended")
    for row in found.to_dicts():
        on = oracle.on_at([each for each in spells if each["account_id"] == row["account_id"]], AS_OF + oracle.DAY)
        ends = [each["end_on"] for each in on]
        assert row["ends_on"] == (max(ends) if ends and all(ends) else None)
        renewals = [each["renews_on"] for each in on if each.get("renews_on") and each["renews_on"] > AS_OF]
        assert row["renews_on"] == min(renewals, default=None)
        own = standing_now.filter(pl.col("account_id") == row["account_id"])
        assert row["signal_on"] == own["since"].max()


def test_the_last_word_counts_and_the_order_stays() -> None:
    ledger = build_ledger(tables(**facts(Random(3), accounts=6)))
    listed = portfolio(ledger, AS_OF, raised(ledger, AS_OF))
    words = Words(
        pl.DataFrame(
            [("a1", date(2024, 5, 1), "eve", AT, ["quiet"]), ("a1", date(2024, 5, 3), "bob", AT, [])],
            schema=REVIEWS, orient="row",
        ),
        pl.DataFrame([("a2", "in_doubt", "eve", AT), ("zz", "will_leave", "eve", AT)], schema=OWN_CALLS, orient="row"),
        pl.DataFrame(schema=STEPS),
        pl.DataFrame([("a1", "one", "eve", AT, "1"), ("a1", "two", "eve", AT, "2")], schema=NOTES, orient="row"),
    )  # fmt: skip
    found = with_words(listed, words)
    assert found["account_id"].equals(listed["account_id"])
    by_id = {row["account_id"]: row for row in found.to_dicts()}
    assert (by_id["a1"]["reviewed_on"], by_id["a1"]["reviewed_by"]) == (date(2024, 5, 3), "bob")
    assert by_id["a1"]["notes"] == "one\ntwo"
    assert {row["call"] for name, row in by_id.items() if name != "a2"} == {None}
    assert by_id["a2"]["call"] == "in_doubt" and by_id["a2"]["step"] is None


@pytest.mark.parametrize("seed", range(6))
def test_growth_is_that_of_a_report_of_the_one_account(seed: int) -> None:
    ledger = build_ledger(tables(**facts(Random(seed), accounts=5)))
    period = period_of(AS_OF, "quarter", AS_OF)
    found = with_growth(portfolio(ledger, AS_OF, raised(ledger, AS_OF)), grown(ledger, period))
    for account, growth in found.select("account_id", "growth").iter_rows():
        question = Question(AS_OF, every="quarter", where=(("account_id", account),))
        rows = [
            one.value
            for one in report(ledger, question).figures
            if one.period == period and one.measure.id == "existing_revenue_growth_rate"
        ]
        assert growth == pytest.approx(rows[0]) if rows and rows[0] is not None else growth is None


@pytest.mark.parametrize("loss_date", ["ended", "asked", "paid"])
@pytest.mark.parametrize("links", [(), (("a0", "a1"), ("a1", "a3"))])
@pytest.mark.parametrize("seed", range(2))
def test_a_page_from_the_shelf_is_the_page_from_the_whole_book(
    seed: int, links: tuple[Pair, ...], loss_date: LossDate, tmp_path: Path
) -> None:
    """Whatever moves the ends of subscriptions: another account that goes on, or another date of a loss."""
    book = tables(**facts(Random(seed), accounts=5))
    # A subscription that goes from one account to another: where it ends hangs on both.
    moved = book["subscriptions"].with_columns(subscription_id=pl.lit("s"))
    book = replace(book, frames={**book.frames, "subscriptions": moved.sort("subscription_id", "start_on")})
    ledger = build_ledger(joined(book, links), loss_date)
    asked = []
    shelf = Shelf(
        Cache(tmp_path / "cache", Access), "name", loss_date, "EUR", lambda: asked.append(1) or ledger, always
    )
    everything, ids = raised(ledger, AS_OF), ledger.tables["accounts"]["account_id"].to_list()
    several, heads = shelf.of(*ids, "nobody"), shelf.heads()
    assert several is not None and heads is not None
    together = findings(several, heads, last_year(AS_OF))
    assert list(together) == ids
    for account in ids:
        own = shelf.of(account)
        assert own is not None
        assert_frame_equal(own.changes, ledger.changes.filter(pl.col("account_id") == account))
        found = page_of(together[account])
        whole = page(ledger, account, last_year(AS_OF))
        assert dict(found.figures) == dict(whole.figures)
        assert {**found.state, "currency": None} == {**whole.state, "currency": None}
        for name in ("steps", "timeline", "signals"):
            assert_frame_equal(getattr(found, name), getattr(whole, name))
        assert_frame_equal(found.signals, everything.filter(pl.col("account_id") == account))
        assert with_movements(found)["on"].is_sorted()
    assert len(asked) == 1


def test_a_shelf_that_was_tampered_with_is_filled_anew(tmp_path: Path) -> None:
    ledger = build_ledger(tables(**facts(Random(1), accounts=5)))
    cache = Cache(tmp_path, Access)
    assert Shelf(cache, "n", "ended", None, lambda: ledger, always).of("a0") is not None
    (tmp_path / "shelf_invoices-n.parquet").write_bytes(b"nonsense")
    found = Shelf(cache, "n", "ended", None, lambda: ledger, always).of("a0")
    assert found is not None
    mine = ledger.tables["invoices"].filter(pl.col("account_id") == "a0")
    assert_frame_equal(found.tables["invoices"], mine)


def test_peers_are_a_segments_rates_and_its_customers_means() -> None:
    rows = facts(Random(4), accounts=8)
    rows["accounts"] = [{"account_id": f"a{n}", "segment": ("SMB", "Large")[n % 2]} for n in range(8)]
    ledger, question = build_ledger(tables(**rows)), last_year(AS_OF)
    known = peers(ledger, question)
    for segment in ("SMB", "Large", None):
        where = () if segment is None else (("segment", segment),)
        answer = report(
            ledger, Question(AS_OF, "rolling12", question.start, metrics=(*METRICS, "customers_end"), where=where)
        )
        last = {one.measure.id: one for one in answer.figures if one.period == answer.periods[-1]}
        found = peers_of(known, segment)
        assert found
        for name, value in found.items():
            expected = last[name].value
            if last[name].measure.kind == "sum":
                expected = expected / last["customers_end"].value
            assert value == pytest.approx(float(expected))


def test_a_sample_of_accounts_is_looked_at_as_a_book_of_its_own() -> None:
    rows = facts(Random(2), accounts=8)
    ledger = build_ledger(tables(**rows))
    ids = ledger.tables["accounts"]["account_id"].to_list()[::2]
    few = {name: [row for row in some if row["account_id"] in ids] for name, some in rows.items()}
    sampled = precedents(ledger, AS_OF, most=len(ids))
    assert_frame_equal(sampled, precedents(build_ledger(tables(**few)), AS_OF))


def test_an_account_stands_against_its_own_past() -> None:
    def orders(*days: date) -> list[dict[str, object]]:
        return [{"order_id": str(n), "account_id": "a", "ordered_on": day, "units": 1.0} for n, day in enumerate(days)]

    book = tables(
        orders=orders(date(2024, 1, 1), date(2024, 1, 11), date(2024, 1, 31), AS_OF + timedelta(days=1)),
        surveys=[
            {"response_id": str(score), "account_id": "a", "answered_on": day, "score": score}
            for day, score in ((date(2023, 5, 1), 9), (date(2024, 5, 1), 4), (AS_OF + timedelta(days=1), 1))
        ],
        outcomes=[
            {"account_id": "a", "kpi": "queue", "measured_on": day, "baseline": 12.0, "target": 6.0, "actual": actual}
            for day, actual in ((date(2024, 1, 1), 5.0), (date(2024, 2, 1), 7.0))
        ],
        projections=[
            {"account_id": "a", "made_on": date(2024, 1, 1), "for_date": day, "mrr": mrr}
            for day, mrr in ((date(2024, 2, 1), 500), (date(2024, 4, 1), 900), (AS_OF + timedelta(days=9), 1))
        ],
        subscriptions=[
            {"subscription_id": "s", "account_id": "a", "start_on": date(2024, 1, 1), "end_on": date(2024, 3, 1),
             "mrr": 400},
            {"subscription_id": "t", "account_id": "a", "start_on": date(2024, 3, 1), "mrr": 600},
        ],
    )  # fmt: skip
    ledger = build_ledger(book)
    found = standing(ledger, AS_OF)
    assert found.scores.rows() == [(date(2024, 5, 1), 4), (date(2023, 5, 1), 9)]
    assert found.orders is not None
    assert (found.orders.last_on, found.orders.usual) == (date(2024, 1, 31), 15.0)
    assert found.orders.days == (AS_OF - date(2024, 1, 31)).days
    assert found.outcomes.select("kpi", "actual", "met").rows() == [("queue", 7.0, False)]
    assert found.projected.rows() == [(date(2024, 4, 1), 900, 600)]
    grew = growth_between(ledger, date(2024, 2, 29), date(2024, 3, 1))
    assert (grew.before, grew.after, grew.ratio) == (400, 600, 0.5)
    assert growth_between(ledger, date(2023, 12, 31), date(2024, 1, 1)).ratio is None


def test_texts_that_no_account_has_take_no_room_and_say_the_same() -> None:
    ledger = build_ledger(tables(accounts=[{"account_id": "a", "owner": "Ann"}, {"account_id": "b"}]))
    listed = portfolio(ledger, AS_OF, raised(ledger, AS_OF))
    lean = without_blanks(listed)
    assert (lean.schema["segment"], lean.schema["owner"]) == (pl.Null, pl.String)
    assert lean.to_dicts() == listed.to_dicts()
    assert without_blanks(listed.clear()).schema == listed.schema
