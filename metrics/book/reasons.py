"""The book's own list of reasons: those it is born with, and what people added, renamed, regrouped, retired since."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from metrics.book.events import Event, EventLog, append, listed
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage
from metrics.reasons import REASONS

ADDED, RENAMED, RETIRED, REGROUPED = "reason_added", "reason_renamed", "reason_retired", "reason_regrouped"
KINDS = (ADDED, RENAMED, RETIRED, REGROUPED)
# A title by language code.
Titles = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BookReason:
    """One reason as it stands. `key` is its key in the tag panel ("" for an added one); `renamed` tells that the
    title is the book's own, to be shown as it is; `titles` are all that it has had, the oldest first, and
    `translations` what each of them is in other languages. `group` is the code or name that it stands under;
    `avoidable` is what a loss for it is as a rule."""

    code: str
    key: str
    title: str
    avoidable: bool | None
    renamed: bool = False
    retired: bool = False
    titles: tuple[str, ...] = ()
    group: str | None = None
    translations: Mapping[str, Titles] = field(default_factory=dict)

    def worded(self, title: str, translations: Titles) -> "BookReason":
        """The reason under another title from now on."""
        known = {**self.translations, title: dict(translations)}
        return replace(self, title=title, renamed=True, titles=(*self.titles, title), translations=known)


def catalogue(events: Iterable[Event]) -> dict[str, BookReason]:
    """The reasons by code after these events (of KINDS, in order), the built-in ones first."""
    known = {
        reason.code: BookReason(reason.code, reason.key, reason.title, reason.avoidable, titles=(reason.title,))
        for reason in REASONS
    }
    for event in events:
        code, said, before = event.subject, event.payload, known.get(event.subject)
        if event.kind == ADDED:
            # One that was retired comes back under its new title; the old ones stay readable.
            blank = before or BookReason(code, "", said["title"], None)
            fresh = replace(blank, avoidable=said.get("avoidable"), group=said.get("group"), retired=False)
            known[code] = fresh.worded(said["title"], said.get("translations", {}))
        elif before is not None and event.kind == RENAMED:
            known[code] = before.worded(said["title"], said.get("translations", {}))
        elif before is not None and event.kind == REGROUPED:
            known[code] = replace(before, **{name: said[name] for name in ("group", "avoidable") if name in said})
        elif before is not None:
            known[code] = replace(before, retired=True)
    return known


class Reasons:
    """The list, and its changes; nothing that was said under an earlier wording is rewritten."""

    def __init__(self, store: Store, log: EventLog) -> None:
        self._store = store
        self._log = log

    def all(self) -> dict[str, BookReason]:
        """Every reason by code, the retired ones too."""
        return catalogue(self._log.read(*KINDS))

    def offered(self) -> list[BookReason]:
        """Those that can be chosen."""
        return [reason for reason in self.all().values() if not reason.retired]

    def history(self) -> list[Event]:
        """Every change of the list: who, when, what."""
        return self._log.read(*KINDS)

    def check(self, codes: Sequence[str]) -> Titles:
        """The wording of those codes that the book words itself. Raises WrongUsage for one that cannot be chosen."""
        known = self.all()
        for code in codes:
            if code not in known or known[code].retired:
                offered = ", ".join(reason.code for reason in known.values() if not reason.retired)
                raise WrongUsage("unknown_reason", reason=code, known=offered)
        return {code: known[code].title for code in codes if known[code].renamed}

    def add(
        self,
        code: str,
        title: str,
        avoidable: bool | None = None,
        *,
        group: str | None = None,
        translations: Titles | None = None,
    ) -> None:
        """Add a reason, on its own or as a part of `group`; what was answered before stays what it was.

        Raises ChurnError where the code is in use, WrongUsage where it is no code.
        """
        if not code or not all(char.isascii() and (char.isalnum() or char in "_-") for char in code):
            raise WrongUsage("bad_reason_code", reason=code)
        payload = {"title": _worded(title), "avoidable": avoidable, "group": group or None,
                   "translations": dict(translations or {})}  # fmt: skip
        self._write(ADDED, code, payload, lambda known: known is None or known.retired, "reason_exists")

    def rename(self, code: str, title: str, translations: Titles | None = None) -> None:
        """Word a reason anew, from now on. Raises ChurnError where there is no such reason."""
        payload = {"title": _worded(title), "translations": dict(translations or {})}
        self._write(RENAMED, code, payload, lambda known: known is not None, "unknown_reason")

    def regroup(self, code: str, **changes: Any) -> None:
        """Change its `group` (None: none) or what it is as a rule, `avoidable` (True, False, None).

        Raises ChurnError where there is no such reason.
        """
        self._write(REGROUPED, code, changes, lambda known: known is not None, "unknown_reason")

    def retire(self, code: str) -> None:
        """Offer a reason no more. Raises ChurnError where there is no such reason on offer."""
        self._write(RETIRED, code, {}, lambda known: known is not None and not known.retired, "unknown_reason")

    def _write(
        self, kind: str, code: str, payload: Mapping[str, Any], allowed: Callable[[BookReason | None], bool],
        refusal: str,
    ) -> None:  # fmt: skip
        event = self._log.event(kind, code, payload)
        with self._store.write() as connection:
            known = catalogue(listed(connection, KINDS))
            if not allowed(known.get(code)):
                raise ChurnError(refusal, reason=code, known=", ".join(known))
            append(connection, event)


def _worded(title: str) -> str:
    if not title.strip():
        raise WrongUsage("empty_title")
    return title.strip()
