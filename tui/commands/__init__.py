"""The keys of the program: what each gives, where, under which name."""

from tui.commands.catalogue import BY_ID, COMMANDS, bindings, by_scope, footer_rank, key_table, keys_shown, some
from tui.commands.command import SCOPES, Command, Scope
from tui.commands.keys import DIGITS, shown

__all__ = [
    "BY_ID",
    "COMMANDS",
    "DIGITS",
    "SCOPES",
    "Command",
    "Scope",
    "bindings",
    "by_scope",
    "footer_rank",
    "key_table",
    "keys_shown",
    "shown",
    "some",
]
