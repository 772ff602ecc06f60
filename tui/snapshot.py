"""What every screen reads: one frozen, versioned picture of the book and of the question put to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from metrics.periods import Every, Period, period_of, shift, unit_start

if TYPE_CHECKING:
    from metrics.ledger import Ledger
    from metrics.question import Question
    from tui.engine import Engine

Where = tuple[tuple[str, str], ...]
_FEW = 200  # values from which a column no longer makes groups


@dataclass(frozen=True, slots=True)
class View:
    """What is asked of the figures: the kind of period, the one in view (a day in it; None = the last complete one),
    the group, the filter."""

    every: Every = "month"
    day: date | None = None
    by: str | None = None
    where: Where = ()


@dataclass(frozen=True)
class Contents:
    """The book as it was read, and what can be asked of it."""

    engine: "Engine"
    tables: frozenset[str]  # those that files have been read into
    version: str
    first: date | None  # the day of the first fact
    is_empty: bool

    @property
    def ledger(self) -> "Ledger":
        """The change points that figures are computed from."""
        return self.engine.ledger

    @property
    def currency(self) -> str | None:
        """The book's currency."""
        return self.engine.currency

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """What figures can be grouped by: those that tell accounts apart."""
        from metrics.grouping import COMPUTED_FIELDS, fields_of

        accounts = self.ledger.tables["accounts"]
        return tuple(
            name
            for name in fields_of(accounts)
            if name in COMPUTED_FIELDS or (name in accounts.columns and 1 < accounts[name].n_unique() <= _FEW)
        )

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of accounts that a filter can keep a value of."""
        accounts = self.ledger.tables["accounts"]
        return tuple(name for name in self.fields if name in accounts.columns)

    def values(self, column: str) -> list[tuple[str | None, int]]:
        """The values of a column of accounts with how many have each, the most frequent first."""
        counts = self.ledger.tables["accounts"][column].cast(str).value_counts(sort=True)
        return [(value, int(n)) for value, n in counts.iter_rows()]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What every screen reads. `contents` is None until the book has been read; `version` grows with each change,
    `data` when the book was read anew, `events` when somebody tagged, noted or reviewed."""

    name: str
    version: int = 0
    data: int = 0
    events: int = 0
    view: View = field(default_factory=View)
    contents: Contents | None = None
    read_only: bool = False

    @property
    def as_of(self) -> date | None:
        """The last day that counts, if the book holds a dated fact."""
        return self.contents.engine.as_of if self.contents else None

    @property
    def period(self) -> Period | None:
        """The period in view."""
        if self.view.day is None or self.as_of is None:
            return self.latest
        return period_of(min(self.view.day, self.as_of), self.view.every, self.as_of)

    @property
    def is_empty(self) -> bool:
        """Whether the book was read and holds nothing."""
        return self.contents is not None and self.contents.is_empty

    @property
    def has_customers(self) -> bool:
        """Whether files said who is a customer, and who left."""
        return self.contents is not None and "subscriptions" in self.contents.tables

    @property
    def latest(self) -> Period | None:
        """The last complete period, on which the screens open; the open one where the book begins in it."""
        if self.as_of is None:
            return None
        latest = period_of(self.as_of, self.view.every, self.as_of)
        before = shift(latest, self.view.every, -1, self.as_of)
        begins = self.contents is not None and self.contents.first is not None and before.end <= self.contents.first
        return latest if latest.complete or begins else before

    @property
    def beside(self) -> tuple["Snapshot", ...]:
        """The same of the period before and after the one in view, as far as the book goes."""
        period, as_of, contents = self.period, self.as_of, self.contents
        if period is None or as_of is None or contents is None:
            return ()
        near = [shift(period, self.view.every, step, as_of) for step in (-1, 1)]
        known = [each for each in near if each.start <= as_of and (contents.first is None or each.end > contents.first)]
        return tuple(replace(self, view=replace(self.view, day=each.end - timedelta(days=1))) for each in known)

    def question(self, before: int = 0) -> "Question | None":
        """The question of the view, over the period and that many before it, none from before the book begins."""
        from metrics.question import Question

        period = self.period
        if self.contents is None or self.as_of is None or period is None:
            return None
        last_month = _last_month(period)
        first = _last_month(shift(period, self.view.every, -before, self.as_of))
        begins = min(self.contents.first or first, _last_month(period))
        return Question(
            as_of=self.as_of,
            every=self.view.every,
            start=unit_start(max(first, begins), self.view.every),
            stop=_next_month(last_month),
            by=self.view.by,
            where=self.view.where,
            loss_date=self.contents.engine.loss_date,
            assumptions=self.contents.engine.assumptions,
        )


def _last_month(period: Period) -> date:
    """The first day of the month in which the (cut) period ends."""
    return (period.end - timedelta(days=1)).replace(day=1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def described(where: Where) -> Mapping[str, list[str]]:
    """A filter by field: the values it keeps."""
    fields: dict[str, list[str]] = {}
    for name, value in where:
        fields.setdefault(name, []).append(value)
    return fields
