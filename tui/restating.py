"""What an import changed, or would change, in figures already shown: as commands and screens ask it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tui.bands import BANDS, shown
from tui.period_names import period_name
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.imports import ImportRecord
    from metrics.importing import Prepared
    from metrics.question import Question
    from metrics.restatement import Restated
    from metrics.tables import Tables
    from tui.engine import Engine

_NAMED = 6  # figures that a preflight names


@dataclass(frozen=True)
class Restatement:
    """What the latest imports changed: the imports, the figures, and the tables before and after."""

    imports: tuple["ImportRecord", ...]
    figures: tuple["Restated", ...]
    before: "Tables"
    after: "Tables"

    def metrics(self, label: str) -> frozenset[str]:
        """The metrics that are no longer what they were in a period."""
        return frozenset(each.now.measure.id for each in self.figures if each.now.period.label == label)

    def rows(self, tables: tuple[str, ...]) -> "pl.DataFrame":
        """The rows of these tables that came, went or changed, as `restatement.changed_rows`."""
        from metrics.restatement import changed_rows

        return changed_rows(self.before, self.after, tables)


def latest(engine: "Engine", question: "Question") -> Restatement | None:
    """What the imports that were stored last changed; None where nothing had been shown before them."""
    from metrics.figures import report
    from metrics.ledger import build_ledger, default_as_of
    from metrics.links import joined
    from metrics.prepared import as_frame, from_frame
    from metrics.restatement import restated

    book = engine.book
    run = book.latest_run()
    if not run:
        return None
    before = joined(book.tables_before(run[0].id), book.links.all())
    shown_until = default_as_of(before, engine.day)
    if shown_until is None:
        return None
    if engine.day != default_as_of(engine.tables, date.today()):
        shown_until = engine.day  # somebody says up to when figures count, whatever the files hold
    whole = replace(question, start=None, stop=None, by=None, metrics=())
    asked = replace(whole, as_of=min(shown_until, whole.as_of))
    kept = book.prepared(
        "shown_before", (asked, run[0].id), lambda: as_frame(report(build_ledger(before, engine.loss_date), asked))
    )
    was = from_frame(kept, asked, engine.currency)
    return Restatement(tuple(run), restated(was, engine.report(whole)), before, engine.tables)


def foreseen(engine: "Engine", prepared: "Prepared") -> "tuple[Restated, ...]":
    """The figures of complete months that would change if the files were taken."""
    from metrics.figures import report
    from metrics.importing import would_be
    from metrics.ledger import build_ledger
    from metrics.links import joined
    from metrics.question import Question
    from metrics.restatement import restated

    if engine.as_of is None:
        return ()
    book = engine.book
    question = Question(engine.as_of, loss_date=engine.loss_date, assumptions=engine.assumptions)
    after = joined(would_be(book, prepared), book.links.all())
    return restated(engine.report(question), report(build_ledger(after, engine.loss_date), question))


def said(figures: "tuple[Restated, ...]", currency: str | None) -> list[str]:
    """What would change in figures already shown, the latest first; one line where nothing would."""
    if not figures:
        return [_("No figure of a complete month would change.")]
    n = len(figures)
    periods = list(dict.fromkeys(period_name(each.now.period.label) for each in figures))
    span = periods[0] if len(periods) == 1 else f"{periods[0]} – {periods[-1]}"
    text = ngettext(
        "{n} figure already shown would change ({span}):", "{n} figures already shown would change ({span}):", n
    )
    named = sorted(figures, key=lambda each: (-each.now.period.start.toordinal(), _rank(each.now.measure.id)))
    return [text.format(n=n, span=span), *(change(each, currency) for each in named[:_NAMED])]


def _rank(metric: str) -> int:
    """Where a metric stands on the Overview; the others come after."""
    order = [name for _title, metrics in BANDS for name in metrics]
    return order.index(metric) if metric in order else len(order)


def change(each: "Restated", currency: str | None) -> str:
    """A figure, what it was and what it is."""
    measure = each.now.measure
    was, now = shown(measure, each.was.value, currency), shown(measure, each.now.value, currency)
    return f"{period_name(each.now.period.label)} · {_(measure.title)}: {was} → {now}"
