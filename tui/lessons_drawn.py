"""The audit of signals as a table and as sentences, and the lessons with what became of them."""

from datetime import datetime
from typing import TYPE_CHECKING

from metrics.words import N_
from tui.formats import NOTHING, clean, count, date, days, score, share
from tui.learning import Learned, after_words, part
from tui.widgets.columns import Column
from tui.widgets.paint import Piece
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.audit import Audit, Finding

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
        Column("of_lost", N_("Of the lost"), 11, lambda counts: (part(counts), "accent"), "right"),
        Column("of_stayers", N_("Of those alike"), 14, lambda counts: (part(counts), "muted"), "right"),
        Column("odds", N_("Odds ratio"), 15, lambda text: (text, "strong"), "right"),
        Column("lead", N_("Lead"), 6, lambda n: (days(n), ""), "right", rank=1),
        Column("false_alarms", N_("False alarms"), 12, lambda level: (share(level), "warn"), "right", rank=2),
        Column("base", N_("Base rate"), 9, lambda level: (share(level), "muted"), "right", rank=3),
    )


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


def warnings(audit: "Audit") -> list[Piece]:
    """What must not be made of the figures."""
    said: list[Piece] = []
    if audit.is_thin:
        said.append((_("Many signals are tried on few losses here: take none of them for proven."), "warn"))
    said.append(
        (
            _("No score and no list to contact is made of this: contacting customers to keep them raised churn from "
              "6.4 to 10.0% in a published trial (Ascarza, Iyengar and Schleicher 2016)."),
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
