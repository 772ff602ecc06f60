from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from metrics.figures import report
from metrics.ledger import build_ledger
from metrics.links import joined, linked, linked_losses, roots
from metrics.losses import events
from metrics.not_a_loss import Limits, candidates
from metrics.question import LossDate, Question
from tests.metrics.books import random_rows, tables_of
from tests.metrics.people_books import DAYS, Row, subscriptions, tables
from tests.metrics.people_facts import AS_OF, facts

MIDDLE = date(2024, 3, 1)


def test_each_account_counts_as_the_first_of_its_chain() -> None:
    assert roots([]) == {}
    assert roots([("a", "b"), ("b", "c"), ("x", "y")]) == {"b": "a", "c": "a", "y": "x"}
    assert roots([("b", "c"), ("a", "b")]) == {"b": "a", "c": "a"}
    assert roots([("a", "b"), ("b", "a"), ("a", "a")]) == {"b": "a"}
    merged = roots([("a", "c"), ("b", "c")])
    assert len({merged.get(account, account) for account in "abc"}) == 1


@pytest.mark.parametrize("seed", range(10))
def test_linked_accounts_give_the_figures_of_a_book_that_never_told_them_apart(seed: int) -> None:
    rows = facts(Random(seed), accounts=4)
    mapping = roots([("a0", "a2"), ("a1", "a3")])
    renamed = {
        name: [{**row, "account_id": mapping.get(row["account_id"], row["account_id"])} for row in some]
        for name, some in rows.items()
    }
    question = Question(AS_OF, every="quarter")
    found, expected = (
        report(build_ledger(book), question).rows() for book in (linked(tables(**rows), mapping), tables(**renamed))
    )
    assert found == expected


def test_a_link_changes_nothing_that_it_does_not_touch_and_keeps_the_first_accounts_values() -> None:
    book = tables(
        accounts=[
            {"account_id": "a", "name": None, "owner": "eve"},
            {"account_id": "b", "name": "Bee", "owner": "bob"},
            {"account_id": "c", "name": "Sea"},
        ],
        subscriptions=subscriptions(Random(2)),
    )
    assert linked(book, {}) is book
    kept = linked(book, {"b": "a"})["accounts"].select("account_id", "name", "owner").rows()
    assert kept[:1] == [("a", "Bee", "eve")]
    assert ("b", "Bee", "bob") not in kept
    assert ("c", "Sea", None) in kept


def spell(account: str, start: date, end: date | None = None, plan: str = "p", mrr: int = 5) -> Row:
    row = {"subscription_id": f"{account}{start}", "account_id": account, "plan": plan, "mrr": mrr}
    return {**row, "start_on": start, "end_on": end}


def named(*accounts: tuple[str, dict[str, str]]) -> list[Row]:
    return [{"account_id": id, **columns} for id, columns in accounts]


@pytest.mark.parametrize(
    ("lost", "other", "evidence"),
    [
        ({"name": "Café Müller B.V."}, {"name": "CAFE MULLER"}, ["same_name"]),
        ({"domain": "www.Acme.com"}, {"email": "jo@acme.com"}, ["same_domain"]),
        (
            {"billing_id": "7", "name": "Acme Ltd"},
            {"billing_id": "7", "name": "Acme"},
            ["same_billing_id", "same_name"],
        ),
        ({"email": "a@gmail.com"}, {"email": "b@gmail.com"}, None),
        ({"name": "Acme"}, {"name": "Acmé Corp Holding"}, None),
        ({}, {}, None),
        ({"name": "S.A."}, {"name": "Ltd"}, None),
    ],
)
def test_a_like_account_that_starts_around_the_loss_is_asked_about(
    lost: dict[str, str], other: dict[str, str], evidence: list[str] | None
) -> None:
    book = tables(
        accounts=named(("a", lost), ("b", other)),
        subscriptions=[spell("a", DAYS[0], MIDDLE), spell("b", date(2024, 3, 20))],
    )
    found = candidates(build_ledger(book), AS_OF)
    assert found.select("account_id", "other_id", "days", "evidence").rows() == (
        [("a", "b", 19, evidence)] if evidence else []
    )


@pytest.mark.parametrize(("start", "is_near"), [
    (date(2024, 2, 15), False), (date(2024, 2, 16), True), (date(2024, 4, 15), True), (date(2024, 4, 16), False),
])  # fmt: skip
def test_only_a_start_near_the_loss_counts(start: date, is_near: bool) -> None:
    book = tables(
        accounts=named(("a", {"name": "Acme"}), ("b", {"name": "Acme"})),
        subscriptions=[spell("a", DAYS[0], MIDDLE), spell("b", start)],
    )
    assert (len(candidates(build_ledger(book), AS_OF)) == 1) == is_near
    assert candidates(build_ledger(book), date(2024, 2, 14)).is_empty()


def test_an_account_that_returns_within_days_is_asked_about() -> None:
    book = tables(subscriptions=[
        spell("a", DAYS[0], MIDDLE), spell("a", date(2024, 3, 15)),
        spell("b", DAYS[0], MIDDLE), spell("b", date(2024, 3, 16)),
    ])  # fmt: skip
    found = candidates(build_ledger(book), AS_OF)
    assert found.select("account_id", "other_id", "started_on", "evidence").rows() == [
        ("a", None, date(2024, 3, 15), ["returned"])
    ]


