"""One account's figure opened: what it is, its formula with its numbers, and the facts behind it."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work

from metrics.periods import add_months, month_start
from tui.bands import HISTORY
from tui.messages import OpenFact, OpenOwnFigure
from tui.screens.explain import Explained, ExplainScreen
from tui.snapshot import Snapshot
from tui.timeline_drawn import KEY, columns, told
from tui.widgets.columns import Column, Row
from tui.widgets.frame_table import FrameTable

if TYPE_CHECKING:
    from metrics.explain import Explanation

# The tables that a figure is made of, as kinds of entries of a timeline.
_KINDS = {
    "subscriptions": "subscription",
    "invoices": "invoice",
    "orders": "order",
    "surveys": "survey",
    "tickets": "ticket",
    "emails": "email",
}


class OwnFigureScreen(ExplainScreen):
    """Definition, formula, chart, facts; Enter on a fact shows the line it came from, Esc goes back to the account."""

    KEY: ClassVar[tuple[str, ...]] = KEY

    def __init__(self, asked: OpenOwnFigure) -> None:
        super().__init__(asked.metric, asked.room)
        self.whose = asked.name
        self._account_id = asked.account_id
        self._label = asked.period

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Its period is the page's."""
        return action not in ("period", "every", "group", "filter")

    @work(thread=True, exclusive=True, exit_on_error=False, group="explain")
    def explain(self, snapshot: Snapshot) -> None:
        """The account's figure of the page's period, and its facts up to the period's end."""
        import polars as pl

        from metrics.account import last_year
        from metrics.explain import explain
        from metrics.figures import report
        from metrics.findings import borrowing
        from metrics.timeline import timeline

        contents = snapshot.contents
        if contents is None or snapshot.as_of is None:
            return
        engine = contents.engine
        own, heads = engine.alone(self._account_id)
        ledger = borrowing(own, heads, snapshot.as_of)
        where = (("account_id", self._account_id),)
        question = replace(last_year(snapshot.as_of, engine.assumptions), loss_date=ledger.loss_date)
        found = explain(ledger, replace(question, where=where), self._metric, self._label)
        period = found.figure.period
        kinds = [_KINDS[table] for table in found.measure.needs if table in _KINDS]
        counted = pl.col("kind").is_in(kinds) & (pl.col("on") < period.end)
        facts = timeline(own, snapshot.as_of).filter(counted)
        first = add_months(month_start(snapshot.as_of), 1 - HISTORY)
        history = report(ledger, replace(question, where=where, start=first, metrics=(self._metric,)))
        files = {record.id: record.file for record in engine.book.imports(include_undone=True)}
        self.post_message(Explained(snapshot, found, history, told(facts, ledger.currency, files)))

    def columns(self, explanation: "Explanation") -> tuple[Column, ...]:
        """A timeline's."""
        return columns(explanation.currency)

    def open_row(self, table: FrameTable, row: Row) -> None:
        """Enter on a fact shows where it came from."""
        if row["source_import"] is not None and row["line"] is not None:
            self.post_message(OpenFact(row["text"], row["source_import"], row["line"]))
