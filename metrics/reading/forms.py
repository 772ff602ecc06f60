"""What a file can be: the eleven tables as they stand, and the four shapes that become subscriptions."""

from dataclasses import dataclass
from typing import Literal

from metrics.tables import SUBSCRIPTIONS, TABLES

Shape = Literal["rows", "spells", "price", "snapshots", "customers"]
SHAPES: tuple[Shape, ...] = ("spells", "price", "snapshots", "customers")

FieldKind = Literal["id", "text", "date", "money", "number", "score", "rate", "month", "flag"]


@dataclass(frozen=True, slots=True)
class Field:
    """A thing that a column can hold, whether a file of the form can do without it, and a row without its value."""

    name: str
    kind: FieldKind
    required: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A table in one of its shapes, with the fields that its columns can be mapped to.

    `either` lists sets of fields of which a file needs at least one.
    """

    table: str
    shape: Shape
    fields: tuple[Field, ...]
    either: tuple[tuple[str, ...], ...] = ()

    @property
    def name(self) -> str:
        """Where the form's words stand in the knowledge: the table's name, or the shape's."""
        return self.table if self.shape in ("rows", "spells") else self.shape

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def missing(self, fields: set[str]) -> tuple[str, ...]:
        """The required fields that are not among these (of an either-or, its first)."""
        needed = [field.name for field in self.fields if field.required and field.name not in fields]
        return (*needed, *(names[0] for names in self.either if not fields.intersection(names)))


def _table_fields(table: str) -> tuple[Field, ...]:
    known = TABLES[table]
    return tuple(
        Field(column.name, column.kind.value, column.required and column.name != known.derived)
        for column in known.columns
    )


def _spell_fields(*without: str) -> tuple[Field, ...]:
    return tuple(field for field in _table_fields(SUBSCRIPTIONS.name) if field.name not in without)


_PRICE = Form(
    "subscriptions",
    "price",
    (
        *_spell_fields("mrr"),
        Field("amount", "money", required=True),
        Field("quantity", "number"),
        Field("interval", "text"),
        Field("interval_count", "number"),
        Field("trial_end", "date"),
        Field("status", "text"),
    ),
)
_SNAPSHOTS = Form(
    "subscriptions",
    "snapshots",
    (
        Field("account_id", "id", required=True),
        Field("month", "month", required=True),
        Field("mrr", "money", required=True, blank=True),
        Field("plan", "text"),
        Field("currency", "text"),
    ),
)
_CUSTOMERS = Form(
    "subscriptions",
    "customers",
    (
        *(Field(f.name, f.kind, f.name == "account_id") for f in _spell_fields("subscription_id")),
        Field("churned", "flag"),
        Field("tenure", "number"),
    ),
    either=(("tenure", "start_on"), ("churned", "end_on")),
)

# What a row's amount, or its sign, can be worked out from, where no column holds it.
_FURTHER = {
    "invoices": (Field("credit", "money"), Field("document", "text")),
    "orders": (Field("unit_price", "money"),),
}

FORMS: tuple[Form, ...] = (
    *(
        Form(name, "spells" if name == SUBSCRIPTIONS.name else "rows", (*_table_fields(name), *_FURTHER.get(name, ())))
        for name in TABLES
    ),
    _PRICE,
    _SNAPSHOTS,
    _CUSTOMERS,
)  # fmt: skip


def form_of(table: str, shape: str | None = None) -> Form | None:
    """The form of a table in that shape (its plain one by default), or None."""
    wanted = shape or ("spells" if table == SUBSCRIPTIONS.name else "rows")
    return next((form for form in FORMS if form.table == table and form.shape == wanted), None)
