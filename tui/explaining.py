"""An explanation in words, for command and screen: the formula with its numbers, and why each account counts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.words import N_
from tui import formats
from tui.bands import shown, verdict_text
from tui.period_names import period_name
from tui.words import _

if TYPE_CHECKING:
    from metrics.explain import Explanation
    from metrics.figures import Figure, Number
    from metrics.periods import Every
    from metrics.question import Stage

WHYS: dict[str, str] = {
    "lost": N_("on at the start, not at the end"),
    "stayed": N_("on at the start and at the end"),
    "left_and_returned": N_("left and returned within the period"),
    "new": N_("on at the end, never before the period"),
    "reactivated": N_("on at the end, back after an absence"),
    "in_and_out": N_("joined and left within the period"),
    "expanded": N_("pays more at the end"),
    "contracted": N_("pays less at the end"),
    "bought_again": N_("two orders or more so far"),
    "bought_once": N_("one order so far"),
    "sent_back": N_("sent units back"),
    "kept_all": N_("sent nothing back"),
    "owes": N_("owes at the end"),
    "in_credit": N_("has a credit at the end"),
    "invoiced": N_("invoiced in the period"),
    "credited": N_("credited in the period"),
    "answered": N_("answered in the period"),
    "promoter": N_("more promoters than detractors"),
    "detractor": N_("more detractors than promoters"),
    "passive": N_("passive, or as many of both"),
    "opened_tickets": N_("opened tickets"),
    "complained": N_("complained"),
    "has_open_tickets": N_("has tickets open at the end"),
    "read_mails": N_("opened mails of the period"),
    "read_none": N_("opened none of the period's mails"),
    "counts": N_("counts"),
}


# What the source of a benchmark leaves open.
_NOTES = {"period_not_stated": N_("The source states no period for it; read as a year.")}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an explanation and its style; with a `value`, it names that figure."""

    text: str
    style: str = ""
    value: str = ""


def why(code: str) -> str:
    """Why an account counts, in the user's language."""
    return _(WHYS[code])


def value(figure: "Figure", currency: str | None) -> str:
    """A figure's value as people read it; a dash where it is undefined."""
    if figure.value is None:
        return formats.NOTHING
    match figure.measure.unit:
        case "money":
            return formats.money(int(figure.value), currency)
        case "ratio":
            return formats.multiple(figure.value) if figure.measure.is_multiple else formats.share(figure.value)
        case "days":
            return formats.days(figure.value)
        case "score":
            return formats.score(figure.value)
    return formats.count(figure.value)


def part(number: "Number | None", currency: str | None, *, is_money: bool) -> str:
    """A numerator or a denominator as people read it; of customers there may be halves."""
    if number is None:
        return formats.NOTHING
    return formats.money(int(number), currency) if is_money else formats.score(number)


def formula(explanation: "Explanation") -> str:
    """The measure's formula with the numbers of this period: `lost / start = 12 / 975 = 1.2 %`."""
    figure, currency = explanation.figure, explanation.currency
    measure = figure.measure
    above = part(figure.numerator, currency, is_money=measure.money[0])
    below = part(figure.denominator, currency, is_money=measure.money[1])
    steps = [_(measure.formula)]
    if measure.kind == "ratio":
        scale = figure.period.days if measure.scale == "days" else measure.scale
        steps.append(f"{above} / {below}" + (f" × {scale}" if scale != 1 else ""))
    elif measure.id == "customer_lifetime_value" and figure.value is not None:
        steps.append(_lifetime(explanation))
    return " = ".join([*steps, value(figure, currency)])


def _lifetime(explanation: "Explanation") -> str:
    """ARPA, margin and mean churn of a lifetime value that is defined, in numbers."""
    paid, *churn = (each.value or 0 for each in explanation.inputs)
    margin = formats.share(float(explanation.assumptions.gross_margin))
    mean = formats.share(sum(churn) / len(churn), digits=2)
    return f"{formats.money(int(paid), explanation.currency)} × {margin} / {mean}"


def interval(figure: "Figure") -> str | None:
    """The 95 % interval as people read it, None where the measure has none."""
    if figure.low is None or figure.high is None:
        return None
    shown = formats.score if figure.measure.unit == "score" else formats.share
    return _("95% interval: {low} to {high}").format(low=shown(figure.low), high=shown(figure.high))


def meaning(explanation: "Explanation", every: "Every", stage: "Stage") -> list[Said]:
    """What the figure is: its definition, its formula with this period's numbers, and what is usual."""
    said = [Said(_(explanation.measure.definition)), Said(formula(explanation), "accent")]
    if explanation.figure.value is None:
        said.append(Said(_("Undefined: there is nothing to divide by, or too little to tell.")))
    return said + _benchmark(explanation.figure, every, stage)


def background(explanation: "Explanation") -> list[Said]:
    """What it is made of, what to mind, and whose definition it is."""
    measure, currency = explanation.measure, explanation.currency
    said = [
        Said(_input_title(each, explanation.figure), "muted", shown(each.measure, each.value, currency))
        for each in explanation.inputs
    ]
    if skipped := _skipped(explanation):
        months = ", ".join(period_name(month.period.label) for month in skipped)
        said.append(Said(_("Skipped, as they have no positive sales: {months}").format(months=months)))
    if measure.caveats:
        said.append(Said(_(measure.caveats), "warn"))
    if measure.source:
        said.append(Said(_("Source: {source}").format(source=_(measure.source)), "muted"))
    return said


def _input_title(figure: "Figure", of: "Figure") -> str:
    """What an input is, with its period where that is another one."""
    title = _(figure.measure.title)
    return title if figure.period == of.period else f"{title}, {period_name(figure.period.label)}"


def _skipped(explanation: "Explanation") -> list["Figure"]:
    """The months that a count back goes through without taking days of them."""
    if explanation.measure.id != "days_sales_outstanding_countback":
        return []
    return [each for each in explanation.inputs if each.measure.id == "credit_sales" and not (each.value or 0) > 0]


def _benchmark(figure: "Figure", every: "Every", stage: "Stage") -> list[Said]:
    """What is usual, over a year, and who says so."""
    from metrics.benchmarks import verdict

    found = verdict(figure, every, stage)
    if found is None:
        return []
    said = [Said(verdict_text(found) + " · " + _("benchmark of {source}").format(source=found.benchmark.source))]
    return [*said, Said(_(_NOTES[found.benchmark.note]), "muted")] if found.benchmark.note else said
