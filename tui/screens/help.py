"""Help: every key that works where it was asked for, by place."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tui.commands import BY_ID, SCOPES, by_scope, keys_shown
from tui.screens.panel import Panel
from tui.widgets.key_bar import KeyBar
from tui.widgets.paint import Line, fit, wrap
from tui.widgets.pane import Pane, Reader
from tui.words import _

if TYPE_CHECKING:
    from textual.screen import Screen

_KEYS, _NAME = 22, 15
_COMMON = ("period", "list", "everywhere")  # what many screens have, after what is this one's own


class HelpScreen(Panel[None]):
    """The keys that are live on a screen, the most particular first; read from the declaration, so never stale."""

    CSS_PATH = "../styles/help.tcss"

    def __init__(self, screen: "Screen[object]") -> None:
        super().__init__()
        live = [active.binding.id for active in screen.active_bindings.values()]
        self._live = {identity for identity in live if identity in BY_ID}

    def compose(self) -> ComposeResult:
        """The keys, as a text that scrolls."""
        yield Pane(identity="help-title")
        yield Reader(identity="help")
        yield KeyBar()

    def on_mount(self) -> None:
        """Write it for the width there is."""
        self.query_one("#help-title", Pane).show([[(" " + _("Keys that work here"), "title"),
                                                   ("   " + _("Esc closes"), "muted")]])  # fmt: skip
        self.query_one(Reader).focus()
        self.query_one(Reader).draw(lambda width, _height: self._written(width))

    def _written(self, width: int) -> list[Line]:
        lines: list[Line] = []
        own = self.app.config.keys
        live = by_scope([command for command in BY_ID.values() if command.id in self._live])
        for scope, commands in sorted(live, key=lambda each: _COMMON.index(each[0]) if each[0] in _COMMON else -1):
            lines += [[], [(" " + _(SCOPES[scope]), "title")]]
            for command in commands:
                texts = wrap(_(command.help), max(20, width - _KEYS - _NAME - 3)) or [""]
                keys, name = fit(keys_shown(command, own.get(command.id)), _KEYS), fit(_(command.label), _NAME)
                lines.append([(" " + keys, "key"), (name, "strong"), (texts[0], "")])
                lines += [[(" " * (_KEYS + _NAME + 1), ""), (text, "")] for text in texts[1:]]
        return lines[1:]
