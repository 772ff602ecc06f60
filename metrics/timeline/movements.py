"""Timeline entries of an account's MRR as it moved, each movement by its name."""

import polars as pl

from metrics.timeline.base import Entry, entries
from metrics.words import N_

NEW = Entry("mrr_new", "mrr", N_("New: MRR of {after}."), {"after": "money"})
REACTIVATED = Entry("mrr_reactivated", "mrr", N_("Back: MRR of {after}."), {"after": "money"})
EXPANSION = Entry(
    "mrr_expansion", "mrr", N_("Expansion: MRR from {before} to {after}."), {"before": "money", "after": "money"}
)
CONTRACTION = Entry(
    "mrr_contraction", "mrr", N_("Contraction: MRR from {before} to {after}."), {"before": "money", "after": "money"}
)
CHURNED = Entry("mrr_churned", "mrr", N_("Lost: MRR of {before} gone."), {"before": "money"})

BY_MOVEMENT = {
    "new": NEW,
    "reactivated": REACTIVATED,
    "expansion": EXPANSION,
    "contraction": CONTRACTION,
    "churned": CHURNED,
}
ENTRIES = tuple(BY_MOVEMENT.values())


def movements(steps: pl.DataFrame) -> list[pl.DataFrame]:
    """Steps (`account.steps`): day, movement, mrr_before, mrr_after; the amount is what the MRR moved by."""
    moved = pl.col("mrr_after") - pl.col("mrr_before")
    return [
        entries(
            entry,
            steps.filter(pl.col("movement") == name),
            "day",
            moved,
            **{blank: f"mrr_{blank}" for blank in entry.units},
        )
        for name, entry in BY_MOVEMENT.items()
    ]
