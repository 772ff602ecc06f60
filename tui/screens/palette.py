"""The palette: what is bound right now, found by typing a part of its name."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui.commands import BY_ID, keys_shown
from tui.screens.choice import Choice, Option
from tui.words import _

if TYPE_CHECKING:
    from textual.screen import Screen

_NOT_WORTH_IT = ("palette", "back")  # one is open already, the other closes it


def palette(screen: "Screen[Any]", run: Callable[[str, Any], Any]) -> "Choice[Callable[[], Any]]":
    """A menu of the live commands of a screen; each gives a call that does it."""
    found: dict[str, Option[Callable[[], Any]]] = {}
    for node, binding, enabled, _tip in screen.active_bindings.values():
        command = BY_ID.get(binding.id or "")
        if command is None or not enabled or command.scope == "list" or command.id in _NOT_WORTH_IT:
            continue
        act = _acting(run, binding.action, node)
        found.setdefault(command.id, Option(act, f"{_(command.label)}: {_(command.help)}", remark=keys_shown(command)))
    menu = Choice(_("Commands"), list(found.values()), typed=True)
    menu.add_class("-broad")
    return menu


def _acting(run: Callable[[str, Any], Any], action: str, node: Any) -> Callable[[], Any]:
    return lambda: run(action, node)
