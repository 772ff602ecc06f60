"""A timeline as a table: each entry in words, with the file and line that says it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui import telling
from tui.account_words import KINDS
from tui.formats import date, money
from tui.intake import file_name
from tui.widgets.columns import DAY, Column
from tui.widgets.paint import Piece
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

# What names an entry.
KEY = ("on", "code", "params", "source_import", "line")


def told(timeline: "pl.DataFrame", currency: str | None, files: Mapping[int, str]) -> "pl.DataFrame":
    """A timeline as shown, newest first: on, kind, code, params, text, amount, source_import, file, line.

    `files` are the files' names by import.
    """
    import polars as pl

    texts = [telling.entry(row["code"], row["params"], currency) for row in timeline.iter_rows(named=True)]
    names = [file_name(files.get(number)) for number in timeline["source_import"]]
    return timeline.select(
        "on",
        "kind",
        "code",
        "params",
        pl.Series("text", texts, dtype=pl.String),
        "amount",
        "source_import",
        pl.Series("file", names, dtype=pl.String),
        line="source_line",
    ).reverse()


def columns(currency: str | None) -> tuple[Column, ...]:
    """The columns of a timeline."""
    return (
        Column("on", N_("Day"), DAY, lambda day: (date(day), "muted")),
        Column("kind", N_("What"), 12, _kind),
        Column("text", N_("What happened"), 24, grow=3),
        Column("amount", N_("Amount"), 13, lambda minor: _amount(minor, currency), "right", rank=1),
        Column("file", N_("File"), 20, lambda name: (str(name or ""), "muted"), rank=3),
        Column("line", N_("Line"), 6, lambda line: ("" if line is None else str(line), "muted"), "right", rank=2),
    )


_TONES = {"ticket": "warn", "survey": "accent", "signal": "warn", "tag": "title", "note": "title", "review": "title"}


def _kind(kind: Any) -> Piece:
    return _(KINDS.get(kind, str(kind))), _TONES.get(kind, "muted")


def _amount(minor: Any, currency: str | None) -> Piece:
    if minor is None:
        return "", ""
    return money(minor, currency), "bad" if minor < 0 else ""
