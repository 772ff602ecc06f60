"""Compare: groups by metrics, the best and the worst marked; by owner, the retention sheet first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui import compare_drawn
from tui.charts.bars import bars
from tui.commands import bindings
from tui.exporting import Export
from tui.measuring import report
from tui.messages import OpenGroup, OpenMetric
from tui.period_names import period_name
from tui.screens.periodic import Periodic
from tui.snapshot import Contents, Snapshot
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Line, wrap
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.compare import Comparison
    from metrics.figures import Figures
    from metrics.question import Question
    from tui.session import Session

OWNER = "owner"
_SHEET_SAYS = {
    "owner": N_("Of the accounts that each owner had as the period began. Enter opens them."),
    "accounts": N_("Accounts active as the period began."),
    "mrr_start": N_("Their MRR as the period began."),
    "gross_retention": N_("What is left of it without upgrades: gross revenue retention."),
    "net_retention": N_("What is left of it with upgrades: net revenue retention."),
    "target": N_("The net retention aimed at in a year, compounded to this period; o sets it for each owner."),
    "reached": N_("Net retention over its target."),
    "avoidable": N_("MRR that left in losses tagged as avoidable."),
    "unavoidable": N_("MRR that left in losses tagged as not avoidable."),
    "unjudged": N_("MRR that left in losses that are not tagged, or where it is unclear."),
    "mrr_expansion": N_("What accounts that stayed pay more."),
    "projected": N_("What was foreseen for the period's end, of the accounts that have a projection."),
    "actual": N_("What those accounts pay at the period's end; those that left pay nothing."),
}
_USUAL = ("segment", OWNER, "plan", "region")  # what to group by where nothing is chosen


@dataclass
class Compared(Message):
    """The groups of a snapshot's period; by owner, the retention sheet too."""

    snapshot: Snapshot
    by: str
    comparison: "Comparison"
    grouped: "Figures"
    sheet: "pl.DataFrame | None"

    @property
    def currency(self) -> str | None:
        """The book's."""
        return self.snapshot.contents.currency if self.snapshot.contents else None


