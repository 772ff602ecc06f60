"""Retention: how long customers stay, when they leave, what comes next; five views, one key apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from metrics.errors import ChurnError
from tui.commands import bindings, some
from tui.screens.periodic import EVERY_NAMES, Periodic
from tui.screens.retention.cohorts import CohortsView
from tui.screens.retention.forecast import ForecastView
from tui.screens.retention.hazard import HazardView
from tui.screens.retention.survival import SurvivalView
from tui.screens.retention.view import Key, RetentionView
from tui.screens.retention.whatif import WhatIfView
from tui.screens.room import nothing_here
from tui.sentences import say
from tui.snapshot import Contents, Snapshot
from tui.views import RETENTION
from tui.widgets.heat_grid import HeatGrid
from tui.widgets.top_line import TopLine
from tui.widgets.view_strip import ViewStrip
from tui.words import _

_VIEWS: tuple[type[RetentionView], ...] = (CohortsView, SurvivalView, HazardView, ForecastView, WhatIfView)

if TYPE_CHECKING:
    import polars as pl


@dataclass
class Answered(Message):
    """What a view's question came to: an answer, or why there is none."""

    snapshot: Snapshot
    view: RetentionView
    key: Key
    answer: Any
    decisions: "pl.DataFrame | None" = None
    error: ChurnError | None = None


class RetentionScreen(Periodic):
    """The views, of which one asks at a time; an answer that comes too late is dropped."""

    CSS_PATH = "../../styles/retention.tcss"
    AUTO_FOCUS = "HeatGrid"
    room = "retention"
    whole = True
    BINDINGS: ClassVar[list[BindingType]] = bindings("retention") + some("period.every", "period.by", "period.where")

    def __init__(self) -> None:
        super().__init__()
        self._views = tuple(view(id=f"view-{place}") for place, view in enumerate(_VIEWS))
        self._at = 0

    def body(self) -> Iterable[Widget]:
        """The line of the views, then the one in front."""
        yield ViewStrip([RETENTION[view.VIEW] for view in self._views], self._at)
        with ContentSwitcher(initial=self._views[0].id):
            yield from self._views

    @property
    def view(self) -> RetentionView:
        """The view in front."""
        return self._views[self._at]

    # -- asking -------------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Ask what the view in front asks; until the book is read, or where it is empty, say so."""
        every = "month" if snapshot.view.every.startswith("rolling") else snapshot.view.every
        self.query_one(TopLine).show(snapshot, _(EVERY_NAMES[every][1]))
        self.query_one(ViewStrip).go(self._at, self.view.said)
        if snapshot.contents is None:
            self.view.clear(_("Reading the book…"))
        elif not snapshot.has_customers or snapshot.as_of is None:
            self.view.clear(nothing_here(snapshot))
        else:
            self.ask(snapshot, self.view, self._key(snapshot))

    def _key(self, snapshot: Snapshot) -> Key:
        written = (snapshot.events,) if self.view.WRITTEN else ()
        asked = snapshot.view
        return (self.view.VIEW, *self.view.key, asked.every, asked.by, asked.where, *written)

    @work(thread=True, exclusive=True, exit_on_error=False, group="retention")
    def ask(self, snapshot: Snapshot, view: RetentionView, key: Key) -> None:
        """Compute, or take what was computed before."""
        contents = snapshot.contents
        if contents is None:
            return
        try:
            answer = self.app.session.answer(snapshot, key, lambda: self._asked(contents, snapshot, view))
            decisions = contents.engine.book.decisions.all()
        except ChurnError as error:
            self.post_message(Answered(snapshot, view, key, None, error=error))
        else:
            self.post_message(Answered(snapshot, view, key, answer, decisions))

    @staticmethod
    def _asked(contents: Contents, snapshot: Snapshot, view: RetentionView) -> Any:
        return view.ask(contents, snapshot)

    def on_answered(self, message: Answered) -> None:
        """Show it, unless something else is asked for by now."""
        snapshot = self.app.snapshot
        if message.view is not self.view or message.key != self._key(snapshot):
            return
        if message.snapshot.data != snapshot.data:
            return
        if message.error is not None:
            self.view.clear(say(message.error))
        elif message.decisions is not None:
            self.view.decisions = message.decisions
            self.view.show(message.answer, message.snapshot)

    # -- keys ---------------------------------------------------------------------------------------------

    def action_turn(self, step: int) -> None:
        """The next view, or the one before."""
        self.turn_to(self._views[(self._at + step) % len(self._views)].VIEW)

    def turn_to(self, name: str) -> None:
        """One of `RETENTION`."""
        self._at = next(at for at, view in enumerate(self._views) if name == view.VIEW)
        self.query_one(ContentSwitcher).current = self.view.id
        self.view.main.focus()
        self.show(self.app.snapshot)

    def action_measure(self) -> None:
        """Another measure of the view."""
        if self.view.turn_measure():
            self.show(self.app.snapshot)
        else:
            self.app.refuse(_("This view has one measure only."))

    def action_shares(self) -> None:
        """Shares or counts."""
        if self.view.turn_shares():
            self.show(self.app.snapshot)
        else:
            self.app.refuse(_("Shares or counts: that is for the cohorts."))

    def copied(self) -> str | None:
        """What `y` copies."""
        return self.focused.cell_text() if isinstance(self.focused, HeatGrid) else super().copied()
