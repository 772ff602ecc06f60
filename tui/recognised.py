"""What was recognised of files, a line each thing: what it was taken for, why, how surely, what it may be instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from metrics.words import N_
from tui.formats import clean, share
from tui.intake import TABLE_NAMES, file_name
from tui.sentences import sentence
from tui.settling import DATE_ORDERS, DECIMALS, INTERVALS, MINOR_UNITS, SEPARATORS, Answer, Wanted
from tui.words import _

if TYPE_CHECKING:
    from metrics.reading.decisions import Decision
    from metrics.reading.seen import Seen

SHAPES: Final[tuple[Answer, ...]] = (
    ("spells", N_("a row a stretch of constant MRR"), "s"),
    ("price", N_("a price and its interval"), "p"),
    ("snapshots", N_("an amount a month"), "m"),
    ("customers", N_("a customer a row, with a churn mark"), "c"),
)
END_INCLUSIVE: Final[tuple[Answer, ...]] = (
    ("", N_("the first day without service"), "f"),
    ("yes", N_("the last day with service"), "l"),
)
REPLACE: Final[tuple[Answer, ...]] = (
    ("", N_("they add to what is known"), "a"),
    ("yes", N_("they are the whole truth of their tables"), "w"),
)
_ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "mac_roman")
_TITLES: Final = {
    "table": N_("Table"),
    "shape": N_("Subscriptions as"),
    "date_order": N_("Dates"),
    "decimal": N_("Decimal mark"),
    "minor_units": N_("Cents"),
    "interval": N_("A price is for"),
    "end_inclusive": N_("The end is"),
    "as_of": N_("Taken on"),
    "currency": N_("Currency"),
    "replace": N_("The files"),
    "encoding": N_("Encoding"),
    "separator": N_("Between cells"),
    "header_row": N_("Header on line"),
}
# What is typed, not chosen.
TYPED: Final = {
    "header_row": N_("The line of the header; 0 where there is none"),
    "currency": N_("The currency of amounts that name none, such as EUR"),
    "as_of": N_("On which day was the list taken?"),
}
_SURE = 0.995


@dataclass(frozen=True, slots=True)
class Thing:
    """A line: which table of the files (`place` among those seen; -1 = all), what of it (a column's label where
    `about` is "column"), its first values, what it was taken for, why and how surely (0..1, None = nobody asked)."""

    place: int
    about: str
    column: str = ""
    firsts: str = ""
    value: str = ""
    why: str = ""
    sure: float | None = None

    @property
    def title(self) -> str:
        """What the line is about."""
        return self.column or _(_TITLES[self.about])


def title_of(about: str) -> str:
    """The name of a thing, as the title of a menu."""
    return _(_TITLES[about])


def things(seen: "Sequence[Seen]", wanted: Wanted) -> list[Thing]:
    """Every line of every table, and those of all files."""
    found = [thing for place, each in enumerate(seen) for thing in _of_table(place, each)]
    currency = (wanted.hints.currency or "").upper()
    replace = named("yes" if wanted.taking.replace else "", REPLACE)
    common = Thing(-1, "currency", value=currency or _("as in the book or files"))
    return [*found, common, Thing(-1, "replace", value=replace)]


def _of_table(place: int, each: "Seen") -> list[Thing]:
    head = Thing(place, "table", f"{file_name(each.file)}", value=_("not known yet"))
    if each.recognition is None:
        columns = [_column(place, each, index, None) for index in range(len(each.labels))]
        return [head, *columns, *_cutting(place, each)]
    decisions = {(one.about, one.column): one for one in each.recognition.decisions}
    table = decisions[("table", "")]
    system = decisions.get(("system", ""))
    why = _why(system or table) if not system else f"{system.value}: {_why(system)}"
    name = _(TABLE_NAMES[each.recognition.table])
    found = [Thing(place, "table", head.column, value=name, why=why, sure=table.confidence)]
    found += _meaning(place, each)
    by_column = {one.column: one for one in each.recognition.decisions if one.about == "column"}
    found += [_column(place, each, index, by_column.get(label)) for index, label in enumerate(each.labels)]
    return [*found, *_cutting(place, each)]


def _meaning(place: int, each: "Seen") -> list[Thing]:
    """How the values are to be taken, as far as the file has such values."""
    recognition = each.recognition
    assert recognition is not None
    form, hints = recognition.form, each.hints
    kinds = {field.kind for field in form.fields if field.name in recognition.columns}
    found = []
    if form.table == "subscriptions":
        found.append(_decided(place, each, "shape", SHAPES, form.shape))
    if kinds & {"date", "month"}:
        found.append(_decided(place, each, "date_order", DATE_ORDERS, hints.date_order))
    if kinds & {"money", "number", "rate"} or recognition.styles.month_columns:
        found.append(_decided(place, each, "decimal", DECIMALS, hints.decimal))
    if "money" in kinds or recognition.styles.month_columns:
        units = hints.minor_units or ("yes" if recognition.styles.minor_units else "no")
        found.append(_decided(place, each, "minor_units", MINOR_UNITS, units))
    if form.shape == "price":
        interval = hints.interval or recognition.styles.interval
        found.append(_decided(place, each, "interval", INTERVALS, interval))
    if "end_on" in recognition.columns:
        inclusive = hints.end_inclusive or recognition.styles.end_inclusive
        end = named("yes" if inclusive else "", END_INCLUSIVE)
        found.append(Thing(place, "end_inclusive", value=end))
    if form.shape == "customers":
        found.append(Thing(place, "as_of", value=hints.as_of or _("not said")))
    return found


def _decided(place: int, each: "Seen", about: str, answers: tuple[Answer, ...], given: str | None) -> Thing:
    """A line with the decisions about it: of several columns each value once, the least sure one's reason."""
    recognition = each.recognition
    made = [one for one in recognition.decisions if one.about == about] if recognition else []
    values = [given] if given else list(dict.fromkeys(one.value for one in made))
    said = ", ".join(named(value, answers) for value in values if value)
    open_ = bool(recognition and any(_asks(question.option) == about for question in recognition.questions))
    if open_ and not given:
        return Thing(place, about, value=_("to be answered"), sure=0.0)
    if getattr(each.hints, about, None):
        return Thing(place, about, value=said, why=sentence("given_by_user", {}), sure=1.0)
    least = min(made, key=lambda one: one.confidence, default=None)
    return Thing(place, about, value=said or _("as the file says"), why=_why(least) if least else "",
                 sure=least.confidence if least else None)  # fmt: skip


