"""The book's facts as measures read them: accounts by number, in order of account and day.

Each account is known by its row in the accounts table (`account`), so that what is known of all of them is a plain
series and no join is needed to look it up.
"""

import polars as pl

from metrics.ledger import Ledger


def account_ids(ledger: Ledger) -> pl.Series:
    """The accounts by number."""
    return ledger.tables["accounts"]["account_id"]


def numbered(ledger: Ledger, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `account`, as its first column, for account_id."""
    accounts = ledger.once("accounts", lambda: account_ids(ledger).to_frame().with_row_index("account"))
    return frame.join(accounts, on="account_id").select("account", *frame.drop("account_id").columns)


def named(ledger: Ledger, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with account_id beside `account`."""
    return frame.with_columns(account_ids(ledger).gather(frame["account"]).alias("account_id"))


def by_account(ledger: Ledger, frame: pl.DataFrame, value: str) -> pl.Series:
    """A column of a frame (one row an account, at most) as a series by number; null where there is no row."""
    return account_ids(ledger).to_frame().join(frame, on="account_id", how="left", maintain_order="left")[value]


def dated(ledger: Ledger, table: str, day: str, *columns: str | pl.Expr) -> pl.DataFrame:
    """account, day and the columns of a table's rows, sorted by account and day."""
    rows = ledger.tables[table].select("account_id", pl.col(day).alias("day"), *columns)
    return in_order(numbered(ledger, rows))


def in_order(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts (with account and day) sorted by both."""
    moment = pl.col("account").cast(pl.Int64) * 2**24 + pl.col("day").to_physical()
    return facts.with_columns(_moment=moment).sort("_moment", maintain_order=True).drop("_moment")


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
