"""What every screen of a room has: top line, bottom line, the snapshot, and Esc one step at a time."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from metrics.words import N_
from tui.commands import BY_ID
from tui.exporting import Export, as_shown
from tui.host import Host
from tui.snapshot import Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.key_bar import KeyBar
from tui.widgets.paint import PAINTS
from tui.widgets.top_line import TopLine
from tui.words import _

_NOTHING_YET = N_("Nothing has been imported yet. Press 6 to read your files, or to open the demo.")
_NO_CUSTOMERS = N_(
    "No subscriptions have been read yet: they say who is a customer and who left. Press 6 to read them."
)


def nothing_here(snapshot: Snapshot, otherwise: str = "") -> str:
    """What is said where there is nothing to show: what the book lacks, else what stands to reason here."""
    if snapshot.is_empty:
        return _(_NOTHING_YET)
    return otherwise if snapshot.has_customers else _(_NO_CUSTOMERS)


class Room(Screen[None]):
    """A screen between a top line and a bottom line; `show` is called when there is another snapshot to show."""

    COMPONENT_CLASSES: ClassVar[set[str]] = PAINTS
    room: str = ""
    whole: bool = False  # what it shows is of all the time up to as-of, not of a period
    app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        self._seen = -1
        self._stood = False
        # As the size of the terminal will have it: otherwise every style would be worked out twice.
        app = self.app
        for cells, breakpoints in zip(app.size, (app.HORIZONTAL_BREAKPOINTS, app.VERTICAL_BREAKPOINTS), strict=True):
            self.add_class(max(each for each in breakpoints if each[0] <= cells)[1], update=False)

    @property
    def currency(self) -> str | None:
        """The book's currency, once it has been read."""
        contents = self.app.snapshot.contents
        return contents.currency if contents else None

    def body(self) -> Iterable[Widget]:
        """The widgets between the two lines."""
        raise NotImplementedError

    def show(self, snapshot: Snapshot) -> None:
        """Draw, or start computing, what the snapshot holds."""
        raise NotImplementedError

    def leave(self) -> bool:
        """Esc: leave the input, clear the search, close the panel; True where one of these was done."""
        return False

    def compose(self) -> ComposeResult:
        """Top line, body, bottom line."""
        yield TopLine(self.room, whole=self.whole)
        yield from self.body()
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the snapshot."""
        self.app.snapshot_changed.subscribe(self, self._changed)
        self._changed(self.app.snapshot)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show what changed while another screen was in front; a new one's styles are new too."""
        event.refresh_styles = event.refresh_styles and self._stood
        self._stood = True
        self._changed(self.app.snapshot)

    def _changed(self, snapshot: Snapshot) -> None:
        """Show it; a screen that is left before it stands never gets its parts."""
        if self._in_sight and self.children and snapshot.version != self._seen:
            self._seen = snapshot.version
            self.query_one(TopLine).show(snapshot)
            self.show(snapshot)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say in a sentence what a worker of this screen failed at."""
        self.app.on_worker_state_changed(event)

    @property
    def _in_sight(self) -> bool:
        """Whether it is in front, or just below a box."""
        stack = self.app.screen_stack
        return self is stack[-1] or (stack[-1].is_modal and self in stack[-2:])

    def copied(self) -> str | None:
        """What `y` copies: the cell of the table in focus."""
        return self.focused.cell_text() if isinstance(self.focused, FrameTable) else None

    def exported(self) -> Export | None:
        """What `e` writes: the table in focus as it is shown, all of its rows."""
        table = self.focused
        return Export(self.heading(), as_shown(table)) if isinstance(table, FrameTable) and table.height else None

    def heading(self) -> str:
        """What the screen shows, in a few words."""
        period = self.app.snapshot.period
        name = _(BY_ID[f"go.{self.room}"].label)
        return f"{name} {period.label}" if period else name
