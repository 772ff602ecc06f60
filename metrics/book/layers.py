"""What the fold works on: the rows of one import, and the choices it was made with."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from metrics.money import minor_digits
from metrics.reading.terms import SNAPSHOT
from metrics.tables import PROVENANCE, TABLES, Kind

SNAPSHOTS = "snapshots"
SNAPSHOT_KEY = ("account_id", "plan", "currency", "month")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user settled about keys that come again.

    `correct`: another MRR of a known spell replaces it, the past was wrong; `change_on`: it ends the spell that day
    and starts a new one; `replace`: the files of this command are their tables' whole truth.
    """

    correct: bool = False
    change_on: date | None = None
    replace: bool = False

    def to_json(self) -> dict[str, bool | str | None]:
        """The choice as plain JSON values."""
        return {**asdict(self), "change_on": self.change_on.isoformat() if self.change_on else None}

    @classmethod
    def from_json(cls, value: dict[str, bool | str | None]) -> "Choice":
        """The choice back from `to_json`."""
        day = value["change_on"]
        return cls(bool(value["correct"]), date.fromisoformat(day) if isinstance(day, str) else None,
                   bool(value["replace"]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """One import, as the fold takes it: rows of later (higher) numbers lie over those of earlier ones.

    `load` reads the rows as they were stored, with `source_line`; their amounts without a currency are in minor
    units of `money_in`. Rows of imports numbered below `replaces_before` count no more. `mapped` are the fields that
    columns of the file were read as.
    """

    number: int
    table: str
    shape: str
    fields: tuple[str, ...]
    choice: Choice
    load: Callable[[], pl.DataFrame]
    money_in: str | None = None
    replaces_before: int = 0
    mapped: frozenset[str] = frozenset()

    @property
    def is_snapshot(self) -> bool:
        """Whether the rows are months of accounts, not spells."""
        return self.shape == SNAPSHOTS


def standing(layers: Sequence[Layer]) -> list[Layer]:
    """The layers that still count: those before the last whole truth do not."""
    floor = max((layer.replaces_before for layer in layers), default=0)
    return [layer for layer in sorted(layers, key=lambda layer: layer.number) if layer.number >= floor]


def stacked(layers: Sequence[Layer], currency: str | None) -> pl.DataFrame:
    """The rows of layers of one table and kind, with their provenance and each row's currency, in layer order.

    Accounts may hold further columns: every one that any layer has.
    """
    frames = [_conformed(layer, currency) for layer in layers]
    whole = pl.concat(frames, how="diagonal")
    return whole.select(*(name for name in whole.columns if name not in PROVENANCE), *PROVENANCE)


def money_columns(table: str) -> list[str]:
    """The columns of a table that hold amounts."""
    return [column.name for column in TABLES[table].columns if column.kind is Kind.MONEY]


def _conformed(layer: Layer, currency: str | None) -> pl.DataFrame:
    """The layer's rows with every column of the table, typed, amounts scaled to the currency they are in."""
    table = TABLES[layer.table]
    schema = dict(SNAPSHOT) if layer.is_snapshot else dict(table.schema)
    schema.pop("source_line", None)
    rows = layer.load()
    further = [name for name in layer.fields if name not in schema and name in rows.columns]
    rows = rows.select(
        *(
            (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in schema.items()
        ),
        *(pl.col(name).cast(pl.String) for name in further),
        source_import=pl.lit(layer.number, pl.Int64),
        source_line=pl.col("source_line").cast(pl.Int64),
    )
    return _scaled(rows, layer, currency)


def _scaled(rows: pl.DataFrame, layer: Layer, currency: str | None) -> pl.DataFrame:
    """Name the currency of every amount, which may have other decimals than it was read with."""
    amounts = money_columns(layer.table)
    if not amounts:
        return rows
    unnamed = pl.col("currency").is_null() if "currency" in rows.columns else pl.lit(value=True)
    digits = minor_digits(currency) - minor_digits(layer.money_in)
    if currency is not None and digits:
        rows = rows.with_columns(
            pl.when(unnamed).then(rescaled(pl.col(name), digits)).otherwise(pl.col(name)).alias(name)
            for name in amounts
        )
    if "currency" not in rows.columns:
        return rows
    return rows.with_columns(pl.col("currency").fill_null(pl.lit(currency, pl.String)))


def rescaled(amount: pl.Expr, digits: int) -> pl.Expr:
    """Minor units with that many decimals more (or fewer, rounded half away from zero), Int64."""
    factor: int = 10 ** abs(digits)
    return amount * factor if digits >= 0 else divided_half_away(amount, factor)


def divided_half_away(amount: pl.Expr, divisor: int) -> pl.Expr:
    """A whole number divided by one above 0, rounded half away from zero; in the dtype of the amount."""
    rounded: pl.Expr = amount.sign() * ((amount.abs() * 2 + divisor) // (2 * divisor))
    return rounded


def changes(names: Sequence[str], by: int = 1) -> pl.Expr:
    """Whether any of the columns differs from the row before (`by` 1) or after (-1); null equals null."""
    edge = pl.int_range(pl.len()) == (0 if by > 0 else pl.len() - 1)
    return pl.any_horizontal([edge, *(pl.col(name).ne_missing(pl.col(name).shift(by)) for name in names)])