def _asks(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


def _column(place: int, each: "Seen", index: int, decision: "Decision | None") -> Thing:
    firsts = " · ".join(clean(value) for value in each.firsts[index])
    label = clean(each.labels[index])
    if decision is None:
        kept = each.recognition is not None and each.recognition.table == "accounts"
        return Thing(place, "column", label, firsts, _("kept, to group by") if kept else _("not used"))
    return Thing(place, "column", label, firsts, decision.value, _why(decision), decision.confidence)


def _cutting(place: int, each: "Seen") -> list[Thing]:
    """How the file was cut into cells."""
    dialect = each.dialect
    if dialect.kind != "text":
        return []
    said = [(reason.code, sentence(reason.code, dict(reason.params))) for reason in dialect.reasons]

    def why(*starts: str) -> str:
        return " ".join(text for code, text in said if code.startswith(starts))

    header = str(dialect.header_row) if dialect.header_row else _("none")
    separator = named(dialect.separator, SEPARATORS) or _("nothing")
    return [
        Thing(place, "encoding", value=dialect.encoding, why=why("encoding")),
        Thing(place, "separator", value=separator, why=why("separator", "quotes"), sure=dialect.confidence),
        Thing(place, "header_row", value=header, why=why("header", "columns")),
    ]


def _why(decision: "Decision") -> str:
    return sentence(decision.reason, dict(decision.params))


def named(value: str, answers: Sequence[Answer]) -> str:
    """A value as a person calls it."""
    return next((_(name) for known, name, _key in answers if known == value), value)


def sureness(sure: float | None) -> str:
    """How sure: nothing where it is certain."""
    return "" if sure is None or sure >= _SURE else share(sure, 0)


def alternatives(thing: Thing, each: "Seen | None") -> list[Answer]:
    """What a thing may be taken for instead: value, English name, key."""
    match thing.about:
        case "table":
            return [(name, title, "") for name, title in TABLE_NAMES.items()]
        case "column":
            return _fields(each)
        case "encoding":
            return [(name, name, "") for name in _ENCODINGS]
    menus = {
        "shape": SHAPES, "date_order": DATE_ORDERS, "decimal": DECIMALS, "minor_units": MINOR_UNITS,
        "interval": INTERVALS, "end_inclusive": END_INCLUSIVE, "replace": REPLACE, "separator": SEPARATORS,
    }  # fmt: skip
    return list(menus[thing.about])


def _fields(each: "Seen | None") -> list[Answer]:
    """The fields of the table that was recognised (of all tables where it is not known), then none."""
    from metrics.reading.forms import FORMS

    forms = FORMS if each is None or each.recognition is None else (each.recognition.form,)
    names = dict.fromkeys(field.name for form in forms for field in form.fields)
    return [*((name, name, "") for name in names), ("", N_("not used"), "")]
