"""What every box over a screen has: Esc closes it, help and Ctrl+C work as everywhere."""

from typing import ClassVar, Generic

from textual import getters
from textual.binding import BindingType
from textual.screen import ModalScreen, ScreenResultType

from tui.commands import some
from tui.host import Host
from tui.widgets.paint import PAINTS


class Panel(ModalScreen[ScreenResultType], Generic[ScreenResultType]):
    """A modal screen; the application's keys do not reach below it but for these."""

    app = getters.app(Host)
    AUTO_FOCUS = ""
    COMPONENT_CLASSES: ClassVar[set[str]] = PAINTS
    BINDINGS: ClassVar[list[BindingType]] = some("back", "help", "stop", "palette")

    def leave(self) -> bool:
        """Esc: whatever comes before closing the panel; True where there was something."""
        return False
