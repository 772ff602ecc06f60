"""The audit of signals on books where it is known which signal precedes losses, and what nobody could have seen."""

from datetime import date, timedelta
from math import exp
from random import Random

import polars as pl
import pytest

from metrics.audit import DAYS, audit
from metrics.hindsight import as_known
from metrics.ledger import build_ledger
from metrics.matching import STAYERS, candidates, draw, neighbours
from metrics.odds import matched_odds
from metrics.signals import raised
from metrics.statistics import Z95
from tests.metrics.people_books import tables
from tests.metrics.people_facts import AS_OF, facts

FIRST, LAST = date(2022, 1, 1), date(2025, 12, 31)
PLANTED = 4.0


def planted(seed: int, accounts: int = 700) -> dict[str, list[dict]]:
    """A book in which a champion who has left multiplies the rate of loss by 4; a moved contact comes at 200 days of
    tenure, and a change of staff at any time, whatever the customer does."""
    dice = Random(seed)
    days = (LAST - FIRST).days
    rows: dict[str, list[dict]] = {"accounts": [], "subscriptions": [], "signals": []}
    for number in range(accounts):
        name, start = f"a{number:04d}", dice.randint(0, days - 200)
        gone = start + int(dice.expovariate(1 / 500))
        fate, before = dice.expovariate(1), (gone - start) * 0.0008
        end = start + int(fate / 0.0008) if fate < before else gone + int((fate - before) / (0.0008 * PLANTED))
        end = max(end, start + 1)
        seen = {"champion_left": gone, "contact_moved": start + 200, "staff_turnover": start + dice.randint(0, 600)}
        rows["accounts"].append({"account_id": name, "segment": dice.choice(["x", "y"])})
        rows["subscriptions"].append(
            {
                "subscription_id": name,
                "account_id": name,
                "start_on": FIRST + timedelta(days=start),
                "end_on": FIRST + timedelta(days=end) if end <= days else None,
                "mrr": dice.randint(10, 500) * 100,
            }
        )
        rows["signals"] += [
            {
                "signal_id": f"{name}-{kind}",
                "account_id": name,
                "seen_on": FIRST + timedelta(days=day),
                "kind": kind,
                "until": date(2099, 1, 1),
            }
            for kind, day in seen.items()
            if day < min(end, days)
        ]
    return rows


def test_it_finds_the_planted_signal_and_clears_the_others():
    held = cleared = 0
    for seed in range(6):
        found = audit(build_ledger(tables(**planted(seed))), LAST)
        by = {(finding.signal, finding.days): finding for finding in found.findings}
        cause = by["champion_left", 30]
        assert found.findings[0].signal == "champion_left"
        assert cause.low is not None and cause.low > 1
        held += cause.low <= PLANTED <= (cause.high or PLANTED)
        others = [by[name, days] for name in ("contact_moved", "staff_turnover") for days in DAYS]
        cleared += all((one.low or 0) <= 1 <= (one.high or 1) for one in others)
    assert held >= 5 and cleared >= 5


def standing(seed: int, accounts: int = 300) -> dict[str, list[dict]]:
    """A book in which three in ten have a champion who has left from the first day on, and leave 4 times as fast; the
    other two signals are as in `planted`."""
    dice, rows = Random(seed), planted(seed, accounts)
    rows["signals"] = [row for row in rows["signals"] if row["kind"] != "champion_left"]
    for spell in rows["subscriptions"]:
        warned = dice.random() < 0.3
        end = spell["start_on"] + timedelta(days=1 + int(dice.expovariate(0.0008 * (PLANTED if warned else 1))))
        spell["end_on"] = end if end <= LAST else None
        if warned:
            name = spell["account_id"]
            rows["signals"].append(
                {
                    "signal_id": f"{name}-gone",
                    "account_id": name,
                    "seen_on": spell["start_on"],
                    "kind": "champion_left",
                    "until": date(2099, 1, 1),
                }
            )
    return rows


