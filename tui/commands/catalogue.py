"""Every key, declared once: bindings, footer, help, palette and the README's key table all read this."""

from collections.abc import Iterable, Iterator
from typing import Final

from textual.binding import BindingType

from tui.commands.accounts import ACCOUNTS
from tui.commands.book import BOOK
from tui.commands.command import SCOPES, Command, Scope
from tui.commands.everywhere import EVERYWHERE
from tui.commands.figures import FIGURES
from tui.commands.keys import shown
from tui.commands.losses import LOSSES
from tui.words import _

COMMANDS: Final[tuple[Command, ...]] = (*EVERYWHERE, *FIGURES, *ACCOUNTS, *LOSSES, *BOOK)
BY_ID: Final[dict[str, Command]] = {command.id: command for command in COMMANDS}


def bindings(*scopes: Scope) -> list[BindingType]:
    """What a screen or widget binds, in the order of declaration."""
    return [command.binding for command in COMMANDS if command.scope in scopes]


def some(*identities: str) -> list[BindingType]:
    """The bindings of these commands."""
    return [BY_ID[identity].binding for identity in identities]


def footer_rank(identity: str | None) -> int:
    """Where a binding stands in the footer; 0 = not there."""
    command = BY_ID.get(identity or "")
    return command.footer if command else 0


def keys_shown(command: Command, own: str | None = None) -> str:
    """All keys of a command as a person reads them, the user's `own` if there are; the AZERTY row goes without
    saying."""
    keys = (own or command.keys).split(",")
    plain = keys[:1] if keys[0].isdigit() else keys
    return " ".join(map(shown, plain))


def by_scope(commands: Iterable[Command] = COMMANDS) -> Iterator[tuple[Scope, list[Command]]]:
    """The commands by scope, in the order of declaration."""
    for scope in SCOPES:
        if found := [command for command in commands if command.scope == scope]:
            yield scope, found


def key_table() -> str:
    """The README's key table, in Markdown, in the chosen language."""
    rows = [
        f"| {_(SCOPES[scope])} | `{keys_shown(command)}` | {_(command.label)} | {_(command.help)} |"
        for scope, commands in by_scope()
        for command in commands
    ]
    return "\n".join(
        (f"| {_('Where')} | {_('Keys')} | {_('Command')} | {_('What it does')} |", "|---|---|---|---|", *rows)
    )
