from collections import Counter
from random import Random

import polars as pl
import pytest

from metrics import tallies
from metrics.ledger import build_ledger
from metrics.losses import events
from metrics.periods import Every
from metrics.reasons import CODES, REASONS
from metrics.stated import SOURCES, TELCO, normalised, stated_codes
from metrics.statistics import wilson
from metrics.tags import TAG, with_tags
from metrics.where import restricted
from tests.metrics import people_oracle as oracle
from tests.metrics.people_books import DAYS, subscriptions, tables


def test_every_wording_is_mapped_to_one_of_our_codes_and_to_one_only() -> None:
    seen: dict[str, str] = {}
    for source in SOURCES:
        for wording, code in source.codes.items():
            assert code in CODES
            assert seen.setdefault(normalised(wording), code) == code, wording
    assert len(TELCO.codes) == 20


def test_wordings_are_known_whatever_an_export_did_to_them() -> None:
    texts = pl.Series([
        "too_expensive", "Too Expensive", "It’s too expensive", "  don't KNOW. ", "Tax location-invalid", "not_a_loss",
        "Not a loss", "other", "Canceled", "", None,
    ])  # fmt: skip
    assert stated_codes(texts, CODES).to_list() == [
        "money", "money", "money", "unknown", "involuntary", "not_a_loss", "not_a_loss", None, None, None, None,
    ]  # fmt: skip


def test_each_reason_has_a_key_of_its_own() -> None:
    assert len({reason.key for reason in REASONS}) == len({reason.code for reason in REASONS}) == 11
    assert "".join(reason.key for reason in REASONS) == "1234567890x"


def random_losses(random: Random) -> pl.DataFrame:
    book = tables(subscriptions=[row for _ in range(4) for row in _renumbered(subscriptions(random), random)])
    losses = events(build_ledger(book), DAYS[-1])
    tags = [
        {**{name: loss[name] for name in ("account_id", "lost_on", "subscriptions")}, "tagged_at": "2025",
         "assessed": random.choice([None, "money", "value"]),
         "reasons": random.choice([[], ["product"], ["money", "need"]]),
         "evidence": random.choice([None, "answered", "silent", "not_asked", "inferred"]),
         "avoidable": random.choice([None, "yes"])}
        for loss in losses.to_dicts() if random.random() < 0.7
    ]  # fmt: skip
    tags = [{**tag, "reasons_titles": [None] * len(tag["reasons"])} for tag in tags]
    return with_tags(losses, pl.DataFrame(tags, schema=TAG, orient="row")).losses


def _renumbered(rows: list[dict[str, object]], random: Random) -> list[dict[str, object]]:
    prefix = f"{random.random()}"
    ids = ("subscription_id", "account_id")
    return [{**row, **{name: f"{prefix}{row[name]}" for name in ids}} for row in rows]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("of", tallies.OFS)
def test_tallies_count_each_loss_once_and_shares_are_over_those_who_answered(seed: int, of: tallies.Of) -> None:
    random = Random(seed)
    losses = tallies.with_evidence(random_losses(random))
    losses = losses.with_columns(
        group=pl.Series([random.choice(["a", "b", None]) for _ in range(len(losses))], dtype=pl.String)
    )
    rows = losses.to_dicts()
    found = tallies.by_reason(losses, of).to_dicts()
    assert sum(row["losses"] for row in found) == len(rows)
    counted = Counter((row["group"], row[of]) for row in rows)
    further = Counter((row["group"], reason) for row in rows for reason in row["reasons"] or [])
    for row in found:
        key = (row["group"], row["reason"])
        mine = [one for one in rows if (one["group"], one[of]) == key]
        assert (row["losses"], row["mrr_lost"]) == (counted[key], sum(one["mrr_lost"] for one in mine))
        assert row["further"] == (further[key] if of == "assessed" else 0)
        if row["reason"] is None:
            assert row["share"] is None
            continue
        answered = [one for one in rows if one["group"] == row["group"] and one[of] and one["evidence"] == "answered"]
        hits = sum(one[of] == row["reason"] for one in answered)
        assert (row["answered"], row["out_of"]) == (hits, len(answered))
        if answered:
            assert (row["low"], row["high"]) == wilson(hits, len(answered))
            assert row["share"] == hits / len(answered)
        else:
            assert row["share"] is row["low"] is row["high"] is None
    for counts in (tallies.by_evidence(losses), tallies.by_avoidable(losses), tallies.stated_against_assessed(losses)):
        assert counts["losses"].sum() == len(rows)
        assert counts["mrr_lost"].sum() == sum(row["mrr_lost"] for row in rows)


