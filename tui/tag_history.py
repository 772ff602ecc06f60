"""The history of a tag as lines: who said what of a loss, and when; also what was taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.formats import clean, moment
from tui.interviewing import QUESTIONS
from tui.reason_words import answer_title
from tui.tagging import AVOIDABLE, EVIDENCE
from tui.widgets.paint import Line, wrap
from tui.widgets.tag_form import signal_names
from tui.words import _

if TYPE_CHECKING:
    from metrics.book.events import Event
    from metrics.book.reasons import BookReason

NAMES: Mapping[str, str] = {
    "assessed": N_("Reason"),
    "reasons": N_("Further"),
    "stated": N_("Stated by them"),
    "evidence": N_("Evidence"),
    "avoidable": N_("Avoidable"),
    "competitor": N_("Competitor"),
    "signals": N_("Signals"),
    "lesson": N_("Should change"),
    "note": N_("Note"),
    **QUESTIONS,
}


def history(events: "Sequence[Event]", reasons: "Mapping[str, BookReason]", width: int) -> list[Line]:
    """Every event of a tag, the newest first."""
    if not events:
        return [[(" " + _("Nobody has written anything of this loss."), "muted")]]
    by_uid = {event.uid: event for event in events}
    lines: list[Line] = []
    for event in reversed(events):
        when = moment(datetime.fromisoformat(event.at))
        lines.append([(f" {when} ", "muted"), (clean(event.user), "strong"), (_what(event, by_uid), "warn")])
        for name, value in event.payload.get("fields", {}).items():
            text = f"{_(NAMES[name])}: {_shown(name, value, event.payload.get('titles', {}), reasons)}"
            lines += [[("   " + part, "")] for part in wrap(text, width - 4)]
    return lines


def _what(event: "Event", by_uid: "Mapping[str, Event]") -> str:
    if event.kind == "tag":
        return ""
    of = by_uid.get(event.payload["of"])
    when = moment(datetime.fromisoformat(of.at)) if of else ""
    text = _("took back what was said {when}") if event.kind == "tag_undone" else _("brought back what was said {when}")
    return "  " + text.format(when=when)


def _shown(name: str, value: Any, titles: Mapping[str, str], reasons: "Mapping[str, BookReason]") -> str:
    if not value:
        return _("(emptied)")
    if name in ("assessed", "stated"):
        return answer_title(value, titles.get(value), reasons)
    if name == "reasons":
        return ", ".join(answer_title(code, titles.get(code), reasons) for code in value)
    if name == "signals":
        return signal_names(value)
    choices = {"evidence": EVIDENCE, "avoidable": AVOIDABLE}.get(name, {})
    return _(choices[value]) if value in choices else clean(str(value))
