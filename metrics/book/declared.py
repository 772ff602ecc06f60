"""What can be set in a book: each setting with its default, its reader and its words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from metrics.errors import WrongUsage
from metrics.question import LOSS_DATES, STAGES
from metrics.signals.base import Thresholds
from metrics.tables import within_bounds
from metrics.words import N_

TARGET, THRESHOLD = "targets.", "thresholds."


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `parse` reads the text that is stored, raising ValueError; `default` holds while nothing is set.

    `changes_figures`: what was computed before no longer holds. `choices` are all that it takes, where they are few.
    """

    key: str
    default: Any
    parse: Callable[[str], Any]
    title: str
    takes: str
    changes_figures: bool = True
    choices: tuple[str, ...] = ()


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return parse


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not within_bounds(day):
        raise ValueError(text)
    return day


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise ValueError(text)
    return text.upper()


def _time_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(text) from error


def _share(text: str) -> Decimal:
    try:
        value = Decimal(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not (value.is_finite() and 0 <= value <= 1):
        raise ValueError(text)
    return value


def _number(text: str) -> int:
    value = int(text)
    if not 0 < value <= _LARGEST_THRESHOLD:
        raise ValueError(text)
    return value


def _target(text: str) -> Decimal:
    """A net revenue retention, which may be above 1."""
    try:
        value = Decimal(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not (value.is_finite() and 0 < value <= _LARGEST_TARGET):
        raise ValueError(text)
    return value


def _choice(key: str, title: str, *choices: str) -> Setting:
    """A setting that takes one of a few; the first is its default."""
    return Setting(key, choices[0], _one_of(*choices), title, ", ".join(choices), choices=choices)


def _threshold(name: str, default: int) -> Setting:
    return Setting(THRESHOLD + name, default, _number, _THRESHOLD_TITLES[name], N_("a whole number: 90"), False)


_LARGEST_THRESHOLD: Final = 3650
_LARGEST_TARGET: Final = 10
_THRESHOLD_TITLES: Final[Mapping[str, str]] = {
    "contraction_days": N_("Days that a contraction stays news"),
    "survey_days": N_("Days that a survey answer stays news"),
    "score_drop": N_("Points by which a score has to drop"),
    "late_days": N_("Days after the due date that are late"),
    "later_days": N_("Days later than the account's own habit"),
    "habit_invoices": N_("Paid invoices that make a habit"),
    "ticket_days": N_("Days over which tickets are counted"),
    "tickets_at_least": N_("Tickets that are many"),
    "tickets_times": N_("Times as many tickets as before"),
    "order_gaps": N_("Gaps between orders that make an interval"),
    "order_times": N_("Times the usual interval without an order"),
    "unopened_mails": N_("Mails in a row left unopened"),
    "mail_grace_days": N_("Days in which a mail may still be opened"),
    "mail_days": N_("Days that a mail stays news"),
    "contact_days": N_("Days that a contact's change stays news"),
    "outcome_after_days": N_("Days of service after which an outcome is expected"),
    "projection_percent": N_("Per cent of the projected MRR that is enough"),
    "renewal_days": N_("Days before the renewal that are soon"),
    "quiet_days": N_("Days without any sign of life"),
    "precedent_days": N_("Days in which a loss counts as having followed a signal"),
}
_SHARE_TAKES = N_("a share: 0.8 or 80%")

SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("as_of", None, _day, N_("The last day that counts"), N_("a date: 2026-09-30")),
        Setting("currency", None, _currency, N_("The book's currency"), N_("a currency: EUR")),
        Setting("time_zone", "UTC", _time_zone, N_("Where a day begins"), N_("a time zone: Europe/Brussels")),
        _choice("loss_date", N_("Which date a loss bears"), *LOSS_DATES),
        Setting("gross_margin", Decimal(1), _share, N_("Gross margin"), _SHARE_TAKES),
        Setting(
            "dso_month_days",
            0,
            lambda text: int(_one_of("0", "30")(text)),
            N_("Days of a month in DSO"),
            N_("0 (as many as it has) or 30"),
            choices=("0", "30"),
        ),
        _choice("stage", N_("The company's stage"), *STAGES),
        Setting("observed_from", None, _day, N_("The day since which losses are recorded"), N_("a date: 2024-01-01")),
        *(_threshold(each.name, int(str(each.default))) for each in fields(Thresholds)),
    )
}


def setting(key: str) -> Setting:
    """What a key names: a setting of the list, or an owner's target. Raises WrongUsage for an unknown one."""
    if key in SETTINGS:
        return SETTINGS[key]
    if key.startswith(TARGET) and key.removeprefix(TARGET).strip():
        return Setting(key, None, _target, _TARGET_TITLE, _TARGET_TAKES, False)
    raise WrongUsage("unknown_setting", key=key, known=", ".join((*SETTINGS, TARGET + "OWNER")))


_TARGET_TITLE = N_("Net revenue retention that the owner aims at in a year")
_TARGET_TAKES = N_("a share: 1.05 or 105%")
