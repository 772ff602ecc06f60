"""What stands there until the book is read: the first frame, and little to load for it."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from tui.commands import bindings
from tui.host import Host
from tui.snapshot import Snapshot
from tui.widgets.key_bar import KeyBar
from tui.widgets.paint import PAINTS
from tui.widgets.pane import Pane
from tui.widgets.top_line import TopLine
from tui.words import _


class OpeningScreen(Screen[None]):
    """Looks as the Overview does before there are figures, and gives way to it; in an empty book to Import."""

    COMPONENT_CLASSES: ClassVar[set[str]] = PAINTS
    BINDINGS: ClassVar[list[BindingType]] = bindings("period", "overview")
    app = getters.app(Host)

    def compose(self) -> ComposeResult:
        """Top line, a sentence, bottom line."""
        yield TopLine("overview")
        yield Pane(identity="reading")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what is under way, and wait for it; who leaves at once leaves a screen without parts."""
        if not self.children:
            return
        self.query_one(TopLine).show(self.app.snapshot)
        self.query_one(Pane).show([[(" " + _("Reading the book…"), "muted")]])
        self.app.snapshot_changed.subscribe(self, self._give_way)

    def on_screen_resume(self) -> None:
        """Somebody opened the settings or the help meanwhile, and comes back."""
        self._give_way(self.app.snapshot)

    def _give_way(self, snapshot: Snapshot) -> None:
        if snapshot.contents is not None and self.app.screen is self:
            self.app.switch_mode("import" if snapshot.is_empty else "overview")
