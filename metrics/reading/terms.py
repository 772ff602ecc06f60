"""What reading is told of the book, and what it has to say beside the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from polars._typing import PolarsDataType

from metrics.errors import Parameter

# A row that was not taken: its line, its text as it stood, the file's column (null: the whole row), why,
# and what fills the blanks of the sentence (a JSON object); the file's header and the row's cells (JSON lists).
REJECTS: dict[str, PolarsDataType] = {
    "line": pl.Int64,
    "text": pl.String,
    "column": pl.String,
    "code": pl.String,
    "params": pl.String,
    "header": pl.String,
    "cells": pl.String,
}

# A month of an account as a snapshot file tells it: `mrr` in minor units, null or 0 = no customer that month.
SNAPSHOT: dict[str, PolarsDataType] = {
    "account_id": pl.String,
    "month": pl.Date,
    "mrr": pl.Int64,
    "plan": pl.String,
    "currency": pl.String,
    "source_line": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark of the preflight: nothing is refused for it, but the user should know."""

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of a file has come: its records so far, and the share of its bytes (0..1)."""

    file: str
    records: int
    share: float


def say_nothing(_: Progress) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class BookContext:
    """What reading needs to know of the book.

    `today` bounds nothing, it only helps to tell two-digit years and future dates apart. `mappings` are those that the
    user has confirmed before, by the file's headers, and `settled` the other hints (fields of Hints); `rates` has the
    columns of the rates table; `accounts` are the ids already known. `progress` is told of every part that was read,
    and stops the reading by raising; `spool` is the folder in which the rows of large files wait (None: the system's
    for temporary files).
    """

    currency: str | None = None
    time_zone: str = "UTC"
    today: date | None = None
    mappings: Mapping[tuple[str, ...], Mapping[str, str]] = field(default_factory=dict)
    settled: Mapping[tuple[str, ...], Mapping[str, Any]] = field(default_factory=dict)
    rates: pl.DataFrame | None = None
    accounts: pl.Series | None = None
    progress: Callable[[Progress], None] = say_nothing
    spool: Path | None = None
