"""What was recognised of a file, why, how surely, and what else it could have been."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.errors import Parameter
from metrics.reading.forms import Form
from metrics.reading.headers import Header, System
from metrics.reading.values.dates import DateStyle


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was recognised.

    `about` is "system", "table", "shape", "column", "date_order", "decimal", "minor_units", "interval" or "scores";
    `column` is the file's column that it concerns, "" for the whole file. `reason` is a code, `params` fill its
    sentence. `confidence` is 1 where the file (or the user) proves it.
    """

    about: str
    value: str
    reason: str
    column: str = ""
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    params: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the file leaves open: the option that settles it, and what it can be set to."""

    code: str
    option: str
    choices: tuple[str, ...] = ()
    params: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Styles:
    """How the values of the columns are written: the decimal mark of a money or number field, the style of a date
    field, whether amounts are whole minor units, and whether ends are the last day with service."""

    marks: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, DateStyle] = field(default_factory=dict)
    minor_units: bool = False
    end_inclusive: bool = False
    interval: str | None = None
    month_columns: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a grid is: its form, which column is which field (by position), how its values are written.

    `ignored` are the columns that no field takes (of accounts: kept as attributes). While there are `questions`, the
    grid must not be read.
    """

    form: Form
    system: System | None
    headers: tuple[Header, ...]
    columns: Mapping[str, int]
    styles: Styles
    decisions: tuple[Decision, ...]
    questions: tuple[Question, ...]
    ignored: tuple[int, ...]

    @property
    def table(self) -> str:
        """The table that the rows belong to."""
        return self.form.table

    @property
    def mapping(self) -> dict[str, str]:
        """The file's columns by label, with the field that each became."""
        return {self.headers[index].label: name for name, index in self.columns.items()}

    def label(self, field_name: str) -> str:
        """The file's name of a field's column; the field's own where it has none."""
        index = self.columns.get(field_name)
        return field_name if index is None else self.headers[index].label
