"""Who belongs to which group: by a column of accounts, by plan, by tenure band or by cohort.

A column and a cohort stay with an account; plan and tenure are looked up anew at each period's start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.errors import WrongUsage
from metrics.facts import by_account, named, numbered
from metrics.labels import Label, plan_moves, tenure_moves, wanted
from metrics.ledger import Ledger
from metrics.periods import Every, label_of
from metrics.spans import Spans, counting
from metrics.tables import PROVENANCE

ATTRIBUTE_PREFIX = "attr:"
COMPUTED_FIELDS = ("plan", "tenure", "cohort")


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The accounts that count, and the label (`group`) each has in a period.

    `members` tells of every account, by number, whether it counts; None means all of them do. `name` tells the
    grouping from every other one of the same ledger.
    """

    name: str
    members: pl.Series | None
    labels: tuple[Label, ...]

    @property
    def is_grouped(self) -> bool:
        """Whether figures are given by group."""
        return any(label.only is None for label in self.labels)

    @property
    def is_lasting(self) -> bool:
        """Whether an account has the same label in every period."""
        return all(label.lasting is not None for label in self.labels)

    @property
    def is_plain(self) -> bool:
        """Whether the same accounts count in every period, and that is all: there are no groups."""
        return not self.labels

    def kept(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The facts of the accounts that count in any period."""
        return facts.filter(*self._conditions(facts))

    def attach(self, parts: pl.DataFrame, spans: Spans) -> pl.DataFrame:
        """The parts (account, since, until) that count, each with its `group`; null where ungrouped or without a
        value. Where an account moves to another group, its part is split."""
        parts = counting(parts, *self._conditions(parts))
        for label in self.labels:
            parts = label.attach(parts, spans)
        return parts if self.is_grouped else parts.with_columns(group=pl.lit(None, pl.String))

    def _conditions(self, facts: pl.DataFrame) -> tuple[pl.Series, ...]:
        return () if self.members is None else (self.members.gather(facts["account"]),)


def in_groups(ledger: Ledger, grouping: Grouping, rows: pl.DataFrame, spans: Spans, start: str) -> pl.DataFrame:
    """The rows (with account_id) that count, each with its `group` in the period that starts on its `start` day."""
    p = spans.starts.search_sorted(rows[start]).cast(pl.UInt32)
    parts = numbered(ledger, rows.with_columns(p.alias("since"), (p + 1).alias("until")))
    return named(ledger, grouping.attach(parts, spans)).select(*rows.columns, "group")


def group_by(ledger: Ledger, by: str | None, where: Sequence[tuple[str, str]], every: Every, as_of: date) -> Grouping:
    """The grouping of a question.

    Raises WrongUsage where a field is neither plan, tenure, cohort nor a column of accounts.
    """
    labels = [] if by is None else [_label(ledger, "group", by, every, as_of)]
    members: pl.Series | None = None
    for index, (field, value) in enumerate(where):
        label = _label(ledger, f"_where{index}", field, every, as_of, only=value)
        if label.lasting is None:
            labels.append(label)
            continue
        kept = label.lasting.to_frame("value").select(wanted(pl.col("value"), value).fill_null(False)).to_series()
        members = kept if members is None else members & kept
    cohorts = f" {_unit(every)} {as_of}" if "cohort" in (by, *(field for field, _ in where)) else ""
    return Grouping(f"{by} {list(where)}{cohorts}", members, tuple(labels))


def _label(ledger: Ledger, name: str, field: str, every: Every, as_of: date, only: str | None = None) -> Label:
    if field == "plan":
        return Label(name, moves=plan_moves(ledger), only=only)
    if field == "tenure":
        return Label(name, moves=tenure_moves(ledger), only=only)
    if field == "cohort":
        return Label(name, lasting=_cohorts(ledger, every, as_of), only=only)
    return Label(name, lasting=_attribute(ledger.tables["accounts"], field), only=only)


def fields_of(accounts: pl.DataFrame) -> tuple[str, ...]:
    """Every field that figures can be grouped by, in order."""
    columns = [name for name in accounts.columns if name not in PROVENANCE]
    clashing = [ATTRIBUTE_PREFIX + name for name in columns if name in COMPUTED_FIELDS]
    return (*COMPUTED_FIELDS, *(name for name in columns if name not in COMPUTED_FIELDS), *clashing)


def _attribute(accounts: pl.DataFrame, field: str) -> pl.Series:
    column = field.removeprefix(ATTRIBUTE_PREFIX)
    if column not in accounts.columns or column in PROVENANCE:
        raise WrongUsage("unknown_field", field=field, known=", ".join(fields_of(accounts)))
    return accounts[column].cast(pl.String)


def _cohorts(ledger: Ledger, every: Every, as_of: date) -> pl.Series:
    known = ledger.first_days.filter(pl.col("first_day") <= as_of)
    days = known["first_day"].unique().sort().to_list()
    labels = pl.DataFrame(
        {"first_day": days, "value": [label_of(day, _unit(every)) for day in days]},
        schema={"first_day": pl.Date, "value": pl.String},
    )
    return by_account(ledger, known.join(labels, on="first_day"), "value")


def _unit(every: Every) -> Every:
    """Overlapping periods cannot name one cohort each: those are named by the month."""
    return "month" if every.startswith("rolling") else every
