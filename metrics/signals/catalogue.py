"""Every signal in the order of display, and the one function that raises them."""

from datetime import date

import polars as pl

from metrics.ledger import Ledger
from metrics.signals import contacts, habits, revenue, voice
from metrics.signals.base import Facts, Signal, Thresholds

SIGNALS: tuple[Signal, ...] = (*revenue.SIGNALS, *habits.SIGNALS, *voice.SIGNALS, *contacts.SIGNALS)
BY_CODE: dict[str, Signal] = {signal.code: signal for signal in SIGNALS}

_SOURCE = ("source_import", "source_line")

RAISED_SCHEMA = {
    "account_id": pl.String,
    "code": pl.String,
    "since": pl.Date,
    "evidence": pl.String,
    "source_import": pl.Int64,
    "source_line": pl.Int64,
}


def raised(ledger: Ledger, as_of: date, thresholds: Thresholds | None = None) -> pl.DataFrame:
    """The signals that stand at the end of as-of, one row an account and signal; sorted by account_id, since, code.

    Accounts that are lost raise none; those that never had a subscription can. Columns: account_id, code, since
    (the day from which it stands), evidence (JSON of the signal's parameters: money in minor units, ISO dates),
    source_import and source_line (the row that says it; null where several do).
    """
    facts = Facts(ledger, as_of, thresholds or Thresholds())
    lost = facts.states.filter(pl.col("status") == "lost").select("account_id")
    found = [_standing(signal, facts) for signal in SIGNALS if _can_stand(signal, facts)]
    whole = pl.concat([pl.DataFrame(schema=RAISED_SCHEMA), *found])
    return whole.join(lost, on="account_id", how="anti").sort("account_id", "since", "code")


def _can_stand(signal: Signal, facts: Facts) -> bool:
    return all(not facts.known(table).is_empty() for table in signal.needs)


def _standing(signal: Signal, facts: Facts) -> pl.DataFrame:
    """A rule's rows in the common shape: the earliest of each account."""
    rows = signal.rule(facts)
    if rows.is_empty():
        return pl.DataFrame(schema=RAISED_SCHEMA)
    first = rows.sort("since", maintain_order=True).unique("account_id", keep="first", maintain_order=True)
    source = [pl.col(name) if name in first.columns else pl.lit(None, pl.Int64).alias(name) for name in _SOURCE]
    return first.select(
        "account_id",
        pl.lit(signal.code).alias("code"),
        "since",
        pl.struct(list(signal.units)).struct.json_encode().alias("evidence"),
        *source,
    )
