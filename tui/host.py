"""The base application that screens see: session, signal of change, messages, refusals, the clipboard."""

import asyncio
import gc
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, work
from textual._compositor import CompositorUpdate
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.signal import Signal
from textual.worker import Worker, WorkerState

from metrics.errors import ChurnError
from tui.ascii import Ascii
from tui.commands import bindings
from tui.config import Config
from tui.failures import as_churn_error, record
from tui.formats import clean, use_ascii
from tui.key_queue import KeyQueue
from tui.sentences import say
from tui.session import Session
from tui.snapshot import Snapshot
from tui.stylesheet import KeptStylesheet
from tui.terminal import Facts, Terminal
from tui.themes import THEMES, is_ansi, theme_for
from tui.widgets.key_bar import KeyBar
from tui.words import _, use_language

if TYPE_CHECKING:
    from metrics.book import Book

Result = TypeVar("Result")

_POLL = 1.0  # seconds between two looks at whether others have written
_MADE = 2.0  # seconds that a screen being made may take before it is taken away all the same
FAILED = 1


class Host(KeyQueue):
    """What is common to all screens; only `tui.app` knows which screens there are."""

    CSS_PATH = "styles/app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere")
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (72, "-narrow"), (96, "-medium"), (140, "-wide")]  # noqa: RUF012 - as Textual declares them
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-middle"), (44, "-high")]  # noqa: RUF012 - as Textual declares them

    def __init__(self, session: Session, facts: Facts, config: Config | None = None) -> None:
        self.config = config or Config()
        chosen = theme_for(facts, self.config.theme)
        # Said before anything is set up: without it NO_COLOR would be black on black.
        super().__init__(driver_class=Terminal, ansi_color=is_ansi(chosen) or None)
        self.session = session
        self.facts = facts
        self.snapshot_changed: Signal[Snapshot] = Signal(self, "snapshot_changed")
        self.failure: ChurnError | None = None
        self._stop_asked = False
        self._told: tuple[str, object] | None = None
        self._is_drawn = False
        for each in THEMES:
            self.register_theme(each)
        self.theme = chosen
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        self.animation_level = "none"
        use_ascii(not facts.unicode)
        if not facts.unicode:
            self._filters.append(Ascii())
            self.add_class("-ascii")

    @property
    def snapshot(self) -> Snapshot:
        """What the screens show."""
        return self.session.snapshot

    @property
    def glyphs(self) -> Any:
        """The chart builder's name of the glyphs that the user chose, if this terminal can draw them."""
        return (self.config.glyphs or "block") if self.facts.unicode else "ascii"

    def choose(self, config: Config) -> None:
        """Look as the user chose: the colours, the language and the keys at once, the mouse from the next start on."""
        self.config = config
        self.theme = theme_for(self.facts, config.theme)
        use_language(config.language)
        self.set_keymap(config.keys)
        self.noted()

    def on_mount(self) -> None:
        """Follow what others write."""
        self.set_interval(_POLL, self._look_for_others)

    # -- the book -----------------------------------------------------------------------------------------

    def _follow_frame(self) -> None:
        """The first frame stands: read the book, which loads what would have held the frame up."""
        if not gc.isenabled():
            gc.freeze()  # what is loaded by now stays: a key need not wait while it is looked through
            gc.enable()
        self.read()

    @work(thread=True, exclusive=True, exit_on_error=False, group="read")
    def read(self) -> None:
        """Read the book, and tell every screen."""
        snapshot = self.session.read()
        self.call_from_thread(self.publish, snapshot)

    def publish(self, snapshot: Snapshot) -> None:
        """Tell every screen of another snapshot."""
        if snapshot.version == self.session.snapshot.version:
            self.snapshot_changed.publish(snapshot)

    def look(self, **changes: Any) -> None:
        """Ask the same book otherwise (a field of `View`)."""
        self.publish(self.session.look(**changes))

    def noted(self) -> None:
        """Somebody tagged, noted or reviewed."""
        self.publish(self.session.noted())

    def _look_for_others(self) -> None:
        """Show what others have written; nothing is drawn where nobody has."""
        if self.snapshot.contents is not None:
            self._ask_for_news()

    @work(thread=True, exclusive=True, exit_on_error=False, group="news")
    def _ask_for_news(self) -> None:
        try:
            news = self.session.news()
        except (ChurnError, OSError) as error:
            self.call_from_thread(self._trouble, error)
            return
        self._told = None
        if news == "book":
            self.call_from_thread(self.read)
        elif news == "events":
            self.call_from_thread(self.noted)

    async def write(self, change: Callable[["Book"], Result]) -> Result | None:
        """Write into the book off the UI thread; what it gives when it is on disk, None where it was refused."""
        try:
            done = await asyncio.to_thread(change, self.session.book)
            news = await asyncio.to_thread(self.session.news)
        except (ChurnError, OSError) as error:
            self.fail(error)
            return None
        if news == "book":
            self.read()
        else:
            self.noted()
        return done

    # -- the terminal -------------------------------------------------------------------------------------

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Send only what differs from what stands on the terminal."""
        if isinstance(self._driver, Terminal) and isinstance(renderable, CompositorUpdate):
            renderable = self._driver.sheet.economical(renderable)
        super()._display(screen, renderable)
        if not self._is_drawn and isinstance(renderable, CompositorUpdate):
            self._is_drawn = True
            self.call_later(self._follow_frame)

    async def _replace_screen(self, screen: Screen[Any]) -> Screen[Any]:
        """Take a screen away once it stands: one that is left while it is being made would draw on parts that it
        never got."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_MADE):
                await screen._mounted_event.wait()
        return await super()._replace_screen(screen)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer as it is: many terminals print what they do not know."""

    def action_redraw(self) -> None:
        """Draw all of the screen, whatever stands on the terminal by now."""
        if isinstance(self._driver, Terminal):
            self._driver.sheet.forget()
            if self.screen_stack:
                self.screen.refresh()

    # -- talk ---------------------------------------------------------------------------------------------

    def say(self, text: str, style: str = "") -> None:
        """A sentence in the bottom line, until the next key."""
        for bar in self.screen.query(KeyBar):
            bar.say(text, style)

    def refuse(self, text: str) -> None:
        """Say why a key cannot act here."""
        self.say(text, "warn")

    def copy(self, text: str) -> None:
        """Send a text to the clipboard of the terminal at the other end (OSC 52)."""
        self.copy_to_clipboard(clean(text))
        self.say(_("Sent to your terminal's clipboard: {text}").format(text=text))

    async def on_event(self, event: events.Event) -> None:
        """A resized terminal may have lost what stood on it."""
        if isinstance(event, events.Resize):
            self.action_redraw()
        await super().on_event(event)

    def before_key(self, key: events.Key) -> None:
        """With any key, what was said has been read."""
        self._stop_asked = self._stop_asked and key.key == "ctrl+c"
        for bar in self.screen.query(KeyBar):
            bar.hush()

    # -- what goes wrong ----------------------------------------------------------------------------------

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say in a sentence what a worker failed at."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or not isinstance(error, Exception):
            return
        if self.snapshot.contents is None and event.worker.group == "read":
            # There is nothing to show without the book: the sentence goes to whoever started the program.
            self.failure = as_churn_error(error)
            self.exit(return_code=FAILED)
        else:
            self.fail(error)

    def fail(self, error: Exception) -> None:
        """Say in a sentence what failed; a bug goes to the log without customers' data."""
        self.say(say(as_churn_error(error)), "bad")

    def _trouble(self, error: Exception) -> None:
        """What keeps failing is said once."""
        known = as_churn_error(error)
        if (known.code, known.params) != self._told:
            self._told = (known.code, known.params)
            self.fail(known)

    def _handle_exception(self, error: Exception) -> None:
        """A bug in a handler: never its locals on the terminal, they hold customers' data."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        if self._exit:  # told to leave while it was being made: what cannot be made any more is no bug
            return
        self.failure = as_churn_error(error) if isinstance(error, ChurnError) else _as_bug(error)
        self.exit(return_code=FAILED)

    # -- the ways out -------------------------------------------------------------------------------------

    def action_leave_program(self) -> None:
        """Leave; nothing waits to be stored."""
        self.exit(0)

    def action_stop(self) -> None:
        """Cancel what runs, else ask to quit; asked twice, quit."""
        running = [w for w in self.workers if w.group == "long" and not w.is_finished]
        if running:
            self.workers.cancel_group(running[0].node, "long")
            self.say(_("Stopping at the next step; nothing will be stored."), "warn")
        elif self._stop_asked:
            self.exit(130)
        else:
            self.say(_("Ctrl+C again leaves the program; so does q."), "warn")
            self._stop_asked = True

    def get_system_commands(self, screen: Screen[Any]) -> Any:
        """None of Textual's own: the palette lists what is bound."""
        empty: list[SystemCommand] = []
        return iter(empty)


def _as_bug(error: Exception) -> ChurnError:
    return ChurnError("unexpected", kind=type(error).__name__, log=str(record(error) or "–"))
