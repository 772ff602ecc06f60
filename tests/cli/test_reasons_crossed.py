"""`reasons --crossed`: what customers say against what we found, as data."""

from collections import Counter
from pathlib import Path

from tests.cli.conftest import Run

SAID = ("Price too high", "unused", "other", "payment_failed", "Price too high", "Price too high")
FOUND = ("competitor", "value", "value", None, "money", "competitor")


def test_the_pairs_are_data(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.csv"
    rows = [f"S{n},A{n},{'Pro' if n % 2 else 'Solo'},2025-01-15,2026-0{n + 1}-01,{10 + n}.50,{said}"
            for n, said in enumerate(SAID)]  # fmt: skip
    head = "subscription_id,account_id,plan,start_on,end_on,mrr,cancel_reason"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8", newline="")
    assert churn("import", str(path), "--currency", "EUR").code == 0
    for n, code in enumerate(FOUND):
        assert code is None or churn("tag", f"A{n}", "--reason", code).code == 0
    found = churn("losses", "--format", "json").json
    assert len(found) == len(SAID)
    pairs = Counter((loss["stated"], loss["assessed"]) for loss in found)
    crossed = churn("reasons", "--crossed", "--format", "json").json
    assert {(row["stated"], row["assessed"]): row["losses"] for row in crossed} == pairs
    assert pairs["money", "competitor"] == 2 and pairs[None, "value"] == 1 and pairs["involuntary", None] == 1
    assert sum(float(row["mrr_lost"]) for row in crossed) == sum(float(loss["mrr_lost"]) for loss in found)
    assert "none" in churn("reasons", "--crossed").out
    grouped = churn("reasons", "--crossed", "--by", "plan", "--format", "json").json
    assert sum(row["losses"] for row in grouped) == len(found)
    assert {row["group"] for row in grouped} == {"Pro", "Solo"}
