"""What every view of Retention is: a question put to the engine off the UI thread, and how its answer is shown."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import getters
from textual.containers import Vertical
from textual.widget import Widget

from metrics.book.decisions import frame
from tui.host import Host
from tui.snapshot import Contents, Snapshot
from tui.widgets.paint import Line, Piece, wrap
from tui.widgets.pane import Pane

Key = tuple[object, ...]


class RetentionView(Vertical):
    """One view. `key` names the question beside period kind, group and filter; `ask` answers it, in a thread."""

    app = getters.app(Host)
    VIEW: ClassVar[str] = ""  # one of `views.RETENTION`
    WRITTEN: ClassVar[bool] = False  # whether the answer hangs on tags too

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.decisions = frame(())  # the changes decided, as they stood when the answer was shown

    @property
    def key(self) -> Key:
        """What is asked here, of all that can be turned."""
        return ()

    @property
    def said(self) -> str:
        """What is shown now, in words, for the line of the views."""
        return ""

    @property
    def main(self) -> Widget:
        """What takes the keys."""
        raise NotImplementedError

    def ask(self, contents: Contents, snapshot: Snapshot) -> Any:
        """The answer; raises ChurnError where there is none."""
        raise NotImplementedError

    def show(self, answer: Any, snapshot: Snapshot) -> None:
        """Draw the answer."""
        raise NotImplementedError

    def clear(self, sentence: str) -> None:
        """Show that there is no answer, and why."""
        raise NotImplementedError

    def turn_measure(self) -> bool:
        """Another measure; whether there is one."""
        return False

    def turn_shares(self) -> bool:
        """Shares or counts; whether both are there."""
        return False

    def pane(self, identity: str) -> Pane:
        """One of the view's panes."""
        return self.query_one(f"#{identity}", Pane)


def wrapped(said: Sequence[Piece], width: int, height: int) -> list[Line]:
    """Sentences under each other, as many lines as fit."""
    room = max(20, width - 2)
    lines: list[Line] = [[(" " + text, style)] for sentence, style in said for text in wrap(sentence, room)]
    return lines[:height]
