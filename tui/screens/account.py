"""One account on one page: who it is, its figures, what stands out, everything that happened, newest first."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from tui.account_drawn import beside_whom, own_figures, signals, standing_lines, steps
from tui.account_head_drawn import who
from tui.account_page import Beside, Sheet, beside, beside_is_known, known, sheet
from tui.account_words import KINDS
from tui.chances_drawn import fitting
from tui.commands import bindings
from tui.formats import count, date, money, share
from tui.messages import OpenFact, OpenOwnFigure
from tui.screens.ahead import Ahead
from tui.screens.choice import Choice, Option
from tui.screens.listed import Listed
from tui.screens.reviewing import Reviewing, Subject
from tui.snapshot import Snapshot
from tui.timeline_drawn import KEY, columns
from tui.typed_days import typed_day
from tui.widgets.figure_strip import FigureStrip
from tui.widgets.frame_table import FrameTable
from tui.widgets.pane import Pane, Reader
from tui.widgets.prompt import Prompt
from tui.widgets.top_line import TopLine
from tui.words import _

if TYPE_CHECKING:
    from metrics.account import AccountPage
    from tui.engine import Engine


@dataclass
class Opened(Message):
    """An account's page; `beside` is None where that takes longer."""

    snapshot: Snapshot
    sheet: Sheet
    beside: Beside | None

    @property
    def page(self) -> "AccountPage":
        """What is known of the account."""
        return self.sheet.page


