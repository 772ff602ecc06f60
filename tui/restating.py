"""What changes of the book did, or files would do, to figures already shown: as commands and screens ask it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from tui.bands import BANDS, shown
from tui.period_names import period_name
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book import Book
    from metrics.book.changes import Change
    from metrics.book.forgetting import Forgotten
    from metrics.figures import Figures
    from metrics.importing import Prepared
    from metrics.question import LossDate, Question
    from metrics.restatement import Restated
    from tui.engine import Engine

_NAMED = 6  # figures that a preflight names
MOST = 40  # changes that are looked back over
# States of a large book that one look computes, by reading the book as it was: the next one finds them kept, and goes
# further back.
_COMPUTED_OF_LARGE = 2
_KEPT = 4 * MOST  # what was shown after each change, for some kinds of period and filters


@dataclass(frozen=True)
class Step:
    """What one change of the book did to figures that were already shown."""

    change: "Change"
    figures: tuple["Restated", ...]


@dataclass(frozen=True)
class Restatement:
    """The changes that moved figures already shown, the latest first; `unseen` are earlier ones not looked at."""

    steps: tuple[Step, ...]
    unseen: int = 0

    def metrics(self, label: str) -> frozenset[str]:
        """The metrics that are no longer what they were in a period."""
        figures = (each.now for step in self.steps for each in step.figures)
        return frozenset(figure.measure.id for figure in figures if figure.period.label == label)


def look_back(engine: "Engine", question: "Question") -> Restatement:
    """What every change of the book did to figures of periods that had been complete, over the whole range."""
    whole = replace(question, start=None, stop=None, by=None, metrics=())
    changes = engine.book.changes()
    moving = [change for change in reversed(changes) if change.before]
    states = _States(engine, whole)
    steps = []
    for change in moving[:MOST]:
        if engine.is_large and states.computed >= _COMPUTED_OF_LARGE:
            break
        steps.append(Step(change, states.moved(change, _until(changes, change))))
    return Restatement(tuple(step for step in steps if step.figures), len(moving) - len(steps))


def forgotten_since(engine: "Engine", moment: str, now: "Callable[[], Figures]") -> "tuple[Restated, ...]":
    """The figures by month that forgetting accounts changed after a moment (UTC, ISO 8601), each from what it was
    first; `now` gives those of now."""
    gone = [change for change in engine.book.changes() if change.kind == "forgotten" and change.at > moment]
    if not gone:
        return ()
    figures = now()
    found = [each for change in gone for each in _remembered(engine, change, figures)]
    first = {(each.now.period.label, each.now.measure.id): each for each in reversed(found)}
    return tuple(reversed(first.values()))


def _until(changes: "Sequence[Change]", change: "Change") -> date | None:
    """The day of the change after this one: until then its figures were shown; None where they still are."""
    at = changes.index(change) + 1
    return _day(changes[at]) if at < len(changes) else None


def _day(change: "Change") -> date:
    return datetime.fromisoformat(change.at).date()


class _States:
    """The figures of one question as they were shown while other imports stood."""

    def __init__(self, engine: "Engine", question: "Question") -> None:
        from metrics.ledger import default_as_of

        self._engine = engine
        self._question = question
        self._links = engine.book.links.all()
        # Somebody says up to when figures count, whatever the files hold.
        self._is_set = engine.day != default_as_of(engine.tables, date.today())
        self.computed = 0  # states that were not kept

    def moved(self, change: "Change", until: date | None) -> tuple["Restated", ...]:
        """The figures that a change moved; what it left was shown until that day, or still is."""
        from metrics.restatement import restated

        now = self._engine.report(self._question) if until is None else self._shown(change.after, until)
        if change.kind == "forgotten":
            by_month = self._question.every == "month" and not self._question.where
            return _remembered(self._engine, change, now) if by_month else ()
        return restated(self._shown(change.before, _day(change)), now)

    def _shown(self, standing: frozenset[int], until: date) -> "Figures":
        from metrics.figures import report
        from metrics.ledger import build_ledger, default_as_of
        from metrics.links import joined
        from metrics.prepared import as_frame, from_frame

        engine, asked = self._engine, self._question

        def made() -> "pl.DataFrame":
            self.computed += 1
            tables = joined(engine.book.tables_of(standing), self._links)
            as_of = engine.day if self._is_set else default_as_of(tables, until) or until
            question = replace(asked, as_of=min(as_of, engine.day))
            return as_frame(report(build_ledger(tables, engine.loss_date), question))

        of = (asked, until, self._links, self._is_set)
        return from_frame(engine.book.prepared.when(standing, "shown", of, made, _KEPT), asked, engine.currency)


def _remembered(engine: "Engine", change: "Change", now: "Figures") -> tuple["Restated", ...]:
    """What was kept of the figures by month before an account was forgotten, which nobody can compute any more."""
    from metrics.restatement import Restated

    index = now.index()
    found = []
    for label, metric, *numbers in engine.book.forgetting.remembered(change.event):
        figure = index.get((label, None, metric))
        if figure is not None and [figure.value, figure.numerator, figure.denominator] != numbers:
            value, numerator, denominator = numbers
            was = replace(figure, value=value, numerator=numerator, denominator=denominator, low=None, high=None)
            found.append(Restated(was, figure))
    return tuple(found)


def rows_of(engine: "Engine", change: "Change", tables: tuple[str, ...]) -> "pl.DataFrame":
    """The rows of these tables that a change brought, took or altered, as `restatement.changed_rows`; none where an
    account was forgotten: they are gone."""
    from metrics.links import joined
    from metrics.restatement import changed_rows

    book = engine.book
    before, after = (joined(book.tables_of(ids), book.links.all()) for ids in (change.before, change.after))
    return changed_rows(before, after, tables)


def forget(book: "Book", account_id: str, loss_date: "LossDate", today: date) -> "Forgotten":
    """Forget an account, and keep what the figures of complete months were without saying whose they were.

    Raises as `Forgetting.forget`.
    """
    before = _months(book, loss_date, today)
    gone = book.forgetting.forget(account_id)
    after = _months(book, loss_date, today)
    from metrics.restatement import restated

    moved = [each.was for each in restated(before, after)] if before and after else []
    if moved:
        numbers = [(was.period.label, was.measure.id, was.value, was.numerator, was.denominator) for was in moved]
        book.forgetting.remember(gone.event, numbers)
    return gone


def _months(book: "Book", loss_date: "LossDate", today: date) -> "Figures | None":
    """The figures of every month of the book as it stands; None where it holds no dated fact."""
    from metrics.figures import report
    from metrics.ledger import default_as_of
    from metrics.question import Question
    from tui.engine import ledger_of

    ledger = ledger_of(book, loss_date)
    as_of = book.settings.get("as_of") or default_as_of(ledger.tables, today)
    if as_of is None:
        return None
    question = Question(as_of, loss_date=loss_date, assumptions=book.settings.assumptions())
    return report(ledger, question)


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
