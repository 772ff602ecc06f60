"""Losses: who left, untagged first, by MRR; beside it what is known of the one in focus; `t` says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from metrics.words import N_
from tui.commands import bindings
from tui.formats import clean, count, date, money
from tui.losses_drawn import Evidence, evidence, evidence_lines, facts, in_order_of, tag_lines
from tui.messages import OpenAccount, OpenLosses
from tui.reason_words import answer_title
from tui.screens.listed import Listed
from tui.screens.losses_filter import FIELDS, ask_filter
from tui.screens.losses_view import LossesView
from tui.screens.room import nothing_here
from tui.screens.tag import TagPanel
from tui.screens.tag_steps import Step, moved_back, open_history
from tui.snapshot import Snapshot
from tui.widgets.columns import DAY, Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Line, Piece
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.widgets.top_line import TopLine
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.reasons import BookReason
    from tui.reports.listing import Field

_WALKED = 4000  # losses around the cursor that the panel walks
_NO_LOSSES = N_("No losses here. Esc shows all of them.")
_SETTLE = 0.06  # seconds that the cursor has to rest before the evidence is looked up


@dataclass
class Queue(Message):
    """The losses of a snapshot with their tags, and the book's reasons."""

    snapshot: Snapshot
    rows: "pl.DataFrame"
    reasons: "dict[str, BookReason]"


@dataclass
class Found(Message):
    """What stood before a loss."""

    evidence: Evidence


