"""The columns of Import's two lists: the files of a folder, the past imports."""

from pathlib import Path
from typing import Any

from metrics.words import N_
from tui.formats import count, date
from tui.intake import TABLE_NAMES, size_name
from tui.widgets.columns import Column
from tui.words import _


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
    Column("accepted", N_("Rows"), 8, lambda n: (count(n), ""), "right"),
    Column("quarantined", N_("Aside"), 6, lambda n: (count(n) if n else "", "warn"), "right"),
    Column("made_on", N_("Day"), 12, lambda day: (date(day), "muted"), rank=1),
    Column("user", N_("By"), 8, lambda name: (str(name), "muted"), rank=2),
    Column("stands", N_("State"), 10, lambda stands: ("", "") if stands else (_("taken back"), "warn")),
)
