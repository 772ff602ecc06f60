"""What can be asked of a person when a file leaves it open, one question an option of `import`."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from metrics.words import N_

if TYPE_CHECKING:
    from metrics.book import Choice
    from metrics.reading.grid import Hints


@dataclass(frozen=True, slots=True)
class Question:
    """A question: the field of `Hints` that the answer goes to ("" = how known spells are meant), and its answers as
    (value, English name, key)."""

    field: str
    title: str
    answers: tuple[tuple[str, str, str], ...]


QUESTIONS: Final[dict[str, Question]] = {
    "--date-order": Question(
        "date_order",
        N_("How are dates written?"),
        (
            ("dmy", N_("day, month, year"), "d"),
            ("mdy", N_("month, day, year"), "m"),
            ("ymd", N_("year, month, day"), "y"),
        ),
    ),
    "--decimal": Question(
        "decimal",
        N_("Which mark stands before the cents?"),
        ((",", N_("a comma: 1.234,50"), ","), (".", N_("a point: 1,234.50"), ".")),
    ),
    "--minor-units": Question(
        "minor_units",
        N_("Are the amounts in cents?"),
        (("yes", N_("yes: 1250 is 12.50"), "y"), ("no", N_("no: 1250 is 1,250.00"), "n")),
    ),
    "--interval": Question(
        "interval",
        N_("What is a price for?"),
        (
            ("month", N_("a month"), "m"),
            ("year", N_("a year"), "y"),
            ("quarter", N_("a quarter"), "q"),
            ("week", N_("a week"), "w"),
            ("day", N_("a day"), "d"),
        ),
    ),
    "--correct, --change-on": Question(
        "",
        N_("Known subscriptions come with another MRR. What does that mean?"),
        (("correct", N_("the past was wrong: correct it"), "c"), ("today", N_("it changes today"), "t")),
    ),
}


def settled(hints: "Hints", taking: "Choice", question: Question, answer: str) -> "tuple[Hints, Choice]":
    """Hints and choice with the answer in them."""
    from datetime import date

    if question.field:
        return replace(hints, **{question.field: answer}), taking  # type: ignore[arg-type]
    if answer == "correct":
        return hints, replace(taking, correct=True)
    return hints, replace(taking, change_on=date.today())
