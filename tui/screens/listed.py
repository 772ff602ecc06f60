"""What the screens with a long list share: search as you type, sort by the column of the cursor, filter; off the
UI thread, and a late answer is dropped."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.message import Message
from textual.widgets import Input
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from tui.exporting import Export
from tui.folding import folded
from tui.screens.room import Room
from tui.widgets.frame_table import FrameTable
from tui.widgets.prompt import Prompt
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from tui.reports.listing import Field


@dataclass
class Narrowed(Message):
    """The rows of a frame that are asked for, in the order asked for: their indices, None for all as they stand."""

    serial: int
    frame: "pl.DataFrame"
    rows: "pl.Series | None"
    keep: bool


class Listed(Room):
    """A room around one list: `rows` is the whole of it, `filters` what is kept, `order` how it is sorted."""

    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "account_id")

    def __init__(self) -> None:
        super().__init__()
        self.rows: pl.DataFrame | None = None
        self.order: tuple[str, bool] | None = None
        self.filters: tuple[pl.Expr, ...] = ()
        self.wanted = ""
        self._folded: tuple[pl.DataFrame, pl.Series] | None = None
        self._serial = self._stands = 0
        self._narrowing: Worker[Narrowed | None] | None = None

    @property
    def table(self) -> FrameTable:
        """The list."""
        return self.query_one(FrameTable)

    def narrow(self, *, keep: bool = True) -> None:
        """Show the rows that are asked for now."""
        if self.rows is not None:
            self._serial += 1
            self._narrowing = self._narrow(self._serial, self.rows, keep)

    @work(thread=True, exclusive=True, exit_on_error=False, group="narrow")
    def _narrow(self, serial: int, frame: "pl.DataFrame", keep: bool) -> Narrowed | None:
        import polars as pl

        conditions = list(self.filters)
        if words := folded(self.wanted).split():
            text = self._text_of(frame)
            conditions += [pl.lit(text.str.contains(word, literal=True)) for word in words]
        rows = frame.select(pl.all_horizontal(conditions).arg_true()).to_series() if conditions else None
        if self.order is not None and serial == self._serial:
            rows = _sorted(frame, rows, *self.order)
        if serial != self._serial:
            return None
        found = Narrowed(serial, frame, rows, keep)
        self.post_message(found)
        return found

    def _text_of(self, frame: "pl.DataFrame") -> "pl.Series":
        """What is searched in, folded once for all that is typed, and for every frame that says the same of it."""
        import polars as pl

        from tui.folding import folded_column

        searched = frame.select(name for name in self.SEARCHED if frame.schema[name] != pl.Null)
        if self._folded is None or not self._folded[0].equals(searched):
            self._folded = (searched, searched.select(folded_column(*searched.columns)).to_series())
        return self._folded[1]

    @work(thread=True, exclusive=True, exit_on_error=False, group="fold")
    def fold_ahead(self, frame: "pl.DataFrame") -> None:
        """Have ready what a search needs before somebody types."""
        self._text_of(frame)

    @on(Narrowed)
    def _show_narrowed(self, message: Narrowed) -> None:
        if message.serial == self._serial and message.serial != self._stands:
            self._stands = message.serial
            self.table.show(message.frame, order=self.order, rows=message.rows, keep=message.keep)
            self.narrowed()

    def narrowed(self) -> None:
        """The list shows other rows."""

    def fields(self) -> "tuple[Field, ...]":
        """What `e` writes of each row, as the command of the same name does; none: what is shown."""
        return ()

    def exported(self) -> Export | None:
        """The rows that are left of the list, in their order."""
        from tui.reports.listing import Listing, rows_of

        fields, frame, contents = self.fields(), self.table.frame, self.app.snapshot.contents
        if not fields or frame is None or contents is None:
            return super().exported()
        rows = rows_of(frame, fields, contents.currency)
        return Export(self.heading(), Listing(fields, rows, contents.currency))

    # -- keys ---------------------------------------------------------------------------------------------

    async def on_key(self) -> None:
        """A key is for the rows that were asked for before it: typed ahead, it waits until they stand. One that the
        search is still typed with does not."""
        typing = self.query_one(Prompt).display
        if self._narrowing is not None and self._stands != self._serial and not typing:
            with suppress(WorkerFailed, WorkerCancelled):
                found = await self._narrowing.wait()
                if found is not None:
                    self._show_narrowed(found)

    def action_search(self) -> None:
        """Type to narrow the list."""
        self.query_one(Prompt).ask(_("Search; Enter keeps it, Esc clears it"), self.wanted)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """What is searched for comes first: the cursor goes to the top of what is found."""
        if event.value != self.wanted:
            self.wanted = event.value
            self.narrow(keep=False)

    @on(Input.Submitted)
    def _searched(self) -> None:
        self.query_one(Prompt).close_up()
        self.table.focus()

    def action_sort(self) -> None:
        """Sort by the column of the cursor; again, the other way."""
        column = self.table.sort_column.name
        descending = self.order == (column, False)
        self.order = (column, descending)
        self.narrow()

    @property
    def searching(self) -> bool:
        """Whether there is a search to clear."""
        return bool(self.query_one(Prompt).display or self.wanted)

    def search_for(self, text: str) -> None:
        """Search for another text, without typing it."""
        self.wanted = text
        self.query_one(Prompt).value = text

    def leave(self) -> bool:
        """Esc: leave the input with what was typed in it, then the filters."""
        prompt = self.query_one(Prompt)
        if self.searching:
            prompt.close_up()
            prompt.value = ""
            self.wanted = ""
            self.table.focus()
            self.narrow()
            return True
        if self.filters:
            self.filters = ()
            self.narrow()
            return True
        return False


def _sorted(frame: "pl.DataFrame", rows: "pl.Series | None", column: str, descending: bool) -> "pl.Series":
    """The indices of the rows in the order of a column, nulls last; rows that are alike stay as they stood.

    Of lists it is how many they hold that counts, of texts neither accents nor case.
    """
    import polars as pl

    from tui.folding import sort_key

    values = frame[column] if rows is None else frame[column].gather(rows)
    if values.dtype == pl.List:
        values = values.list.len()
    elif values.dtype == pl.String:
        values = sort_key(values)
    places = pl.DataFrame({"value": values}).with_row_index("at")
    order = places.sort("value", descending=descending, nulls_last=True, maintain_order=True)["at"]
    return order if rows is None else rows.gather(order)
