"""The book's settings: the only list of them, and their append-only log."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from metrics.book import imports
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage
from metrics.question import LOSS_DATES, STAGES, Assumptions
from metrics.tables import within_bounds
from metrics.words import N_


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `parse` reads the text that is stored, raising ValueError; `default` holds while nothing is set.

    `changes_figures`: what was computed before no longer holds.
    """

    key: str
    default: Any
    parse: Callable[[str], Any]
    title: str
    takes: str
    changes_figures: bool = True


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


_SHARE_TAKES = N_("a share: 0.8 or 80%")

SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("as_of", None, _day, N_("The last day that counts"), N_("a date: 2026-09-30")),
        Setting("currency", None, _currency, N_("The book's currency"), N_("a currency: EUR")),
        Setting("time_zone", "UTC", _time_zone, N_("Where a day begins"), N_("a time zone: Europe/Brussels")),
        Setting("loss_date", "ended", _one_of(*LOSS_DATES), N_("Which date a loss bears"), ", ".join(LOSS_DATES)),
        Setting("gross_margin", Decimal(1), _share, N_("Gross margin"), _SHARE_TAKES),
        Setting(
            "dso_month_days",
            0,
            lambda text: int(_one_of("0", "30")(text)),
            N_("Days of a month in DSO"),
            N_("0 (as many as it has) or 30"),
        ),
        Setting("stage", "established", _one_of(*STAGES), N_("The company's stage"), ", ".join(STAGES)),
    )
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: who set what, when (UTC, ISO 8601)."""

    id: int
    at: str
    user: str
    key: str
    value: str


def listed(connection: sqlite3.Connection) -> list[Change]:
    """Every change, in the order in which they were stored."""
    return [Change(*row) for row in connection.execute("SELECT id, at, user, key, value FROM settings ORDER BY id")]


def insert(connection: sqlite3.Connection, at: str, user: str, key: str, value: str) -> None:
    """Add a change inside the caller's transaction."""
    connection.execute("INSERT INTO settings (at, user, key, value) VALUES (?, ?, ?, ?)", (at, user, key, value))


def value_of(changes: list[Change], key: str) -> Any:
    """The value of a setting after these changes; an empty text is its default."""
    texts = [change.value for change in changes if change.key == key]
    return SETTINGS[key].parse(texts[-1]) if texts and texts[-1] else SETTINGS[key].default


def parsed(key: str, text: str) -> Any:
    """The value that a text means. Raises WrongUsage for an unknown setting, or a text that it does not take."""
    if key not in SETTINGS:
        raise WrongUsage("unknown_setting", key=key, known=", ".join(SETTINGS))
    try:
        return SETTINGS[key].parse(text.strip()) if text.strip() else SETTINGS[key].default
    except ValueError as error:
        raise WrongUsage("bad_setting", key=key, value=text, takes=SETTINGS[key].takes) from error


class Settings:
    """The settings of one book, set by one user."""

    def __init__(self, store: Store, user: str) -> None:
        self._store = store
        self._user = user

    def get(self, key: str) -> Any:
        """A setting's value. Raises WrongUsage for an unknown one."""
        if key not in SETTINGS:
            raise WrongUsage("unknown_setting", key=key, known=", ".join(SETTINGS))
        return value_of(self.history(), key)

    def all(self) -> dict[str, Any]:
        """Every setting's value, by key."""
        changes = self.history()
        return {key: value_of(changes, key) for key in SETTINGS}

    def set(self, key: str, text: str) -> Any:
        """Set a setting; the value that was understood. An empty text brings the default back.

        Raises WrongUsage for an unknown setting or a text that it does not take, ChurnError for a time zone
        after the first import: the days of what was imported cannot be cut anew.
        """
        value = parsed(key, text)
        with self._store.write() as connection:
            before = value_of(listed(connection), key)
            if key == "time_zone" and value != before and any(one.stands for one in imports.listed(connection)):
                raise ChurnError("time_zone_fixed", zone=before)
            insert(connection, self._store.now(), self._user, key, text.strip())
        return value

    def history(self) -> list[Change]:
        """Every change, the oldest first."""
        return self._store.read(listed)

    def assumptions(self) -> Assumptions:
        """The settings that figures take as they are."""
        values = self.all()
        return Assumptions(values["gross_margin"], values["dso_month_days"], values["stage"])
