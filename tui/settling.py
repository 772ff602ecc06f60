"""What can be asked of a person when a file leaves it open, a question an option of `import`; the answers so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from metrics.words import N_
from tui.intake import TABLE_NAMES

if TYPE_CHECKING:
    from metrics.book import Choice
    from metrics.errors import Unsettled
    from metrics.reading.grid import Hints

Answer = tuple[str, str, str]

DATE_ORDERS: Final[tuple[Answer, ...]] = (
    ("dmy", N_("day, month, year"), "d"),
    ("mdy", N_("month, day, year"), "m"),
    ("ymd", N_("year, month, day"), "y"),
)
DECIMALS: Final[tuple[Answer, ...]] = (
    (",", N_("a comma: 1.234,50"), ","),
    (".", N_("a point: 1,234.50"), "."),
)
MINOR_UNITS: Final[tuple[Answer, ...]] = (
    ("yes", N_("yes: 1250 is 12.50"), "y"),
    ("no", N_("no: 1250 is 1,250.00"), "n"),
)
INTERVALS: Final[tuple[Answer, ...]] = (
    ("month", N_("a month"), "m"),
    ("year", N_("a year"), "y"),
    ("quarter", N_("a quarter"), "q"),
    ("week", N_("a week"), "w"),
    ("day", N_("a day"), "d"),
)
SEPARATORS: Final[tuple[Answer, ...]] = (
    (",", N_("commas"), ","),
    (";", N_("semicolons"), ";"),
    ("\t", N_("tabs"), "t"),
    ("|", N_("bars"), "|"),
    (" ", N_("spaces"), "s"),
    (":", N_("colons"), ":"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: the field of `Hints` that the answer goes to ("" = how known spells are meant), and its answers as
    (value, English name, key). Where it has `typed`, a day may be typed too; that is what it is called."""

    field: str
    title: str
    answers: tuple[Answer, ...]
    typed: str = ""


_QUESTIONS: Final[dict[str, Question]] = {
    "--date-order": Question("date_order", N_("How are dates written?"), DATE_ORDERS),
    "--decimal": Question("decimal", N_("Which mark stands before the cents?"), DECIMALS),
    "--minor-units": Question("minor_units", N_("Are the amounts in cents?"), MINOR_UNITS),
    "--interval": Question("interval", N_("What is a price for?"), INTERVALS),
    "--separator": Question("separator", N_("What stands between two cells?"), SEPARATORS),
    "--score-max": Question(
        "score_max", N_("Are the scores out of 10?"), (("10", N_("yes; nobody was happier than that"), "y"),)
    ),
    "--as-of": Question("as_of", N_("On which day was the list taken?"), (), N_("The day, such as 2026-09-30")),
    "--correct, --change-on": Question(
        "",
        N_("Known subscriptions come with another MRR. What does that mean?"),
        (("correct", N_("the past was wrong: correct it"), "c"), ("today", N_("it changes today"), "t")),
        N_("it changed on another day"),
    ),
}


def question_of(doubt: "Unsettled") -> Question | None:
    """What to ask where a file is in doubt; None where nobody can answer that."""
    if doubt.option == "--as":
        likely = [name for name in str(doubt.params.get("tables", "")).split(", ") if name in TABLE_NAMES]
        names = [*likely, *(name for name in TABLE_NAMES if name not in likely)]
        keyed = [(name, TABLE_NAMES[name], str(place) if place < 10 else "") for place, name in enumerate(names, 1)]
        return Question("table", N_("What does the file hold?"), tuple(keyed))
    if doubt.option == "--map":
        column = doubt.params["column"]
        if doubt.code == "left_without_date":
            left = (f"{column}=churned", N_("who has left, on the day of the list"), "l")
            runs = (f"{column}=", N_("nothing of use: all of them still run"), "r")
            return Question("mapping", N_("What does the state of a subscription say?"), (left, runs))
        ends = (f"{column}=end_on", N_("the first day without service"), "e")
        asked = (f"{column}=cancelled_on", N_("the day on which they asked"), "a")
        return Question("mapping", N_("Which day is the cancellation date?"), (ends, asked))
    return _QUESTIONS.get(doubt.option)


def mapped(hints: "Hints", column: str, name: str) -> "Hints":
    """Hints by which a column is that field ("" = of no use), and no other column is."""
    kept = tuple(pair for pair in hints.mapping if pair[0] != column and (not name or pair[1] != name))
    return replace(hints, mapping=(*kept, (column, name)))


def settled(hints: "Hints", taking: "Choice", question: Question, answer: str) -> "tuple[Hints, Choice]":
    """Hints and choice with the answer in them; a typed one is a day (ISO)."""
    from datetime import date

    if question.field == "mapping":
        column, _equals, name = answer.rpartition("=")
        return mapped(hints, column, name), taking
    if question.field:
        return replace(hints, **{question.field: answer}), taking  # type: ignore[arg-type]
    if answer == "correct":
        return hints, replace(taking, correct=True, change_on=None)
    day = date.today() if answer == "today" else date.fromisoformat(answer)
    return hints, replace(taking, correct=False, change_on=day)


@dataclass(frozen=True)
class Wanted:
    """Files that are to be read, and what the user has settled: of all (`hints`), of single ones (`own`), and of keys
    that come again."""

    paths: tuple[Path, ...]
    hints: "Hints"
    taking: "Choice"
    own: "Mapping[Path, Hints]" = field(default_factory=dict)

    @classmethod
    def first(cls, paths: Iterable[Path]) -> "Wanted":
        """Files of which nothing is settled yet."""
        from metrics.book import Choice
        from metrics.reading.grid import Hints

        return cls(tuple(paths), Hints(), Choice())

    def hints_of(self, path: Path) -> "Hints":
        """What is settled of a file."""
        return self.own.get(path, self.hints)

    def changed(self, paths: Iterable[Path], **changes: Any) -> "Wanted":
        """With other hints for these files."""
        own = {path: replace(self.hints_of(path), **changes) for path in paths}
        return replace(self, own={**self.own, **own})

    def mapped(self, paths: Iterable[Path], column: str, name: str) -> "Wanted":
        """With a column of these files as that field, "" for none."""
        own = {path: mapped(self.hints_of(path), column, name) for path in paths}
        return replace(self, own={**self.own, **own})

    def answered(self, paths: Iterable[Path], question: Question, answer: str) -> "Wanted":
        """With the answer to a question about these files."""
        if not question.field:
            return replace(self, taking=settled(self.hints, self.taking, question, answer)[1])
        own = {path: settled(self.hints_of(path), self.taking, question, answer)[0] for path in paths}
        return replace(self, own={**self.own, **own})

    def replacing(self, whole: bool) -> "Wanted":
        """With the files as the whole truth of their tables, or not."""
        return replace(self, taking=replace(self.taking, replace=whole))

    def in_currency(self, currency: str) -> "Wanted":
        """With the currency of amounts that name none."""
        own = {path: replace(hints, currency=currency) for path, hints in self.own.items()}
        return replace(self, hints=replace(self.hints, currency=currency), own=own)
