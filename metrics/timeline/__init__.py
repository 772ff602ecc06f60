"""Everything that happened to one account, in order, each entry with the line of the file that says so."""

from datetime import date

import polars as pl

from metrics.ledger import Ledger
from metrics.timeline import money, movements, owners, voice, written
from metrics.timeline.base import SCHEMA, Entry

ENTRIES: tuple[Entry, ...] = (*money.ENTRIES, *movements.ENTRIES, *owners.ENTRIES, *voice.ENTRIES, *written.ENTRIES)
BY_CODE: dict[str, Entry] = {entry.code: entry for entry in ENTRIES}
KINDS: tuple[str, ...] = tuple(dict.fromkeys(entry.kind for entry in ENTRIES))

_FACTS = (
    money.subscriptions, money.invoices, money.orders, voice.surveys, voice.tickets, voice.emails,
    voice.contacts, voice.outcomes, voice.projections,
)  # fmt: skip


def timeline(ledger: Ledger, as_of: date, written_down: tuple[pl.DataFrame, ...] = ()) -> pl.DataFrame:
    """The entries of a ledger of one account, the earliest first; on a day in the order of `ENTRIES`, then of lines.

    Facts dated after as-of are left out, but for ends and renewals that are known to come. `written_down` are further
    entries: what people wrote, how the MRR moved. Columns: `base.SCHEMA`.
    """
    facts = [frame for make in _FACTS for frame in make(ledger, as_of)]
    order = {entry.code: place for place, entry in enumerate(ENTRIES)}
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *facts, *written_down])
    place = pl.col("code").replace_strict(order, return_dtype=pl.Int64)
    return whole.sort("on", place, "source_import", "source_line", "params", nulls_last=True)


__all__ = ["BY_CODE", "ENTRIES", "KINDS", "SCHEMA", "Entry", "movements", "timeline", "written"]