def test_a_plan_that_many_lose_on_one_day_is_asked_about_and_said_of_the_others_too() -> None:
    leaving = [spell(f"a{n}", DAYS[0], MIDDLE, "old", mrr=n + 1) for n in range(5)]
    stays_away = [spell("z", DAYS[0], MIDDLE, "new")]
    book = tables(
        accounts=named(("a0", {"name": "Acme"}), ("b", {"name": "Acme"})),
        subscriptions=[*leaving, *stays_away, spell("b", MIDDLE)],
    )
    found = candidates(build_ledger(book), AS_OF)
    assert found.select("account_id", "other_id", "evidence", "same_day").rows() == [
        *((f"a{n}", None, ["mass_change"], 5) for n in (4, 3, 2, 1)),
        ("a0", "b", ["same_name", "mass_change"], 5),
    ]
    assert candidates(build_ledger(book), AS_OF, Limits(mass=6))["account_id"].to_list() == ["a0"]


def test_a_mark_that_many_share_tells_nothing() -> None:
    book = tables(
        accounts=[{"account_id": f"a{n}", "domain": "reseller.example"} for n in range(6)],
        subscriptions=[spell("a0", DAYS[0], MIDDLE), *(spell(f"a{n}", MIDDLE) for n in range(1, 6))],
    )
    assert candidates(build_ledger(book), AS_OF).is_empty()
    assert len(candidates(build_ledger(book), AS_OF, replace(Limits(), sharers=6))) == 5


def test_linking_what_was_asked_about_makes_the_loss_go() -> None:
    book = tables(
        accounts=named(("a", {"name": "Acme"}), ("b", {"name": "Acme"})),
        subscriptions=[spell("a", DAYS[0], MIDDLE), spell("b", MIDDLE)],
    )
    question = Question(AS_OF, every="year", metrics=("loss_events", "customers_end"))
    (asked,) = candidates(build_ledger(book), AS_OF).to_dicts()
    after = linked(book, roots([(asked["account_id"], asked["other_id"])]))
    before, then = (
        {row["metric"]: row["value"] for row in report(build_ledger(one), question).rows() if row["period"] == "2024"}
        for one in (book, after)
    )
    assert (before["loss_events"], before["customers_end"]) == (1, 1)
    assert (then["loss_events"], then["customers_end"]) == (0, 1)
    assert candidates(build_ledger(after), AS_OF).is_empty()
    assert after["accounts"]["account_id"].to_list() == ["a"]


def told_apart(rows: dict[str, list[dict]], dice: Random) -> tuple[dict[str, list[dict]], list[tuple[str, str]]]:
    """The book with some spells cut in two, as a migration does: the rest runs on under another account, some days
    later, and what happens from then on is told of that one."""
    apart = {name: [dict(row) for row in some] for name, some in rows.items()}
    links = []
    by_account: dict[str, list[dict]] = {}
    for row in apart["subscriptions"]:
        by_account.setdefault(row["account_id"], []).append(row)
    for account, spells in by_account.items():
        row = spells[0]
        if len(spells) > 1 or row["mrr"] == 0:
            continue
        cut = row["start_on"] + timedelta(days=dice.randint(40, 200))
        again = cut + timedelta(days=dice.choice([0, 1, 3, 20, 45]))
        if again > date(2026, 1, 1) or any(
            row[name] and row[name] <= again for name in ("end_on", "cancelled_on", "paid_until")
        ):
            continue
        later = f"{account}-new"
        apart["subscriptions"].append(
            {**row, "account_id": later, "subscription_id": f"{row['subscription_id']}-new", "start_on": again}
        )
        row |= {"end_on": cut, "cancelled_on": cut - timedelta(days=30), "paid_until": cut - timedelta(days=3)}
        for table, day in (("invoices", "issued_on"), ("orders", "ordered_on"), ("tickets", "opened_on")):
            for fact in apart[table]:
                if fact["account_id"] == account and fact[day] >= again:
                    fact["account_id"] = later
        links.append((account, later))
    return apart, links


@pytest.mark.parametrize("loss_date", ["ended", "asked", "paid"])
@pytest.mark.parametrize("seed", range(3))
def test_a_linked_migration_gives_the_figures_of_a_book_that_never_knew_it(seed: int, loss_date: LossDate) -> None:
    whole = random_rows(seed, accounts=60)
    apart, links = told_apart(whole, Random(seed))
    assert links
    as_of = date(2026, 4, 30)
    questions = [Question(as_of, loss_date=loss_date), Question(as_of, every="rolling12", loss_date=loss_date)]
    book = tables_of(apart)
    for question in questions:
        found, expected, before = (
            report(build_ledger(one, loss_date), question).rows()
            for one in (joined(book, links), tables_of(whole), joined(book, []))
        )
        assert found == expected
        assert found != before


def test_a_return_long_after_stays_a_loss_and_linked_losses_stay_in_sight() -> None:
    book = tables(subscriptions=[
        spell("a", DAYS[0], MIDDLE), spell("b", date(2024, 4, 15)),
        spell("c", DAYS[0], MIDDLE, mrr=9), spell("d", date(2024, 4, 16)),
    ])  # fmt: skip
    links = [("a", "b"), ("c", "d")]
    whole = joined(book, links)
    ledger = build_ledger(whole)
    assert events(ledger, AS_OF)["account_id"].to_list() == ["c"]
    gone = linked_losses(book, ledger, links, AS_OF)
    assert gone.select("account_id", "root", "lost_on").rows() == [("a", "a", MIDDLE)]
    assert whole.version != book.version != joined(book, links[:1]).version
    assert joined(book, []) is book


def test_a_chain_of_links_runs_on_from_end_to_end() -> None:
    book = tables(subscriptions=[
        spell("a", DAYS[0], MIDDLE), spell("b", date(2024, 3, 5), date(2024, 6, 1)), spell("c", date(2024, 6, 3)),
        spell("a", date(2023, 1, 1), date(2023, 6, 1)),
    ])  # fmt: skip
    ledger = build_ledger(joined(book, [("a", "b"), ("b", "c")]))
    assert events(ledger, AS_OF).select("account_id", "lost_on").rows() == [("a", date(2023, 6, 1))]
