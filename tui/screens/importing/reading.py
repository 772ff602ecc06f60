"""Files read again and again as more is settled of them: the workers, how far they are, what they found."""

from collections.abc import Iterable, Sequence
from datetime import date as Date  # noqa: N812
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on, work
from textual.binding import BindingType
from textual.worker import Worker, get_current_worker

from metrics.errors import ChurnError
from tui.commands import some
from tui.failures import as_churn_error
from tui.preflight_drawn import preflight_lines
from tui.recognised import Thing, things
from tui.screens.importing.lists import recognised_frame
from tui.screens.importing.messages import Advanced, Failed, Foreseen, Looked, Read
from tui.screens.importing.progress import Meter, Stopped, Watcher
from tui.screens.room import Room
from tui.settling import Wanted
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Drawing, Pane, Reader
from tui.words import _

if TYPE_CHECKING:
    from metrics.importing import Prepared
    from metrics.reading.seen import Seen


class Checks(Reader):
    """What would come of the files; Enter takes them."""

    BINDINGS: ClassVar[list[BindingType]] = some("preflight.take")


class Reading(Room):
    """A room with a line of state (#meter), the checks, and a table of what was recognised (#recognised)."""

    def __init__(self, paths: Iterable[Path]) -> None:
        super().__init__()
        self._wanted = Wanted.first(paths)
        self._state: Literal["reading", "blocked", "ready", "storing"] = "reading"
        self._serial = 0
        self._tables: Sequence[Seen] = ()
        self._things: list[Thing] = []
        self._prepared: Prepared | None = None
        self._restated: list[str] | None = None
        self._meter = Meter()
        self._worker: Worker[None] | None = None

    def _begin(self, wanted: Wanted | None = None) -> None:
        """Read, as it is wanted by now."""
        self._wanted = wanted or self._wanted
        self._serial += 1
        self._state, self._prepared, self._restated = "reading", None, None
        self._meter = Meter()
        self._draw_meter(_("Reading…"))
        self._worker = self._read(self._serial, self._wanted)

    @work(thread=True, exclusive=True, exit_on_error=False, group="long")
    def _read(self, serial: int, wanted: Wanted) -> None:
        """Read and judge, storing nothing."""
        from metrics.importing import prepare

        worker, session = get_current_worker(), self.app.session
        watcher = Watcher(wanted.paths, lambda: worker.is_cancelled, self._advanced)
        try:
            paths = [session.allowed(path) for path in wanted.paths]
            prepared = prepare(
                session.book, paths, wanted.hints, wanted.taking, today=Date.today(), own=wanted.own,
                watch=lambda seen: self._looked(serial, seen), progress=watcher,
            )  # fmt: skip
        except Stopped:
            return
        except (ChurnError, OSError) as error:
            self.post_message(Failed(serial, as_churn_error(error)))
        else:
            self.post_message(Read(serial, prepared))

    def _advanced(self, records: int, share: float) -> None:
        self.post_message(Advanced(records, share))

    def _looked(self, serial: int, seen: "Sequence[Seen]") -> None:
        self.post_message(Looked(serial, seen))

    @on(Advanced)
    def _advance(self, message: Advanced) -> None:
        if self._state in ("reading", "storing"):
            doing = _("Reading…") if self._state == "reading" else _("Storing…")
            self._draw_meter(doing, message.records, message.share)

    def _draw_meter(self, doing: str, records: int = 0, share: float = 0.0) -> None:
        full, empty = ("█", "░") if self.app.facts.unicode else ("#", ".")
        line = self._meter.line(doing, records, share, self.size.width, full=full, empty=empty)
        self.query_one("#meter", Pane).show([line])

    @on(Looked)
    def _show_looked(self, message: Looked) -> None:
        if message.serial != self._serial:
            return
        self._tables = message.seen
        self._things = things(message.seen, self._wanted)
        self.query_one("#recognised", FrameTable).show(recognised_frame(self._things))

    @on(Read)
    def _ready(self, message: Read) -> None:
        if message.serial != self._serial:
            return
        self._state, self._prepared = "ready", message.prepared
        contents = self.app.snapshot.contents
        if contents is None or contents.is_empty:
            self._restated = []
        else:
            self._foresee(message.serial, message.prepared)
        self._say(_("Enter takes this into the book; Tab changes what was recognised; Esc leaves it."), "accent")
        self._draw_checks(keep=False)

    @work(thread=True, exclusive=True, exit_on_error=False, group="foreseen")
    def _foresee(self, serial: int, prepared: "Prepared") -> None:
        """What would change in figures already shown."""
        from tui.restating import foreseen, said

        contents = self.app.snapshot.contents
        if contents is not None:
            told = said(foreseen(contents.engine, prepared), contents.currency)
            self.post_message(Foreseen(serial, told))

    @on(Foreseen)
    def _show_foreseen(self, message: Foreseen) -> None:
        if message.serial == self._serial and self._state == "ready":
            self._restated = message.said
            self._draw_checks(keep=True)

    def _draw_checks(self, *, keep: bool) -> None:
        prepared, restated = self._prepared, self._restated
        if prepared is not None:
            self._checks(lambda width, _height: preflight_lines(prepared, restated, width), keep=keep)

    def _checks(self, drawing: Drawing, *, keep: bool = False) -> None:
        self.query_one(Checks).draw(drawing, keep=keep)

    def _say(self, text: str, style: str) -> None:
        self.query_one("#meter", Pane).draw(lambda width, _height: [[(" " + text, style)]])
