"""The top line: where we are, over which book, period, filter and group, in which currency, as of when."""

from textual.strip import Strip

from tui.commands import BY_ID
from tui.formats import clean, date
from tui.period_names import period_name
from tui.snapshot import Snapshot, described
from tui.widgets.paint import Painted, Piece, fit, width_of
from tui.words import _

_ROOMS = ("overview", "accounts", "losses", "retention", "compare", "import")
_ALL_NAMED = 110  # cells from which every room is named, not only the one we are in


class TopLine(Painted):
    """Rooms by their keys, then the facts; on a narrow line the workspace goes first, then the currency."""

    def __init__(self, room: str, extra: str = "", *, whole: bool = False) -> None:
        """`whole`: what is shown is of all the time up to as-of, not of a period."""
        super().__init__(id="top-line")
        self._whole = whole
        self._room = room
        self._extra = extra
        self._snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot, extra: str | None = None) -> None:
        """Show the facts of a snapshot; `extra` is the screen's own, such as "12 of 57"."""
        if extra is not None:
            self._extra = extra
        self._snapshot = snapshot
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        rooms = self._rooms(named=width >= _ALL_NAMED)
        facts = self._facts()
        for dropped in ("workspace", "currency", "filter", "group"):
            if width_of(rooms) + sum(width_of([fact]) + 3 for fact in facts.values()) <= width:
                break
            facts.pop(dropped, None)
        right: list[Piece] = []
        for fact in facts.values():
            right += [(" │ " if right else "", "rule"), fact]
        space = max(1, width - width_of(rooms) - width_of(right) - 1)
        return self.strip([*rooms, (" " * space, ""), *right, (" ", "")], width, "bar")

    def _rooms(self, *, named: bool) -> list[Piece]:
        pieces: list[Piece] = []
        for room in _ROOMS:
            command = BY_ID[f"go.{room}"]
            digit = command.keys.split(",")[0]
            if room == self._room:
                pieces.append((f" {digit} {_(command.label)} ", "chip"))
            elif named:
                pieces += [(f" {digit}", "key"), (f" {_(command.label)} ", "muted")]
            else:
                pieces.append((f" {digit} ", "chip-dim"))
        return pieces

    def _facts(self) -> dict[str, Piece]:
        snapshot = self._snapshot
        if snapshot is None:
            return {}
        facts: dict[str, Piece] = {"workspace": (fit(clean(snapshot.name), min(20, len(snapshot.name))), "muted")}
        if self._extra:
            facts["extra"] = (clean(self._extra), "strong")
        if (period := snapshot.period) and not self._whole:
            state = "" if period.complete else " " + _("(open)")
            facts["period"] = (period_name(period.label) + state, "strong" if period.complete else "warn")
        if snapshot.view.where:
            values = (
                f"{name}={', '.join(v or '–' for v in vs)}" for name, vs in described(snapshot.view.where).items()
            )
            text = clean(" ".join(values))
            facts["filter"] = (fit(text, min(24, len(text))), "accent")
        if snapshot.view.by:
            facts["group"] = (_("by {field}").format(field=clean(snapshot.view.by)), "accent")
        if snapshot.contents and snapshot.contents.currency:
            facts["currency"] = (clean(snapshot.contents.currency), "muted")
        if snapshot.as_of:
            facts["as_of"] = (_("as of {day}").format(day=date(snapshot.as_of)), "muted")
        if snapshot.read_only:
            facts["read_only"] = (_("read-only"), "warn")
        return facts
