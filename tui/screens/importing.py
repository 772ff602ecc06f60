"""Import: choose files, see what was recognised and what would come of it, take it; the history, with undo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import get_current_worker

from metrics.errors import ChurnError, Unsettled
from metrics.words import N_
from tui.commands import bindings
from tui.formats import clean, count, date
from tui.intake import (
    TABLE_NAMES,
    done_lines,
    folder_frame,
    hint,
    history_frame,
    preview_lines,
    record_lines,
    size_name,
    welcome,
)  # fmt: skip
from tui.screens.choice import Choice, Option
from tui.screens.room import Room
from tui.sentences import say
from tui.session import Snapshot
from tui.settling import QUESTIONS, settled
from tui.widgets.frame_table import Column, FrameTable
from tui.widgets.paint import Line, wrap
from tui.widgets.pane import Drawing, Pane, Reader
from tui.widgets.prompt import Prompt
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book import Book
    from metrics.book import Choice as Taking
    from metrics.book.imports import ImportRecord
    from metrics.importing import Prepared
    from metrics.reading.grid import Hints


@dataclass
class Arrived(Message):
    """The folder's files and the book's imports."""

    folder: Path
    files: "pl.DataFrame"
    records: "list[ImportRecord]"


@dataclass
class Read(Message):
    """Files were read and judged, nothing is stored."""

    prepared: "Prepared"


@dataclass
class Asked(Message):
    """A file can be read in two ways: something has to be settled first."""

    error: Unsettled
    paths: Sequence[Path]
    hints: "Hints"
    taking: "Taking"


@dataclass
class Stored(Message):
    """What was read is on disk."""

    prepared: "Prepared"


class ImportScreen(Room):
    """Files on the left, what was recognised on the right, the history below."""

    CSS_PATH = "../styles/importing.tcss"
    room = "import"
    BINDINGS: ClassVar[list[BindingType]] = bindings("import")

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path.cwd()
        self._records: list[ImportRecord] = []
        self._state: Literal["choosing", "reading", "ready", "storing"] = "choosing"
        self._prepared: Prepared | None = None
        self._told: Drawing | None = None
        self._at: str | None = None

    def body(self) -> Iterable[Widget]:
        """Files, preview, history, a line to type a path in."""
        with Vertical(id="import"):
            with Horizontal(id="choosing"):
                yield FrameTable(_FILES, "path", _("No readable file here; / goes elsewhere."), identity="files")
                yield Reader(identity="preview")
            yield FrameTable(_HISTORY, "id", identity="past")
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
        self.post_message(Arrived(folder, folder_frame(folder), self.app.session.book.imports(include_undone=True)))

    @on(Arrived)
    def _show_lists(self, message: Arrived) -> None:
        same = message.folder == self._folder
        self._folder, self._records = message.folder, message.records
        files, past = self.query_one("#files", FrameTable), self.query_one("#past", FrameTable)
        files.show(message.files, keep=same)
        past.show(history_frame(message.records))
        past.display = bool(message.records)
        if self.focused is None or not self.focused.display:
            files.focus()
        self._draw()

    def _draw(self) -> None:
        pane = self.query_one("#preview", Pane)
        if self._told is not None:
            pane.draw(self._told)
        elif not self._records:
            pane.draw(lambda width, _height: welcome(width))
        else:
            folder = clean(str(self._folder))
            pane.draw(lambda width, _height: [[(" " + folder, "muted")], [], *hint(width)])

    def _tell(self, told: Drawing | None) -> None:
        """Say something in the preview's place; None brings the folder back."""
        self._told = told
        self._draw()

    def _say(self, text: str, style: str = "accent") -> None:
        self._tell(lambda width, _height: [[(" " + part, style)] for part in wrap(text, width - 2)])

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
        if path != self._at and self._state == "choosing" and self._told is not None:
            self._tell(None)
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
            self._tell(lambda width, _height: record_lines(record, rejects, width))

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
        self._say(text)
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

    def _failed(self, error: Exception) -> None:
        from tui.failures import as_churn_error

        self._state = "choosing"
        self._say(say(as_churn_error(error)), "bad")

    @on(Asked)
    @work
    async def _ask(self, message: Asked) -> None:
        """Ask what the file leaves open, then read again."""
        question = QUESTIONS.get(message.error.option)
        if question is None:
            self._failed(message.error)
            return
        self._say(say(message.error), "warn")
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
            self._show_prepared(message.prepared)
            self.query_one("#preview", Reader).focus()

    def _show_prepared(self, prepared: "Prepared") -> None:
        ask: Line = [(" " + _("Enter takes this into the book, Esc leaves it."), "accent")]
        self._tell(lambda width, _height: [ask, [], *preview_lines(prepared, width)])

    # -- storing ------------------------------------------------------------------------------------------

    def store(self) -> None:
        """Take what was read."""
        if self._prepared is not None:
            self._state = "storing"
            self._say(_("Storing…"))
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
        self._tell(lambda width, _height: done_lines(message.prepared, width))
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
        if self._state in ("reading", "ready") or self._told is not None:
            if self._state == "reading":
                self.workers.cancel_group(self, "long")
            self._state, self._prepared = "choosing", None
            self._tell(None)
            return True
        return False


class Paths(Suggester):
    """Completes the last part of a path."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first file or folder that goes on like the text; None where there is none."""
        folder, name = Path(value).expanduser().parent, value.rsplit("/", 1)[-1]
        if value.endswith("/"):
            folder, name = Path(value).expanduser(), ""
        try:
            found = sorted(each for each in folder.iterdir() if each.name.startswith(name) and each.name[0] != ".")
        except OSError:
            return None
        if not found or not name:
            return None
        return value[: len(value) - len(name)] + found[0].name + ("/" if found[0].is_dir() else "")


def _name(value: Any) -> tuple[str, str]:
    return str(value), "accent" if str(value).endswith("/") else ""


_FILES = (
    Column("name", N_("File"), 16, _name, grow=1),
    Column("size", N_("Size"), 9, lambda size: (size_name(size), "muted"), "right"),
)
_HISTORY = (
    Column("id", N_("Import"), 6, align="right"),
    Column("file", N_("File"), 18, lambda name: (Path(str(name)).name, ""), grow=2),
    Column("table", N_("Table"), 14, lambda name: (_(TABLE_NAMES.get(name, name)), "accent")),
    Column("accepted", N_("Rows"), 8, lambda n: (count(n), ""), "right"),
    Column("quarantined", N_("Aside"), 6, lambda n: (count(n) if n else "", "warn"), "right"),
    Column("made_on", N_("Day"), 12, lambda day: (date(day), "muted"), rank=1),
    Column("user", N_("By"), 8, lambda name: (str(name), "muted"), rank=2),
    Column("stands", N_("State"), 10, lambda stands: ("", "") if stands else (_("taken back"), "warn")),
)
