"""How the values of a grid's columns are written; what both readings fit is asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from metrics.errors import Parameter, WrongUsage
from metrics.money import minor_digits
from metrics.reading.decisions import Decision, Question, Styles
from metrics.reading.evidence import Evidence
from metrics.reading.forms import Form
from metrics.reading.grid import Hints
from metrics.reading.headers import Header, System, header_key
from metrics.reading.values.booleans import flags
from metrics.reading.values.dates import ORDERS, DateStyle, dates
from metrics.reading.values.months import month_of
from metrics.reading.values.numbers import MarkEvidence
from metrics.reading.values.regular_dates import Order

_NUMERIC = ("money", "number", "score", "rate")
# A column of fewer scores than this may well stay low by chance, unless it runs from 1 up to 5 as stars do.
_SCORES_TO_ASK = 8
_STARS_TO_ASK = 3
# A sign, and one mark before three digits at the end.
_THOUSANDS = r"^\s*-?[€$£]\s?-?\d{1,3}([.,])\d{3}\s*$"
# Grids whose numbers come typed, so written with a point.
_TYPED = ("workbook", "parquet", "jsonlines", "query", "quotes")


@dataclass
class _Findings:
    """Decisions and questions as they are made."""

    decisions: list[Decision] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def month_columns(headers: Sequence[Header]) -> dict[int, str]:
    """The columns whose headers are months, with the first of each month (ISO): a wide monthly snapshot.

    Months are named as such, or by dates that are all the first, or all the last, of their months.
    """
    named = {header.index: month.isoformat() for header in headers if (month := month_of(header.label))}
    return named if len(named) > 1 else _dated_columns(headers) or named


def _dated_columns(headers: Sequence[Header]) -> dict[int, str]:
    labels = pl.Series([header.label for header in headers], dtype=pl.String)
    for order in ("dmy", "mdy"):
        days = dates(labels, DateStyle(order), "UTC")["date"]
        found = days.drop_nulls()
        if found.len() > 1 and any((found == edge).all() for edge in (found.dt.month_start(), found.dt.month_end())):
            return {
                header.index: day.replace(day=1).isoformat() for header, day in zip(headers, days, strict=True) if day
            }
    return {}


def decide_styles(
    evidence: Evidence,
    form: Form,
    system: System | None,
    columns: Mapping[str, int],
    months: Mapping[int, str],
    hints: Hints,
    given: Collection[str] = (),
) -> tuple[Styles, tuple[Decision, ...], tuple[Question, ...]]:
    """The styles of all mapped columns, why, and what has to be asked first; `given` are the fields of a column that
    the user named, now or before."""
    found = _Findings()
    kinds = {name: form_field.kind for name in columns if (form_field := form.field(name))}
    numeric = {name: columns[name] for name, kind in kinds.items() if kind in _NUMERIC}
    numeric |= {f"month:{index}": index for index in months}
    dated = {name: columns[name] for name, kind in kinds.items() if kind in ("date", "month")}
    money = [index for name, index in numeric.items() if name.startswith("month:") or kinds[name] == "money"]
    styles = Styles(
        marks=_marks(evidence, numeric, hints, found),
        dates=_dates(evidence, dated, hints, found),
        minor_units=_minor_units(evidence, system, money, hints, found),
        end_inclusive=_end_inclusive(columns, evidence.headers, found),
        interval=_interval(form, columns, evidence.headers, hints, found),
        month_columns=months,
    )
    _ask_scores(evidence, columns.get("score"), hints, found)
    if "cancelled_on" not in given:
        _ask_which_end(form, columns, evidence.headers, found)
    _ask_who_left(form, columns, evidence, found)
    return styles, tuple(found.decisions), tuple(found.questions)


def _marks(evidence: Evidence, numeric: Mapping[str, int], hints: Hints, found: _Findings) -> dict[str, str]:
    if hints.decimal is not None:
        if hints.decimal not in (".", ","):
            raise WrongUsage("bad_choice", option="--decimal", value=hints.decimal, known=". ,")
        return dict.fromkeys(numeric, hints.decimal)
    proofs = {name: evidence.mark(index) for name, index in numeric.items()}
    common = sum(proofs.values(), MarkEvidence()).mark()
    return {
        name: _mark(evidence, evidence.headers[index], name, proofs[name], common, found)
        for name, index in numeric.items()
    }


def _mark(
    evidence: Evidence, header: Header, name: str, proof: MarkEvidence, common: str | None, found: _Findings
) -> str:
    own = proof.mark()
    dialect = evidence.grid.dialect
    ours = header_key(name) in header.keys[:1] and dialect.separator == "," and not proof.either_comma
    if own is not None:
        mark, reason, sure = own, "only_reading", 1.0
    elif not proof.point + proof.comma + proof.unclear:
        return common or "."
    elif proof.point + proof.comma == 0 and common is not None:
        mark, reason, sure = common, "like_other_columns", 0.9
    elif proof.point + proof.comma == 0 and (dialect.kind in _TYPED or ours):
        mark, reason, sure = ".", "typed_values" if dialect.kind in _TYPED else "own_name", 0.9
    elif proof.point + proof.comma == 0 and (thousands := _signed_thousands(evidence.texts(header.index))):
        mark, reason, sure = "," if thousands == "." else ".", "signed_thousands", 0.9
    else:
        example = _example(evidence.texts(header.index), r"\d[.,]\d")
        params = {"file": evidence.grid.file, "column": header.label, "example": example}
        found.questions.append(Question("decimal_unclear", "--decimal", (".", ","), params))
        return "."
    if proof.point + proof.comma + proof.unclear:
        found.decisions.append(Decision("decimal", mark, reason, header.label, sure, (",",) if mark == "." else (".",)))
    return mark


def _signed_thousands(texts: pl.Series) -> str | None:
    """The only mark before three digits, where all such amounts have a currency's sign: no price has three decimals."""
    unclear = texts.filter(texts.str.contains(r"[.,]"))
    found = unclear.str.extract(_THOUSANDS, 1)
    return str(found[0]) if found.n_unique() == 1 and found[0] is not None else None


