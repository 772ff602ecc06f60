"""Who belongs to which group: by a column of accounts, by plan, by tenure band or by cohort.

A column and a cohort stay with an account; plan and tenure are looked up anew at each period's start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import polars as pl

from metrics.errors import WrongUsage
from metrics.ledger import Ledger
from metrics.periods import Every, add_months, label_of
from metrics.tables import PROVENANCE

ATTRIBUTE_PREFIX = "attr:"
# Upper bounds (exclusive, in complete months) of the tenure bands; the last one is open.
TENURE_BANDS: tuple[tuple[int, str], ...] = ((0, "0-2"), (3, "3-11"), (12, "12-23"), (24, "24-35"), (36, "36+"))
COMPUTED_FIELDS = ("plan", "tenure", "cohort")


@dataclass(frozen=True, slots=True)
class Label:
    """A column of group names to be put beside (p, account_id).

    `lasting`: account_id, value. Otherwise `steps` (account_id, day, held, value: from the day on, exclusive, until
    the next step) tells the value at a period's start, and where nothing is held there `arrivals` (account_id,
    day, value) tells the first one of the period.
    """

    name: str
    lasting: pl.DataFrame | None = None
    steps: pl.DataFrame | None = None
    arrivals: pl.DataFrame | None = None
    only: str | None = None  # rows of another value are dropped; "" keeps those without a value

    def attach(self, facts: pl.LazyFrame, periods: pl.DataFrame) -> pl.LazyFrame:
        """The facts (with p and account_id) with this label as a column, unless it only filters."""
        if self.lasting is not None:
            labelled = facts.join(self.lasting.lazy().rename({"value": self.name}), on="account_id", how="left")
        else:
            labelled = self._look_up(facts, periods)
        return self.filtered(labelled)

    def filtered(self, labelled: pl.LazyFrame) -> pl.LazyFrame:
        """Without the rows of another value than `only`, and then without the label."""
        if self.only is None:
            return labelled
        wanted = pl.col(self.name).is_null() if self.only == "" else pl.col(self.name) == self.only
        return labelled.filter(wanted).drop(self.name)

    def _look_up(self, facts: pl.LazyFrame, periods: pl.DataFrame) -> pl.LazyFrame:
        assert self.steps is not None
        assert self.arrivals is not None
        windows = periods.lazy().select("p", _start="start", _end="end")
        pairs = facts.select("p", "account_id").unique().join(windows, on="p")
        at_start = pairs.sort("_start").join_asof(
            self.steps.lazy().sort("day"), left_on="_start", right_on="day", by="account_id",
            strategy="backward", allow_exact_matches=False, check_sortedness=False,
        )  # fmt: skip
        with_first = at_start.sort("_start").join_asof(
            self.arrivals.lazy().select("account_id", _first="day", _arrived="value").sort("_first"),
            left_on="_start", right_on="_first", by="account_id", strategy="forward", check_sortedness=False,
        )  # fmt: skip
        arrived = pl.when(pl.col("_first") < pl.col("_end")).then("_arrived")
        value = pl.when(pl.col("held").fill_null(False)).then("value").otherwise(arrived)
        return facts.join(with_first.select("p", "account_id", value.alias(self.name)), on=["p", "account_id"])


@dataclass(frozen=True, slots=True)
class Grouping:
    """The accounts that count, and the label (`group`) each has in a period; `members` None means all accounts.

    `name` tells it from every other grouping of the same ledger.
    """

    name: str
    members: pl.DataFrame | None
    labels: tuple[Label, ...]

    @property
    def is_grouped(self) -> bool:
        """Whether figures are given by group."""
        return any(label.only is None for label in self.labels)

    @property
    def is_lasting(self) -> bool:
        """Whether an account has the same label in every period."""
        return all(label.lasting is not None for label in self.labels)

    def kept(self, facts: pl.LazyFrame) -> pl.LazyFrame:
        """The facts of the accounts that count (those whose membership lasts; `attach` filters the rest)."""
        return facts if self.members is None else facts.join(self.members.lazy(), on="account_id", how="semi")

    def attach(self, facts: pl.LazyFrame, periods: pl.DataFrame) -> pl.LazyFrame:
        """The facts (with p and account_id) with their `group`; null where ungrouped or without a value."""
        labelled = reduce(lambda frame, label: label.attach(frame, periods), self.labels, facts)
        return labelled if self.is_grouped else labelled.with_columns(group=pl.lit(None, pl.String))


def group_by(ledger: Ledger, by: str | None, where: Sequence[tuple[str, str]], every: Every, as_of: date) -> Grouping:
    """The grouping of a question.

    Raises WrongUsage where a field is neither plan, tenure, cohort nor a column of accounts.
    """
    labels = [] if by is None else [_label(ledger, "group", by, every, as_of)]
    members: pl.DataFrame | None = None
    for index, (field, value) in enumerate(where):
        label = _label(ledger, f"_where{index}", field, every, as_of, only=value)
        if label.lasting is None:
            labels.append(label)
            continue
        kept = label.lasting.filter(pl.col("value").is_null() if value == "" else pl.col("value") == value)
        kept = kept.select("account_id")
        members = kept if members is None else members.join(kept, on="account_id", how="semi")
    return Grouping(f"{by} {list(where)} {every} {as_of}", members, tuple(labels))


def _label(ledger: Ledger, name: str, field: str, every: Every, as_of: date, only: str | None = None) -> Label:
    if field == "plan":
        steps, arrivals = ledger.once("plan steps", lambda: _plan_steps(ledger.rows))
        return Label(name, steps=steps, arrivals=arrivals, only=only)
    if field == "tenure":
        steps, arrivals = _tenure_steps(ledger.first_days, as_of)
        return Label(name, steps=steps, arrivals=arrivals, only=only)
    if field == "cohort":
        return Label(name, lasting=_cohorts(ledger, every, as_of), only=only)
    return Label(name, lasting=_attribute(ledger.tables["accounts"], field), only=only)


def fields_of(accounts: pl.DataFrame) -> tuple[str, ...]:
    """Every field that figures can be grouped by, in order."""
    columns = [name for name in accounts.columns if name not in PROVENANCE]
    clashing = [ATTRIBUTE_PREFIX + name for name in columns if name in COMPUTED_FIELDS]
    return (*COMPUTED_FIELDS, *(name for name in columns if name not in COMPUTED_FIELDS), *clashing)


def _attribute(accounts: pl.DataFrame, field: str) -> pl.DataFrame:
    column = field.removeprefix(ATTRIBUTE_PREFIX)
    if column not in accounts.columns or column in PROVENANCE:
        raise WrongUsage("unknown_field", field=field, known=", ".join(fields_of(accounts)))
    return accounts.select("account_id", value=pl.col(column).cast(pl.String))


def _cohorts(ledger: Ledger, every: Every, as_of: date) -> pl.DataFrame:
    known = ledger.first_days.filter(pl.col("first_day") <= as_of)
    days = known["first_day"].unique().sort().to_list()
    labels = pl.DataFrame(
        {"first_day": days, "value": [label_of(day, _unit(every)) for day in days]},
        schema={"first_day": pl.Date, "value": pl.String},
    )
    return (
        ledger.tables["accounts"].select("account_id")
        .join(known, on="account_id", how="left")
        .join(labels, on="first_day", how="left")
        .select("account_id", "value")
    )  # fmt: skip


def _unit(every: Every) -> Every:
    """Overlapping periods cannot name one cohort each: those are named by the month."""
    return "month" if every.startswith("rolling") else every


def _tenure_steps(first_days: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    known = first_days.filter(pl.col("first_day") <= as_of)
    days = known["first_day"].unique().sort().to_list()
    # A step counts from the day after it, so that a band begins at the boundary on its anniversary itself.
    bands = pl.DataFrame(
        [
            (day, add_months(day, months) - timedelta(days=1), True, band)
            for day in days
            for months, band in TENURE_BANDS
        ],
        schema={"first_day": pl.Date, "day": pl.Date, "held": pl.Boolean, "value": pl.String},
        orient="row",
    )
    steps = known.join(bands, on="first_day").select("account_id", "day", "held", "value").sort("account_id", "day")
    arrivals = known.select("account_id", day="first_day", value=pl.lit(TENURE_BANDS[0][1]))
    return steps, arrivals


def _plan_steps(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """At each day on which a row starts or ends: the plan of the largest row that is on afterwards."""
    days = pl.concat(
        [rows.select("account_id", day="start_on"), rows.select("account_id", day="end_on").drop_nulls()]
    ).unique()
    spells = rows.select("account_id", "start_on", "end_on", "subscription_id", "mrr", value="plan")
    on = (
        days.lazy()
        .join(spells.lazy(), on="account_id")
        .filter(
            (pl.col("start_on") <= pl.col("day")) & (pl.col("end_on").is_null() | (pl.col("end_on") > pl.col("day")))
        )
        .sort(
            ["account_id", "day", "mrr", "start_on", "subscription_id"],
            descending=[False, False, True, False, False],
            nulls_last=True,
        )
        .group_by("account_id", "day", maintain_order=True)
        .agg(held=pl.lit(True), value=pl.col("value").first())
        .collect()
    )
    steps = days.join(on, on=["account_id", "day"], how="left").sort("account_id", "day")
    arrivals = (
        spells.sort("account_id", "start_on", "subscription_id")
        .group_by("account_id", "start_on", maintain_order=True)
        .agg(pl.col("value").first())
        .select("account_id", day="start_on", value="value")
    )
    return steps.select("account_id", "day", "held", "value"), arrivals
