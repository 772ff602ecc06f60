"""The book's settings as they stand: an append-only log."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from metrics.book import imports
from metrics.book.currencies import check_switch
from metrics.book.declared import SETTINGS, TARGET, THRESHOLD, setting
from metrics.book.imports import ImportRecord
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage
from metrics.question import Assumptions
from metrics.signals.base import Thresholds


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
    known = setting(key)
    return known.parse(texts[-1]) if texts and texts[-1] else known.default


def parsed(key: str, text: str) -> Any:
    """The value that a text means. Raises WrongUsage for an unknown setting, or a text that it does not take."""
    known = setting(key)
    try:
        return known.parse(text.strip()) if text.strip() else known.default
    except ValueError as error:
        raise WrongUsage("bad_setting", key=key, value=text, takes=known.takes) from error


class Settings:
    """The settings of one book, set by one user."""

    def __init__(self, store: Store, user: str, read: Callable[[str], pl.DataFrame]) -> None:
        """`read` gets the rows of an import by the name of their file."""
        self._store = store
        self._user = user
        self._read = read

    def get(self, key: str) -> Any:
        """A setting's value. Raises WrongUsage for an unknown one."""
        return value_of(self.history(), key)

    def is_set(self, key: str) -> bool:
        """Whether somebody has set it, and not taken that back."""
        texts = [change.value for change in self.history() if change.key == key]
        return bool(texts and texts[-1])

    def all(self) -> dict[str, Any]:
        """Every setting's value, by key; those of owners' targets that are set."""
        changes = self.history()
        owners = sorted({change.key for change in changes if change.key.startswith(TARGET)})
        targets = {key: value for key in owners if (value := value_of(changes, key)) is not None}
        return {key: value_of(changes, key) for key in SETTINGS} | targets

    def set(self, key: str, text: str) -> Any:
        """Set a setting; the value that was understood. An empty text brings the default back.

        Raises WrongUsage for an unknown setting or a text that it does not take, ChurnError for a time zone
        after the first import (the days of what was imported cannot be cut anew), and for a currency that
        amounts of the book cannot be brought to.
        """
        value = parsed(key, text)
        with self._store.write() as connection:
            before = value_of(listed(connection), key)
            if value != before:
                self._check(key, value, before, [one for one in imports.listed(connection) if one.stands])
            insert(connection, self._store.now(), self._user, key, text.strip())
        return value

    def _check(self, key: str, value: Any, before: Any, known: Sequence[ImportRecord]) -> None:
        if key == "time_zone" and known:
            raise ChurnError("time_zone_fixed", zone=before)
        if key == "currency" and value is not None:
            check_switch([layer for record in known if (layer := record.layer(self._read))], value)

    def history(self) -> list[Change]:
        """Every change, the oldest first."""
        return self._store.read(listed)

    def assumptions(self) -> Assumptions:
        """The settings that figures take as they are."""
        values = self.all()
        return Assumptions(values["gross_margin"], values["dso_month_days"], values["stage"])

    def thresholds(self) -> Thresholds:
        """How much is enough to raise a signal."""
        values = self.all()
        names = [key.removeprefix(THRESHOLD) for key in SETTINGS if key.startswith(THRESHOLD)]
        return Thresholds(**{name: values[THRESHOLD + name] for name in names})

    def targets(self) -> dict[str, float]:
        """The net revenue retention of a year that each owner aims at."""
        values = self.all()
        return {key.removeprefix(TARGET): float(value) for key, value in values.items() if key.startswith(TARGET)}
