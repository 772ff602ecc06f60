"""When they leave: by month of tenure, by month of the year, by months to the renewal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from metrics.words import N_
from tui.charts.glyphs import SETS, Glyphs
from tui.charts.scale import Scale
from tui.formats import NOTHING, clean, count, month_name, share, span
from tui.retention import reasons
from tui.screens.retention.members import MembersScreen
from tui.screens.retention.view import Key, RetentionView, wrapped
from tui.snapshot import Contents, Snapshot
from tui.widgets.columns import Column, side_by_side
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Piece
from tui.widgets.pane import Pane
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.hazard import Axis, Hazard, Rate

# A month that fewer than one in so many customers reach says little.
_FEW = 20
_AXES: "dict[Axis, tuple[str, str]]" = {
    "tenure": (N_("by month of tenure"), N_("Month")),
    "calendar": (N_("by month of the year"), N_("Month")),
    "renewal": (N_("by months to the renewal"), N_("To renewal")),
}


class HazardView(RetentionView):
    """A line a month: how many could have left, how many did, the rate with its interval, drawn."""

    VIEW = "hazard"
    WRITTEN = True

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._axis: Axis = "tenure"
        self._found: Hazard | None = None

    def compose(self) -> ComposeResult:
        """The list, and where most leave in words."""
        yield Pane(identity="hazard-words", most=3)
        yield FrameTable((), ("group", "month"), identity="hazard-months")

    @property
    def main(self) -> FrameTable:
        """The list."""
        return self.query_one(FrameTable)

    @property
    def key(self) -> Key:
        """Along which axis."""
        return (self._axis,)

    @property
    def said(self) -> str:
        """Along which axis."""
        return _(_AXES[self._axis][0])

    def turn_measure(self) -> bool:
        """The next axis."""
        axes = list(_AXES)
        self._axis = axes[(axes.index(self._axis) + 1) % len(axes)]
        return True

    def ask(self, contents: Contents, snapshot: Snapshot) -> "Hazard":
        """The rates."""
        from metrics.hazard import hazard

        view, engine = snapshot.view, contents.engine
        return hazard(
            engine.ledger, engine.day, axis=self._axis, by=view.by, where=view.where, every=view.every,
            reasons=reasons(engine), observed_from=engine.observed_from,
        )  # fmt: skip

    # -- drawing ------------------------------------------------------------------------------------------

    def clear(self, sentence: str) -> None:
        """No rates, and why."""
        self._found = None
        self.main.show(_frame(()))
        self.pane("hazard-words").show([[(" " + sentence, "muted")]])

    def show(self, answer: "Hazard", snapshot: Snapshot) -> None:
        """List the months."""
        self._found = answer
        if not answer.rates:
            empty = _("No subscription of this book names its renewal.") if answer.axis == "renewal" else ""
            self.clear(empty or _("There are no customers here."))
        else:
            said = _words(answer)
            self.pane("hazard-words").draw(lambda width, height: wrapped(said, width, height))
        self._list()

    def on_resize(self) -> None:
        """Draw the bars anew."""
        if self._found is not None:
            self._list()

    def _list(self) -> None:
        found = self._found
        if found is None:
            return
        glyphs, table = self.app.glyphs, self.main
        scale = _scale(found)
        plain = _columns(found, lambda _rate: "")
        wide = side_by_side(plain, table.size.width)[-1][1]
        table.set_columns(_columns(found, lambda rate: bar(rate, scale, wide, glyphs)))
        table.show(_frame(found.rates))

    # -- keys ---------------------------------------------------------------------------------------------

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        found, row = self._found, event.row
        if found is None or row is None:
            return
        if found.axis == "renewal":
            self.app.refuse(_("Months to the renewal count rows of subscriptions, not customers: they open elsewhere."))
            return
        view, axis, month, group = self.app.snapshot.view, found.axis, row["month"], row["group"]

        def find(contents: Contents) -> "pl.DataFrame":
            from metrics.hazard import leavers

            return leavers(
                contents.ledger, contents.engine.day, axis, month,
                group=group, by=view.by, where=view.where, every=view.every,
            )  # fmt: skip

        title = _("Left, {axis}: {month}").format(axis=self.said, month=_month(axis, month))
        self.app.push_screen(MembersScreen(title, find))


def _frame(rates: "Sequence[Rate]") -> "pl.DataFrame":
    import polars as pl

    names = ("group", "month", "exposed", "lost", "voluntary", "involuntary", "scheduled", "rate", "low", "high")
    counts, levels = dict.fromkeys(names[1:7], pl.Int64), dict.fromkeys(names[7:], pl.Float64)
    rows = [tuple(getattr(each, name) for name in names) for each in rates]
    frame = pl.DataFrame(rows, schema={"group": pl.String, **counts, **levels}, orient="row")
    return frame.with_columns(rates=pl.struct("rate", "low", "high"))


def bar(rate: "dict[str, float | None]", scale: Scale, width: int, glyphs: Glyphs) -> str:
    """The rate as a bar: solid up to the interval, dark inside it, light beyond the rate."""
    value, low, high = rate["rate"], rate["low"], rate["high"]
    if value is None or low is None or high is None or width < 2:
        return ""
    marks = SETS[glyphs]
    sure, tip, end = (round(scale.share(level) * width) for level in (low, value, high))
    tip = max(tip, sure)
    return marks.solid * sure + marks.inner * (tip - sure) + marks.outer * max(0, end - tip)


def _scale(found: "Hazard") -> Scale:
    """From 0 to the highest end of an interval; months that few customers reach do not count."""
    most = max((each.exposed for each in found.rates), default=0)
    return Scale(
        0.0, max((each.high or 0.0 for each in found.rates if each.exposed >= most / _FEW), default=0.0) or 1.0
    )


def _month(axis: "Axis", month: int) -> str:
    return month_name(month) if axis == "calendar" else str(month)


def _words(found: "Hazard") -> list[Piece]:
    """Where the rate is surest to be high, and how it was counted."""
    known = [each for each in found.rates if each.low is not None and each.lost]
    said: list[Piece] = []
    if known:
        worst = max(known, key=lambda each: each.low or 0.0)
        said.append((_worst(found, worst), "strong"))
    if scheduled := sum(each.scheduled for each in found.rates):
        text = ngettext("{n} loss is scheduled: asked for, not come yet.",
                        "{n} losses are scheduled: asked for, not come yet.", scheduled)  # fmt: skip
        said.append((text.format(n=count(scheduled)), "warn"))
    said.append((_("Rates have 95% intervals. Losses of unknown cause count as voluntary."), "muted"))
    return said


def _worst(found: "Hazard", rate: "Rate") -> str:
    group = f" ({clean(rate.group)})" if rate.group is not None else ""
    month = _month(found.axis, rate.month)
    match found.axis:
        case "tenure":
            text = _("Most leave in month {month} of tenure{group}: {rate} of those who get there ({low} to {high}).")
        case "calendar":
            text = _("Most leave in {month}{group}: {rate} of those who begin it ({low} to {high}).")
        case _:
            text = _("Most leave with {month} whole months to the renewal{group}: {rate} ({low} to {high}).")
    low, high = share(rate.low), share(rate.high)
    return text.format(month=month, group=group, rate=share(rate.rate), low=low, high=high)


def _columns(found: "Hazard", drawn: Any) -> tuple[Column, ...]:
    axis = found.axis
    group = (Column("group", found.by, 12, lambda name: (str(name or NOTHING), "muted"), grow=1),) if found.by else ()
    return (
        *group,
        Column("month", _AXES[axis][1], 10, lambda n: (_month(axis, n), "strong"), "right"),
        Column("exposed", N_("Could leave"), 11, lambda n: (count(n), "muted"), "right", rank=2),
        Column("lost", N_("Lost"), 8, lambda n: (count(n), ""), "right"),
        Column("voluntary", N_("Voluntary"), 9, lambda n: (count(n), "muted"), "right", rank=5),
        Column("involuntary", N_("Payment"), 8, lambda n: (count(n) if n else NOTHING, "muted"), "right", rank=3),
        Column("scheduled", N_("Scheduled"), 9, lambda n: (count(n) if n else NOTHING, "warn" if n else "muted"),
               "right", rank=4),
        Column("rate", N_("Rate"), 7, lambda level: (share(level), "strong"), "right"),
        Column("rates", N_("95% interval"), 15, _interval, "right", rank=1),
        Column("rates", "", 12, lambda rate: (drawn(rate), "accent"), grow=4),
    )  # fmt: skip


def _interval(rate: "dict[str, float | None]") -> Piece:
    low, high = rate["low"], rate["high"]
    return NOTHING if low is None or high is None else span(low, high), "muted"
