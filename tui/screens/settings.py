"""Settings: the book's, which change figures, and the user's own, which change looks; Enter changes one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from metrics.errors import ChurnError
from tui import settings_drawn
from tui.commands import bindings
from tui.config import KEYS, PREFERENCES, changed, save
from tui.places import settings_file
from tui.screens.choice import Choice, Option
from tui.screens.listed import Listed
from tui.snapshot import Contents, Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import wrap
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.book import Book

_MOST_OWNERS = 100


@dataclass
class SettingsRead(Message):
    """Every setting as it stands."""

    rows: "pl.DataFrame"


class SettingsScreen(Listed):
    """One list; what is set is marked. An empty value brings the default back."""

    CSS_PATH = "../styles/settings.tcss"
    SEARCHED = ("title", "key")
    AUTO_FOCUS = "FrameTable"
    BINDINGS: ClassVar[list[BindingType]] = bindings("settings")

    def __init__(self, room: str) -> None:
        super().__init__()
        self.room = room
        self._asked = ""

    def body(self) -> Iterable[Widget]:
        """The list, a line to search in, a line to type a value in."""
        yield FrameTable(settings_drawn.columns(), "key", _("No setting by that name."))
        yield Pane(identity="settings-words")
        yield Prompt()
        yield Prompt(identity="value")

    def show(self, snapshot: Snapshot) -> None:
        """Start reading."""
        if snapshot.contents is not None:
            self.read(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="settings")
    def read(self, snapshot: Snapshot) -> None:
        """The book's settings and the user's."""
        contents = snapshot.contents
        owners = [] if contents is None else [name for name, _n in contents.values("owner")[:_MOST_OWNERS] if name]
        values = self.app.session.book.settings.all()
        holds = {} if contents is None else _in_force(contents)
        self.post_message(SettingsRead(settings_drawn.frame(values, sorted(owners), self.app.config, holds)))

    @on(SettingsRead)
    def _show_settings(self, message: SettingsRead) -> None:
        self.rows = message.rows
        self.narrow()

    @on(FrameTable.Moved)
    def _say_what(self, event: FrameTable.Moved) -> None:
        """What the setting of the cursor takes."""
        text = settings_drawn.told(event.row) if event.row else ""
        self.query_one("#settings-words", Pane).draw(
            lambda width, _height: [[(" " + part, "muted")] for part in wrap(text, max(20, width - 2))]
        )

    # -- changing one -------------------------------------------------------------------------------------

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        if event.row is not None:
            self.change(str(event.row["key"]), str(event.row["title"]), str(event.row["value"]))

    @work
    async def change(self, key: str, title: str, value: str) -> None:
        """Choose where there are few values, else type one."""
        choices = self._choices(key)
        if not choices:
            self._asked = key
            typed = "" if key.startswith(KEYS) else value
            self.query_one("#value", Prompt).ask(_("{title}; empty: the default").format(title=title), typed)
            return
        options = [Option("", _("The default")), *(Option(choice, choice) for choice in choices)]
        chosen = await self.app.push_screen_wait(Choice(title, options, value))
        if chosen is not None:
            await self._set(key, chosen.value)

    @staticmethod
    def _choices(key: str) -> tuple[str, ...]:
        from metrics.book.declared import setting

        if key in PREFERENCES:
            return PREFERENCES[key].choices
        return () if key.startswith(KEYS) else setting(key).choices

    @on(Input.Submitted, "#value")
    async def _typed_value(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_value()
        await self._set(self._asked, event.value)

    @on(Input.Changed, "#value")
    def _not_a_search(self, event: Input.Changed) -> None:
        event.stop()
        event.prevent_default()

    def _close_value(self) -> None:
        self.query_one("#value", Prompt).close_up()
        self.table.focus()

    async def _set(self, key: str, text: str) -> None:
        """Store it: it is on disk when it is said to be."""
        if key in PREFERENCES or key.startswith(KEYS):
            self._choose(key, text)
            return

        def store(book: "Book") -> str:
            return str(book.settings.set(key, text))

        stored = await self.app.write(store)
        if stored is not None:
            self.app.say(_("{key} is {value} now.").format(key=key, value=stored), "good")
            self.app.read()

    def _choose(self, key: str, text: str) -> None:
        try:
            config = changed(self.app.config, key, text)
            save(settings_file(), config)
        except ChurnError as error:
            self.app.fail(error)
            return
        self.app.choose(config)
        self.app.say(_("{key} is {value} now.").format(key=key, value=config.value(key) or "–"), "good")

    def leave(self) -> bool:
        """Esc leaves the value being typed first."""
        if self.query_one("#value", Prompt).display:
            self._close_value()
            return True
        return super().leave()


def _in_force(contents: Contents) -> dict[str, str]:
    """What holds where nobody set anything: the book's own day and currency."""
    from tui.formats import date

    day, currency = contents.engine.as_of, contents.currency
    return ({"as_of": date(day)} if day else {}) | ({"currency": currency} if currency else {})
