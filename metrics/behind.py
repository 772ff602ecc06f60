"""The rows of files behind a figure: of each account that counts, those that bear on the period."""

import polars as pl

from metrics.explain import Explanation
from metrics.ledger import Ledger
from metrics.measures.base import Measure
from metrics.measures.receivables import PAID
from metrics.periods import Period

BEHIND = {"account_id": pl.String, "table": pl.String, "source_import": pl.Int64, "source_line": pl.Int64}

# Of each table, the day a row begins to count, and the day it no longer does (null: it goes on counting).
SPANS: dict[str, tuple[str, pl.Expr]] = {
    "subscriptions": ("start_on", pl.col("end_on")),
    "invoices": ("issued_on", pl.when(pl.col("amount") == PAID).then("paid_on")),
    "orders": ("ordered_on", pl.lit(None, pl.Date)),
    "surveys": ("answered_on", pl.lit(None, pl.Date)),
    "tickets": ("opened_on", pl.col("closed_on")),
    "emails": ("sent_on", pl.lit(None, pl.Date)),
}
# Made of what is dated in the period; of what stands as it ends; of all that came before its end. The others are made
# of what lasts into the period.
_OF_PERIOD = frozenset((
    "product_return_rate", "credit_sales", "survey_responses", "net_promoter_score", "tickets_opened",
    "complaints_opened", "email_open_rate",
))  # fmt: skip
_AT_END = frozenset(("customers_end", "mrr_end", "arpa", "arr", "receivables_end", "tickets_open_end"))
_SO_FAR = frozenset(("repeat_purchase_rate",))


def behind(ledger: Ledger, explanation: Explanation) -> pl.DataFrame:
    """The rows that bear on a figure, with the import and line that each came from; columns of BEHIND, sorted."""
    measure, period = explanation.measure, explanation.figure.period
    accounts = explanation.accounts.select("account_id")
    parts = [
        _rows(ledger, table)
        .filter(_bears(measure, table, period))
        .join(accounts, on="account_id", how="semi")
        .select(pl.col("account_id"), pl.lit(table).alias("table"), "source_import", "source_line")
        for table in measure.needs
    ]
    return pl.concat([pl.DataFrame(schema=BEHIND), *parts]).sort(list(BEHIND))


def _rows(ledger: Ledger, table: str) -> pl.DataFrame:
    """A table's rows; subscriptions with the ends that count."""
    return ledger.spells if table == "subscriptions" else ledger.tables[table]


def _bears(measure: Measure, table: str, period: Period) -> pl.Expr:
    opens, closes = SPANS[table]
    bears = bears_on(measure, pl.col(opens), closes, period)
    return bears & (pl.col("kind") == "complaint") if measure.id == "complaints_opened" else bears


def bears_on(measure: Measure, opens: pl.Expr, closes: pl.Expr, period: Period) -> pl.Expr:
    """Whether a row that counts from one day to another bears on a measure's figure of a period."""
    before_end = opens < period.end
    if measure.id in _SO_FAR or measure.kind == "derived":
        return before_end
    if measure.id in _OF_PERIOD:
        return before_end & (opens >= period.start)
    least = period.end if measure.id in _AT_END else period.start
    return before_end & (closes.is_null() | (closes >= least))
