from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from metrics.ledger import build_ledger
from metrics.losses import events
from metrics.tags import TAG, with_tags
from tests.metrics.people_books import DAYS, Row, subscriptions, tables


def tags_of(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TAG, orient="row")


def nearest(losses: list[Row], tag: Row) -> int | None:
    """The loss of a tag, as the rule reads in words."""
    named = {(row["subscription_id"], row["start_on"]) for row in tag["subscriptions"]}

    def distance(number: int) -> tuple[int, date]:
        return abs((losses[number]["lost_on"] - tag["lost_on"]).days), losses[number]["lost_on"]

    shared = {
        number: len(named & {(row["subscription_id"], row["start_on"]) for row in loss["stretch"]})
        for number, loss in enumerate(losses)
    }
    inside = [number for number, count in shared.items() if count and count == max(shared.values())]
    near = [n for n, loss in enumerate(losses) if loss["account_id"] == tag["account_id"] and distance(n)[0] <= 45]
    return min(inside or near, key=distance, default=None)


@pytest.mark.parametrize("seed", range(60))
def test_tags_find_their_losses_after_the_book_was_corrected(seed: int) -> None:
    random = Random(seed)
    rows = subscriptions(random)
    seen = events(build_ledger(tables(subscriptions=rows)), DAYS[-1]).to_dicts()
    tags = [
        {"account_id": loss["account_id"], "lost_on": loss["lost_on"], "subscriptions": loss["subscriptions"],
         "assessed": random.choice(["money", "value"]), "tagged_at": f"2025-01-01T00:00:{number:02}"}
        for number, loss in enumerate(seen)
    ]  # fmt: skip
    for row in rows:  # the past is corrected: ends move or go, rows vanish
        if row["end_on"] and random.random() < 0.5:
            row["end_on"] = random.choice([None, row["end_on"] + timedelta(days=random.choice([1, 44, 46]))])
    kept = [row for row in rows if random.random() < 0.8]
    losses = events(build_ledger(tables(subscriptions=kept)), DAYS[-1])
    tagged = with_tags(losses, tags_of(tags))
    assert tagged.losses.select(losses.columns).drop("stated").equals(losses.drop("stated"))
    shown: dict[int, str] = {}
    for tag in tags:  # the newest comes last
        place = nearest(losses.to_dicts(), tag)
        if place is not None:
            shown[place] = tag["tagged_at"]
    assert {n: at for n, at in enumerate(tagged.losses["tagged_at"]) if at} == shown
    assert len(tagged.apart) + len(shown) == len(tags)
    assert set(tagged.apart["tagged_at"]) == {tag["tagged_at"] for tag in tags} - set(shown.values())


def test_the_tags_stated_reason_goes_before_the_files_and_untagged_keeps_it() -> None:
    rows = [
        {"subscription_id": id, "account_id": id, "start_on": DAYS[0], "end_on": DAYS[4], "mrr": 1,
         "cancel_reason": "too_expensive"}
        for id in "ab"
    ]  # fmt: skip
    losses = events(build_ledger(tables(subscriptions=rows)), DAYS[-1])
    tag = {"account_id": "a", "lost_on": DAYS[4], "subscriptions": [], "stated": "need", "tagged_at": "2025"}
    found = with_tags(losses, tags_of([tag])).losses
    assert found.select("account_id", "stated", "stated_text").rows() == [
        ("a", "need", "too_expensive"),
        ("b", "money", "too_expensive"),
    ]


def test_no_tags_leave_every_loss_untagged() -> None:
    losses = events(build_ledger(tables(subscriptions=subscriptions(Random(4)))), DAYS[-1])
    tagged = with_tags(losses, tags_of([]))
    assert tagged.apart.is_empty()
    assert tagged.losses["assessed"].null_count() == len(losses) > 0
