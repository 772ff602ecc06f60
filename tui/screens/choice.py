"""A menu in a box: pick one of a few by its key, or of many by typing a part of its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.folding import folded
from tui.formats import clean
from tui.screens.menu import Menu
from tui.widgets.paint import Line, Piece, fit, width_of
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.words import _

Value = TypeVar("Value")
_MANY = 12  # options from which a line to type in is shown


@dataclass(frozen=True, slots=True)
class Option(Generic[Value]):
    """One line of a menu: what it gives, its name, the key that takes it at once, a remark on the right."""

    value: Value
    name: str
    key: str = ""
    remark: str = ""


class Choice(Menu[Option[Value] | None], Generic[Value]):
    """Gives the option taken, or None; the cursor starts on `current`."""

    def __init__(
        self, title: str, options: Sequence[Option[Value]], current: object = None, *, typed: bool | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._options = tuple(options)
        self._found = self._options
        self._wanted = ""
        self._typed = len(options) > _MANY if typed is None else typed
        places = (at for at, option in enumerate(options) if current is not None and option.value == current)
        self.cursor = next(places, 0)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="choice"):
            yield Pane(identity="choice-title")
            yield Prompt()
            yield Pane(identity="options")

    def on_mount(self) -> None:
        """Draw, and take the keys."""
        title = clean(self._title)
        self.query_one("#choice-title", Pane).draw(lambda width, _height: [headed(title, width)])
        if self._typed:
            self.query_one(Prompt).ask(_("Type to narrow"))
        self._redraw()

    @on(Input.Changed)
    def _narrow(self) -> None:
        """Keep the options that what is typed stands in, those with a word that begins so before the others."""
        typed = self.query_one(Prompt).value if self._typed else ""
        if typed != self._wanted:
            self._wanted, self.cursor = typed, 0
            wanted = folded(typed)
            found = [option for option in self._options if wanted in folded(f"{option.name} {option.remark}")]
            self._found = tuple(sorted(found, key=lambda option: f" {wanted}" not in folded(f" {option.name}")))
            self._redraw()

    def on_key(self, event: events.Key) -> None:
        """Move, take, or leave."""
        match event.key:
            case "enter":
                self._narrow()  # typed ahead, Enter overtakes the message of what was typed
                self._take(self.cursor)
            case "escape":
                self.dismiss(None)
            case key:
                if not self.moved(key, letters=not self._typed) and (self._typed or not self._by_key(event.character)):
                    return
        event.stop()
        event.prevent_default()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._narrow()
        self._take(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """A click on an option takes it, one beside the box leaves."""
        pane = self.query_one("#options", Pane)
        if event.widget is pane:
            self._take(self.first + event.y)
        elif event.widget is self:
            self.dismiss(None)

    def _by_key(self, character: str | None) -> bool:
        for index, option in enumerate(self._found):
            if option.key and option.key == character:
                self._take(index)
                return True
        return False

    def _take(self, index: int) -> None:
        if 0 <= index < len(self._found):
            self.dismiss(self._found[index])

    @property
    def height(self) -> int:
        """How many options what is typed stands in."""
        return len(self._found)

    def _redraw(self) -> None:
        self.draw(len(self._options), [("  " + _("Nothing by that name"), "muted")])

    def line(self, at: int, width: int) -> Line:
        """Key, name and remark of an option."""
        option, here = self._found[at], at == self.cursor
        key: list[Piece] = (
            [(f" {option.key} ", "cursor" if here else "key")] if option.key else [(" ", "cursor" if here else "")]
        )
        remark = clean(option.remark)
        room = width - width_of(key) - (width_of([(remark, "")]) + 1 if remark else 0)
        name = fit(clean(option.name), max(1, room))
        tail = f" {remark}" if remark else ""
        return [*key, (name, "cursor" if here else ""), (tail, "cursor" if here else "muted")]


def headed(title: str, width: int) -> Line:
    """The title of a box, and on its right what Enter and Esc do, where there is room."""
    hint = _("Enter takes, Esc leaves") + " "
    room = width - width_of([(hint, "")]) - 2
    if width_of([(title, "")]) > room:
        return [(" " + title, "title")]
    return [(" " + fit(title, room), "title"), (" ", ""), (hint, "muted")]
