"""The Overview's figures: which metrics stand in which band, and each as the words that a card shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from metrics.words import N_
from tui.formats import NOTHING, change, count, days, money, multiple, score, share, span
from tui.period_names import period_name
from tui.words import _

if TYPE_CHECKING:
    from metrics.benchmarks import Verdict
    from metrics.figures import Figure, Figures, Number
    from metrics.measures.base import Measure
    from metrics.periods import Period
    from metrics.question import Assumptions

BANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Customers"),
        (
            "customers_end", "customer_churn_rate", "customers_lost", "customers_new", "customers_reactivated",
            "loss_events",
        ),
    ),
    (
        N_("Recurring revenue"),
        (
            "mrr_end", "net_revenue_retention", "gross_revenue_retention", "mrr_churned", "mrr_contraction",
            "mrr_expansion", "mrr_new", "mrr_reactivated", "arpa", "arr", "customer_lifetime_value", "quick_ratio",
        ),
    ),
    (
        N_("Orders and receivables"),
        (
            "repeat_purchase_rate", "days_sales_outstanding", "product_return_rate", "purchase_interval_days",
            "receivables_end", "credit_sales",
        ),
    ),
    (
        N_("Voice"),
        (
            "net_promoter_score", "complaints_opened", "tickets_open_end", "tickets_opened", "survey_responses",
            "email_open_rate",
        ),
    ),
)  # fmt: skip
SPARK = 12  # periods of a sparkline
HISTORY = 24  # periods of a chart
CHANGED = "≠"  # before a figure that a later import changed

FILES = {
    "subscriptions": N_("a file of subscriptions"),
    "orders": N_("a file of orders"),
    "invoices": N_("a file of invoices"),
    "surveys": N_("a file of survey answers"),
    "tickets": N_("a file of tickets"),
    "emails": N_("a file of mails"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One metric as shown. `arrow` and `tone` are empty where the change is inside the noise; `since` says in words
    what they say in signs and colours."""

    metric: str
    title: str
    value: str
    change: str = ""
    arrow: Literal["", "▲", "▼"] = ""
    tone: Literal["", "good", "bad"] = ""
    interval: str = ""
    history: tuple[float | None, ...] = ()
    remark: str = ""
    in_short: str = ""
    since: str = ""
    missing: bool = False
    restated: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A band of tiles under its title."""

    title: str
    tiles: tuple[Tile, ...]


def shown(measure: "Measure", value: "Number | None", currency: str | None) -> str:
    """A value of a measure in the user's language."""
    match measure.unit:
        case "money":
            return money(None if value is None else int(value), currency, digits=_digits(value))
        case "ratio":
            return multiple(value) if measure.is_multiple else share(value)
        case "days":
            return days(None if value is None else round(value, 1))
        case "score":
            return score(None if value is None else round(value, 1))
        case _:
            return count(value)


def _digits(minor: "Number | None") -> int | None:
    """Large amounts stand without cents on a card."""
    return 0 if minor is not None and abs(minor) >= 100_000 else None


def bands(
    figures: "Figures",
    group: str | None,
    period: "Period",
    assumptions: "Assumptions",
    restated: frozenset[str] = frozenset(),
) -> tuple[Band, ...]:
    """Every band for the period in view; `figures` hold it and the periods before it, `restated` are the metrics that
    are no longer what they were."""
    from metrics.catalogue import BY_ID

    index = figures.index()
    labels = [each.label for each in figures.periods]
    at = labels.index(period.label) if period.label in labels else len(labels) - 1
    found = []
    for title, metrics in BANDS:
        histories = {
            metric: [index.get((label, group, metric)) for label in labels[max(0, at - SPARK + 1) : at + 1]]
            for metric in metrics
        }
        tiles = [_tile(BY_ID[metric], histories[metric], figures, assumptions) for metric in metrics]
        found.append(Band(title, tuple(replace(tile, restated=tile.metric in restated) for tile in tiles)))
    return tuple(found)


