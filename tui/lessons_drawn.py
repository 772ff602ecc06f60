"""The audit of signals as a table and as sentences, and the lessons with what became of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.formats import NOTHING, clean, count, date, days, score, share
from tui.widgets.columns import Column
from tui.widgets.paint import Piece
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.audit import Audit, Finding
    from metrics.lessons import Since
    from tui.cli.engine import Engine

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


# -- the table ------------------------------------------------------------------------------------------------

_COUNTS = ("lost", "lost_with", "stayers", "stayers_with")


def frame(audit: "Audit | None", window: int) -> "pl.DataFrame":
    """The findings so many days before, what would have been caught in time first."""
    import polars as pl

    from metrics.signals import BY_CODE

    rows = [
        (
            each.signal, _(BY_CODE[each.signal].title), *(getattr(each, name) for name in _COUNTS), odds(each),
            each.lead_days, each.false_alarms, each.base_rate,
        )
        for each in (audit.findings if audit else ())
        if each.days == window
    ]  # fmt: skip
    schema = {
        "signal": pl.String, "title": pl.String, **dict.fromkeys(_COUNTS, pl.Int64), "odds": pl.String,
        "lead": pl.Float64, "false_alarms": pl.Float64, "base": pl.Float64,
    }  # fmt: skip
    whole = pl.DataFrame(rows, schema=schema, orient="row")
    return whole.with_columns(
        of_lost=pl.struct(n="lost_with", of="lost"), of_stayers=pl.struct(n="stayers_with", of="stayers")
    )


def odds(finding: "Finding") -> str:
    """The odds ratio with its interval, open where the matched sets do not bound it."""
    if finding.odds_ratio is None and finding.low is None:
        return NOTHING
    value, low, high = (_times(level) for level in (finding.odds_ratio, finding.low or 0.0, finding.high))
    return f"{value} ({low}–{high})"


def _times(level: float | None) -> str:
    """A ratio with a decimal while that tells something."""
    return "∞" if level is None else score(round(level, 1 if level < 100 else 0))


def columns(window: int) -> tuple[Column, ...]:
    """Signal, who showed it, how much oftener, how early, how often in vain."""
    return (
        Column("title", _("Signal, {n} days before").format(n=window), 24, lambda text: (text, "strong"), grow=2),
        Column("of_lost", N_("Of the lost"), 11, lambda part: (_part(part), "accent"), "right"),
        Column("of_stayers", N_("Of those alike"), 14, lambda part: (_part(part), "muted"), "right"),
        Column("odds", N_("Odds ratio"), 15, lambda text: (text, "strong"), "right"),
        Column("lead", N_("Lead"), 6, lambda n: (days(n), ""), "right", rank=1),
        Column("false_alarms", N_("False alarms"), 12, lambda level: (share(level), "warn"), "right", rank=2),
        Column("base", N_("Base rate"), 9, lambda level: (share(level), "muted"), "right", rank=3),
    )


def _part(part: dict[str, int]) -> str:
    return f"{count(part['n'])} {share(part['n'] / part['of'], 0)}" if part["of"] else NOTHING


# -- the words ------------------------------------------------------------------------------------------------


def words(audit: "Audit", signal: str | None, window: int, lessons: tuple[Learned, ...]) -> list[Piece]:
    """The signal of the cursor: what it is and what the look so many days before says of it; what must not be made of
    it; what was learned; the other looks, and how the figures came about."""
    from metrics.signals import BY_CODE

    looks = [each for each in audit.findings if each.signal == signal]
    said: list[Piece] = []
    if signal is not None:
        said.append((f"{_(BY_CODE[signal].title)} · {_(BY_CODE[signal].definition)}", "title"))
    said += [(_look(each), "") for each in looks if each.days == window]
    said += warnings(audit)
    for each in lessons:
        said += _told(each, mine=each.lesson["signal"] in {signal, None})
    said += [(_look(each), "muted") for each in looks if each.days != window]
    return [*said, *notes(audit)]


def _look(one: "Finding") -> str:
    text = _(
        "{days} days before: {lost_with} of {lost} lost showed it, {stayers_with} of {stayers} alike who stayed; "
        "odds ratio {odds}."
    ).format(
        days=one.days, lost_with=count(one.lost_with), lost=count(one.lost), stayers_with=count(one.stayers_with),
        stayers=count(one.stayers), odds=odds(one),
    )  # fmt: skip
    if one.false_alarms is not None and one.base_rate is not None:
        text += " " + _("Of those who show it {share} would stay; {base} leave within so many days anyway.").format(
            share=share(one.false_alarms, 0), base=share(one.base_rate)
        )
    return text


def _told(one: Learned, *, mine: bool) -> list[Piece]:
    """A lesson, dated; what came after it, where it is about the signal of the cursor or about all losses."""
    from metrics.signals import BY_CODE

    lesson = one.lesson
    day = date(datetime.fromisoformat(lesson["written_at"]).astimezone().date())
    about = _(BY_CODE[lesson["signal"]].title) + ": " if lesson["signal"] in BY_CODE and not mine else ""
    text = about + clean(lesson["text"])
    said: list[Piece] = [
        (_("● {day}, {user}: {text}").format(day=day, user=clean(lesson["written_by"]), text=text),
         "accent" if mine else "muted")
    ]  # fmt: skip
    if mine:
        said.append(("  " + after_words(one), ""))
    return said


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
    now = _part({"n": found.lost_with, "of": found.lost}) if found else _("none")
    then = _part({"n": lesson["lost_with"], "of": lesson["lost"]})
    return rates + " " + _("Of the lost since, with it: {now}; when it was written: {then}.").format(now=now, then=then)


def warnings(audit: "Audit") -> list[Piece]:
    """What must not be made of the figures."""
    said: list[Piece] = []
    if audit.is_thin:
        said.append((_("Many signals are tried on few losses here: take none of them for proven."), "warn"))
    said.append(
        (
            _("No score and no list to contact is made of this: contacting customers to keep them raised churn from "
              "6.4 to 10.0 % in a published trial (Ascarza, Iyengar and Schleicher 2016)."),
            "warn",
        )
    )  # fmt: skip
    return said


def notes(audit: "Audit") -> list[Piece]:
    """How the figures came about."""
    text = _(
        "{sampled} of {losses} losses, each against up to 4 customers of like tenure, segment and size who stayed."
    )
    said: list[Piece] = [(text.format(sampled=count(audit.sampled), losses=count(audit.losses)), "muted")]
    said.append((_("The intervals hold at 95% for all signals and days tried together."), "muted"))
    if n := len(audit.silent):
        text = ngettext("{n} more signal was tried, and nobody showed it.",
                        "{n} more signals were tried, and nobody showed them.", n)  # fmt: skip
        said.append((text.format(n=n), "muted"))
    return said
