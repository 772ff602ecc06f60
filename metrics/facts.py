"""The book's facts as measures read them: accounts by number, in order of account and day.

Each account is known by its row in the accounts table (`account`), so that what is known of all of them is a plain
series and no join is needed to look it up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from metrics.ledger import Ledger


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Rows that measures add up, of all that a ledger holds: account, day, what else tells where a row counts
    (`following`: the day until which it stands), and the `amounts`, whole numbers.

    They follow from the ledger alone; `name` tells them from all others of it.
    """

    name: str
    make: Callable[[Ledger], pl.DataFrame]
    amounts: tuple[str, ...]

    def of(self, ledger: Ledger) -> pl.DataFrame:
        """A ledger's rows, made when the first question asks for them."""
        return ledger.once(self.name, lambda: self.make(ledger))

    def by(self, rows: pl.DataFrame, *days: str) -> pl.DataFrame:
        """The days, and the amounts of all of the rows together."""
        return rows.group_by(*days).agg(pl.col(self.amounts).sum())

    def turns(self, rows: pl.DataFrame) -> pl.DataFrame:
        """By day, what the rows that begin to stand add, less what those add that stand no longer after it."""
        goes = rows.filter(pl.col("following").is_not_null())
        gone = goes.select(day="following", **{name: -pl.col(name) for name in self.amounts})
        return self.by(pl.concat([rows.select("day", *self.amounts), gone]), "day")


def account_ids(ledger: Ledger) -> pl.Series:
    """The accounts by number."""
    return ledger.tables["accounts"]["account_id"]


def numbered(ledger: Ledger, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `account`, as its first column, for account_id; in no order, unless it is by account."""
    others, ids = frame.drop("account_id"), frame["account_id"]
    if ids.is_sorted():
        return others.insert_column(0, _numbers_in_order(ledger, ids))
    return frame.join(_by_id(ledger), on="account_id").select("account", *others.columns)


def _by_id(ledger: Ledger) -> pl.DataFrame:
    return ledger.once("accounts", lambda: account_ids(ledger).to_frame().with_row_index("account"))


def _numbers_in_order(ledger: Ledger, ids: pl.Series) -> pl.Series:
    """The number of each of these ids, which are sorted: each is looked up once, and none where all are there."""
    begins = ids.ne_missing(ids.shift(1))
    run = begins.cum_sum() - 1
    own = ids.filter(begins)
    if own.equals(account_ids(ledger)):
        return run.cast(pl.UInt32).alias("account")
    numbers = own.to_frame().join(_by_id(ledger), on="account_id", how="left", maintain_order="left")
    return numbers["account"].gather(run)


def named(ledger: Ledger, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with account_id beside `account`."""
    return frame.with_columns(account_ids(ledger).gather(frame["account"]).alias("account_id"))


def by_account(ledger: Ledger, frame: pl.DataFrame, value: str) -> pl.Series:
    """A column of a frame (one row an account, at most) as a series by number; null where there is no row."""
    own = numbered(ledger, frame.select("account_id", value))
    every = pl.int_range(account_ids(ledger).len(), dtype=pl.UInt32, eager=True).alias("account")
    if own["account"].equals(every):
        return own[value]
    return every.to_frame().join(own, on="account", how="left", maintain_order="left")[value]


def dated(ledger: Ledger, table: str, day: str, *columns: str, **further: str | pl.Expr) -> pl.DataFrame:
    """account, day and the columns of a table's rows, and those given by name, sorted by account and day."""
    rows = ledger.tables[table].select("account_id", *columns, day=day, **further)
    return in_order(numbered(ledger, rows))


def spells(ledger: Ledger) -> pl.DataFrame:
    """The ledger's spells by account number, in their order."""
    return ledger.once("spells", lambda: numbered(ledger, ledger.spells))


def changes(ledger: Ledger) -> pl.DataFrame:
    """The ledger's changes by account number, each with its account's first day and with how many stretches of the
    whole book have begun and ended by then.

    Columns: account, day, mrr_before, mrr_after, first_day, on_before, on_after, begun, ended.
    """
    on_before, on_after = pl.col("rows_before") > 0, pl.col("rows_after") > 0

    def make() -> pl.DataFrame:
        found = in_order(numbered(ledger, ledger.changes))
        first_days = by_account(ledger, ledger.first_days, "first_day")
        return found.select(
            "account",
            "day",
            "mrr_before",
            "mrr_after",
            first_days.gather(found["account"]),
            on_before=on_before,
            on_after=on_after,
            begun=(~on_before & on_after).cast(pl.Int64).cum_sum(),
            ended=(on_before & ~on_after).cast(pl.Int64).cum_sum(),
        )

    return ledger.once("changes", make)


def in_order(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts (with account and day) sorted by both."""
    return facts.with_columns(_moment=moment("day")).sort("_moment", maintain_order=True).drop("_moment")


def moment(day: str) -> pl.Expr:
    """An account (by number) and a day as one whole number, in the order of both."""
    return pl.col("account").cast(pl.Int64) * 2**24 + pl.col(day).to_physical()


def is_first() -> pl.Expr:
    """Whether a row is the first of its account, in a frame sorted by account."""
    return pl.col("account").ne_missing(pl.col("account").shift(1))


def following(column: str) -> pl.Expr:
    """The column in the account's next row, null in its last one."""
    return pl.when(pl.col("account") == pl.col("account").shift(-1)).then(pl.col(column).shift(-1))


def preceding(column: str) -> pl.Expr:
    """The column in the account's row before, null in its first one."""
    return pl.when(pl.col("account") == pl.col("account").shift(1)).then(pl.col(column).shift(1))


def running(column: str) -> pl.Expr:
    """The sum of a whole-numbered column over the account's rows so far."""
    so_far = pl.col(column).cum_sum()
    return so_far - pl.when(is_first()).then(so_far - pl.col(column)).forward_fill()
