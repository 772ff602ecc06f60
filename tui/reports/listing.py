"""A listing: rows with named fields, as JSON has them; what is shown of each value in the user's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from metrics.money import to_decimal_string, to_minor
from tui import formats

if TYPE_CHECKING:
    import polars as pl

# What a value is: the units of the metrics, and what else a row can hold; a moment is an ISO 8601 timestamp.
Unit = Literal["text", "list", "file", "date", "moment", "count", "money", "ratio", "multiple", "days", "score"]
Row = Mapping[str, object]
_AS_TEXT = ("text", "list", "file", "date", "moment")
_WHOLE = ("date", "moment")  # half of one is worth nothing


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a listing: its name in JSON and CSV, its title for people (empty: not shown), its unit."""

    name: str
    title: str
    unit: Unit = "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows whose values are JSON's: money is a decimal string, a date an ISO string, a list a list of strings."""

    fields: tuple[Field, ...]
    rows: Sequence[Row]
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells ready to be drawn, cleaned; `right` tells which columns hold figures, `whole` which others are not to be
    cut where room is short."""

    heads: tuple[str, ...]
    right: tuple[bool, ...]
    rows: Sequence[tuple[str, ...]]
    title: str = ""
    whole: tuple[bool, ...] = ()


def rows_of(frame: "pl.DataFrame", fields: Sequence[Field], currency: str | None) -> list[Row]:
    """A frame's rows as JSON values, the fields in order; `currency` fills the field of that name, and a field that
    the frame does not have is null. Money is in minor units in the frame.
    """
    names = [field.name for field in fields if field.name in frame.columns]
    units = {field.name: field.unit for field in fields}
    constant = {field.name: currency if field.name == "currency" else None for field in fields}
    return [
        constant | {name: _plain(value, units[name], currency) for name, value in zip(names, row, strict=True)}
        for row in frame.select(names).iter_rows()
    ]


def _plain(value: object, unit: Unit, currency: str | None) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return to_decimal_string(value, currency) if unit == "money" and isinstance(value, int) else value


def grid(listing: Listing) -> Grid:
    """The listing's shown fields as cells."""
    fields = [field for field in listing.fields if field.title]
    return Grid(
        heads=tuple(formats.clean(field.title) for field in fields),
        right=tuple(field.unit not in _AS_TEXT for field in fields),
        rows=[
            tuple(shown(row.get(field.name), field.unit, listing.currency) for field in fields) for row in listing.rows
        ],
        whole=tuple(field.unit in _WHOLE for field in fields),
    )


def shown(value: object, unit: Unit, currency: str | None) -> str:
    """One value for a person, harmless on a terminal; nothing for null text, a dash for an undefined figure."""
    if value is None:
        return "" if unit in _AS_TEXT else formats.NOTHING
    if unit == "money":
        return formats.money(to_minor(Decimal(str(value)), currency), currency)
    if unit in _DATED:
        return _DATED[unit](str(value))
    if isinstance(value, int | float) and unit in _FIGURES:
        return _FIGURES[unit](value)
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    return formats.clean(str(value))


_DATED: dict[Unit, Callable[[str], str]] = {
    "date": lambda text: formats.date(date.fromisoformat(text)),
    "moment": lambda text: formats.moment(datetime.fromisoformat(text)),
    "file": lambda text: formats.clean(text.replace("\\", "/").rsplit("/", 1)[-1]),
}
_FIGURES: dict[Unit, Callable[[int | float], str]] = {
    "count": formats.count,
    "ratio": formats.share,
    "multiple": formats.multiple,
    "days": formats.days,
    "score": formats.score,
}
