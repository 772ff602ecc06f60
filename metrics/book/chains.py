"""Spells that come again with another MRR: a correction of the past, or a change as of a day.

A change as of a day makes a chain: the spell that began on the original day ends, a new one of the same
subscription begins. Files that still carry the original start, as exports of a system's present state do, then
speak of the chain's last spell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from metrics.book.layers import Choice, changes
from metrics.tables import PROVENANCE, SUBSCRIPTIONS

Row = dict[str, Any]
_ORIGIN = ["source_import", "source_line"]
_KEY = list(SUBSCRIPTIONS.key)
_VALUES = [name for name in SUBSCRIPTIONS.names if name not in _KEY]


@dataclass(frozen=True, slots=True)
class Spells:
    """As merge.Folded, for spells."""

    rows: pl.DataFrame
    taken: pl.DataFrame
    restated: pl.DataFrame
    misplaced: pl.DataFrame


def fold_spells(stack: pl.DataFrame, choices: Mapping[int, Choice]) -> Spells:
    """Fold spell rows stacked in the order of their imports (columns of subscriptions, provenance).

    Only the subscriptions that a change as of a day touches need a look at each row in turn.
    """
    ordered = stack.sort(*_KEY, *_ORIGIN)
    again = ~changes(_KEY)
    money_moved = pl.col("mrr").ne_missing(pl.col("mrr").shift(1)) | (
        pl.col("mrr").is_not_null() & pl.col("currency").ne_missing(pl.col("currency").shift(1))
    )
    ordered = ordered.with_columns(
        taken=changes([name for name in ordered.columns if name not in PROVENANCE]),
        restates=again & money_moved,
        mrr_before=pl.when(again).then(pl.col("mrr").shift(1)),
    )
    dated = [number for number, choice in choices.items() if choice.change_on]
    chained = ordered.filter("restates", pl.col("source_import").is_in(dated))["subscription_id"].unique()
    in_chain = pl.col("subscription_id").is_in(chained.implode())
    plain, linked = ordered.filter(~in_chain), ordered.filter(in_chain)
    settled = [number for number, choice in choices.items() if choice.correct]
    restated = plain.filter("restates", ~pl.col("source_import").is_in(settled))
    plain = plain.filter("taken")
    whole = Spells(
        plain.filter(changes(_KEY, -1)).select(stack.columns),
        plain.select(_ORIGIN),
        restated.select(*stack.columns, "mrr_before"),
        restated.select(*stack.columns, "mrr_before").clear(),
    )
    return _with_chains(whole, linked.select(stack.columns), choices) if linked.height else whole


def _with_chains(whole: Spells, linked: pl.DataFrame, choices: Mapping[int, Choice]) -> Spells:
    log = _Log()
    ordered = linked.sort("subscription_id", *_ORIGIN).iter_rows(named=True)
    rows = [
        row
        for _, group in groupby(ordered, key=lambda row: row["subscription_id"])
        for row in _Chain(choices, log).fold(group)
    ]
    with_before = {**whole.restated.schema}
    return Spells(
        pl.concat([whole.rows, pl.DataFrame(rows, schema=whole.rows.schema, orient="row")]).sort(_KEY),
        pl.concat([whole.taken, pl.DataFrame(log.taken, schema=whole.taken.schema, orient="row")]),
        pl.concat([whole.restated, pl.DataFrame(log.restated, schema=with_before, orient="row")]),
        pl.concat([whole.misplaced, pl.DataFrame(log.misplaced, schema=with_before, orient="row")]),
    )


@dataclass(slots=True)
class _Log:
    """What happened to the rows that were folded one by one."""

    taken: list[Row] = field(default_factory=list)
    restated: list[Row] = field(default_factory=list)
    misplaced: list[Row] = field(default_factory=list)


class _Chain:
    """The spells of one subscription while its rows are folded."""

    def __init__(self, choices: Mapping[int, Choice], log: _Log) -> None:
        self._choices = choices
        self._log = log
        self._spells: dict[date, Row] = {}
        self._last_of: dict[date, date] = {}  # original start -> start of the chain's last spell

    def fold(self, rows: Iterator[Row]) -> list[Row]:
        for row in rows:
            if self._lay(row):
                self._log.taken.append({name: row[name] for name in _ORIGIN})
        return list(self._spells.values())

    def _lay(self, row: Row) -> bool:
        """Take one row; whether it changed anything."""
        start = self._meant(row)
        known = self._spells.get(start)
        if known is None:
            self._spells[start] = row
            return True
        again = {**row, "start_on": start}
        if all(again[name] == known[name] for name in _VALUES):
            return False
        if not _same_money(again, known):
            choice = self._choices[row["source_import"]]
            if choice.change_on is not None:
                return self._change(row, start, choice.change_on)
            if not choice.correct:
                self._log.restated.append({**row, "mrr_before": known["mrr"]})
        self._spells[start] = again
        return True

    def _meant(self, row: Row) -> date:
        """The start of the spell that a row speaks of."""
        start: date = row["start_on"]
        last = self._last_of.get(start, start)
        first = self._spells.get(start)
        if last == start or first is None:
            return start
        # A file with the whole history gives the first spell as it was: with its MRR, and ended.
        told = _same_money(row, first) and row["end_on"] is not None and row["end_on"] <= last
        return start if told else last

    def _change(self, row: Row, start: date, day: date) -> bool:
        known = self._spells[start]
        if day <= start or (row["end_on"] is not None and row["end_on"] <= day):
            self._log.misplaced.append({**row, "mrr_before": known["mrr"]})
            self._spells[start] = {**row, "start_on": start}
            return True
        if known["end_on"] is None or known["end_on"] > day:
            self._spells[start] = {**known, "end_on": day}
        self._spells[day] = {**row, "start_on": day}
        self._last_of[row["start_on"]] = day
        return True


def _same_money(one: Row, other: Row) -> bool:
    return one["mrr"] == other["mrr"] and (one["mrr"] is None or one["currency"] == other["currency"])
