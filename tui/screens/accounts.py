"""Accounts: every one with its status, revenue, tenure and signals; queues, filters, saved views; Enter opens one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from tui.accounts_drawn import columns, title, value_name
from tui.commands import BY_ID, bindings
from tui.formats import count
from tui.list_shape import Kept, Shape, is_reviewed
from tui.messages import OpenAccount
from tui.screens.ahead import Ahead
from tui.screens.listed import Listed
from tui.screens.periodic import Periodic
from tui.screens.reviewing import Reviewing, Subject
from tui.snapshot import Snapshot
from tui.widgets.columns import Row
from tui.widgets.frame_table import FrameTable
from tui.widgets.prompt import Prompt
from tui.widgets.top_line import TopLine
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from tui.reports.listing import Field


@dataclass
class Listing(Message):
    """The accounts of a snapshot, all of them or those of a queue."""

    snapshot: Snapshot
    queue: str | None
    rows: "pl.DataFrame"


class AccountsScreen(Listed, Reviewing, Periodic, Ahead):
    """The list; `shape` is how it is shown."""

    room = "accounts"
    SEARCHED = ("name", "account_id", "owner", "notes")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("accounts", "reviewing"),
        *(replace(BY_ID[each].binding, show=False) for each in ("period.before", "period.after", "period.every")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.shape = Shape()
        self.order = self.shape.order

    def body(self) -> Iterable[Widget]:
        """The list, and a line to search in."""
        table = FrameTable(
            columns((), None, None), "account_id", _("No account here. Esc shows all; 6 reads your files.")
        )
        table.is_done = lambda row: is_reviewed(row.get("reviewed_on"), date.today())
        yield table
        yield Prompt()

    # -- what it shows ------------------------------------------------------------------------------------

    def fields(self) -> "tuple[Field, ...]":
        """Those of `churn-tui accounts`."""
        from tui.cli.accounts import fields

        return fields()

    def show(self, snapshot: Snapshot) -> None:
        """Start listing."""
        if snapshot.contents is not None:
            self.read(snapshot, self.shape.queue)

    @work(thread=True, exclusive=True, exit_on_error=False, group="accounts")
    def read(self, snapshot: Snapshot, queue: str | None) -> None:
        """Every account with its state at as-of and what people wrote of it."""
        from metrics.portfolio import with_growth, with_words

        contents, period = snapshot.contents, snapshot.period
        if contents is None:
            return
        engine, answer = contents.engine, self.app.session.answer
        rows = with_words(answer(snapshot, ("listed",), engine.listed), engine.words())
        if period is not None:
            rows = with_growth(rows, answer(snapshot, ("growth", period), lambda: engine.growth(period)))
        self.post_message(Listing(snapshot, queue, rows if queue is None else engine.queue(queue, rows)))

    @on(Listing)
    def _show_listing(self, message: Listing) -> None:
        if message.snapshot.version == self.app.snapshot.version and message.queue == self.shape.queue:
            self.rows = message.rows
            self._lay_out()
            self.narrow()
            self.fold_ahead(message.rows)

    def _lay_out(self) -> None:
        self.table.set_columns(columns(self.shape.columns, self.rows, self.currency))

    def take(self, shape: Shape) -> None:
        """Show the list otherwise."""
        other_rows = shape.queue != self.shape.queue
        self.shape, self.order = shape, shape.order
        self.search_for(shape.search)
        self.filters = tuple(kept.holds(self.rows) for kept in shape.kept) if self.rows is not None else ()
        if other_rows:
            self.table.move_to(0)
            self.show(self.app.snapshot)
        else:
            self._lay_out()
            self.narrow(keep=False)

    def narrow(self, *, keep: bool = True) -> None:
        """Show the rows that are asked for now."""
        if self.rows is not None:
            rows = self.rows
            self.filters = tuple(kept.holds(rows) for kept in self.shape.kept)
            self.shape = replace(self.shape, order=self.order, search=self.wanted)
        super().narrow(keep=keep)

    def narrowed(self) -> None:
        """Say how many there are, and of what."""
        whole = 0 if self.rows is None else self.rows.height
        if self.table.height == whole:
            place = ngettext("{n} account", "{n} accounts", whole).format(n=count(whole))
        else:
            place = _("{n} of {all}").format(n=count(self.table.height), all=count(whole))
        self.query_one(TopLine).show(self.app.snapshot, " · ".join((*self._kept(), place)))

    def _kept(self) -> list[str]:
        from metrics.queues import BY_NAME

        queue = [_(BY_NAME[self.shape.queue].title)] if self.shape.queue else []
        return queue + [value_name(kept, self.currency) for kept in self.shape.kept]

    def leave(self) -> bool:
        """Esc: the search, then what is kept, then the queue."""
        if self.searching:
            return super().leave()
        if not (self.shape.kept or self.shape.queue):
            return False
        if self.shape.kept:
            self.take(replace(self.shape, kept=()))
        else:
            self.take(replace(self.shape, queue=None, order=Shape().order))
        return True

    # -- what is done with an account ---------------------------------------------------------------------

    def subjects(self) -> list[Subject]:
        """The marked accounts, else the one under the cursor."""
        import polars as pl

        if self.table.marks and self.rows is not None:
            marked = self.rows.filter(pl.col("account_id").is_in([key[0] for key in self.table.marks]))
            return [_subject(row) for row in marked.iter_rows(named=True)]
        return [_subject(row)] if (row := self.table.row) else []

    def owners(self) -> Sequence[str]:
        """The owners of accounts."""
        return [] if self.rows is None else self.rows["owner"].drop_nulls().unique().to_list()

    def reviewed(self) -> None:
        """On to the next one."""
        if self.table.marks:
            self.table.clear_marks()
        else:
            self.table.move_to(self.table.cursor + 1)

    def action_mark(self) -> None:
        """Mark the account under the cursor, or take its mark away."""
        self.table.toggle_mark()

    @on(FrameTable.Moved)
    def _read_ahead(self, event: FrameTable.Moved) -> None:
        self.read_ahead(event.table, event.table.cursor)

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        self.post_message(OpenAccount(event.table, self.room))

    # -- how the list is shown ----------------------------------------------------------------------------

    @work
    async def action_queue(self) -> None:
        """Choose a queue."""
        from tui.screens.list_menus import choose_queue

        if (rows := self._all()) is not None:
            chosen = await choose_queue(self.app, rows, self.shape.queue)
            if chosen is not None:
                order = Shape().order if chosen.value is None else None
                self.take(replace(self.shape, queue=chosen.value, order=order))

    @work
    async def action_filter(self) -> None:
        """Keep one value of a column."""
        from tui.screens.list_menus import choose_kept

        rows = self._all()
        if rows is None:
            return
        chosen = await choose_kept(self.app, rows, self.shape, self.currency)
        if chosen is None:
            return
        kept = chosen if isinstance(chosen, Kept) else None
        self.take(replace(self.shape, kept=self.shape.keeping(kept) if kept else ()))
        if kept:
            said = _("{field}: {value}. Esc shows all again.")
            self.app.say(said.format(field=title(kept.column), value=value_name(kept, self.currency)))

    @work
    async def action_columns(self) -> None:
        """Choose the columns."""
        from tui.screens.list_menus import choose_columns

        if (rows := self._all()) is not None:
            names = await choose_columns(self.app, rows, self.shape)
            if names is not None:
                self.take(replace(self.shape, columns=names))

    @work
    async def action_views(self) -> None:
        """Choose, save or drop a view."""
        from tui.screens.list_menus import choose_view

        shape = await choose_view(self.app, self.shape, self.owners())
        if shape is not None:
            self.take(shape)

    def _all(self) -> "pl.DataFrame | None":
        if self.rows is None or (self.rows.is_empty() and not self.shape.queue):
            self.app.refuse(_("There are no accounts yet; 6 reads your files."))
            return None
        return self.rows


def _subject(row: Row) -> Subject:
    return Subject(row["account_id"], row["name"], row["signals"], row["owner"])
