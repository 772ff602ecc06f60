"""The palette: what can be done here, and where everything else is done, found by typing a part of its name."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from tui.commands import BY_ID, COMMANDS, Command, Scope, keys_shown
from tui.screens.choice import Choice, Option
from tui.views import VIEWS
from tui.words import _

if TYPE_CHECKING:
    from textual.screen import Screen

_NOT_WORTH_IT = ("palette", "back")  # one is open already, the other closes it
# The room and the view that the commands of a scope work in, of those that one can go to from anywhere.
_PLACES: Final[Mapping[Scope, tuple[str, str]]] = {
    "overview": ("overview", ""),
    "period": ("overview", ""),
    "accounts": ("accounts", ""),
    "reviewing": ("accounts", ""),
    "losses": ("losses", "queue"),
    "reasons": ("losses", "reasons"),
    "lessons": ("losses", "lessons"),
    "not_a_loss": ("losses", "not_a_loss"),
    "when": ("losses", "when"),
    "retention": ("retention", "cohorts"),
    "compare": ("compare", ""),
    "import": ("import", ""),
}

Act = Callable[[], Awaitable[Any]]
Run = Callable[[str, Any], Awaitable[Any]]
Go = Callable[[str, str, str], Awaitable[Any]]  # to a room, to a view of it, and what to say there


def palette(screen: "Screen[Any]", run: Run, go: Go) -> "Choice[Act]":
    """A menu of the live commands of a screen, then of the views and the commands of all rooms; each gives a call
    that does it, or goes where it is done."""
    found: dict[str, Option[Act]] = {}
    for node, binding, enabled, _tip in screen.active_bindings.values():
        command = BY_ID.get(binding.id or "")
        if command is None or not enabled or command.scope == "list" or command.id in _NOT_WORTH_IT:
            continue
        act = _acting(run, binding.action, node)
        found.setdefault(_text(command), Option(act, _text(command), remark=keys_shown(command)))
    for option in (*_views(go), *_elsewhere(go)):
        found.setdefault(option.name, option)
    menu = Choice(_("Commands"), list(found.values()), typed=True)
    menu.add_class("-broad")
    return menu


def _views(go: Go) -> Iterator[Option[Act]]:
    for room, views in VIEWS.items():
        for view, title in views.items():
            yield Option(_going(go, room, view, ""), f"{_room(room)}: {_(title)}")


def _elsewhere(go: Go) -> Iterator[Option[Act]]:
    """The commands of other rooms: there the cursor says what they act on, so that their key is named, not pressed."""
    for command in COMMANDS:
        if command.scope in _PLACES:
            room, view = _PLACES[command.scope]
            keys, text = keys_shown(command), _text(command)
            yield Option(_going(go, room, view, f"{keys}  {text}"), text, remark=f"{_room(room)} {keys}")


def _text(command: Command) -> str:
    return f"{_(command.label)}: {_(command.help)}"


def _room(name: str) -> str:
    return _(BY_ID[f"go.{name}"].label)


def _acting(run: Run, action: str, node: Any) -> Act:
    return lambda: run(action, node)


def _going(go: Go, room: str, view: str, said: str) -> Act:
    return lambda: go(room, view, said)
