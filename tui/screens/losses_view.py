"""What the views of the losses share: the strip of their names, and Tab from one to the next."""

from metrics.words import N_
from tui.messages import OpenView
from tui.screens.room import Room
from tui.widgets.view_strip import ViewStrip

# In the order of Tab; the first is the room itself.
VIEWS: dict[str, str] = {
    "queue": N_("Queue"),
    "reasons": N_("Reasons"),
    "lessons": N_("Lessons"),
    "not_a_loss": N_("Not a loss"),
    "when": N_("When"),
}


class LossesView(Room):
    """One of VIEWS."""

    room = "losses"
    view: str

    def strip_of_views(self) -> ViewStrip:
        """The line that names the views."""
        return ViewStrip(tuple(VIEWS.values()), list(VIEWS).index(self.view))

    def action_view(self, step: int) -> None:
        """The next view, or the one before."""
        names = list(VIEWS)
        self.post_message(OpenView(names[(names.index(self.view) + step) % len(names)]))
