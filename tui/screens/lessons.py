"""Lessons: which signals came before losses, against customers who were alike and stayed; what was learned of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.commands import bindings, some
from tui.formats import clean
from tui.learning import Learned, learned
from tui.lessons_drawn import columns, frame, words
from tui.retention import audits
from tui.screens.drafting import DraftedPrompt
from tui.screens.losses_view import LossesView
from tui.screens.periodic import Periodic
from tui.screens.retention.members import MembersScreen
from tui.screens.retention.view import wrapped
from tui.screens.room import nothing_here
from tui.snapshot import Contents, Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.audit import Audit


@dataclass
class Audited(Message):
    """The audit of a snapshot's signals, and the lessons with what came after them."""

    snapshot: Snapshot
    audit: "Audit"
    lessons: tuple[Learned, ...]


class LessonsScreen(LossesView, Periodic):
    """A line a signal; below, the one of the cursor in words, the warnings, and what was written down."""

    CSS_PATH = "../styles/lessons.tcss"
    AUTO_FOCUS = "FrameTable"
    view = "lessons"
    BINDINGS: ClassVar[list[BindingType]] = bindings("views", "lessons") + some("period.where")

    def __init__(self) -> None:
        super().__init__()
        self._days = 30
        self._found: Audited | None = None
        self._about: str | None = None

    def body(self) -> Iterable[Widget]:
        """The views, the signals, the words."""
        yield self.strip_of_views()
        yield FrameTable(columns(self._days), "signal", _("Holding the lost against those who stayed…"))
        yield Pane(identity="lesson-words")
        yield DraftedPrompt()

    @property
    def _table(self) -> FrameTable:
        return self.query_one(FrameTable)

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Start the audit."""
        if snapshot.contents is None or not snapshot.has_customers:
            self._table.empty = nothing_here(snapshot)
            self._table.show(frame(None, self._days))
        else:
            self.hold(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="lessons")
    def hold(self, snapshot: Snapshot) -> None:
        """Audit the losses in the filter; every lesson against what came after it."""
        contents, session = snapshot.contents, self.app.session
        if contents is None:
            return
        where = snapshot.view.where
        found = session.answer(
            snapshot, ("audit", where), lambda: audits(contents.engine, "month", None, where)[None]
        )  # fmt: skip
        lessons = learned(contents.engine, lambda key, compute: session.answer(snapshot, key, compute))
        self.post_message(Audited(snapshot, found, lessons))

    @on(Audited)
    def _show_audit(self, message: Audited) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        self._found = message
        self._list()

    def _list(self) -> None:
        found = self._found
        self._table.set_columns(columns(self._days))
        self._table.empty = _("No signal of this book came before a loss, or after.")
        self._table.show(frame(found.audit if found else None, self._days))

    @on(FrameTable.Moved)
    def _draw(self) -> None:
        found, row = self._found, self._table.row
        if found is not None:
            signal = row["signal"] if row else None
            said = words(found.audit, signal, self._days, found.lessons)
            self.query_one("#lesson-words", Pane).draw(lambda width, height: wrapped(said, width, height))

    # -- keys ---------------------------------------------------------------------------------------------

    def action_days(self) -> None:
        """30, 60 or 90 days before."""
        from metrics.audit import DAYS

        self._days = DAYS[(DAYS.index(self._days) + 1) % len(DAYS)]
        self._list()

    def action_write(self) -> None:
        """Ask for a lesson."""
        if self._found is None:
            self.app.refuse(_("There is nothing to learn from yet."))
            return
        row = self._table.row
        self._about = row["signal"] if row else None
        name = row["title"] if row else _("the losses")
        asked = _("What was learned of “{signal}”? Enter stores it").format(signal=name)
        self.query_one(DraftedPrompt).ask_for(f"lesson {self._about or ''}", asked)

    @on(Input.Submitted)
    async def _write(self, event: Input.Submitted) -> None:
        text, found = event.value.strip(), self._found
        self.query_one(DraftedPrompt).close_up()
        self._table.focus()
        day = found.snapshot.as_of if found else None
        if not text or found is None or day is None:
            return
        about, row = self._about, self._table.row
        counts = {**row, "days": self._days} if row and row["signal"] == about else None
        drafting = self.query_one(DraftedPrompt).drafting
        write = drafting.stored_by(lambda book: book.lessons.write(text, day, about, counts))
        done = await self.app.write(write)
        if done is not None:
            self.app.say(_("Written down, dated today."), "good")

    async def action_undo(self) -> None:
        """Take back the newest lesson that this user wrote."""
        text = await self.app.write(lambda book: book.lessons.withdraw())
        if text is not None:
            self.app.say(_("Taken back: {name}.").format(name=clean(text)), "good")

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        found, row = self._found, event.row
        if found is None or row is None:
            return
        warned, signal, days = found.audit.warned, row["signal"], self._days

        def find(contents: Contents) -> "pl.DataFrame":
            import polars as pl

            mine = warned.filter(pl.col("signal") == signal, pl.col("days") == days)
            keys = mine.select("account_id", lost_on=pl.col("day").dt.offset_by(f"{days}d"))
            losses = contents.engine.losses().losses
            known = losses.join(keys, on=["account_id", "lost_on"], how="semi")
            return known.select("account_id", "began", ended="lost_on", mrr="mrr_lost")

        title = _("Lost, and showed it {n} days before: {signal}").format(n=days, signal=row["title"])
        self.app.push_screen(MembersScreen(title, find, room=self.room))

    def leave(self) -> bool:
        """Esc leaves the lesson being typed."""
        if self.query_one(DraftedPrompt).leave():
            self._table.focus()
            return True
        return False
