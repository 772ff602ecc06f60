"""What a screen asks of the program: to open another screen."""

from dataclasses import dataclass

from textual.message import Message

from tui.widgets.frame_table import FrameTable


@dataclass
class OpenMetric(Message):
    """A figure of the period in view."""

    metric: str


@dataclass
class OpenAccount(Message):
    """The account under the cursor of a list; its page walks that list. `room` is where the list stands."""

    source: FrameTable
    room: str
