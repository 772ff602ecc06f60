"""The tag panel's lines: reasons with their keys, then the further fields with theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.formats import clean, date, moment, money
from tui.reason_words import reason_title
from tui.tagging import CHOICES, UNSTORED, Aim, Draft
from tui.widgets.paint import Line, Piece, fit
from tui.words import _, ngettext

if TYPE_CHECKING:
    from metrics.book.reasons import BookReason

_QUESTIONS: dict[Aim, str] = {
    "assessed": N_("Why did they leave? Press a key, then Enter"),
    "stated": N_("Which reason did they give? Press its key"),
    "reasons": N_("A further reason? Press its key"),
    "evidence": N_("How do we know? e turns"),
    "avoidable": N_("Could it have been avoided? a turns"),
    "competitor": N_("Who did they go to?"),
    "lesson": N_("What should change?"),
    "note": N_("Anything else?"),
}
_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("S", "stated", N_("Stated by them")),
    ("+", "reasons", N_("Further")),
    ("e", "evidence", N_("Evidence")),
    ("a", "avoidable", N_("Avoidable")),
    ("c", "competitor", N_("Competitor")),
    ("s", "signals", N_("Signals")),
    ("m", "lesson", N_("Should change")),
    ("n", "note", N_("Note")),
)
_NAMED = 16
_NAMES = 8  # of losses tagged at once that are named


@dataclass(frozen=True, slots=True)
class Head:
    """What is being tagged: a title, what stands on its right, a line of facts."""

    title: str
    place: str
    facts: Line


def head_of(loss: Mapping[str, Any], left: int, currency: str | None) -> Head:
    """Of one loss; whoever has tagged it already is named. `left` are the losses without a reason."""
    facts: list[Piece] = [(f" {money(loss['mrr_lost'], currency)} · {date(loss['lost_on'])}", "muted")]
    if loss.get("tagged_by"):
        when = moment(datetime.fromisoformat(loss["tagged_at"]))
        said = _("tagged by {user}, {when}").format(user=clean(loss["tagged_by"]), when=when)
        facts.insert(0, (f" {said} ", "warn"))  # first: it is nowhere else in sight
    return Head(clean(str(loss["name"])), _("{n} to tag").format(n=left), facts)


def head_of_several(losses: Sequence[Mapping[str, Any]], currency: str | None) -> Head:
    """Of losses that are tagged at once; how many of them have a reason that would be replaced."""
    n, tagged = len(losses), sum(1 for loss in losses if loss.get("assessed"))
    names = ", ".join(clean(str(loss["name"])) for loss in losses[:_NAMES])
    facts: list[Piece] = [(f" {money(sum(loss['mrr_lost'] for loss in losses), currency)} · {names}", "muted")]
    if tagged:
        text = ngettext("{n} has a reason already", "{n} have a reason already", tagged)
        facts.insert(0, (" " + text.format(n=tagged), "warn"))
    return Head(ngettext("{n} loss at once", "{n} losses at once", n).format(n=n), "", facts)


def form(
    head: Head, draft: Draft, offered: "Sequence[BookReason]", keys: Mapping[str, str], width: int, height: int
) -> list[Line]:
    """The whole panel; `keys` are the keys of the reasons by code."""
    reasons = {reason.code: reason for reason in offered}
    lines: list[Line] = [
        [(fit(" " + head.title, width - len(head.place) - 1), "title"), (head.place + " ", "muted")],
        head.facts,
        [(fit(" " + _(_QUESTIONS[draft.aim]), width), "accent")],
    ]
    fields = [_field(key, aim, _(name), draft, reasons, width) for key, aim, name in _FIELDS]
    lines += _reasons(offered, height - len(lines) - len(fields), draft, keys, width)
    if len(lines) + len(fields) < height:
        lines.append([(" " + "─" * (width - 2), "rule")])
    return lines + fields


def _reasons(
    offered: "Sequence[BookReason]", room: int, draft: Draft, keys: Mapping[str, str], width: int
) -> list[Line]:
    """A line a reason; where there are more than lines, as many of the last as need be stand two on a line."""
    reasons = {reason.code: reason for reason in offered}

    def drawn(some: "Sequence[BookReason]", cells: int) -> Line:
        return [piece for each in some for piece in _reason(each, draft, keys.get(each.code, ""), reasons, cells)]

    alone = max(0, min(len(offered), 2 * room - len(offered)))
    lines = [drawn([reason], width) for reason in offered[:alone]]
    return lines + [drawn(offered[at : at + 2], width // 2) for at in range(alone, len(offered), 2)]


def _reason(
    reason: "BookReason", draft: Draft, key: str, reasons: "Mapping[str, BookReason]", width: int
) -> list[Piece]:
    chosen = draft.get("assessed") == reason.code
    further = reason.code in draft.get("reasons")
    stated = draft.get("stated") == reason.code
    mark = "●" if chosen else "+" if further else " "
    tail = _("stated") if stated else ""
    title = fit(reason_title(reason.code, reasons), width - 8 - len(tail))
    style = "cursor" if chosen else "strong" if further else ""
    pieces: list[Piece] = [
        (f" {key or ' '} ", "key+cursor" if chosen else "key"),
        (f"{mark} ", style or "accent"),
        (title, style),
        (f" {tail} ", "cursor" if chosen else "muted"),
    ]
    return pieces


def _field(key: str, aim: str, name: str, draft: Draft, reasons: "Mapping[str, BookReason]", width: int) -> Line:
    value = draft.get(aim)
    if aim == "reasons":
        text = ", ".join(reason_title(code, reasons) for code in value)
    elif aim == "signals":
        text = signal_names(value)
    elif aim == "stated":
        text = reason_title(value, reasons)
    elif aim in CHOICES:
        text = _(CHOICES[aim][value]) if value else ""
        if aim == "avoidable" and value and not draft.judged:
            text += " " + _("(as a rule)")
    else:
        text = clean(value or "")
        if aim in draft.typed:
            text = f"{UNSTORED} {text}"
    aimed = draft.aim == aim
    return [
        (f" {key} ", "key"),
        (fit(name, _NAMED), "accent" if aimed else "muted"),
        (("▸" if aimed else " ") + fit(text or "–", width - _NAMED - 5), "strong" if text else "muted"),
    ]


def signal_names(codes: "Sequence[str]") -> str:
    """Signals by their titles."""
    from metrics.signals import BY_CODE

    return ", ".join(_(BY_CODE[code].title) if code in BY_CODE else clean(code) for code in codes)
