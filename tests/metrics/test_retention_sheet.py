"""The retention sheet against a plain reading of the rows."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from metrics.ledger import build_ledger
from metrics.losses import events
from metrics.question import Question
from metrics.retention_sheet import inherited, retention_sheet
from tests.metrics.books import random_rows, tables_of
from tests.metrics.examples import START, book, spell

AS_OF = date(2026, 4, 30)
LABELS = {"2025-Q2": (date(2025, 4, 1), date(2025, 7, 1)), "2025": (date(2025, 1, 1), date(2026, 1, 1))}


def history_of(states: list[tuple[str, str | None]]) -> pl.DataFrame:
    """States of accounts in the order in which they were told."""
    rows = [(account, owner, n, 1) for n, (account, owner) in enumerate(states)]
    schema = {"account_id": pl.String, "owner": pl.String, "source_import": pl.Int64, "source_line": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def standing(rows: list[dict], boundary: date) -> tuple[bool, int]:
    """Whether an account is on at a boundary, and its MRR."""
    on = [
        row for row in rows
        if row["mrr"] != 0 and row["start_on"] < boundary and (row["end_on"] is None or boundary <= row["end_on"])
    ]  # fmt: skip
    return bool(on), sum(row["mrr"] or 0 for row in on)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("seed", [3, 17])
def test_each_owner_s_line_is_what_the_rows_say(seed: int, label: str) -> None:
    dice = random.Random(seed)
    rows = random_rows(seed, 60)
    start, end = LABELS[label]
    rows["projections"] = [
        {"account_id": f"{n:03d}", "made_on": start - timedelta(days=made), "for_date": end - timedelta(days=due),
         "mrr": dice.choice([5000, 9000])}
        for n in range(0, 60, 3) for made, due in ((400, 100), (300, -20), (300, 40))
    ]  # fmt: skip
    tables = tables_of(rows)
    ledger = build_ledger(tables)
    lost = events(ledger, AS_OF)
    judged = lost.with_columns(
        avoidable=pl.Series([dice.choice(["yes", "no", "unclear", None]) for _ in range(lost.height)], dtype=pl.String)
    )
    owners = dict(tables["accounts"].select("account_id", "owner").iter_rows())
    taken_over = {account for account, owner in owners.items() if owner and dice.random() < 0.3}
    history = history_of(
        [(account, "somebody else") for account in taken_over] + [(a, owner) for a, owner in owners.items() if owner]
    )
    sheet = retention_sheet(ledger, Question(AS_OF), label, judged, history, {"ann": 0.9})

    spells: dict[str, list[dict]] = {account: [] for account in owners}
    for row in tables["subscriptions"].iter_rows(named=True):
        spells[row["account_id"]].append(row)
    expected = []
    for owner in ("ann", "bob", None):
        for part in (False, True):
            mine = [
                account for account in owners
                if owners[account] == owner and (account in taken_over or not part)
                and standing(spells[account], start)[0]
            ]  # fmt: skip
            if not mine:
                continue
            o = {account: standing(spells[account], start)[1] for account in mine}
            c = {account: standing(spells[account], end)[1] for account in mine}
            gone = {"yes": 0, "no": 0, "": 0}
            for account in mine:
                if c[account] == 0:
                    said = judged.filter(
                        pl.col("account_id") == account, pl.col("lost_on") >= start, pl.col("lost_on") < end
                    ).sort("lost_on")["avoidable"]
                    word = said[-1] if len(said) else None
                    gone[word if word in ("yes", "no") else ""] += o[account]
            opening = sum(o.values())
            foreseen = {
                row["account_id"]: row["mrr"]
                for row in sorted(rows["projections"], key=lambda row: row["for_date"])
                if row["for_date"] <= end and row["account_id"] in mine
            }
            expected.append({
                "owner": owner, "inherited": part, "accounts": len(mine), "mrr_start": opening,
                "lost": sum(not standing(spells[account], end)[0] for account in mine),
                "avoidable": gone["yes"], "unavoidable": gone["no"], "unjudged": gone[""],
                "mrr_expansion": sum(max(0, c[a] - o[a]) for a in mine if o[a] > 0),
                "projected": sum(foreseen.values()) if foreseen else None,
                "actual": sum(c[account] for account in foreseen) if foreseen else None,
                "gross": sum(min(o[a], c[a]) for a in mine) / opening if opening else None,
                "net": sum(c[a] for a in mine if o[a] > 0) / opening if opening else None,
            })  # fmt: skip
    assert sheet.height == len(expected)
    for line in expected:
        found = sheet.filter(
            pl.col("owner").eq_missing(pl.lit(line["owner"], pl.String)), pl.col("inherited") == line["inherited"]
        ).row(0, named=True)
        gross, net = line.pop("gross"), line.pop("net")
        assert {name: found[name] for name in line} == line
        assert found["gross_retention"] == (None if gross is None else pytest.approx(gross))
        assert found["net_retention"] == (None if net is None else pytest.approx(net))
        aimed = 0.9 ** (0.25 if "Q" in label else 1) if line["owner"] == "ann" else None
        assert found["target"] == (None if aimed is None else pytest.approx(aimed))
        if aimed and net is not None:
            assert found["reached"] == pytest.approx(net / aimed)


def test_what_came_from_another_owner_is_known_from_the_earlier_files() -> None:
    told = history_of([("a", "ann"), ("b", "ann"), ("c", None), ("b", "bob"), ("c", "bob"), ("d", None)])
    assert inherited(told).sort("account_id").rows() == [("a", False), ("b", True), ("c", False)]


def test_a_book_without_losses_or_projections_has_its_sheet() -> None:
    tables = book(accounts=[{"account_id": "a", "owner": "ann"}], subscriptions=[spell("a", START)])
    ledger = build_ledger(tables)
    lost = events(ledger, AS_OF).with_columns(avoidable=pl.lit(None, pl.String))
    line = retention_sheet(ledger, Question(AS_OF), "2026-03", lost, history_of([("a", "ann")]), {}).row(0, named=True)
    assert (line["gross_retention"], line["avoidable"], line["projected"], line["target"]) == (1.0, 0, None, None)
