"""The bottom line: the keys that work here, or what the program just said."""

from textual.binding import Binding
from textual.strip import Strip

from tui.commands import BY_ID, footer_rank, shown
from tui.formats import clean
from tui.widgets.paint import Painted, Piece, width_of
from tui.words import _


class KeyBar(Painted):
    """One line made of the screen's live bindings; `say` puts a sentence in their place until the next key."""

    def __init__(self) -> None:
        super().__init__(id="key-bar")
        self._said: Piece | None = None

    def say(self, text: str, style: str = "") -> None:
        """Show a sentence, whole on the line or cut."""
        self._said = (clean(text), style)
        self.refresh()

    def hush(self) -> None:
        """Show the keys again."""
        if self._said is not None:
            self._said = None
            self.refresh()

    def on_mount(self) -> None:
        """Follow what has the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render_line(self, y: int) -> Strip:
        """The sentence, or as many keys as fit; help always does."""
        width = self.size.width
        if self._said:
            return self.strip([(" ", ""), self._said], width, "bar")
        pieces: list[Piece] = []
        ranked = sorted(self._live(), key=lambda binding: footer_rank(binding.id))
        last = self._entry(ranked.pop()) if ranked and ranked[-1].id == "help" else []
        for binding in ranked:
            entry = self._entry(binding)
            if width_of(pieces) + width_of(entry) + width_of(last) > width:
                break
            pieces += entry
        space = width - width_of(pieces) - width_of(last)
        return self.strip([*pieces, (" " * space, ""), *last], width, "bar")

    def _live(self) -> list[Binding]:
        found: dict[str, Binding] = {}
        for _node, binding, enabled, _tip in self.screen.active_bindings.values():
            if enabled and binding.id and binding.show and not self._is_typed(binding):
                found.setdefault(binding.id, binding)
        return list(found.values())

    def _is_typed(self, binding: Binding) -> bool:
        """Whether the key is a character for the line in focus."""
        focused, key = self.screen.focused, _first_key(binding)
        character = shown(key)
        return len(character) == 1 and focused is not None and focused.check_consume_key(key, character)

    @staticmethod
    def _entry(binding: Binding) -> list[Piece]:
        command = BY_ID[binding.id or ""]
        return [(" " + shown(_first_key(binding)), "key"), (" " + _(command.label) + " ", "muted")]


def _first_key(binding: Binding) -> str:
    return binding.key.split(",")[0]
