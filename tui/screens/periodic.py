"""What the screens of a period's figures share: other periods, another kind of period, a group, a filter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from textual import work
from textual.timer import Timer

from metrics.periods import EVERIES, Every, shift
from metrics.words import N_
from tui.screens.choice import Choice, Option
from tui.screens.room import Room
from tui.snapshot import Snapshot
from tui.words import _

if TYPE_CHECKING:
    from metrics.periods import Period

# Seconds without a key after which the periods beside are asked for.
_REST: Final = 0.35

EVERY_NAMES: dict[Every, tuple[str, str]] = {
    "month": ("m", N_("Months")),
    "quarter": ("q", N_("Quarters")),
    "half": ("h", N_("Half-years")),
    "year": ("y", N_("Years")),
    "rolling3": ("3", N_("3 months, rolling")),
    "rolling12": ("r", N_("12 months, rolling")),
}


class Periodic(Room):
    """A room whose figures are those of the period, group and filter in view."""

    def __init__(self) -> None:
        super().__init__()
        self._rest: Timer | None = None

    def ask_beside(self, snapshot: Snapshot, ask: Callable[[Snapshot], object]) -> None:
        """Ask of the periods beside the one in view too, while nobody presses anything: whoever has gone to another
        period is likely to go on."""
        if self._rest is not None:
            self._rest.stop()
        gone = snapshot.view.day is not None
        self._rest = self.set_timer(_REST, lambda: self._ask_beside(snapshot, ask)) if gone else None

    @work(thread=True, exclusive=True, exit_on_error=False, group="periods_beside")
    def _ask_beside(self, snapshot: Snapshot, ask: Callable[[Snapshot], object]) -> None:
        for beside in snapshot.beside:
            if snapshot.version == self.app.snapshot.version:
                ask(beside)

    def action_period(self, step: int) -> None:
        """The period before or after, within the book."""
        snapshot = self.app.snapshot
        period, contents = snapshot.period, snapshot.contents
        if period is None or contents is None or snapshot.as_of is None:
            self.app.refuse(_("There is no period to go to: nothing has been imported yet."))
            return
        following = shift(period, snapshot.view.every, step, snapshot.as_of)
        if following.start > snapshot.as_of:
            self.app.refuse(_("This is the last period: the book ends on its as-of day."))
        elif _before_first(following, contents.first):
            self.app.refuse(_("This is the first period that the book knows of."))
        else:
            self.app.look(day=_within(following))

    @work
    async def action_every(self) -> None:
        """Choose the kind of period."""
        snapshot = self.app.snapshot
        options = [Option(every, _(EVERY_NAMES[every][1]), EVERY_NAMES[every][0]) for every in EVERIES]
        chosen = await self.app.push_screen_wait(Choice(_("Figures by"), options, snapshot.view.every))
        if chosen is not None:
            period = snapshot.period
            # Who looks at the last complete month looks at the last complete quarter next, not at the open one.
            day = None if period is None or period == snapshot.latest else _within(period)
            self.app.look(every=chosen.value, day=day)

    @work
    async def action_group(self) -> None:
        """Choose what to group by."""
        contents = self.app.snapshot.contents
        if contents is None or self.app.snapshot.as_of is None:
            self.app.refuse(_("There is nothing to group yet."))
            return
        options: list[Option[str | None]] = [Option(None, _("No group"))]
        options += [Option(name, name) for name in contents.fields]
        chosen = await self.app.push_screen_wait(Choice(_("Group by"), options, self.app.snapshot.view.by, typed=True))
        if chosen is not None:
            self.app.look(by=chosen.value)

    @work
    async def action_filter(self) -> None:
        """Choose a field, then a value to keep; the first line takes the filter away."""
        contents = self.app.snapshot.contents
        if contents is None or self.app.snapshot.as_of is None:
            self.app.refuse(_("There is nothing to filter yet."))
            return
        options: list[Option[str | None]] = [Option(None, _("Every account"))]
        options += [Option(name, name) for name in contents.columns]
        field = await self.app.push_screen_wait(Choice(_("Count only"), options, typed=True))
        if field is None:
            return
        if field.value is None:
            self.app.look(where=())
            return
        values = [Option(v or "", v or _("(none)"), remark=str(n)) for v, n in contents.values(field.value)]
        value = await self.app.push_screen_wait(Choice(field.value, values, typed=True))
        if value is not None:
            self.app.look(where=((field.value, value.value),))


def _within(period: "Period") -> date:
    """A day that names the period: in its last month, whatever kind of period is asked for."""
    return period.end - timedelta(days=1)


def _before_first(period: "Period", first: date | None) -> bool:
    return first is not None and period.end <= first
