"""Import: choose files, which the preflight reads; the history of imports, with undo."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from tui import intake, preparing
from tui.commands import bindings
from tui.preflight_drawn import record_lines
from tui.screens.importing.lists import FILES, HISTORY
from tui.screens.importing.messages import Arrived
from tui.screens.importing.paths import Paths
from tui.screens.importing.preflight import PreflightScreen
from tui.screens.importing.preview import Preview
from tui.screens.importing.rejects import RejectsScreen
from tui.screens.room import Room
from tui.snapshot import Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Reader
from tui.widgets.prompt import Prompt
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.book import Book
    from metrics.book.imports import ImportRecord
    from metrics.importing import Prepared


class ImportScreen(Room):
    """Files on the left, what was recognised on the right, the history below."""

    CSS_PATH = "../../styles/importing.tcss"
    room = "import"
    BINDINGS: ClassVar[list[BindingType]] = bindings("import")

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path.cwd()
        self._records: list[ImportRecord] = []
        self._is_done = False
        self._is_new = False
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
        """Look into the folder and the book; what was just stored is prepared for the next opening."""
        if snapshot.contents is not None:
            self.arrive(self._folder)
            if self._is_new:
                self._is_new = False
                self._prepare(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="prepare")
    def _prepare(self, snapshot: Snapshot) -> None:
        if preparing.is_worth_it(self.app.session.book):
            preparing.prepare_all(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="folder")
    def arrive(self, folder: Path) -> None:
        """List a folder."""
        folder = self.app.session.allowed(folder)
        self.post_message(
            Arrived(folder, intake.folder_frame(folder), self.app.session.book.imports(include_undone=True))
        )

    @on(Arrived)
    def _show_lists(self, message: Arrived) -> None:
        files, past = self.query_one("#files", FrameTable), self.query_one("#past", FrameTable)
        seen = files.frame is not None and message.folder == self._folder
        self._folder, self._records = message.folder, message.records
        files.show(message.files, keep=seen)
        if not seen and (is_file := message.files["size"].is_not_null()).any():
            files.move_to(is_file.arg_max() or 0)  # Enter alone leads from a file to figures
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
        row, files = event.row, event.table
        if row is not None and row["size"] is None and not files.marks:
            self.arrive(Path(row["path"]))
        elif row is not None:
            marked = sorted(key[0] for key in files.marks) or [row["path"]]
            self.gather([Path(path) for path in marked])

    @on(FrameTable.Moved, "#files")
    def _moved(self, event: FrameTable.Moved) -> None:
        path = event.row["path"] if event.row else None
        if path != self._at and event.table.has_focus and self._preview.is_telling:
            self._preview.tell(None)
        self._at = path

    @on(Reader.Opened)
    def _taken(self) -> None:
        if self._is_done:
            self.app.switch_mode("overview")

    @on(FrameTable.Opened, "#past")
    def _open_past(self) -> None:
        record = self._record
        if record is not None:
            self._is_done = False
            self.look_up(record)

    @property
    def _record(self) -> "ImportRecord | None":
        """The past import under the cursor."""
        row = self.query_one("#past", FrameTable).row
        return next((record for record in self._records if row and record.id == row["id"]), None)

    @work(thread=True, exclusive=True, exit_on_error=False, group="past")
    def look_up(self, record: "ImportRecord", *, listing: bool = False) -> None:
        """A past import: who, when, how, and what it set aside; or only that, as a list."""
        rejects = self.app.session.book.rejects(record.id)
        if listing:
            self.app.call_from_thread(self._list, record.file, rejects)
        else:
            self.app.call_from_thread(self._preview.tell, lambda width, _height: record_lines(record, rejects, width))

    def _list(self, file: str, rejects: "pl.DataFrame") -> None:
        self.app.push_screen(RejectsScreen([(file, rejects)]))

    def action_rejects(self) -> None:
        """The lines that the past import under the cursor set aside."""
        record = self._record
        if record is None or not record.quarantined:
            self.app.refuse(_("Tab goes to the past imports; x lists what the one under the cursor set aside."))
        else:
            self.look_up(record, listing=True)

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
        path = self.app.session.allowed(path)
        self.app.call_from_thread(self.arrive if path.is_dir() else self._gather_one, path)

    def _gather_one(self, path: Path) -> None:
        self.gather([path])

    @work(thread=True, exclusive=True, exit_on_error=False, group="folder")
    def gather(self, paths: Sequence[Path]) -> None:
        """The files that paths, folders and patterns mean, to be read together."""
        from metrics.reading.source import expand

        files = [file for path in paths for file in expand(self.app.session.allowed(path))]
        self.app.call_from_thread(self._start, files)

    # -- reading and storing ------------------------------------------------------------------------------

    def _start(self, paths: Sequence[Path]) -> None:
        self._is_done = False
        self.app.push_screen(PreflightScreen(paths, self._stored))

    def _stored(self, prepared: "Prepared") -> None:
        """Say what came in; Enter goes on to the figures."""
        self._is_done = self._is_new = True
        self.query_one("#files", FrameTable).marks.clear()
        self._preview.tell(lambda _width, _height: intake.done_lines(prepared))
        self._preview.focus()
        self.app.say(_("Stored. Enter shows the figures, Tab goes to the files."), "good")
        self.app.read()

    # -- taking back --------------------------------------------------------------------------------------

    async def action_undo(self) -> None:
        """Take the import under the cursor back."""
        await self._turn(stands=False)

    async def action_redo(self) -> None:
        """Bring the import under the cursor back."""
        await self._turn(stands=True)

    async def _turn(self, *, stands: bool) -> None:
        record = self._record
        if not self.query_one("#past", FrameTable).has_focus or record is None:
            self.app.refuse(_("Tab goes to the past imports; u takes the one under the cursor back, U brings it back."))
            return
        number = record.id

        def move(book: "Book") -> int:
            (book.redo_import if stands else book.undo_import)(number)
            return number

        if await self.app.write(move) is not None:
            text = _("Import {id} counts again.") if stands else _("Import {id} is taken back; U brings it back.")
            self.app.say(text.format(id=number), "good")
            self.app.read()

    def leave(self) -> bool:
        """Esc: the path, then what is told."""
        if self.query_one(Prompt).display:
            self._shut_prompt()
            return True
        if self._preview.is_telling:
            self._is_done = False
            self._preview.tell(None)
            return True
        return False