def _example(texts: pl.Series, pattern: str) -> str:
    matching = texts.filter(texts.str.contains(pattern)).sort()
    return str(matching[0]).strip() if matching.len() else ""


def _dates(evidence: Evidence, dated: Mapping[str, int], hints: Hints, found: _Findings) -> dict[str, DateStyle]:
    if hints.date_order is not None and hints.date_order not in ORDERS:
        raise WrongUsage("bad_choice", option="--date-order", value=hints.date_order, known=", ".join(ORDERS))
    proofs = {name: evidence.order(index) for name, index in dated.items()}
    proven = {order for name in dated if proofs[name].dmy + proofs[name].mdy and (order := proofs[name].order())}
    common = proven.pop() if len(proven) == 1 else None
    styles = {}
    for name, index in dated.items():
        header, proof = evidence.headers[index], proofs[name]
        order = next((order for order in ORDERS if order == hints.date_order), None)
        digits = proof.kind()
        if digits:
            found.decisions.append(Decision("date_digits", digits, "only_reading", header.label, 0.95))
        if order is None:
            order = _order(evidence, header, name, common, found)
        styles[name] = DateStyle(order, digits, header.utc)
    return styles


def _order(evidence: Evidence, header: Header, name: str, common: Order | None, found: _Findings) -> Order:
    proof = evidence.order(header.index)
    own = proof.order()
    monthly = evidence.month_order(header.index) if name == "month" else None
    if monthly is not None:
        order, reason, sure = monthly, "month_starts", 0.9
    elif own is not None:
        order, reason, sure = own, "only_reading", 1.0
    elif not proof.dmy + proof.mdy + proof.either:
        return common or "dmy"
    elif not proof.dmy + proof.mdy and common is not None:
        order, reason, sure = common, "like_other_columns", 0.9
    elif not proof.dmy + proof.mdy and proof.dotted == proof.either:
        order, reason, sure = "dmy", "dots_day_first", 0.9
    else:
        example = _example(evidence.texts(header.index), r"^\s*\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}")
        params = {"file": evidence.grid.file, "column": header.label, "example": example}
        found.questions.append(Question("date_order_unclear", "--date-order", ("dmy", "mdy", "ymd"), params))
        return "dmy"
    others = tuple(other for other in ORDERS if other != order)
    found.decisions.append(Decision("date_order", order, reason, header.label, sure, others))
    return order


def _minor_units(
    evidence: Evidence, system: System | None, money: Sequence[int], hints: Hints, found: _Findings
) -> bool:
    if hints.minor_units is not None:
        if hints.minor_units not in ("yes", "no"):
            raise WrongUsage("bad_choice", option="--minor-units", value=hints.minor_units, known="yes, no")
        return hints.minor_units == "yes"
    named = [index for index in money if evidence.headers[index].cents]
    if named:
        found.decisions.append(Decision("minor_units", "yes", "header_says", evidence.headers[named[0]].label))
        return True
    for index in money:
        if _like_cents(evidence, system, index):
            params = {
                "file": evidence.grid.file,
                "column": evidence.headers[index].label,
                "example": _example(evidence.texts(index), r"\d{3}"),
            }
            found.questions.append(Question("minor_units_unclear", "--minor-units", ("yes", "no"), params))
            break
    return False


