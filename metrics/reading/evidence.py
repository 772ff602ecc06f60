"""What the values of a grid's columns say about them, where the headers leave it open."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import polars as pl

from metrics.reading.forms import FieldKind, Form, form_of
from metrics.reading.grid import Grid
from metrics.reading.headers import TRADE, Header, Match, header_key, knowledge, words_of
from metrics.reading.terms import BookContext
from metrics.reading.values.booleans import flags
from metrics.reading.values.dates import OrderEvidence, order_evidence
from metrics.reading.values.months import month_of
from metrics.reading.values.numbers import MarkEvidence, amounts, mark_evidence
from metrics.reading.values.regular_dates import Order
from metrics.reading.values.texts import ids, value_or_null
from metrics.reading.worked_out import is_credit_note

# Rows that are looked at to see what a column holds; styles are decided from all of them.
_GLANCE = 5_000
# The share of a column's values that has to read as what the column is taken for.
_ENOUGH = 0.5
_NEARLY_ALL = 0.95


_FIRST, _SECOND = r"^(\d{1,2})[-/.]\d{1,2}[-/.]\d{2,4}", r"^\d{1,2}[-/.](\d{1,2})[-/.]\d{2,4}"
_FIRSTS, _LASTS = ["1", "01"], ["28", "29", "30", "31"]


class Evidence:
    """Questions to a grid's columns, by position; answers are kept, since several forms ask the same.

    `unused` are the columns that no field is to take.
    """

    def __init__(
        self, grid: Grid, headers: Sequence[Header], context: BookContext, unused: frozenset[int] = frozenset()
    ) -> None:
        self.grid = grid
        self.unused = unused
        self.headers = headers
        self.context = context
        self._glances: dict[int, pl.Series] = {}
        self._texts: dict[int, pl.Series] = {}
        self._orders: dict[int, OrderEvidence] = {}
        self._marks: dict[int, MarkEvidence] = {}
        self._shares: dict[tuple[str, int], float] = {}

    def _glance(self, column: int) -> pl.Series:
        """The values at the top of the column, without those that are missing."""
        if column not in self._glances:
            cells = self._cells(self.grid, column).head(_GLANCE)
            self._glances[column] = (
                cells.to_frame("cell").select(value_or_null(pl.col("cell"))).to_series().drop_nulls()
            )
        return self._glances[column]

    @staticmethod
    def _cells(grid: Grid, column: int) -> pl.Series:
        return grid.cells[f"c{column}"]

    def texts(self, column: int) -> pl.Series:
        """The distinct texts of the column."""
        if column not in self._texts:
            self._texts[column] = self._cells(self.grid, column).drop_nulls().unique()
        return self._texts[column]

    def _further_texts(self, column: int) -> pl.Series:
        """The distinct texts of the column over all parts of a large file."""
        parts = [self._cells(part, column).drop_nulls().unique() for part in self.grid.parts() if part.width > column]
        self._texts[column] = pl.concat(parts).unique()
        return self._texts[column]

    def empty(self, column: int) -> bool:
        """Whether the column holds no value (at its top)."""
        return self._glance(column).is_empty()

    def share_above_nothing(self, column: int) -> float:
        """The share of the rows at its top in which the column holds a number other than 0."""
        cells = self._cells(self.grid, column).head(_GLANCE)
        return int(cells.str.contains("[1-9]").sum()) / cells.len() if cells.len() else 0.0

    def unique(self, column: int) -> bool:
        """Whether nearly every value of the column is its own."""
        values = self._cells(self.grid, column).drop_nulls()
        return values.is_empty() or values.n_unique() >= _NEARLY_ALL * values.len()

    def known_share(self, column: int) -> float:
        """The share of the column's values that are accounts of the book."""
        if self.context.accounts is None:
            return 0.0
        return self.share("known", column)

    def order(self, column: int) -> OrderEvidence:
        """What the column says of how its dates are written; over all parts where the first leaves it open."""
        if column not in self._orders:
            found = order_evidence(self.texts(column))
            if self.grid.more is not None and found.either and found.order() is None:
                found = order_evidence(self._further_texts(column))
            self._orders[column] = found
        return self._orders[column]

    def mark(self, column: int) -> MarkEvidence:
        """What the column says of its decimal mark; over all parts where the first leaves it open."""
        if column not in self._marks:
            found = mark_evidence(self.texts(column))
            if self.grid.more is not None and found.unclear and found.mark() is None:
                found = mark_evidence(self._further_texts(column))
            self._marks[column] = found
        return self._marks[column]

    def share(self, kind: str, column: int) -> float:
        """The share of the column's (distinct) values at its top that read as "date", "number", "flag" or "known"."""
        if (kind, column) not in self._shares:
            measure = {
                "date": self._dates_share, "number": self._numbers_share, "flag": self._flags_share,
                "known": self._known_share,
            }[kind]  # fmt: skip
            self._shares[kind, column] = measure(column)
        return self._shares[kind, column]

    def _dates_share(self, column: int) -> float:
        values = self._glance(column).unique()
        whole = self.grid.more is None and self.grid.records <= _GLANCE
        found = self.order(column) if whole else order_evidence(values)
        bare = found.kind()
        dated = found.dmy + found.mdy + found.either + found.others + (dict(found.digits)[bare] if bare else 0)
        return min(1.0, dated / values.len()) if values.len() else 0.0

    def _numbers_share(self, column: int) -> float:
        values = self._glance(column).unique()
        if values.is_empty():
            return 0.0
        return max(1 - int(amounts(values, mark)["bad"].sum()) / values.len() for mark in ".,")

    def _known_share(self, column: int) -> float:
        values, known = ids(self._glance(column)).unique(), self.context.accounts
        if known is None or values.is_empty():
            return 0.0
        return int(values.is_in(known.implode()).sum()) / values.len()

    def _flags_share(self, column: int) -> float:
        values = self._glance(column)
        return int(flags(values).is_not_null().sum()) / values.len() if values.len() else 0.0

    def months(self, column: int) -> bool:
        """Whether the column holds months: labels of months, or dates all on the first (or last) of theirs.

        Of a column that bears our own name for them, half of the labels are enough.
        """
        values = self._glance(column).unique()
        if values.is_empty():
            return False
        labels = [text for text in values if month_of(text)]
        enough = _ENOUGH if "month" in self.headers[column].keys else _NEARLY_ALL
        if len(labels) >= enough * values.len():
            return True
        days = values.str.extract(r"^\d{4}-\d{2}-(\d{2})", 1)
        if days.null_count() == 0:
            return bool(days.is_in(_FIRSTS).all() or days.is_in(_LASTS).all())
        return self.month_order(column) is not None

    def month_order(self, column: int) -> Order | None:
        """The order of dates that are all on the first (or last) of their months, as 01/02/2026, 01/03/2026."""
        values = self._glance(column).unique()
        for order, pattern in (("dmy", _FIRST), ("mdy", _SECOND)):
            days = values.str.extract(pattern, 1)
            if days.null_count() == 0 and (days.is_in(_FIRSTS).all() or days.is_in(_LASTS).all()):
                return "dmy" if order == "dmy" else "mdy"
        return None

    @cached_property
    def _monthly_keys(self) -> frozenset[str]:
        form = form_of("subscriptions")
        return frozenset(words_of(form)["mrr"]) if form else frozenset()

    def has_monthly_amount(self) -> bool:
        """Whether some column is called a monthly amount and holds something."""
        return any(
            not self.empty(header.index) and any(key in self._monthly_keys for key in header.keys)
            for header in self.headers
        )

    def is_unit_price(self, columns: Mapping[str, Match]) -> bool:
        """Whether a price is the unit's: it is called so, or stays the same however many of a product are sold."""
        price = columns["unit_price"].column
        if not self.headers[price].says("loose_price"):
            return True
        if not {"product", "units"} <= set(columns):
            return False
        names = {name: self._cells(self.grid, columns[name].column) for name in ("product", "units", "unit_price")}
        sold = pl.DataFrame(names).head(_GLANCE).group_by("product").agg(pl.all().n_unique())
        several = sold.filter(pl.col("units") > 1)
        return not several.is_empty() and int((several["unit_price"] == 1).sum()) * 2 > several.height

    def names_credit_notes(self, column: int) -> bool:
        """Whether the column calls some rows credit notes."""
        return any(map(is_credit_note, self.texts(column)))

    def still_runs(self, ended: int) -> bool:
        """Whether a row with a date in that column says in another that it is active."""
        form = form_of("subscriptions", "price")
        states = frozenset(words_of(form)["status"]) if form else frozenset()
        running = {header_key(word) for word in knowledge()["states"]["running"]}
        for header in self.headers:
            if states.isdisjoint(header.keys):
                continue
            pair = {"ended": self._cells(self.grid, ended), "state": self._cells(self.grid, header.index)}
            said = pl.DataFrame(pair).filter(pl.col("ended").str.contains(r"\d"))["state"].drop_nulls().unique()
            if any(header_key(text) in running for text in said):
                return True
        return False

    def reads_as(self, column: int, kind: FieldKind) -> bool:
        """Whether nearly every value of the column reads as that kind, and the column holds some."""
        if self.empty(column):
            return False
        if kind == "date":
            return self.share("date", column) >= _NEARLY_ALL
        if kind == "score":
            values = self._glance(column).str.extract(r"^(\d+)(?:\.0+)?$", 1).cast(pl.Int64, strict=False)
            return values.null_count() == 0 and bool(values.is_between(0, 10).all())
        marks = self.mark(column)  # whole numbers could be anything: an id, a count, a row's number
        return bool(marks.point + marks.comma) and self.share("number", column) >= _NEARLY_ALL > self.share(
            "date", column
        )

    def suits(self, form: Form, match: Match) -> bool:
        """Whether the column can be the field at all: a known word alone makes no date of `yes`."""
        field = form.field(match.field)
        if (
            field is None
            or (match.cost < TRADE and match.field not in ("churned", "tenure", "month"))
            or self.empty(match.column)
        ):
            return field is not None
        if field.kind == "date":
            return self.share("date", match.column) >= _ENOUGH
        if field.kind == "flag":
            return self.share("flag", match.column) >= _NEARLY_ALL
        if field.kind in ("money", "number", "score", "rate"):
            return self.share("number", match.column) >= _ENOUGH
        return True
