"""Import: choose files, see what was recognised and what would come of it, take it; the history, with undo."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date as Date  # noqa: N812
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState, get_current_worker

from metrics.errors import ChurnError, Unsettled
from tui import intake
from tui.commands import bindings
from tui.screens.choice import Choice, Option
from tui.screens.importing.foreseeing import Foreseeing
from tui.screens.importing.lists import FILES, HISTORY
from tui.screens.importing.messages import Arrived, Asked, Read, Stored
from tui.screens.importing.paths import Paths
from tui.screens.importing.preview import Preview
from tui.sentences import say
from tui.session import Snapshot
from tui.settling import QUESTIONS, settled
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Reader
from tui.widgets.prompt import Prompt
from tui.words import _, ngettext

if TYPE_CHECKING:
    from metrics.book import Book
    from metrics.book import Choice as Taking
    from metrics.book.imports import ImportRecord
    from metrics.importing import Prepared
    from metrics.reading.grid import Hints


class ImportScreen(Foreseeing):
    """Files on the left, what was recognised on the right, the history below."""

    CSS_PATH = "../../styles/importing.tcss"
    room = "import"
    BINDINGS: ClassVar[list[BindingType]] = bindings("import")

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path.cwd()
        self._records: list[ImportRecord] = []
        self._state: Literal["choosing", "reading", "ready", "storing"] = "choosing"
        self._prepared: Prepared | None = None
        self._at: str | None = None

    def body(self) -> Iterable[Widget]:
        """Files, preview, history, a line to type a path in."""
        with Vertical(id="import"):
            with Horizontal(id="choosing"):
                yield FrameTable(FILES, "path", _("No readable file here; / goes elsewhere."), identity="files")
                yield Preview()
            yield FrameTable(HISTORY, "id", identity="past")
        yield Prompt()

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Look into the folder and the book."""
        if snapshot.contents is not None:
            self.arrive(self._folder)

    @work(thread=True, exclusive=True, exit_on_error=False, group="folder")
    def arrive(self, folder: Path) -> None:
        """List a folder."""
        folder = self.app.session.allowed(folder)
        self.post_message(
            Arrived(folder, intake.folder_frame(folder), self.app.session.book.imports(include_undone=True))
        )

    @on(Arrived)
    def _show_lists(self, message: Arrived) -> None:
        same = message.folder == self._folder
        self._folder, self._records = message.folder, message.records
        files, past = self.query_one("#files", FrameTable), self.query_one("#past", FrameTable)
        files.show(message.files, keep=same)
        past.show(intake.history_frame(message.records))
        past.display = bool(message.records)
        if self.focused is None or not self.focused.display:
            files.focus()
        self._preview.stand_by(self._folder, is_new=not self._records)

    @property
    def _preview(self) -> Preview:
        return self.query_one(Preview)

    # -- choosing -----------------------------------------------------------------------------------------

    @on(FrameTable.Opened, "#files")
    def _open(self, event: FrameTable.Opened) -> None:
        if self._state == "ready":
            self.store()
            return
        row, files = event.row, event.table
        if row is not None and row["size"] is None and not files.marks:
            self.arrive(Path(row["path"]))
        elif row is not None:
            marked = sorted(key[0] for key in files.marks) or [row["path"]]
            self._start([Path(path) for path in marked])

    @on(FrameTable.Moved, "#files")
    def _moved(self, event: FrameTable.Moved) -> None:
        path = event.row["path"] if event.row else None
        if path != self._at and self._state == "choosing" and self._preview.is_telling:
            self._preview.tell(None)
        self._at = path

    @on(Reader.Opened)
    def _taken(self) -> None:
        if self._state == "ready":
            self.store()

    @on(FrameTable.Opened, "#past")
    def _open_past(self, event: FrameTable.Opened) -> None:
        record = next((r for r in self._records if event.row and r.id == event.row["id"]), None)
        if record is not None:
            self._state = "choosing"
            rejects = self.app.session.book.rejects(record.id)
            self._preview.tell(lambda width, _height: intake.record_lines(record, rejects, width))

    def action_mark(self) -> None:
        """Mark the file under the cursor."""
        self.query_one("#files", FrameTable).toggle_mark()

    def action_pane(self) -> None:
        """From the files to the preview, to the past imports, and back."""
        panes = [self.query_one(f"#{name}") for name in ("files", "preview", "past")]
        shown = [pane for pane in panes if pane.display]
        at = shown.index(self.focused) if self.focused in shown else -1
        shown[(at + 1) % len(shown)].focus()

    def action_path(self) -> None:
        """Type a path; Tab completes."""
        prompt = self.query_one(Prompt)
        prompt.suggester = Paths()
        prompt.ask(_("A file, a folder or a pattern"), str(self._folder).rstrip("/") + "/")

    def on_key(self, event: events.Key) -> None:
        """Tab takes what is suggested for the path."""
        prompt = self.query_one(Prompt)
        if event.key == "tab" and prompt.has_focus:
            prompt.action_cursor_right()
            event.stop()
            event.prevent_default()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        self._shut_prompt()
        if text := event.value.strip():
            self.go(Path(text).expanduser())

    def _shut_prompt(self) -> None:
        self.query_one(Prompt).close_up()
        self.query_one("#files", FrameTable).focus()

    @work(thread=True, exclusive=True, exit_on_error=False, group="folder")
    def go(self, path: Path) -> None:
        """A folder is listed, files are read."""
        from metrics.reading.source import expand

        path = self.app.session.allowed(path)
        if path.is_dir():
            self.app.call_from_thread(self.arrive, path)
        else:
            self.app.call_from_thread(self._start, expand(path))

    # -- reading ------------------------------------------------------------------------------------------

    def _start(self, paths: Sequence[Path], hints: "Hints | None" = None, taking: "Taking | None" = None) -> None:
        from metrics.book import Choice as Taking
        from metrics.reading.grid import Hints

        self._state = "reading"
        n = len(paths)
        text = ngettext("Reading {n} file… Ctrl+C stops it.", "Reading {n} files… Ctrl+C stops it.", n).format(n=n)
        self._preview.say(text)
        self.read(paths, hints or Hints(), taking or Taking())

    @work(thread=True, exclusive=True, exit_on_error=False, group="long")
    def read(self, paths: Sequence[Path], hints: "Hints", taking: "Taking") -> None:
        """Read and judge, storing nothing."""
        from metrics.importing import prepare

        worker = get_current_worker()
        try:
            paths = [self.app.session.allowed(path) for path in paths]
            prepared = prepare(self.app.session.book, paths, hints, taking, today=Date.today())
        except Unsettled as error:
            self.post_message(Asked(error, paths, hints, taking))
        except (ChurnError, OSError) as error:
            self.app.call_from_thread(self._failed, error)
        else:
            if not worker.is_cancelled:
                self.post_message(Read(prepared))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What was stopped is as if it had never been asked for."""
        if event.state is WorkerState.CANCELLED and event.worker.group == "long" and self._state == "reading":
            self._state = "choosing"
            self._preview.tell(None)

    def _failed(self, error: Exception) -> None:
        from tui.failures import as_churn_error

        self._state = "choosing"
        self._preview.say(say(as_churn_error(error)), "bad")

    @on(Asked)
    @work
    async def _ask(self, message: Asked) -> None:
        """Ask what the file leaves open, then read again."""
        question = QUESTIONS.get(message.error.option)
        if question is None:
            self._failed(message.error)
            return
        self._preview.say(say(message.error), "warn")
        options = [Option(value, _(name), key) for value, name, key in question.answers]
        chosen = await self.app.push_screen_wait(Choice(_(question.title), options, typed=False))
        if chosen is None:
            self._failed(message.error)
            return
        self._start(message.paths, *settled(message.hints, message.taking, question, chosen.value))

    @on(Read)
    def _ready(self, message: Read) -> None:
        if self._state == "reading":
            self._state, self._prepared = "ready", message.prepared
            self.show_prepared(message.prepared)
            self._preview.focus()

    # -- storing ------------------------------------------------------------------------------------------

    def store(self) -> None:
        """Take what was read."""
        if self._prepared is not None:
            self._state = "storing"
            self._preview.say(_("Storing…"))
            self._store(self._prepared)

    @work(thread=True, exclusive=True, exit_on_error=False, group="long")
    def _store(self, prepared: "Prepared") -> None:
        from metrics.importing import commit

        try:
            entries = commit(self.app.session.book, prepared)
        except (ChurnError, OSError) as error:
            self.app.call_from_thread(self._failed, error)
        else:
            self.post_message(Stored(replace(prepared, entries=tuple(entries))))

    @on(Stored)
    def _show_stored(self, message: Stored) -> None:
        self._state, self._prepared = "choosing", None
        files = self.query_one("#files", FrameTable)
        files.marks.clear()
        files.focus()
        self._preview.tell(lambda width, _height: intake.done_lines(message.prepared, width))
        self.app.say(_("Stored. 1 shows the figures."), "good")
        self.app.read()

    async def action_undo(self) -> None:
        """Take the import under the cursor back, or bring it back."""
        past = self.query_one("#past", FrameTable)
        row = past.row
        if not past.has_focus or row is None:
            self.app.refuse(_("Tab goes to the past imports; u takes the one under the cursor back."))
            return
        number, stands = row["id"], row["stands"]

        def move(book: "Book") -> int:
            (book.undo_import if stands else book.redo_import)(number)
            return int(number)

        if await self.app.write(move) is not None:
            text = _("Import {id} is taken back; u brings it back.") if stands else _("Import {id} counts again.")
            self.app.say(text.format(id=number), "good")
            self.app.read()

    def leave(self) -> bool:
        """Esc: the path, then what was read."""
        if self.query_one(Prompt).display:
            self._shut_prompt()
            return True
        if self._state in ("reading", "ready") or self._preview.is_telling:
            if self._state == "reading":
                self.workers.cancel_group(self, "long")
            self._state, self._prepared = "choosing", None
            self._preview.tell(None)
            return True
        return False
