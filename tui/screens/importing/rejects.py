"""Lines set aside: where they stand, as they stood, what is wrong and how to mend it; `e` writes them to a file."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget

from metrics.errors import ChurnError
from tui.commands import bindings
from tui.formats import clean, count
from tui.preflight_drawn import reject_frame
from tui.screens.ask import Ask
from tui.screens.importing.lists import REJECTS, why
from tui.screens.room import Room
from tui.snapshot import Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import wrap
from tui.widgets.pane import Pane
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl


class RejectsScreen(Room):
    """The lines above, below what is wrong with the one of the cursor."""

    CSS_PATH = "../../styles/importing.tcss"
    AUTO_FOCUS = "FrameTable"
    room = "import"
    BINDINGS: ClassVar[list[BindingType]] = bindings("rejects")

    def __init__(self, found: "Sequence[tuple[str, pl.DataFrame]]") -> None:
        super().__init__()
        self._found = found

    def body(self) -> Iterable[Widget]:
        """How many, the lines, the sentence."""
        yield Pane(identity="rejects-title")
        yield FrameTable(REJECTS, "place", identity="rejects")
        yield Pane(identity="reject")

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        n = sum(rejects.height for _file, rejects in self._found)
        text = ngettext("{n} line is set aside, not dropped.", "{n} lines are set aside, not dropped.", n)
        mend = _("Mend them in the file and import it again: it takes them over.")
        said = (" " + text.format(n=count(n)), "title")
        self.query_one("#rejects-title", Pane).show([[said], [(" " + mend, "muted")]])
        self.query_one(FrameTable).show(reject_frame(self._found))

    def show(self, snapshot: Snapshot) -> None:
        """The lines are what they were when they were read."""

    @on(FrameTable.Moved)
    def _moved(self, event: FrameTable.Moved) -> None:
        row = event.row
        if row is None:
            return
        sentence, text = why(row), clean(row["text"] or "")
        self.query_one("#reject", Pane).draw(
            lambda width, height: [
                *([(" " + part, "warn")] for part in wrap(sentence, width - 2)),
                *([(" " + part, "muted")] for part in wrap(text[: width * height], width - 2)),
            ]
        )

    @work
    async def action_export(self) -> None:
        """Write them, with their reasons, to a file."""
        first = Path(self._found[0][0].partition("#")[0])
        likely = first.with_suffix(".rejects.csv")
        path = await self.app.push_screen_wait(Ask(_("Write them to which file?"), str(likely)))
        if path is not None:
            self._write(Path(path).expanduser())

    @work(thread=True, exclusive=True, exit_on_error=False, group="export")
    def _write(self, path: Path) -> None:
        from tui.reports import mending

        rows = [row for file, rejects in self._found for row in mending.rows(rejects, file)]
        try:
            if path.exists():
                raise ChurnError("file_there_already", file=str(path))
            path = self.app.session.save(path, mending.write(rows))
        except (ChurnError, OSError) as error:
            self.app.call_from_thread(self.app.fail, error)
        else:
            said = _("Written to {file}.").format(file=str(path))
            self.app.call_from_thread(self.app.say, said, "good")