class AccountScreen(Listed, Reviewing, Ahead):
    """The page of the row under the cursor of the list that it was opened from; `]` and `[` walk that list."""

    CSS_PATH = "../styles/account.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("account", "reviewing")
    SEARCHED = ("text", "kind", "file")
    AUTO_FOCUS = "FrameTable"

    def __init__(self, source: FrameTable, room: str = "accounts") -> None:
        super().__init__()
        self.room = room
        self._source = source
        self._opened: Opened | None = None
        self._reading: Worker[Opened] | None = None
        self._kind: str | None = None

    @property
    def account_id(self) -> str:
        """The account of the page."""
        row = self._source.row
        return str(row["account_id"]) if row else ""

    @property
    def page(self) -> "AccountPage | None":
        """The page, as far as it is that of the account."""
        opened = self._opened
        return opened.page if opened and opened.page.account_id == self.account_id else None

    def body(self) -> Iterable[Widget]:
        """Who it is, beside it the steps; figures, signals, then everything that happened."""
        with Horizontal(id="account-head"):
            with Vertical(id="account-facts"):
                yield Pane(identity="who", most=4)
                yield Pane(identity="standing", most=4)
            yield Pane(identity="steps")
        yield Pane(identity="chance", most=1)
        yield FigureStrip(identity="own-figures", most=7)
        yield Reader(identity="raised", most=3)
        yield FrameTable(columns(None), KEY, _("Nothing happened yet."))
        yield Prompt()

    # -- what it shows ------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Show the page, or start reading it."""
        contents = snapshot.contents
        if contents is None or snapshot.as_of is None or not self.account_id:
            return
        ready = known(self.app.session, snapshot, self.account_id)
        if ready is None:
            self._reading = self.read(snapshot, contents.engine, self.account_id)
        else:
            self._show_page(Opened(snapshot, *ready))

    @work(thread=True, exclusive=True, exit_on_error=False, group="account")
    def read(self, snapshot: Snapshot, engine: "Engine", account_id: str) -> Opened:
        """Everything that is known of the account, without what it is held against where that takes longer."""
        session = self.app.session
        found = sheet(session, snapshot, engine, account_id)
        known = beside_is_known(session, snapshot)
        opened = Opened(snapshot, found, beside(session, snapshot, engine, found.page) if known else None)
        self.post_message(opened)
        return opened

    @work(thread=True, exclusive=True, exit_on_error=False, group="beside")
    def hold_against(self, opened: Opened, engine: "Engine") -> None:
        """What takes longer, the first time."""
        found = beside(self.app.session, opened.snapshot, engine, opened.page)
        self.post_message(replace(opened, beside=found))

    async def arrived(self) -> None:
        """The page that was asked for before the key."""
        if self.page is None and self._reading is not None:
            with suppress(WorkerFailed, WorkerCancelled):
                self._show_page(await self._reading.wait())

    @on(Opened)
    def _show_page(self, message: Opened) -> None:
        if message.page.account_id != self.account_id or message.snapshot.version != self.app.snapshot.version:
            return
        page, before = message.page, self._opened
        same = before is not None and before.page.account_id == page.account_id
        self._opened = message
        if message.beside is None and message.snapshot.contents is not None:
            self.hold_against(message, message.snapshot.contents.engine)
        if before is None or before.page is not page:
            self.rows = message.sheet.timeline
            self.table.set_columns(columns(page.currency))
            self._keep_kind()
            self.narrow(keep=same)
        if self.focused is None:
            self.table.focus()
        self._draw(page, message.beside or (before.beside if same and before else None))
        self.read_ahead(self._source, self._source.cursor + 1)

    def narrowed(self) -> None:
        """Say which one of how many it is, and of what kind the entries are."""
        place = _("{n} of {all}").format(n=count(self._source.cursor + 1), all=count(self._source.height))
        kind = (_(KINDS[self._kind]),) if self._kind else ()
        self.query_one(TopLine).show(self.app.snapshot, " · ".join((*kind, place)))

    def _draw(self, page: "AccountPage", held: Beside | None) -> None:
        glyphs = self.app.glyphs
        peers, past = (held.peers, held.precedents) if held else (None, None)
        self.query_one("#who", Pane).draw(lambda width, _height: who(page, width))
        chances = held.chances if held else []
        self.query_one("#chance", Pane).draw(lambda width, _height: [fitting(chances, width)] if chances else [])
        self.query_one(FigureStrip).offer(own_figures(page, peers), beside_whom(page) if peers else "")
        self.query_one("#raised", Reader).draw(lambda width, _height: signals(page, width, past), keep=True)
        self.query_one("#steps", Pane).draw(lambda width, height: steps(page, width, height, glyphs=glyphs))
        self.query_one("#standing", Pane).show(standing_lines(page))

    def leave(self) -> bool:
        """Esc: the search, then the kind."""
        if self.searching:
            return super().leave()
        if self._kind is None:
            return False
        self._kind = None
        self._keep_kind()
        self.narrow()
        return True

    # -- keys ---------------------------------------------------------------------------------------------

    def subjects(self) -> list[Subject]:
        """The account of the page."""
        page = self.page
        if page is None:
            return []
        return [Subject(page.account_id, page.state["name"], page.signals["code"].to_list(), page.state["owner"])]

    def action_step(self, step: int) -> None:
        """The account after, or before, in the list that this one came from."""
        at = self._source.cursor
        self._source.move_to(at + step)
        if self._source.cursor == at:
            self.app.refuse(
                _("This is the last account of the list.") if step > 0 else _("This is the first account of the list.")
            )
        else:
            self.show(self.app.snapshot)

    @on(FrameTable.Opened)
    def _name_source(self, event: FrameTable.Opened) -> None:
        row = event.row
        if row and row["source_import"] is not None and row["line"] is not None:
            self.post_message(OpenFact(row["text"], row["source_import"], row["line"]))
        elif row and row["kind"] == "mrr":
            self.app.say(_("Added up from the subscriptions of that day; open one of those."))
        else:
            self.app.say(_("Written by a person in this program, not read from a file."))

    @on(FigureStrip.Opened)
    def _open_figure(self, event: FigureStrip.Opened) -> None:
        page = self.page
        if page is not None and page.period is not None:
            self.post_message(OpenOwnFigure(event.metric, page.account_id, page.state["name"], page.period, self.room))

    @on(Reader.Opened)
    def _open_signal(self) -> None:
        """Enter on the signals shows the line that says the first one in sight."""
        page, reader = self.page, self.query_one("#raised", Reader)
        if page is None or not 0 <= reader.top < page.signals.height:
            return
        row = page.signals.reverse().row(reader.top, named=True)
        if row["source_import"] is None:
            self.app.say(_("Several rows together raise it; they are among what happened, below."))
        else:
            text = "".join(piece for piece, _style in reader.lines[reader.top]).strip()
            self.post_message(OpenFact(text, row["source_import"], row["source_line"]))

    def action_pane(self) -> None:
        """From what happened to the figures, to the signals, and back."""
        panes: list[Widget] = [self.table, self.query_one(FigureStrip), self.query_one("#raised", Reader)]
        at = next((n for n, pane in enumerate(panes) if pane.has_focus), 0)
        panes[(at + 1) % len(panes)].focus()

    @work
    async def action_filter(self) -> None:
        """Keep one kind of entries."""
        if self.rows is None or self.rows.is_empty():
            self.app.refuse(_("Nothing happened yet."))
            return
        counts = self.rows["kind"].value_counts(sort=True).rows()
        options: list[Option[str | None]] = [Option(None, _("Everything"), "0", count(self.rows.height))]
        options += [
            Option(kind, _(KINDS[kind]), str(key) if key < 10 else "", count(n))
            for key, (kind, n) in enumerate(counts, start=1)
        ]
        chosen = await self.app.push_screen_wait(Choice(_("What happened"), options, self._kind, typed=False))
        if chosen is not None:
            self._kind = chosen.value
            self._keep_kind()
            self.narrow(keep=False)

    def _keep_kind(self) -> None:
        import polars as pl

        self.filters = () if self._kind is None else (pl.col("kind") == self._kind,)

    @work
    async def action_growth(self) -> None:
        """Growth between any two days."""
        from tui.screens.ask import Ask

        page, contents = self.page, self.app.snapshot.contents
        if page is None or contents is None:
            return
        usual = f"{page.as_of - timedelta(days=365)} {page.as_of}"
        typed = await self.app.push_screen_wait(Ask(_("Growth between two days"), usual))
        if typed is None:
            return
        try:
            start, stop = sorted(day for text in typed.split() if (day := typed_day(text, page.as_of)))
        except ValueError:
            self.app.refuse(_("Write two days, as 2026-01-01 2026-09-30."))
            return
        from metrics.standing import growth_between

        grew = growth_between(contents.engine.alone(page.account_id)[0], start, stop)
        said = _("{start}: {before} → {stop}: {after}").format(
            start=date(start), before=money(grew.before, page.currency), stop=date(stop),
            after=money(grew.after, page.currency),
        )  # fmt: skip
        self.app.say(said if grew.ratio is None else f"{said} = {'+' if grew.ratio > 0 else ''}{share(grew.ratio)}")
