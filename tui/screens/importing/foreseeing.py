"""What taking the files would change in figures already shown: looked up while the preview is being read."""

from typing import TYPE_CHECKING

from textual import on, work

from tui import intake, restating
from tui.screens.importing.messages import Foreseen
from tui.screens.importing.preview import Preview
from tui.screens.room import Room
from tui.widgets.paint import Line, wrap
from tui.words import _

if TYPE_CHECKING:
    from metrics.importing import Prepared


class Foreseeing(Room):
    """A room that shows what was read of files before anything is stored."""

    _prepared: "Prepared | None" = None

    def show_prepared(self, prepared: "Prepared") -> None:
        """What was recognised and what would come of it; then what would change in the past."""
        self._tell(prepared, [_("Looking up what would change in figures already shown…")])
        if self.app.snapshot.as_of is None:
            self._tell(prepared, [])
        else:
            self.foresee(prepared)

    def _tell(self, prepared: "Prepared", changes: list[str]) -> None:
        ask: Line = [(" " + _("Enter takes this into the book, Esc leaves it."), "accent")]

        def told(width: int, _height: int) -> list[Line]:
            parts = [part for text in changes for part in wrap(text, max(20, width - 2))]
            past: list[Line] = [[(" " + part, "warn")] for part in parts]
            return [ask, *past, [], *intake.preview_lines(prepared, width)]

        self.query_one(Preview).tell(told)

    @work(thread=True, exclusive=True, exit_on_error=False, group="foresee")
    def foresee(self, prepared: "Prepared") -> None:
        """The figures with the files, against those without."""
        contents = self.app.snapshot.contents
        if contents is not None:
            self.post_message(Foreseen(prepared, restating.foreseen(contents.engine, prepared)))

    @on(Foreseen)
    def _show_foreseen(self, message: Foreseen) -> None:
        contents = self.app.snapshot.contents
        if message.prepared is self._prepared:
            self._tell(message.prepared, restating.said(message.figures, contents.currency if contents else None))
