"""The book's own list of reasons: those it is born with, and what people added, renamed and retired since."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from metrics.book.events import Event, EventLog
from metrics.errors import ChurnError, WrongUsage
from metrics.reasons import REASONS

ADDED, RENAMED, RETIRED = "reason_added", "reason_renamed", "reason_retired"
KINDS = (ADDED, RENAMED, RETIRED)


@dataclass(frozen=True, slots=True)
class BookReason:
    """One reason as it stands. `key` is its key in the tag panel ("" for an added one); `renamed` tells that the
    title is the book's own, to be shown as it is; `titles` are all that it has had, the oldest first."""

    code: str
    key: str
    title: str
    avoidable: bool | None
    renamed: bool = False
    retired: bool = False
    titles: tuple[str, ...] = ()


def catalogue(events: Iterable[Event]) -> dict[str, BookReason]:
    """The reasons by code after these events, the built-in ones first."""
    known = {
        reason.code: BookReason(reason.code, reason.key, reason.title, reason.avoidable, titles=(reason.title,))
        for reason in REASONS
    }
    for event in events:
        code, before = event.subject, known.get(event.subject)
        if event.kind == ADDED:
            title = event.payload["title"]
            fresh = BookReason(code, "", title, event.payload.get("avoidable"), renamed=True, titles=(title,))
            # One that was retired comes back under its new title; the old ones stay readable.
            known[code] = replace(fresh, key=before.key, titles=(*before.titles, title)) if before else fresh
        elif before is not None and event.kind == RENAMED:
            title = event.payload["title"]
            known[code] = replace(before, title=title, renamed=True, titles=(*before.titles, title))
        elif before is not None:
            known[code] = replace(before, retired=True)
    return known


class Reasons:
    """The list, and its changes; nothing that was said under an earlier wording is rewritten."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def all(self) -> dict[str, BookReason]:
        """Every reason by code, the retired ones too."""
        return catalogue(self._log.read(*KINDS))

    def offered(self) -> list[BookReason]:
        """Those that can be chosen."""
        return [reason for reason in self.all().values() if not reason.retired]

    def check(self, codes: Sequence[str]) -> Mapping[str, str]:
        """The wording of those codes that the book words itself. Raises WrongUsage for one that cannot be chosen."""
        known = self.all()
        for code in codes:
            if code not in known or known[code].retired:
                offered = ", ".join(reason.code for reason in known.values() if not reason.retired)
                raise WrongUsage("unknown_reason", reason=code, known=offered)
        return {code: known[code].title for code in codes if known[code].renamed}

    def add(self, code: str, title: str, avoidable: bool | None = None) -> None:
        """Add a reason. Raises ChurnError where the code is in use, WrongUsage where it is no code."""
        if not code or not all(char.isascii() and (char.isalnum() or char in "_-") for char in code):
            raise WrongUsage("bad_reason_code", reason=code)
        self._write(ADDED, code, {"title": _worded(title), "avoidable": avoidable},
                    lambda known: known is None or known.retired, "reason_exists")  # fmt: skip

    def rename(self, code: str, title: str) -> None:
        """Word a reason anew, from now on. Raises ChurnError where there is no such reason."""
        self._write(RENAMED, code, {"title": _worded(title)}, lambda known: known is not None, "unknown_reason")

    def retire(self, code: str) -> None:
        """Offer a reason no more. Raises ChurnError where there is no such reason on offer."""
        self._write(RETIRED, code, {}, lambda known: known is not None and not known.retired, "unknown_reason")

    def _write(
        self, kind: str, code: str, payload: Mapping[str, object], allowed: Callable[[BookReason | None], bool],
        refusal: str,
    ) -> None:  # fmt: skip
        known = self.all()
        if not allowed(known.get(code)):
            raise ChurnError(refusal, reason=code, known=", ".join(known))
        self._log.write(kind, code, payload)


def _worded(title: str) -> str:
    if not title.strip():
        raise WrongUsage("empty_title")
    return title.strip()
