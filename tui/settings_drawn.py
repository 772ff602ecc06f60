"""Settings as a table: the book's, owners' targets, the thresholds of signals, the user's own."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.config import KEYS, PREFERENCES, Config
from tui.formats import clean
from tui.widgets.columns import Column
from tui.widgets.paint import Piece
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

SECTIONS: Mapping[str, str] = {
    "book": N_("The book"),
    "targets": N_("Targets"),
    "signals": N_("Signals"),
    "own": N_("Yours"),
    "keys": N_("Your keys"),
}
SCHEMA = ("key", "section", "title", "value", "else", "stands", "takes")


def frame(values: Mapping[str, Any], owners: Iterable[str], config: Config, else_: Mapping[str, str]) -> "pl.DataFrame":
    """Every setting: its key, where it belongs, what it is, its value, whether somebody set it, what it takes.

    `values` are the book's by key, `owners` those who may have a target, `else_` what holds where nothing is set.
    """
    import polars as pl

    from metrics.book.declared import SETTINGS, TARGET, THRESHOLD, setting
    from tui.commands import COMMANDS, SCOPES, keys_shown

    rows = []
    keys = [*SETTINGS, *(TARGET + owner for owner in owners)]
    for key in sorted(keys, key=lambda key: (key.startswith(THRESHOLD), key.startswith(TARGET)) if key else key):
        known, value = setting(key), values.get(key)
        section = "signals" if key.startswith(THRESHOLD) else "targets" if key.startswith(TARGET) else "book"
        title = clean(key.removeprefix(TARGET)) if section == "targets" else _(known.title)
        stands = value is not None and value != known.default
        rows.append((key, section, title, "" if value is None else str(value), else_.get(key), stands, _(known.takes)))
    for key, each in PREFERENCES.items():
        value = config.value(key)
        stands = bool(value) and value != Config().value(key)
        rows.append((key, "own", _(each.title), value, None, stands, ", ".join(each.choices)))
    for command in COMMANDS:
        own = config.keys.get(command.id)
        title = f"{_(SCOPES[command.scope])}: {_(command.label)}"
        value, takes = keys_shown(command, own), _("keys, with commas between them")
        rows.append((KEYS + command.id, "keys", title, value, None, own is not None, takes))
    types = dict.fromkeys(SCHEMA, pl.String) | {"stands": pl.Boolean}
    shown = pl.struct("value", "else")
    return pl.DataFrame(rows, schema=types, orient="row").with_columns(shown=shown)


def columns() -> tuple[Column, ...]:
    """What stands of a setting on a line."""
    return (
        Column("section", N_("Of"), 12, lambda name: (_(SECTIONS[name]), "muted")),
        Column("title", N_("What it is"), 42, grow=1),
        Column("shown", N_("Value"), 15, _value, grow=1),
        Column("stands", N_("Set"), 5, lambda stands: ("●" if stands else "", "accent")),
        Column("takes", N_("Takes"), 26, lambda text: (text, "muted"), grow=1, rank=1),
        Column("key", N_("Key"), 28, lambda text: (text, "muted"), rank=2),
    )


def _value(cell: Mapping[str, str | None]) -> Piece:
    """The value; where nothing is set, what holds instead, in brackets."""
    if cell["value"]:
        return cell["value"], "strong"
    return (f"({cell['else']})" if cell["else"] else _("(not set)")), "muted"


def told(row: Mapping[str, Any]) -> str:
    """A setting in a sentence: what it is, what it takes, and what holds where nothing is set."""
    said = _("{title}: takes {takes}.").format(title=row["title"], takes=row["takes"])
    return (
        said if row["value"] or not row["else"] else said + " " + _("Not set: {value} holds.").format(value=row["else"])
    )
