"""What the views of the losses share: the strip of their names, and Tab from one to the next."""

from tui.messages import OpenView
from tui.screens.room import Room
from tui.views import LOSSES
from tui.widgets.view_strip import ViewStrip


class LossesView(Room):
    """One of LOSSES."""

    room = "losses"
    whole = True
    view: str

    def strip_of_views(self) -> ViewStrip:
        """The line that names the views."""
        return ViewStrip(tuple(LOSSES.values()), list(LOSSES).index(self.view))

    def action_view(self, step: int) -> None:
        """The next view, or the one before."""
        names = list(LOSSES)
        self.post_message(OpenView("losses", names[(names.index(self.view) + step) % len(names)]))
