"""Preflight: files are read, what they leave open is asked, what was recognised can be changed; Enter takes them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.worker import Worker, WorkerState, get_current_worker

from metrics.errors import ChurnError, Unsettled
from tui.commands import bindings
from tui.failures import as_churn_error
from tui.recognised import Thing
from tui.screens.importing.changing import answer, change
from tui.screens.importing.lists import RECOGNISED
from tui.screens.importing.messages import Failed, Halted, Stored
from tui.screens.importing.progress import Meter, Stopped
from tui.screens.importing.reading import Checks, Reading
from tui.screens.importing.rejects import RejectsScreen
from tui.sentences import say
from tui.settling import question_of
from tui.snapshot import Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import wrap
from tui.widgets.pane import Pane, Reader
from tui.words import _

if TYPE_CHECKING:
    from metrics.importing import Prepared


class PreflightScreen(Reading):
    """The checks above, what was recognised below; `stored` is called with what was taken."""

    CSS_PATH = "../../styles/importing.tcss"
    AUTO_FOCUS = "Checks"
    room = "import"
    BINDINGS: ClassVar[list[BindingType]] = bindings("preflight")

    def __init__(self, paths: Iterable[Path], stored: Callable[["Prepared"], None]) -> None:
        super().__init__(paths)
        self._stored = stored

    def body(self) -> Iterable[Widget]:
        """One line of state, the checks, what was recognised."""
        yield Pane(identity="meter")
        with Vertical(id="preflight"):
            yield Checks(identity="checks")
            with Vertical(id="recognised-part"):
                yield FrameTable(RECOGNISED, "index", identity="recognised")
                yield Pane(identity="why")

    def on_mount(self) -> None:
        """Begin to read."""
        super().on_mount()
        self._begin()

    def show(self, snapshot: Snapshot) -> None:
        """What the book holds beside does not change what was read."""

    # -- what is open -------------------------------------------------------------------------------------

    @on(Failed)
    def _stopped_by(self, message: Failed) -> None:
        """Ask what is open; where nobody can answer, say what is wrong and let it be changed."""
        if message.serial != self._serial:
            return
        self._state = "blocked"
        text = say(message.error)
        self._checks(lambda width, _height: [[(" " + part, "warn")] for part in wrap(text, width - 2)])
        self._say(_("Nothing is stored. Tab changes what was recognised; Esc leaves it."), "warn")
        if isinstance(message.error, Unsettled):
            self._ask(message.error)
        elif self._things:
            self.query_one("#recognised", FrameTable).focus()

    @work
    async def _ask(self, doubt: Unsettled) -> None:
        question = question_of(doubt)
        if question is None:
            return
        given = await answer(self.app, question)
        if given is not None:
            self._begin(self._wanted.answered(self._asking(doubt), question, given))

    def _asking(self, doubt: Unsettled) -> list[Path]:
        """The files that the doubt is about: those of the same headers, all of them where it is not known which."""
        file = str(doubt.params.get("file", ""))
        place = next((at for at, each in enumerate(self._tables) if each.file == file), None)
        if place is not None:
            return self._alike(place)
        named = [path for path in self._wanted.paths if file.startswith(str(path))]
        return named or list(self._wanted.paths)

    def _alike(self, place: int) -> list[Path]:
        """The files whose tables have the headers of this one."""
        header, own = self._tables[place].header, self._tables[place].path
        return [own, *(each.path for each in self._tables if header and each.header == header and each.path != own)]

    @on(FrameTable.Moved, "#recognised")
    def _explain(self, event: FrameTable.Moved) -> None:
        """Why the thing under the cursor was taken so, whole; its first values where nothing is said."""
        text = event.row and (event.row["why"] or event.row["firsts"])
        self.query_one("#why", Pane).show([[(f" {text or ''}", "muted")]])

    @on(FrameTable.Opened, "#recognised")
    def _open(self, event: FrameTable.Opened) -> None:
        if event.row is not None and self._state in ("ready", "blocked"):
            self._change(self._things[event.row["index"]])

    @work
    async def _change(self, thing: Thing) -> None:
        """Take a thing for something else, and read again."""
        each = self._tables[thing.place] if thing.place >= 0 else None
        paths = self._alike(thing.place) if thing.place >= 0 else list(self._wanted.paths)
        wanted = await change(self.app, self._wanted, thing, each, paths)
        if wanted is not None and wanted != self._wanted:
            self._begin(wanted)

    # -- storing ------------------------------------------------------------------------------------------

    @on(Reader.Opened)
    def _take(self) -> None:
        if self._state == "ready" and self._prepared is not None:
            self._state = "storing"
            self._meter = Meter()
            self._draw_meter(_("Storing…"))
            self._worker = self._store(self._serial, self._prepared)
        elif self._state == "blocked":
            self.app.refuse(_("Nothing can be taken yet; Tab changes what was recognised."))

    @work(thread=True, exclusive=True, exit_on_error=False, group="long")
    def _store(self, serial: int, prepared: "Prepared") -> None:
        from metrics.importing import commit

        worker = get_current_worker()

        def advance(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise Stopped
            self._advanced(sum(entry.rows for entry in prepared.entries[:done]), done / total)

        try:
            entries = commit(self.app.session.book, prepared, progress=advance)
        except Stopped:
            self.post_message(Halted())
        except (ChurnError, OSError) as error:
            self.post_message(Failed(serial, as_churn_error(error)))
        else:
            self.post_message(Stored(replace(prepared, entries=tuple(entries))))

    @on(Stored)
    def _leave_stored(self, message: Stored) -> None:
        self._state = "ready"
        self.app.pop_screen()
        self._stored(message.prepared)

    @on(Halted)
    def _leave_halted(self) -> None:
        self._state = "ready"
        self.app.pop_screen()
        self.app.say(_("Stopped; nothing was stored."), "warn")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What was stopped while reading is as if it had never been asked for."""
        if event.state is not WorkerState.CANCELLED:
            super().on_worker_state_changed(event)
        elif event.worker is self._worker and self._state == "reading":
            self._leave_halted()

    # -- keys ---------------------------------------------------------------------------------------------

    def action_pane(self) -> None:
        """From the checks to what was recognised, and back."""
        table = self.query_one("#recognised", FrameTable)
        (self.query_one(Checks) if table.has_focus else table).focus()

    def action_rejects(self) -> None:
        """The rows that would be set aside."""
        prepared = self._prepared
        found = [(batch.file, batch.rejects) for batch in prepared.batches if batch.rejects.height] if prepared else []
        if found:
            self.app.push_screen(RejectsScreen(found))
        else:
            self.app.refuse(_("No row is set aside."))

    def leave(self) -> bool:
        """Esc: from what was recognised to the checks; stops what runs, else leaves the files as they are."""
        if self._state in ("reading", "storing"):
            self.workers.cancel_group(self, "long")
            self._say(_("Stopping at the next step; nothing will be stored."), "warn")
            return True
        if self.query_one("#recognised", FrameTable).has_focus and self._state == "ready":
            self.action_pane()
            return True
        return False
