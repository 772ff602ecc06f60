"""The columns of Import's lists: the files of a folder, past imports, what was recognised, lines set aside."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.formats import count, date
from tui.intake import TABLE_NAMES, size_name
from tui.recognised import Thing, sureness
from tui.sentences import sentence
from tui.widgets.columns import DAY, Column
from tui.words import _

if TYPE_CHECKING:
    import polars as pl


def _name(value: Any) -> tuple[str, str]:
    return str(value), "accent" if str(value).endswith("/") else ""


FILES = (
    Column("name", N_("File"), 16, _name, grow=1),
    Column("size", N_("Size"), 9, lambda size: (size_name(size), "muted"), "right"),
)
HISTORY = (
    Column("id", N_("Import"), 6, align="right"),
    Column("file", N_("File"), 18, lambda name: (Path(str(name)).name, ""), grow=2),
    Column("table", N_("Table"), 14, lambda name: (_(TABLE_NAMES.get(name, name)), "accent")),
    Column("accepted", N_("Rows"), 10, lambda n: (count(n), ""), "right"),
    Column("quarantined", N_("Aside"), 6, lambda n: (count(n) if n else "", "warn"), "right"),
    Column("made_on", N_("Day"), DAY, lambda day: (date(day), "muted"), rank=1),
    Column("user", N_("By"), 8, lambda name: (str(name), "muted"), rank=2),
    Column("stands", N_("State"), 10, lambda stands: ("", "") if stands else (_("taken back"), "warn")),
)


def _what(value: Any) -> tuple[str, str]:
    about, _space, text = str(value).partition(" ")
    return (text, "title") if about == "table" else (("  " if about == "column" else " ") + text, "")


RECOGNISED = (
    Column("what", N_("What"), 24, _what, grow=1),
    Column("value", N_("Taken for"), 20, lambda text: (str(text), "accent"), grow=1),
    Column("sure", N_("Sure"), 5, lambda text: (str(text), "warn"), "right"),
    Column("firsts", N_("First values"), 18, lambda text: (str(text), "muted"), grow=2, rank=1),
    Column("why", N_("Why"), 30, lambda text: (str(text), "muted"), grow=2, rank=2),
)
REJECTS = (
    Column("file", N_("File"), 14, lambda name: (Path(str(name)).name, "muted"), rank=1),
    Column("line", N_("Line"), 7, lambda n: (str(n), "warn"), "right"),
    Column("column", N_("Column"), 14, lambda name: (str(name or ""), "accent")),
    Column("text", N_("As it stood"), 24, lambda text: (str(text or ""), ""), grow=1),
)


def recognised_frame(things: Sequence[Thing]) -> "pl.DataFrame":
    """What was recognised, a row each thing: its index, what, first values, what for, how surely, why."""
    import polars as pl

    rows = [
        (at, f"{each.about} {each.title}", each.firsts, each.value, sureness(each.sure), each.why)
        for at, each in enumerate(things)
    ]
    names = ("what", "firsts", "value", "sure", "why")
    return pl.DataFrame(rows, schema={"index": pl.Int64, **dict.fromkeys(names, pl.String)}, orient="row")


def why(row: dict[str, Any]) -> str:
    """The sentence of a line that was set aside."""
    return sentence(row["code"], json.loads(row["params"] or "{}"))
