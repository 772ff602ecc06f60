"""What the Overview asks for: the figures of the whole, and by group those of the metric that is looked at."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.bands import HISTORY
from tui.exporting import Export

if TYPE_CHECKING:
    from metrics.figures import Figures
    from metrics.question import Question
    from tui.reports.render import Format
    from tui.session import Session
    from tui.snapshot import Snapshot


def asked(snapshot: "Snapshot") -> "Question":
    """The question of the period in view and of those before it; of a snapshot whose book has been read."""
    question = snapshot.question(before=HISTORY - 1)
    assert question is not None
    return question


def whole(session: "Session", snapshot: "Snapshot") -> "Figures":
    """Every figure, without groups."""
    return report(session, snapshot, replace(asked(snapshot), by=None))


def by_group(session: "Session", snapshot: "Snapshot", metric: str) -> "Figures":
    """One metric by the group in view: a chart shows no other."""
    return report(session, snapshot, replace(asked(snapshot), metrics=(metric,)))


def ahead(session: "Session", snapshot: "Snapshot", metric: str | None) -> None:
    """Have answered what is asked where the snapshot is looked at next, with the cursor on a metric."""
    whole(session, snapshot)
    if snapshot.view.by is not None and metric is not None:
        by_group(session, snapshot, metric)


def report(session: "Session", snapshot: "Snapshot", question: "Question") -> "Figures":
    """The answer to a question, from those kept where it has been asked before."""
    assert snapshot.contents is not None
    engine = snapshot.contents.engine
    return session.answer(snapshot, ("report", question), lambda: engine.report(question))


def export(session: "Session", snapshot: "Snapshot", title: str) -> Export:
    """The figures of the periods in view, by group where they are grouped, and what stands beside them."""
    contents, question = snapshot.contents, snapshot.question()
    assert contents is not None
    assert question is not None

    def written(form: "Format") -> str:
        from metrics.beside import of_report
        from tui.reports import render
        from tui.reports.summary import Extra

        figures = report(session, snapshot, asked(snapshot))
        held = of_report(contents.ledger, question, figures) if form in ("md", "html") else ()
        engine = contents.engine
        return render.report(figures, form, title, extra=Extra(held, engine.assumptions, engine.book.decisions.all()))

    return Export(title, written)
