"""A loss as lines: what is known of it, so that the reason can be judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tui import telling
from tui.formats import clean, date, day_month, money
from tui.reason_words import answer_title
from tui.tagging import AVOIDABLE, EVIDENCE
from tui.widgets.paint import Line, Piece, fit, width_of, wrap
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.reasons import BookReason
    from tui.engine import Engine

LAST_DAYS = 90
_DAY = 8  # cells of a day without its year


@dataclass(frozen=True)
class Evidence:
    """What stood before a loss: the signals on its eve, the timeline of the days before, newest first."""

    key: tuple[str, Date]
    signals: "pl.DataFrame"
    timeline: "pl.DataFrame"


def evidence(engine: "Engine", account_id: str, lost_on: Date) -> Evidence:
    """The signals that stood the day before the loss, and what happened in the 90 days up to it."""
    import polars as pl

    from metrics.findings import borrowing
    from metrics.signals import raised
    from metrics.timeline import timeline

    own, heads = engine.alone(account_id)
    eve = lost_on - timedelta(days=1)
    stood = raised(borrowing(own, heads, eve), eve, engine.thresholds()).filter(pl.col("account_id") == account_id)
    happened = timeline(own, min(lost_on, engine.day))
    near = happened.filter(pl.col("on").is_between(lost_on - timedelta(days=LAST_DAYS), lost_on))
    return Evidence((account_id, lost_on), stood, near.reverse())


def facts(loss: Mapping[str, Any], currency: str | None, width: int) -> list[Line]:
    """Who, when, how much."""
    n = loss["tenure_months"] or 0
    lost = _("lost {day}").format(day=date(loss["lost_on"]))
    stayed = ngettext("after {n} month", "after {n} months", n).format(n=n)
    lines: list[Line] = [
        *beside((clean(str(loss["name"])), "title"), (" " + clean(loss["account_id"]), "muted"), width),
        *beside((lost, "bad"), (stayed, ""), width),
        [(" " + _("{amount} a month").format(amount=money(loss["mrr_lost"], currency)), "strong")],
    ]
    if loss["asked_on"]:
        lines += _wrapped(_("asked to leave {day}").format(day=date(loss["asked_on"])), "muted", width)
    if loss["returned_on"]:
        lines += _wrapped(_("came back {day}").format(day=date(loss["returned_on"])), "good", width)
    return lines


def beside(first: Piece, second: Piece, width: int) -> list[Line]:
    """Two texts side by side, or under each other where a line is too short for both."""
    if width_of([first, second]) + 2 <= width:
        return [[(" " + first[0], first[1]), (" " + second[0], second[1])]]
    return [*_wrapped(*first, width), *_wrapped(second[0].strip(), second[1], width)]


def _wrapped(text: str, style: str, width: int) -> list[Line]:
    return [[(" " + part, style)] for part in wrap(text, max(1, width - 2))]


def tag_lines(loss: Mapping[str, Any], reasons: "Mapping[str, BookReason]", width: int) -> list[Line]:
    """The tag as it stands, and the reason that came with the file."""
    tagged = _assessed(loss, reasons, width) if loss.get("assessed") else _untagged(width)
    return [*tagged, *_stated(loss, reasons, width)]


def _assessed(loss: Mapping[str, Any], reasons: "Mapping[str, BookReason]", width: int) -> list[Line]:
    """Our reason, what else the tag says, and who wrote it."""
    given = zip(loss.get("reasons") or (), loss.get("reasons_titles") or (), strict=True)
    further = ", ".join(answer_title(code, title, reasons) for code, title in given)
    main = answer_title(loss["assessed"], loss.get("assessed_title"), reasons)
    lines: list[Line] = [[(" ● " + main, "accent"), (f"  + {further}" if further else "", "")]]
    said = [
        _(EVIDENCE[loss["evidence"]]) if loss.get("evidence") else "",
        _("avoidable: {answer}").format(answer=_(AVOIDABLE[loss["avoidable"]])) if loss.get("avoidable") else "",
        _("went to {competitor}").format(competitor=clean(loss["competitor"])) if loss.get("competitor") else "",
    ]
    if any(said):
        lines.append([("   " + " · ".join(part for part in said if part), "")])
    for text in (loss.get("lesson"), loss.get("note")):
        lines += [[("   " + part, "")] for part in wrap(clean(text or ""), width - 3)]
    who = _("by {user}, {day}").format(user=clean(loss["tagged_by"] or ""), day=_day(loss))
    return [*lines, [("   " + who, "muted")]]


def _untagged(width: int) -> list[Line]:
    return [
        [(" ○ " if at == 0 else "   ", "warn"), (part, "warn")]
        for at, part in enumerate(wrap(_("no reason yet: t tags it"), width - 4))
    ]


def _stated(loss: Mapping[str, Any], reasons: "Mapping[str, BookReason]", width: int) -> list[Line]:
    """The customer's reason, and the words of the file for it."""
    lines: list[Line] = []
    if loss.get("stated"):
        reason = answer_title(loss["stated"], loss.get("stated_title"), reasons)
        lines.append([("   " + _("stated: {reason}").format(reason=reason), "")])
    if loss.get("stated_text"):
        lines += [[("   “" + part if at == 0 else "    " + part, "accent")]
                  for at, part in enumerate(wrap(clean(loss["stated_text"]) + "”", width - 4))]  # fmt: skip
    return lines


def _day(loss: Mapping[str, Any]) -> str:
    return date(Date.fromisoformat(str(loss["tagged_at"])[:10]))


def evidence_lines(found: Evidence, currency: str | None, width: int) -> list[Line]:
    """The signals with their evidence, then the last 90 days."""
    from metrics.signals import BY_CODE

    lines: list[Line] = []
    if not found.signals.is_empty():
        lines += [[], [(" " + _("Signals on the eve"), "head")]]
    for row in found.signals.iter_rows(named=True):
        lines.append([(" ▲ ", "warn"), (_(BY_CODE[row["code"]].title), "warn"), (f"  {date(row['since'])}", "muted")])
        said = telling.evidence(row["code"], row["evidence"], currency)
        lines += [[("   " + part, "")] for part in wrap(said, width - 4)]
    lines += [[], [(" " + _("The last {n} days").format(n=LAST_DAYS), "head")]]
    if found.timeline.is_empty():
        lines.append([("   " + _("nothing on file"), "muted")])
    for row in found.timeline.iter_rows(named=True):
        lines += _happened(row, currency, width)
    return lines


def _happened(row: Mapping[str, Any], currency: str | None, width: int) -> Sequence[Line]:
    day = " " + fit(day_month(row["on"]), _DAY)
    text = telling.entry(row["code"], row["params"], currency)
    parts = wrap(text, max(10, width - len(day) - 1)) or [""]
    style = "warn" if row["kind"] in ("ticket", "signal") else "accent" if row["kind"] == "survey" else ""
    return [[(day if at == 0 else " " * len(day), "muted"), (part, style)] for at, part in enumerate(parts)]


def in_order_of(before: "pl.DataFrame", now: "pl.DataFrame") -> "pl.DataFrame":
    """The rows of now in the order of before, so that nothing jumps while the panel is open; new ones come last."""
    key = ("account_id", "lost_on")
    known = before.select(key).join(now, on=key, how="inner", maintain_order="left")
    return known.vstack(now.join(before.select(key), on=key, how="anti").select(known.columns))
