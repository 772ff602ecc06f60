"""Lessons beside what came after them, for the screen and the command alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.formats import NOTHING, count, date, share
from tui.words import _

if TYPE_CHECKING:
    from metrics.lessons import Since
    from tui.engine import Engine

Keep = Callable[[tuple[object, ...], Callable[[], Any]], Any]


@dataclass(frozen=True)
class Learned:
    """A lesson (a row of metrics.book.lessons.LESSONS), and what came after the day that it was read off; None where
    nothing has come since."""

    lesson: dict[str, Any]
    since: "Since | None"


def learned(engine: "Engine", keep: Keep) -> tuple[Learned, ...]:
    """Every lesson beside what came after; `keep` remembers what was computed under a key."""
    from metrics.lessons import since

    ledger, as_of, thresholds = engine.ledger, engine.day, engine.thresholds()
    found = []
    for lesson in engine.book.lessons.all().to_dicts():
        day = lesson["as_of"]
        key = ("since", day)
        after = None if day >= as_of else keep(key, lambda day=day: since(ledger, as_of, day, thresholds))  # type: ignore[misc]
        found.append(Learned(lesson, after))
    return tuple(found)


def after_words(one: Learned) -> str:
    """What came after a lesson, beside what was before."""
    since, lesson = one.since, one.lesson
    if since is None:
        return _("Nothing has come since that could bear it out.")
    rates = _("Since {day}: {after} losses, {rate} of customers a month; {before} in the year before.").format(
        day=date(since.day), after=count(since.after.losses), rate=share(since.after.rate, 2),
        before=share(since.before.rate, 2),
    )  # fmt: skip
    if since.may_be_chance is not None:
        rates += " " + (_("That may be chance.") if since.may_be_chance else _("That is more than chance."))
    found = next(
        (f for f in since.audit.findings if f.signal == lesson["signal"] and f.days == lesson["days"]), None
    )  # fmt: skip
    if lesson["signal"] is None or not lesson["lost"]:
        return rates
    now = part({"n": found.lost_with, "of": found.lost}) if found else _("none")
    then = part({"n": lesson["lost_with"], "of": lesson["lost"]})
    return rates + " " + _("Of the lost since, with it: {now}; when it was written: {then}.").format(now=now, then=then)


def part(counts: dict[str, int]) -> str:
    """So many of so many, and the share."""
    return f"{count(counts['n'])} {share(counts['n'] / counts['of'], 0)}" if counts["of"] else NOTHING