def _like_cents(evidence: Evidence, system: System | None, column: int) -> bool:
    """Whether the column's amounts may be cents: whole numbers of three digits and more, from a system that writes
    cents in some of its exports, or most of them ending like prices in cents do."""
    header = evidence.headers[column]
    if any(
        key in ("mrr", "monthlyamount", "amountpaid") or (key == "amount" and not system) for key in header.keys[:1]
    ):
        ours = system is None or not system.cents
        if ours:
            return False
    currency = header.currency or evidence.context.currency
    values = evidence.texts(column)
    whole = values.str.strip_chars().str.extract(r"^-?(\d+)$", 1).drop_nulls().cast(pl.Int64, strict=False)
    filled = values.filter(values.str.contains(r"\d"))
    if whole.len() < filled.len() or whole.is_empty() or minor_digits(currency) == 0:
        return False
    paid = whole.filter(whole != 0)
    if paid.is_empty() or (paid < 100).any():
        return False
    if system is not None and system.cents:
        return True
    return paid.len() >= 3 and int((paid % 100).is_in([99, 95, 90]).sum()) * 2 > paid.len()


def _interval(
    form: Form, columns: Mapping[str, int], headers: Sequence[Header], hints: Hints, found: _Findings
) -> str | None:
    if form.shape != "price" or hints.interval is not None:
        return hints.interval
    amount = headers[columns["amount"]]
    if amount.says("yearly"):
        found.decisions.append(Decision("interval", "year", "header_says", amount.label))
        return "year"
    if "interval" in columns:
        return None
    if "interval_count" in columns and headers[columns["interval_count"]].says("months"):
        found.decisions.append(Decision("interval", "month", "header_says", headers[columns["interval_count"]].label))
        return "month"
    choices = ("day", "week", "month", "quarter", "year")
    found.questions.append(Question("interval_missing", "--interval", choices, {"column": amount.label}))
    return None


def _end_inclusive(columns: Mapping[str, int], headers: Sequence[Header], found: _Findings) -> bool:
    if "end_on" not in columns or not headers[columns["end_on"]].says("last_day"):
        return False
    found.decisions.append(Decision("end_inclusive", "yes", "header_says", headers[columns["end_on"]].label))
    return True


def _ask_scores(evidence: Evidence, column: int | None, hints: Hints, found: _Findings) -> None:
    if column is None or hints.score_max is not None:
        return
    cells = evidence.grid.cells[f"c{column}"]
    scores = cells.str.strip_chars().str.extract(r"^(\d+)(?:[.,]0+)?$", 1).drop_nulls().cast(pl.Int64, strict=False)
    lowest, highest = scores.min(), scores.max()
    if not isinstance(lowest, int) or not isinstance(highest, int) or highest > 5:
        return
    if scores.len() >= (_STARS_TO_ASK if lowest >= 1 and highest == 5 else _SCORES_TO_ASK):
        label = evidence.headers[column].label
        params: dict[str, Parameter] = {"file": evidence.grid.file, "column": label, "highest": highest}
        found.questions.append(Question("scores_low", "--score-max", ("10",), params))


def _ask_which_end(form: Form, columns: Mapping[str, int], headers: Sequence[Header], found: _Findings) -> None:
    """A single cancellation date may be the day they asked or the day they were gone: rates hang on which.

    A column that bears the field's own name, as written, is what it says.
    """
    column = columns.get("cancelled_on")
    if form.table != "subscriptions" or column is None or "end_on" in columns:
        return
    header = headers[column]
    if header.label != "cancelled_on" and header.says("which_end"):
        choices = (f"{header.label}=end_on", f"{header.label}=cancelled_on")
        found.questions.append(Question("which_end", "--map", choices, {"column": header.label}))


def _ask_who_left(form: Form, columns: Mapping[str, int], evidence: Evidence, found: _Findings) -> None:
    """A state that says who has left where no date says when: all of them would run on."""
    if form.name != "subscriptions" or {"end_on", "cancelled_on"} & set(columns):
        return
    for header in evidence.headers:
        free = header.index not in evidence.unused and header.index not in columns.values()
        if free and header.says("states") and flags(evidence.texts(header.index)).any():
            params: dict[str, Parameter] = {"file": evidence.grid.file, "column": header.label}
            choices = (f"{header.label}=churned", f"{header.label}=")
            found.questions.append(Question("left_without_date", "--map", choices, params))
            return