def test_a_reason_in_the_file_is_an_answer_but_a_failed_payment_is_nobodys() -> None:
    words = ["too_expensive", "not_paid", None, "whatever"]
    book = tables(subscriptions=[
        {"subscription_id": f"{n}", "account_id": f"{n}", "start_on": DAYS[0], "end_on": DAYS[3], "mrr": 1,
         "cancel_reason": text}
        for n, text in enumerate(words)
    ])  # fmt: skip
    losses = with_tags(events(build_ledger(book), DAYS[-1]), pl.DataFrame(schema=TAG)).losses
    assert tallies.with_evidence(losses)["evidence"].to_list() == ["answered", "not_asked", None, "answered"]


def test_losses_group_by_period_by_tenure_and_by_column_and_filter_alike() -> None:
    rows = subscriptions(Random(11), accounts=6)
    book = tables(
        subscriptions=rows, accounts=[{"account_id": "a0", "segment": "big"}, {"account_id": "a1", "segment": "small"}]
    )
    ledger = build_ledger(book)
    losses = events(ledger, DAYS[-1])
    assert len(losses) > 2
    quarter = tallies.grouped(losses, ledger, "period", "quarter", DAYS[-1])
    assert quarter["group"].to_list() == [f"{day.year}-Q{(day.month + 2) // 3}" for day in losses["lost_on"]]
    segment = tallies.grouped(losses, ledger, "segment", "month", DAYS[-1])
    assert segment["group"].to_list() == [{"a0": "big", "a1": "small"}.get(id) for id in losses["account_id"]]
    tenure = tallies.grouped(losses, ledger, "tenure", "month", DAYS[-1])
    bands = []
    for account, day in losses.select("account_id", "lost_on").rows():
        first = min(row["start_on"] for row in oracle.effective(rows, "ended") if row["account_id"] == account)
        months = oracle.complete_months(first, day.replace(day=1)) if first < day.replace(day=1) else 0
        bands.append("0-2" if months < 3 else "3-11" if months < 12 else "12-23")
    assert tenure["group"].to_list() == bands
    for band in set(bands):
        kept = restricted(losses, ledger, [("tenure", band)], DAYS[-1], day="lost_on")
        assert kept.equals(losses.filter(tenure["group"] == band))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("every", ["month", "quarter", "year"])
def test_a_trend_counts_each_loss_of_its_periods_once(seed: int, every: Every) -> None:
    losses = tallies.with_evidence(random_losses(Random(seed)))
    shown = tallies.recent(losses, every, DAYS[-1], 6)
    counts = tallies.trend(losses, every, shown)
    days = losses["lost_on"].to_list()
    assert counts == tuple(sum(period.start <= day < period.end for day in days) for period in shown)
    assert 0 < len(shown) <= 6
    known = tallies.known_of(losses)
    assert sum(known.values()) == losses.height and known["silent"] == losses["evidence"].to_list().count("silent")


def test_answers_are_tallied_under_the_wording_they_were_given_under() -> None:
    losses = tallies.with_evidence(random_losses(Random(3)))
    mixed = losses.with_row_index().with_columns(
        group=pl.lit(None, pl.String),
        assessed=pl.lit("money"),
        assessed_title=pl.when(pl.col("index") == 0).then(pl.lit("Budget cut")),
        reasons=pl.lit(["money"]),
        reasons_titles=pl.when(pl.col("index") == 0).then(pl.lit(["Budget cut"])).otherwise(pl.lit(["Dear"])),
    )
    found = tallies.by_reason(mixed, "assessed").filter(pl.col("reason") == "money")
    rest = losses.height - 1
    assert sorted(found.select("title", "losses", "further").rows(), key=str) == [
        ("Budget cut", 1, 1), ("Dear", 0, rest), (None, rest, 0),
    ]  # fmt: skip
