"""The eleven tables: the only list of their columns, types, keys and rules.

A table's frame holds its columns in this order with the dtypes of `DTYPES`, then those of `PROVENANCE`
(where each row came from). The accounts table may hold further string columns: the file's own attributes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal

import polars as pl
from polars._typing import PolarsDataType

# Dates outside these bounds are typing errors far more often than facts.
EARLIEST, LATEST = "1900-01-01", "2199-12-31"
# In units of the currency: keeps every sum of minor units inside 64 bits.
AMOUNT_LIMIT = 10**11


def within_bounds(day: date) -> bool:
    """Whether a book may hold the day."""
    return EARLIEST <= day.isoformat() <= LATEST


class Kind(StrEnum):
    """What a cell of a column is."""

    ID = "id"
    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    SCORE = "score"
    RATE = "rate"


DTYPES: dict[Kind, PolarsDataType] = {
    Kind.ID: pl.String,
    Kind.TEXT: pl.String,
    Kind.DATE: pl.Date,
    Kind.MONEY: pl.Int64,  # minor units of the row's currency
    Kind.NUMBER: pl.Float64,
    Kind.SCORE: pl.Int64,
    Kind.RATE: pl.Decimal(28, 10),  # an exchange rate is a factor of money, so exact
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what its cells are, and whether a row can do without it."""

    name: str
    kind: Kind
    required: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A named reason to quarantine a row: `bad` is true where the row breaks it, null counts as fine."""

    code: str
    column: str
    bad: Callable[[], pl.Expr]


Derivation = Literal["given", "subscription", "row"]


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `derived` names the key column that is made up where the file has none, `derivation` says how."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    derived: str | None = None
    derivation: Derivation = "given"
    # The dates that tell how far the book reaches (as-of), and the one that opens its default range.
    dated: tuple[str, ...] = ()
    opens: str | None = None
    _by_name: dict[str, Column] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_name.update({column.name: column for column in self.columns})

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return self._by_name.get(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(self._by_name)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every row needs."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def schema(self) -> dict[str, PolarsDataType]:
        """Column name to Polars dtype, in order."""
        return {column.name: DTYPES[column.kind] for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """No rows, all columns, with their provenance."""
        return pl.DataFrame(schema={**self.schema, **PROVENANCE})


# Where a row came from: the import that brought it, and the line of its file.
PROVENANCE: dict[str, PolarsDataType] = {"source_import": pl.Int64, "source_line": pl.Int64}


def _table_columns(order: str, **kinds: str) -> tuple[Column, ...]:
    """The columns in the order given (`*` = required); `kinds` names the columns of each kind, the rest are text."""
    kind_of = {name: Kind(kind) for kind, names in kinds.items() for name in names.split()}
    return tuple(
        Column(name.rstrip("*"), kind_of.get(name.rstrip("*"), Kind.TEXT), required=name.endswith("*"))
        for name in order.split()
    )


ACCOUNTS = Table(
    "accounts",
    key=("account_id",),
    columns=_table_columns(
        "account_id* name segment region industry owner size created_on domain email billing_id",
        id="account_id billing_id",
        date="created_on",
    ),
)
SUBSCRIPTIONS = Table(
    "subscriptions",
    key=("subscription_id", "start_on"),
    columns=_table_columns(
        "subscription_id account_id* plan start_on* end_on mrr currency cancelled_on paid_until renews_on"
        " cancel_reason",
        id="subscription_id account_id",
        date="start_on end_on cancelled_on paid_until renews_on",
        money="mrr",
    ),
    rules=(
        Rule("end_not_after_start", "end_on", lambda: pl.col("end_on") <= pl.col("start_on")),
        Rule("negative_mrr", "mrr", lambda: pl.col("mrr") < 0),
    ),
    derived="subscription_id",
    derivation="subscription",
    dated=("start_on", "end_on", "cancelled_on"),
    opens="start_on",
)
INVOICES = Table(
    "invoices",
    key=("invoice_id",),
    columns=_table_columns(
        "invoice_id* account_id* issued_on* due_on paid_on amount* amount_paid currency",
        id="invoice_id account_id",
        date="issued_on due_on paid_on",
        money="amount amount_paid",
    ),
    dated=("issued_on", "paid_on"),
    opens="issued_on",
)
ORDERS = Table(
    "orders",
    key=("order_id", "line"),
    columns=_table_columns(
        "order_id* line account_id* ordered_on* product units* returned_units amount currency",
        id="order_id line account_id",
        date="ordered_on",
        number="units returned_units",
        money="amount",
    ),
    derived="line",
    derivation="row",
    dated=("ordered_on",),
    opens="ordered_on",
)
SURVEYS = Table(
    "surveys",
    key=("response_id",),
    columns=_table_columns(
        "response_id account_id* answered_on* score* comment",
        id="response_id account_id",
        date="answered_on",
        score="score",
    ),
    rules=(Rule("score_out_of_range", "score", lambda: ~pl.col("score").is_between(0, 10)),),
    derived="response_id",
    derivation="row",
    dated=("answered_on",),
    opens="answered_on",
)
TICKETS = Table(
    "tickets",
    key=("ticket_id",),
    columns=_table_columns(
        "ticket_id* account_id* opened_on* closed_on kind severity subject",
        id="ticket_id account_id",
        date="opened_on closed_on",
    ),
    rules=(Rule("closed_before_opened", "closed_on", lambda: pl.col("closed_on") < pl.col("opened_on")),),
    dated=("opened_on", "closed_on"),
    opens="opened_on",
)
EMAILS = Table(
    "emails",
    key=("email_id",),
    columns=_table_columns(
        "email_id account_id* sent_on* opened_on", id="email_id account_id", date="sent_on opened_on"
    ),
    rules=(Rule("opened_before_sent", "opened_on", lambda: pl.col("opened_on") < pl.col("sent_on")),),
    derived="email_id",
    derivation="row",
    dated=("sent_on", "opened_on"),
    opens="sent_on",
)
SIGNALS = Table(
    "signals",
    key=("signal_id",),
    columns=_table_columns(
        "signal_id account_id* seen_on* kind detail until",
        id="signal_id account_id",
        date="seen_on until",
    ),
    derived="signal_id",
    derivation="row",
    dated=("seen_on",),
)
OUTCOMES = Table(
    "outcomes",
    key=("account_id", "kpi", "measured_on"),
    columns=_table_columns(
        "account_id* kpi* measured_on* unit baseline target actual",
        id="account_id",
        date="measured_on",
        number="baseline target actual",
    ),
    dated=("measured_on",),
)
PROJECTIONS = Table(
    "projections",
    key=("account_id", "made_on", "for_date"),
    columns=_table_columns(
        "account_id* made_on* for_date* mrr*", id="account_id", date="made_on for_date", money="mrr"
    ),
    dated=("made_on",),
)
RATES = Table(
    "rates",
    key=("day", "currency"),
    columns=_table_columns("day* currency* rate*", date="day", rate="rate"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ACCOUNTS, SUBSCRIPTIONS, INVOICES, ORDERS, SURVEYS, TICKETS,
        EMAILS, SIGNALS, OUTCOMES, PROJECTIONS, RATES,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tables:
    """The book's current rows: what the fold over its imports gives, and all that figures are computed from.

    `frames` holds each of the eleven, sorted by key, money in minor units of `currency`; `accounts` holds every
    account that any table mentions. `version` names what they were computed from. `unconverted` counts the
    rows left out of each table because their currency has no rate. `continued` (subscription_id, start_on, until)
    are the rows whose end was none: a linked account went on with the customer, at the latest on that day.
    """

    frames: Mapping[str, pl.DataFrame]
    currency: str | None = None
    version: str = ""
    unconverted: Mapping[str, int] = field(default_factory=dict)
    continued: pl.DataFrame | None = None

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.frames[name]

    @property
    def is_empty(self) -> bool:
        """Whether no table holds a row."""
        return all(frame.is_empty() for frame in self.frames.values())

    @classmethod
    def of(cls, currency: str | None = None, **frames: pl.DataFrame) -> "Tables":
        """Tables from the frames given, the others empty; accounts that only facts mention are added."""
        whole = {name: frames.get(name, table.empty()) for name, table in TABLES.items()}
        whole["accounts"] = with_mentioned(whole)
        return cls({name: frame.sort(TABLES[name].key) for name, frame in whole.items()}, currency)


def with_mentioned(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The accounts, and those that only facts mention, named by their id."""
    accounts = frames["accounts"]
    ids = [frame["account_id"] for name, frame in frames.items() if "account_id" in TABLES[name].names]
    mentioned = pl.DataFrame({"account_id": pl.concat(ids).unique()})
    missing = mentioned.join(accounts, on="account_id", how="anti")
    return pl.concat([accounts, missing], how="diagonal").sort("account_id")


def earliest(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The row of a table that is dated first (the first one, where it has no dates); none of an empty one."""
    dated = TABLES[name].dated
    if not dated or frame.is_empty():
        return frame.head(1)
    return frame.filter(pl.col(dated[0]) == pl.col(dated[0]).min()).head(1)


def heads_of(tables: Tables) -> Tables:
    """The tables with their earliest row alone: which of them hold anything."""
    return replace(tables, frames={name: earliest(name, tables[name]) for name in TABLES})
