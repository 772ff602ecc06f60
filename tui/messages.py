"""What a screen asks of the program: to open another screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    import polars as pl

    from tui.widgets.frame_table import FrameTable


@dataclass
class OpenMetric(Message):
    """A figure of the period in view, as `room` shows it: of all accounts, or of one group of the field `by`."""

    metric: str
    room: str = "overview"
    by: str | None = None
    group: str | None = None


@dataclass
class OpenOwnFigure(Message):
    """A figure of one account, of the period that is named."""

    metric: str
    account_id: str
    name: str
    period: str
    room: str


@dataclass
class OpenGroup(Message):
    """The accounts of a group of the field `by`, in the period in view."""

    by: str
    group: str | None


@dataclass
class OpenRestated(Message):
    """What the latest import changed, from a metric of the period that is named."""

    metric: str
    period: str


@dataclass
class OpenBench(Message):
    """The definitions that a metric is one of."""

    metric: str


@dataclass
class OpenAccount(Message):
    """The account under the cursor of a list; its page walks that list. `room` is where the list stands."""

    source: "FrameTable"
    room: str


@dataclass
class OpenFact(Message):
    """A line of a file: what import read it, which line, and the sentence that it became."""

    text: str
    import_id: int
    line: int


@dataclass
class OpenLosses(Message):
    """Some of the losses (account_id, lost_on), named by what they have in common."""

    title: str
    keys: "pl.DataFrame"


@dataclass
class OpenView(Message):
    """Show another view of a room: one of `views.VIEWS`."""

    room: str
    name: str