def _tile(
    measure: "Measure", history: "Sequence[Figure | None]", figures: "Figures", assumptions: "Assumptions"
) -> Tile:
    now = history[-1] if history else None
    if now is None:
        return Tile(measure.id, _(measure.title), NOTHING, remark=_missing(measure), missing=True)
    before = history[-2] if len(history) > 1 else None
    text, arrow, tone = _change(now, before, figures.currency)
    remark, in_short = _verdict(now, figures, assumptions)
    return Tile(
        metric=measure.id,
        title=_(measure.title),
        value=shown(measure, now.value, figures.currency),
        change=text,
        arrow=arrow,
        tone=tone,
        interval=_interval(now),
        history=tuple(None if figure is None or figure.value is None else float(figure.value) for figure in history),
        remark=remark,
        in_short=in_short,
        since=_since(text, arrow, tone, before),
    )


def _missing(measure: "Measure") -> str:
    return _("needs {file}").format(file=", ".join(_(FILES[table]) for table in measure.needs if table in FILES))


def _change(
    now: "Figure", before: "Figure | None", currency: str | None
) -> tuple[str, Literal["", "▲", "▼"], Literal["", "good", "bad"]]:
    from metrics.benchmarks import change as change_of

    found = change_of(now, before)
    if found is None or before is None or now.value is None or before.value is None:
        return "", "", ""
    difference = float(found.difference)
    if now.measure.unit == "money":
        sign = "+" if difference > 0 else "-" if difference < 0 else "±"
        text = sign + money(abs(round(difference)), currency, digits=_digits(difference))
    elif now.measure.is_multiple or now.measure.unit in ("score", "days"):
        unit = "count" if now.measure.is_multiple else now.measure.unit
        text = change(round(now.value, 1), round(before.value, 1), unit, currency)
    else:
        text = change(now.value, before.value, now.measure.unit, currency)
    if not found.clear or not difference:
        return text, "", ""
    better = found.better(now.measure.better)
    return text, "▲" if difference > 0 else "▼", "" if better is None else "good" if better else "bad"


_SINCE: Mapping[str, str] = {
    "good": N_("{change} since {period}: better."),
    "bad": N_("{change} since {period}: worse."),
    "": N_("{change} since {period}."),
}


def _since(text: str, arrow: str, tone: str, before: "Figure | None") -> str:
    """The change in words: for the better, for the worse, or not to be told from chance."""
    if not text or before is None:
        return ""
    is_unsure = not arrow and before.measure.interval is not None
    sentence = N_("{change} since {period}: may be chance.") if is_unsure else _SINCE[tone]
    return _(sentence).format(change=text, period=period_name(before.period.label))


def _interval(figure: "Figure") -> str:
    if figure.low is None or figure.high is None:
        return ""
    if figure.measure.unit == "ratio":
        return span(figure.low, figure.high)
    return _("{low} to {high}").format(low=score(round(figure.low)), high=score(round(figure.high)))


_VERDICTS: Mapping[str, str] = {
    "below": N_("{rate} a year: better than the usual {low} to {high} a year"),
    "within": N_("{rate} a year: within the usual {low} to {high} a year"),
    "above": N_("{rate} a year: worse than the usual {low} to {high} a year"),
}
# The same on a card, in 24 cells at most.
_IN_SHORT: Mapping[str, str] = {
    "below": N_("better than {low}–{high} a year"),
    "within": N_("within {low}–{high} a year"),
    "above": N_("worse than {low}–{high} a year"),
}


def _verdict(figure: "Figure", figures: "Figures", assumptions: "Assumptions") -> tuple[str, str]:
    """How it compares with what is usual, in a sentence and in short; nothing where nobody says what is."""
    from metrics.benchmarks import verdict

    found = verdict(figure, figures.every, assumptions.stage)
    return ("", "") if found is None else (verdict_text(found), _compared(found, _IN_SHORT))


def verdict_text(found: "Verdict") -> str:
    """How a rate compares with what is usual, both over a year."""
    return _compared(found, _VERDICTS)


def _compared(found: "Verdict", sentences: Mapping[str, str]) -> str:
    return _(sentences[found.standing]).format(
        rate=share(found.yearly), low=share(found.benchmark.low, 0), high=share(found.benchmark.high, 0)
    )