def test_a_signal_that_stands_long_before_holds_its_odds_ratio_at_every_look():
    held = cleared = 0
    for seed in range(20, 30):
        found = audit(build_ledger(tables(**standing(seed))), LAST)
        by = {(finding.signal, finding.days): finding for finding in found.findings}
        causes = [by["champion_left", days] for days in DAYS]
        held += all(one.low is not None and 1 < one.low <= PLANTED <= (one.high or PLANTED) for one in causes)
        others = [by[name, days] for name in ("contact_moved", "staff_turnover") for days in DAYS]
        cleared += all((one.low or 0) <= 1 <= (one.high or 1) for one in others)
    assert held >= 9 and cleared >= 9


def test_its_figures_are_those_of_the_sets():
    found = audit(build_ledger(tables(**planted(1, 300))), LAST)
    for one in found.findings:
        assert 0 <= one.lost_with <= one.lost <= found.sampled
        assert 0 <= one.stayers_with <= one.stayers <= STAYERS * one.lost
        assert one.lead_days is None or one.lead_days >= one.days
        assert one.base_rate is not None and 0 < one.base_rate < 1
        assert one.false_alarms is None or 0 <= one.false_alarms <= 1
    assert [one.days for one in found.findings] == list(DAYS) * (len(found.findings) // 3)
    again = audit(build_ledger(tables(**planted(1, 300))), LAST)
    assert found.findings == again.findings and found.warned.equals(again.warned)
    assert found.is_thin == (found.findings[0].lost < 10 * len(found.findings) / 3)


def test_an_empty_book_has_nothing_to_audit():
    found = audit(build_ledger(tables()), LAST)
    assert (found.findings, found.losses, found.sampled) == ((), 0, 0)


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("seed", range(3))
def test_stayers_were_alike_on_the_day_and_still_there_at_the_loss(seed, days):
    ledger = build_ledger(tables(**planted(seed, 400)))
    pool = candidates(ledger, LAST, seed=3)
    losses = pool.filter(pl.col("ended").is_not_null())
    matched = draw(neighbours(pool, losses), losses, days)
    people = matched.people.join(pool, on="account_id", how="left", suffix="_other")
    cases = people.filter("is_case", pl.col("set") == pl.col("place"))
    assert (cases["day"] == cases["ended"] - timedelta(days=days)).all()
    there = losses.filter(pl.col("ended") - pl.col("began") >= timedelta(days=days))
    assert cases.height + matched.unmatched == there.height
    own = cases.select("set", lost="ended", case="account_id", own="stratum")
    pairs = people.filter(~pl.col("is_case")).join(own, on="set")
    assert (pairs["account_id"] != pairs["case"]).all()
    assert (pairs["began"] <= pairs["day"]).all()
    assert (pairs["ended"].is_null() | (pairs["ended"] > pairs["lost"])).fill_null(True).all()
    assert (pairs["stratum"] == pairs["own"]).all()
    assert matched.people.group_by("set").len()["len"].is_between(2, STAYERS + 1).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_look_back_raises_what_a_look_on_that_day_would_have_raised(seed):
    """What is dated after the day is cut from the rows by hand; then the day itself is as-of."""
    rows = facts(Random(seed), accounts=6)
    ledger = build_ledger(tables(**rows))
    day = AS_OF - timedelta(days=75)
    names = sorted({row["account_id"] for row in rows["subscriptions"]})
    looks = pl.DataFrame(
        {"look": [f"look {name}" for name in names], "account_id": names, "day": [day] * len(names)}
    )  # fmt: skip
    moved = raised(as_known(ledger, looks, AS_OF), AS_OF).select("account_id", "code", "since")
    back = raised(build_ledger(tables(**_cut(rows, day))), day).select("account_id", "code", "since")
    back = back.filter(pl.col("account_id").is_in(names))
    shift = AS_OF - day
    assert set(moved.rows()) == {(f"look {account}", code, since + shift) for account, code, since in back.rows()}


OPENS = {
    "subscriptions": "start_on", "invoices": "issued_on", "orders": "ordered_on", "surveys": "answered_on",
    "tickets": "opened_on", "emails": "sent_on", "signals": "seen_on", "outcomes": "measured_on",
    "projections": "made_on",
}  # fmt: skip
LATER = {"subscriptions": "end_on", "invoices": "paid_on", "tickets": "closed_on", "emails": "opened_on"}


def _cut(rows: dict[str, list[dict]], day: date) -> dict[str, list[dict]]:
    kept: dict[str, list[dict]] = {}
    for table, own in rows.items():
        kept[table] = [_known(table, row, day) for row in own if table not in OPENS or row[OPENS[table]] <= day]
    return kept


def _known(table: str, row: dict, day: date) -> dict:
    known = dict(row)
    asked = row.get("cancelled_on")
    later = row.get(LATER.get(table, ""))
    if later is not None and later > day and not (asked is not None and asked <= day):
        known[LATER[table]] = None
        known |= {"amount_paid": None} if table == "invoices" else {}
    if asked is not None and asked > day:
        known["cancelled_on"] = None
    return known


def test_the_odds_ratio_is_that_of_conditional_logistic_regression():
    kinds = [
        (False, 0, 2, 6), (False, 0, 3, 3), (False, 0, 4, 2), (False, 0, 5, 5), (False, 1, 2, 4), (False, 1, 3, 4),
        (False, 1, 4, 7), (False, 1, 5, 6), (False, 2, 3, 2), (False, 2, 4, 2), (False, 2, 5, 1), (False, 3, 5, 2),
        (True, 1, 2, 13), (True, 1, 3, 14), (True, 1, 4, 8), (True, 1, 5, 3), (True, 2, 2, 8), (True, 2, 3, 2),
        (True, 2, 4, 8), (True, 2, 5, 6), (True, 3, 3, 1), (True, 3, 4, 4), (True, 3, 5, 8), (True, 4, 5, 1),
    ]  # fmt: skip
    found = matched_odds(kinds, Z95)
    # statsmodels 0.15.0, ConditionalLogit: 1.3010541656493744, standard error 0.23481935065074314
    assert found.value == pytest.approx(exp(1.3010541656493744), rel=1e-4)
    assert found.low == pytest.approx(exp(1.3010541656493744 - Z95 * 0.23481935065074314), rel=0.05)
    assert found.high == pytest.approx(exp(1.3010541656493744 + Z95 * 0.23481935065074314), rel=0.05)


@pytest.mark.parametrize("seed", range(12))
def test_beyond_its_ends_so_many_exposed_cases_are_as_rare_as_is_said(seed):
    """Against the exact chances of the count, added up set by set."""
    dice = Random(seed)
    sets = [(dice.randint(1, 4), 5) for _ in range(dice.choice([6, 15, 60]))]
    kinds = [(dice.random() < 3 * among / (2 * among + size), among, size, 1) for among, size in sets]
    exposed = sum(case for case, *_ in kinds)
    found = matched_odds(kinds, Z95)
    for end, extreme in ((found.low, range(exposed, len(sets) + 1)), (found.high, range(exposed + 1))):
        if end:
            chances = [1.0]
            for among, size in sets:
                share = end * among / (end * among + size - among)
                pairs = zip([0.0, *chances], [*chances, 0.0], strict=True)
                chances = [before * share + same * (1 - share) for before, same in pairs]
            assert sum(chances[count] for count in extreme) == pytest.approx(0.025, rel=0.06)


def test_one_stayer_each_is_mcnemar():
    found = matched_odds([(True, 1, 2, 29), (False, 1, 2, 3), (True, 2, 2, 27), (False, 0, 2, 4)], Z95)
    # Breslow & Day (1980), 5.2, Los Angeles study of endometrial cancer and oestrogen: 29 / 3
    assert found.value == pytest.approx(29 / 3) and found.informative == 32
    # Their exact 95 % interval, from the binomial's: 2.995 to 49.6
    assert (found.low, found.high) == (pytest.approx(2.995, rel=0.01), pytest.approx(49.6, rel=0.01))


def test_what_the_sets_do_not_bound_is_left_open():
    assert matched_odds([(True, 2, 2, 5), (False, 0, 3, 5)], Z95).value is None
    always, never = matched_odds([(True, 1, 3, 9)], Z95), matched_odds([(False, 1, 3, 9)], Z95)
    assert (always.value, always.high) == (None, None) and always.low is not None and always.low > 1
    assert (never.value, never.low) == (0.0, 0.0) and never.high is not None and never.high < 5