class CompareScreen(Periodic):
    """One page of metrics at a time; Enter on a figure opens it, on a group its accounts."""

    CSS_PATH = "../styles/compare.tcss"
    AUTO_FOCUS = "FrameTable"
    room = "compare"
    BINDINGS: ClassVar[list[BindingType]] = bindings("compare", "period")

    def __init__(self) -> None:
        super().__init__()
        self._compared: Compared | None = None
        self._page = 0
        self._order: tuple[str, bool] | None = None

    def body(self) -> Iterable[Widget]:
        """Title, table, what the column of the cursor means."""
        yield Pane(identity="compare-title")
        yield FrameTable((), "key", _("No group has anything in this period."))
        yield Pane(identity="compare-words")
        yield Pane(identity="compare-bars")

    # -- figures ------------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        """Start comparing."""
        if snapshot.contents is None:
            return
        if snapshot.as_of is None:
            text = _("Nothing to compare yet: nothing has been imported. Press 6 to read your files.")
            self.query_one("#compare-title", Pane).show([[(" " + text, "muted")]])
        else:
            self.compare(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="compare")
    def compare(self, snapshot: Snapshot) -> None:
        """The period in view, by the group in view or a usual one."""
        from metrics.compare import compare

        contents, period = snapshot.contents, snapshot.period
        if contents is None or period is None:
            return
        grouped, whole, asked = _figures(self.app.session, snapshot, contents)
        found = compare(grouped, whole, period.label)
        if found is not None and asked.by is not None:
            sheet = _sheet(self.app.session, snapshot, asked, period.label) if asked.by == OWNER else None
            self.post_message(Compared(snapshot, asked.by, found, grouped, sheet))

    @on(Compared)
    def _show_compared(self, message: Compared) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        if self._compared is None or self._compared.by != message.by:
            self._page, self._order = 0, None
        self._compared = message
        self._draw()
        session, contents = self.app.session, message.snapshot.contents
        if contents is not None:
            self.ask_beside(message.snapshot, lambda beside: _figures(session, beside, contents))

    def on_resize(self) -> None:
        """Other columns fit."""
        self._draw()

    def _draw(self) -> None:
        compared = self._compared
        if compared is None or not self.size.width:
            return
        table = self.query_one(FrameTable)
        currency = compared.currency
        pages = self._pages(compared)
        self._page = min(self._page, max(0, len(pages) - 1))
        title, metrics = pages[self._page] if pages else ("", ())
        if compared.sheet is not None and self._is_sheet:
            frame = compare_drawn.sheet_frame(compared.sheet)
            table.set_columns(compare_drawn.sheet_columns(metrics, currency))
            table.show(_keyed(frame, "group", "inherited"))
        else:
            frame = compare_drawn.frame(compared.comparison, self._ordered(compared), currency)
            table.set_columns(compare_drawn.columns(compared.by, metrics))
            table.show(_keyed(frame, "group"), order=self._order)
        place = _("{n} of {all}").format(n=self._page + 1, all=max(1, len(pages)))
        label = compared.comparison.period.label
        said = _("by {field}").format(field=compared.by)
        parts = " · ".join(filter(None, (said, period_name(label))))
        head: Line = [(f" {title}" + (" · " if title else ""), "title"), (f"{parts}  ", ""), (place, "muted")]
        self.query_one("#compare-title", Pane).show([head])

    @property
    def _is_sheet(self) -> bool:
        return self._page < len(compare_drawn.sheet_pages(self.size.width))

    def _pages(self, compared: Compared) -> list[tuple[str, tuple[str, ...]]]:
        width = self.size.width
        bands = compare_drawn.pages(compared.comparison.metrics, width)
        if compared.sheet is None:
            return bands
        return [(_("Retention sheet"), names) for names in compare_drawn.sheet_pages(width)] + bands

    def _ordered(self, compared: Compared) -> tuple[str | None, ...]:
        if self._order is None:
            return compared.comparison.groups
        column, descending = self._order
        if column == compare_drawn.GROUP:
            return compared.comparison.groups[:: -1 if descending else 1]
        return compared.comparison.ordered(column, descending=descending)

    @on(FrameTable.ColumnMoved)
    @on(FrameTable.Moved)
    def _say_column(self) -> None:
        """What the column of the cursor is."""
        from metrics.catalogue import BY_ID

        column = self.query_one(FrameTable).sort_column.name
        on_sheet = self._compared is not None and self._compared.sheet is not None and self._is_sheet
        if on_sheet:
            text = _(_SHEET_SAYS[column])
        elif measure := BY_ID.get(column):
            text = _(measure.title) + ": " + _(measure.definition)
        else:
            text = _("Enter opens the accounts of the group, a figure on its column; left and right go to another.")
        self.query_one("#compare-words", Pane).draw(
            lambda width, _height: [
                *([(" " + part, "")] for part in wrap(text, max(20, width - 2))),
                *([] if on_sheet else compare_drawn.legend(width)),
            ]
        )  # fmt: skip

        if self._compared is not None:
            self._draw_bars(self._compared, column)

    def _draw_bars(self, compared: Compared, column: str) -> None:
        """The groups of the column of the cursor (on the groups themselves: of the first one), with their intervals,
        where the screen is high enough."""
        table = self.query_one(FrameTable)
        shown = [each for each in table.columns if each.name not in (compare_drawn.GROUP, OWNER)]
        if not shown:
            return
        of = next((each for each in shown if each.name == column), shown[0])
        currency = compared.currency
        if compared.sheet is not None and self._is_sheet:
            found, number = compare_drawn.sheet_bars(compared.sheet, of.name, currency)
        else:
            found, number = compare_drawn.bars_of(compared.comparison, self._ordered(compared), of.name, currency)
        glyphs, title = self.app.glyphs, _(of.title)
        self.query_one("#compare-bars", Pane).draw(
            lambda width, height: [
                [(f" {title}", "title")],
                *([(" ", ""), *row] for row in bars(found, width - 2, height - 1, glyphs=glyphs, number=number)),
            ]
        )

    def exported(self) -> Export | None:
        """Every figure of every group, or of the retention sheet where that is shown."""
        compared = self._compared
        if compared is None:
            return None
        if compared.sheet is not None and self._is_sheet:
            return Export(self.heading(), compare_drawn.sheet_listing(compared.sheet, compared.currency))
        return Export(f"{self.heading()} {compared.by}", compared.grouped)

    # -- keys ---------------------------------------------------------------------------------------------

    def action_page(self, step: int) -> None:
        """Other columns."""
        if self._compared is not None:
            self._page = (self._page + step) % max(1, len(self._pages(self._compared)))
            self._draw()

    def action_sort(self) -> None:
        """Sort by the column of the cursor: the largest first; again, the smallest."""
        if self._compared is None or (self._compared.sheet is not None and self._is_sheet):
            self.app.refuse(_("The sheet stands by the opening book, inherited accounts below their owner."))
            return
        column = self.query_one(FrameTable).sort_column.name
        self._order = (column, self._order != (column, True))
        self._draw()

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        compared, row = self._compared, event.row
        if compared is None or row is None:
            return
        column = event.table.sort_column.name
        sheet = compared.sheet is not None and self._is_sheet
        metric = compare_drawn.SHEET_COLUMNS[column][2] if sheet and column in compare_drawn.SHEET_COLUMNS else column
        if metric in compared.comparison.metrics:
            self.post_message(OpenMetric(metric, self.room, compared.by, row["group"]))
        else:
            self.post_message(OpenGroup(compared.by, row["group"]))


def _figures(session: "Session", snapshot: Snapshot, contents: Contents) -> "tuple[Figures, Figures, Question]":
    """The figures of the period in view by group and without, and the question by group."""
    question = snapshot.question()
    assert question is not None
    asked = replace(question, by=_field(snapshot, contents))
    return report(session, snapshot, asked), report(session, snapshot, replace(question, by=None)), asked


def _field(snapshot: Snapshot, contents: Contents) -> str:
    """What to group by: as chosen, else what the book has of the usual ones."""
    if snapshot.view.by is not None:
        return snapshot.view.by
    usual = [name for name in _USUAL if name in contents.fields]
    return (usual or list(contents.fields) or ["plan"])[0]


def _sheet(session: "Session", snapshot: Snapshot, question: "Question", label: str) -> "pl.DataFrame":
    """The retention sheet of the period."""
    from metrics.retention_sheet import retention_sheet

    assert snapshot.contents is not None
    engine = snapshot.contents.engine
    book = engine.book
    losses, history = engine.losses().losses, session.answer(snapshot, ("account_history",), book.account_history)
    return retention_sheet(engine.ledger, question, label, losses, history, book.settings.targets())


def _keyed(frame: "pl.DataFrame", *names: str) -> "pl.DataFrame":
    """With `key`, which names a row whatever is shown of it."""
    import polars as pl

    return frame.with_columns(key=pl.struct(names).struct.json_encode())