class LossesScreen(Listed, LossesView):
    """The queue, the evidence, the tag panel; of all losses, or of those behind a figure."""

    CSS_PATH = "../styles/losses.tcss"
    view = "queue"
    BINDINGS: ClassVar[list[BindingType]] = bindings("views", "losses")

    def __init__(self, some: OpenLosses | None = None) -> None:
        super().__init__()
        self._some = some
        self._reasons: dict[str, BookReason] = {}
        self._evidence: Evidence | None = None
        self._resting: Timer | None = None
        self._panel: TagPanel | None = None
        self._kept: list[str] = []  # the names of the filters
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def body(self) -> Iterable[Widget]:
        """The queue and the evidence, side by side."""
        yield self.strip_of_views()
        with Horizontal(id="losses"):
            yield FrameTable(self._columns(None), ("account_id", "lost_on"), _(_NO_LOSSES))
            yield Pane(identity="evidence")
        yield Prompt()

    # -- what it shows ------------------------------------------------------------------------------------

    def fields(self) -> "tuple[Field, ...]":
        """Those of `churn-tui losses`."""
        from tui.cli.losses import fields

        return fields()

    def show(self, snapshot: Snapshot) -> None:
        """Start listing."""
        if snapshot.contents is not None:
            self.read(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="losses")
    def read(self, snapshot: Snapshot) -> None:
        """Every loss up to as-of with its tag; untagged first, the largest MRR first."""
        import polars as pl

        from metrics.tallies import with_evidence

        contents = snapshot.contents
        if contents is None:
            return
        tagged = contents.engine.losses().losses
        if self._some is not None:
            tagged = tagged.join(self._some.keys, on=["account_id", "lost_on"], how="semi", maintain_order="left")
        known = contents.ledger.tables["accounts"].select("account_id", *FIELDS)
        tagged = tagged.join(known, on="account_id", how="left", maintain_order="left")
        tagged = tagged.with_columns(known=with_evidence(tagged)["evidence"])
        rows = tagged.sort(pl.col("assessed").is_not_null(), maintain_order=True)
        rows = rows.with_columns(answer=pl.struct("assessed", "assessed_title"))
        self.post_message(Queue(snapshot, rows, contents.engine.book.reasons.all()))

    @on(Queue)
    def _show_queue(self, message: Queue) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        import polars as pl

        self._reasons = message.reasons
        if self._panel is not None and self.rows is not None:
            self._panel.take(message.rows.filter(pl.col("account_id").is_in(self._panel.accounts)).to_dicts())
            self.rows = in_order_of(self.rows, message.rows)
        else:
            self.rows = message.rows
        self.table.set_columns(self._columns(self.currency))
        self.table.empty = nothing_here(message.snapshot, _(_NO_LOSSES))
        self.narrow()

    def narrowed(self) -> None:
        """Say how many have no reason yet."""
        if self.rows is not None:
            untagged = int(self.rows["assessed"].null_count())
            text = ngettext("{n} of {all} untagged", "{n} of {all} untagged", untagged)
            place = text.format(n=count(untagged), all=count(self.rows.height))
            kept = self._kept[: len(self.filters)]
            self.query_one(TopLine).show(self.app.snapshot, " · ".join((*kept, place)))

    @on(FrameTable.Moved)
    def _rest(self) -> None:
        """Show the facts at once, the evidence when the cursor rests."""
        self._draw()
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_SETTLE, self._look_up)

    def _look_up(self) -> None:
        row = self.table.row
        if row is not None and (self._evidence is None or self._evidence.key != (row["account_id"], row["lost_on"])):
            self._find(self.app.snapshot, row["account_id"], row["lost_on"])

    @work(thread=True, exclusive=True, exit_on_error=False, group="evidence")
    def _find(self, snapshot: Snapshot, account_id: str, lost_on: Any) -> None:
        if snapshot.contents is not None:
            engine = snapshot.contents.engine
            key = ("evidence", account_id, lost_on)
            found = self.app.session.answer(snapshot, key, lambda: evidence(engine, account_id, lost_on))
            self.post_message(Found(found))

    @on(Found)
    def _show_found(self, message: Found) -> None:
        self._evidence = message.evidence
        self._draw()

    def _draw(self) -> None:
        row = self.table.row
        pane = self.query_one("#evidence", Pane)
        if row is None:
            pane.show([])
            return
        same = self._evidence is not None and self._evidence.key == (row["account_id"], row["lost_on"])
        found = self._evidence if same else None
        currency, reasons = self.currency, self._reasons

        def lines(width: int, _height: int) -> list[Line]:
            known = [*facts(row, currency, width), [], *tag_lines(row, reasons, width - 1)]
            return known + evidence_lines(found, currency, width - 1) if found else known

        pane.draw(lines)

    # -- keys ---------------------------------------------------------------------------------------------

    def action_tag(self) -> None:
        """Open the tag panel on the loss under the cursor."""
        if self.table.row is None:
            self.app.refuse(_("There is no loss to tag here."))
            return
        first = max(0, self.table.cursor - _WALKED // 2)
        losses = [dict(row) for at in range(first, first + _WALKED) if (row := self.table.at(at)) is not None]
        offered = [reason for reason in self._reasons.values() if not reason.retired]
        known = () if self.rows is None else tuple(self.rows["competitor"].drop_nulls().unique().to_list())
        self.add_class("-tagging")
        self._panel = TagPanel(
            losses, self.table.cursor - first, offered, self.currency, self._follow, self._done,
            together=self._marked(), competitors=known,
        )  # fmt: skip
        self.app.push_screen(self._panel, self._panel_closed)

    def _marked(self) -> Step:
        """The marked losses that are in sight."""
        places = [at for key in self.table.marks if (at := self.table.find(key)) is not None]
        return [dict(row) for at in sorted(places) if (row := self.table.at(at)) is not None]

    def action_mark(self) -> None:
        """Mark the loss, and go to the next."""
        self.table.toggle_mark()

    def action_history(self) -> None:
        """Who changed what in the tag of this loss."""
        if self.table.row is not None:
            open_history(self.app, self.table.row)

    def action_interview(self) -> None:
        """The exit interview of this loss."""
        from tui.screens.interview import InterviewPanel

        if self.table.row is not None:
            self.app.push_screen(InterviewPanel(self.table.row))

    @work
    async def action_link(self) -> None:
        """Another account continues this customer: which?"""
        from tui.screens.linking import link

        if self.table.row is not None:
            await link(self, self.table.row)

    def _follow(self, key: tuple[Any, ...]) -> None:
        if (at := self.table.find(key)) is not None:
            self.table.move_to(at)

    def _panel_closed(self, _nothing: object) -> None:
        if self._panel is not None and self._panel.is_done:
            self.table.marks.clear()
        self._panel = None
        self.remove_class("-tagging")
        self.read(self.app.snapshot)

    async def action_undo(self) -> None:
        """Take back the newest tag made here, else the newest of the loss under the cursor."""
        await self._move_back(self._done, self._undone, undo=True)

    async def action_redo(self) -> None:
        """Bring back what was taken back."""
        await self._move_back(self._undone, self._done, undo=False)

    async def _move_back(self, source: list[Step], target: list[Step], *, undo: bool) -> None:
        row = self.table.row
        if not source and row is None:
            self.app.refuse(_("There is nothing to take back here."))
            return
        step = source[-1] if source else [row or {}]
        if await self.app.write(lambda book: moved_back(book, step, undo=undo)) is not None:
            target.append(source.pop() if source else step)
            text = _("Taken back: {name}.") if undo else _("Brought back: {name}.")
            self.app.say(text.format(name=clean(str(step[0]["name"]))), "good")

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        self.post_message(OpenAccount(event.table, self.room))

    @work
    async def action_filter(self) -> None:
        """Keep the untagged, those of a period, segment, owner or reason, or known in one way; one more narrows on."""
        if self.rows is None or self.rows.is_empty():
            self.app.refuse(_("There is nothing to filter yet."))
            return
        chosen = await ask_filter(self, self.rows, self._reasons)
        if chosen is not None:
            self._kept = [*self._kept[: len(self.filters)], chosen.name]
            self.filters = (*self.filters, chosen.value)
            self.narrow(keep=False)
            self.app.say(_("{name}. Esc shows all again.").format(name=chosen.name))

    def _columns(self, currency: str | None) -> tuple[Column, ...]:
        return (
            Column("name", N_("Lost customer"), 15, grow=3),
            Column("account_id", N_("Account"), 10, lambda value: (str(value), "muted"), rank=4),
            Column("lost_on", N_("Lost"), DAY, lambda day: (date(day), "muted"), rank=2),
            Column("mrr_lost", N_("MRR"), 12, lambda minor: (money(minor, currency), ""), "right"),
            Column("tenure_months", N_("Months"), 6, lambda n: (count(n), "muted"), "right", rank=3),
            Column("answer", N_("Reason"), 8, self._reason, grow=1),
            Column("avoidable", N_("Avoidable"), 9, lambda value: (str(value or ""), "muted"), rank=5),
        )

    def _reason(self, answer: Any) -> Piece:
        code, title = answer["assessed"], answer["assessed_title"]
        return (answer_title(code, title, self._reasons), "good") if code else ("○", "warn")
