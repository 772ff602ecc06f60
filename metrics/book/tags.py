"""Why a loss happened, as people say it: tags, their history, undo and redo.

A tag's thread is what was written of one loss. It keeps the account, the loss date as seen and the subscription
rows that ended, so that it finds its loss again after corrections (metrics/tags.py does the finding).
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from polars._typing import PolarsDataType

from metrics.book.events import Event, EventLog, append, listed, new_uid
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage
from metrics.tags import TAG

TAGGED, UNDONE, REDONE = "tag", "tag_undone", "tag_redone"
KINDS = (TAGGED, UNDONE, REDONE)
EVIDENCE = ("answered", "silent", "not_asked", "inferred")
AVOIDABLE = ("yes", "no", "unclear")
LISTS = ("reasons", "signals")
# The exit interview's answers, in the order of its questions.
INTERVIEW = ("said_why", "said_warning", "said_change", "said_replacement", "said_return")
FIELDS = (
    "assessed", "reasons", "stated", "evidence", "avoidable", "competitor", "signals", "lesson", "note", *INTERVIEW,
)  # fmt: skip
_CHOICES = {"evidence": EVIDENCE, "avoidable": AVOIDABLE}
# Beside the columns of TAG: the signals that had been there to see, what was said in the exit interview, the thread
# that a retag belongs to, and the uid of the newest event of it that stands.
TAGS: dict[str, PolarsDataType] = {
    **TAG, "signals": pl.List(pl.String), **dict.fromkeys(INTERVIEW, pl.String), "thread": pl.String,
    "event": pl.String,
}  # fmt: skip

_LOSS = ("account_id", "lost_on", "subscriptions")

Row = tuple[str, date]  # subscription_id, start_on


@dataclass(frozen=True, slots=True)
class LossRef:
    """A loss as it was seen: the rows that ended on the day, and all rows of the stretch that they ended."""

    account_id: str
    lost_on: date
    subscriptions: tuple[Row, ...] = ()
    stretch: tuple[Row, ...] = ()

    @classmethod
    def of(cls, loss: Mapping[str, Any]) -> "LossRef":
        """From a row of `losses.events`."""
        ended, stretch = (
            tuple((row["subscription_id"], row["start_on"]) for row in loss[name] or ())
            for name in ("subscriptions", "stretch")
        )
        return cls(loss["account_id"], loss["lost_on"], ended, stretch)


@dataclass(slots=True)
class Thread:
    """What was written of one loss, in order; `standing` are the events that no undo took back."""

    name: str
    account_id: str
    events: list[Event] = field(default_factory=list)
    standing: list[Event] = field(default_factory=list)
    undone: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Follow the next event of the thread."""
        self.events.append(event)
        if event.kind == TAGGED:
            self.standing.append(event)
            self.undone.clear()
            return
        source, target = (self.standing, self.undone) if event.kind == UNDONE else (self.undone, self.standing)
        for known in [known for known in source if known.uid == event.payload["of"]]:
            source.remove(known)
            target.append(known)

    @property
    def fields(self) -> dict[str, Any]:
        """What stands: fields given later replace, others stay."""
        whole: dict[str, Any] = {}
        for event in self.standing:
            whole |= event.payload["fields"]
        return whole

    def titles(self, name: str) -> Mapping[str, str]:
        """The book's own wordings under which a field's reasons were given, by code; built-in ones have none."""
        given = next((event for event in reversed(self.standing) if name in event.payload["fields"]), None)
        return given.payload.get("titles", {}) if given else {}

    @property
    def seen(self) -> tuple[date, tuple[Row, ...]]:
        """The loss date and rows as seen when the thread was last written."""
        payload = (self.standing or [event for event in self.events if event.kind == TAGGED])[-1].payload
        rows = tuple((name, date.fromisoformat(start)) for name, start in payload["subscriptions"])
        return date.fromisoformat(payload["lost_on"]), rows

    @property
    def newest(self) -> Event | None:
        """What was said last and stands."""
        return self.standing[-1] if self.standing else None

    def row(self) -> dict[str, Any]:
        """The thread as a row of TAGS; without a word where nothing stands."""
        lost_on, rows = self.seen
        fields, newest = self.fields, self.newest
        return {
            **{name: fields.get(name) or ([] if name in LISTS else None) for name in FIELDS},
            **{f"{name}_title": self.titles(name).get(fields.get(name, "")) for name in ("assessed", "stated")},
            "reasons_titles": [self.titles("reasons").get(code) for code in fields.get("reasons") or ()],
            "account_id": self.account_id,
            "lost_on": lost_on,
            "subscriptions": [{"subscription_id": name, "start_on": start} for name, start in rows],
            "tagged_by": newest.user if newest else None,
            "tagged_at": newest.at if newest else None,
            "thread": self.name,
            "event": newest.uid if newest else None,
        }


def threads(events: Iterable[Event]) -> dict[str, Thread]:
    """The threads that the events (of KINDS, in order) make, by name."""
    found: dict[str, Thread] = {}
    for event in events:
        name = event.payload["thread"]
        found.setdefault(name, Thread(name, event.subject)).take(event)
    return found


def frame(events: Iterable[Event]) -> pl.DataFrame:
    """The tags that stand, one row a thread, columns as TAGS."""
    rows = [thread.row() for thread in threads(events).values() if thread.standing]
    return pl.DataFrame(rows, schema=TAGS, orient="row")


def thread_of(loss: LossRef, known: Iterable[Thread]) -> Thread | None:
    """The account's thread about that loss: the newest whose rows lie in its stretch; without rows, of its date."""
    ours = {*loss.subscriptions, *loss.stretch}
    for thread in sorted(known, key=lambda thread: thread.events[-1].id, reverse=True):
        lost_on, rows = thread.seen
        if ours.intersection(rows) or (lost_on == loss.lost_on and not (ours and rows)):
            return thread
    return None


class Tags:
    """The book's tags. Every write is on disk when it returns, and is what everybody sees from then on."""

    def __init__(self, store: Store, log: EventLog, check: Callable[[Sequence[str]], Mapping[str, str]]) -> None:
        """`check` refuses reason codes that cannot be chosen, and gives the wording of those that were renamed."""
        self._store = store
        self._log = log
        self._check = check

    def tag(self, loss: LossRef, fields: Mapping[str, Any], thread: str | None = None) -> Event:
        """Say why; the fields given replace (None or "" empties one), the others stay as they are.

        `thread` names the thread shown beside the loss, where it is known. Raises WrongUsage for an unknown field,
        choice or reason.
        """
        return self.tag_all([(loss, thread)], fields)[0]

    def tag_all(
        self,
        losses: Sequence[tuple[LossRef, str | None]],
        fields: Mapping[str, Any],
        seen: Sequence[str | None] | None = None,
    ) -> list[Event]:
        """Say the same of several losses, each with the thread shown beside it; all or none; raises as `tag`.

        `seen` is the event of each that stood (TAGS) when whoever tags looked. Raises ChurnError("tagged_meanwhile")
        where somebody has said something else of one since.
        """
        wanted = dict(fields)
        _check_fields(wanted)
        codes = [wanted.get("assessed"), *(wanted.get("reasons") or ()), wanted.get("stated")]
        titles = dict(self._check([code for code in codes if code]))
        with self._store.write() as connection:
            found = [_find(connection, loss, thread) for loss, thread in losses]
            if seen is not None:
                _check_unchanged(found, seen)
            return [
                self._said(connection, loss, thread, wanted, titles)
                for (loss, _name), thread in zip(losses, found, strict=True)
            ]

    def _said(
        self, connection: sqlite3.Connection, loss: LossRef, found: Thread | None, fields: dict[str, Any],
        titles: dict[str, str],
    ) -> Event:  # fmt: skip
        uid = new_uid()
        payload: dict[str, Any] = {
            "thread": found.name if found else uid,
            "lost_on": loss.lost_on.isoformat(),
            "subscriptions": [[name, start.isoformat()] for name, start in loss.subscriptions],
            "fields": fields,
        }
        if titles:
            payload["titles"] = titles
        event = self._log.event(TAGGED, loss.account_id, payload, uid)
        append(connection, event)
        return event

    def undo(self, loss: LossRef, thread: str | None = None) -> Event:
        """Take back the newest event of that loss. Raises ChurnError where nothing is left to take back."""
        return self._move(loss, thread, UNDONE, "nothing_to_undo")

    def redo(self, loss: LossRef, thread: str | None = None) -> Event:
        """Bring back what was taken back last. Raises ChurnError where nothing is left to bring back."""
        return self._move(loss, thread, REDONE, "nothing_to_redo")

    def _move(self, loss: LossRef, thread: str | None, kind: str, refusal: str) -> Event:
        with self._store.write() as connection:
            found = _find(connection, loss, thread)
            source = (found.standing if kind == UNDONE else found.undone) if found else []
            if found is None or not source:
                raise ChurnError(refusal, account=loss.account_id)
            event = self._log.event(kind, loss.account_id, {"thread": found.name, "of": source[-1].uid})
            append(connection, event)
        return event

    def all(self) -> pl.DataFrame:
        """The tags that stand: as `frame`, of the whole book."""
        return frame(self._log.read(*KINDS))

    def of(self, loss: LossRef, thread: str | None = None) -> dict[str, Any]:
        """What stands of one loss: the columns of TAGS but those that name the loss; nulls where nothing does."""
        found = self._store.read(lambda connection: _find(connection, loss, thread))
        said = found.row() if found else {name: [] if name in LISTS else None for name in TAGS}
        return {name: value for name, value in said.items() if name not in _LOSS}

    def history(self, loss: LossRef, thread: str | None = None) -> list[Event]:
        """Everything that was written of a loss, also what was taken back: who, when, what."""
        found = self._store.read(lambda connection: _find(connection, loss, thread))
        return found.events if found else []


def _find(connection: sqlite3.Connection, loss: LossRef, thread: str | None) -> Thread | None:
    known = threads(listed(connection, KINDS, loss.account_id))
    if thread is not None and thread not in known:  # written of an account that is linked by now
        known |= threads(event for event in listed(connection, KINDS) if event.payload["thread"] == thread)
    if thread is not None and thread in known:
        return known[thread]
    return thread_of(loss, known.values())


def _check_unchanged(found: Sequence[Thread | None], seen: Sequence[str | None]) -> None:
    for thread, uid in zip(found, seen, strict=True):
        newest = thread.newest if thread else None
        if thread and (newest.uid if newest else None) != uid:
            user = (newest or thread.events[-1]).user
            raise ChurnError("tagged_meanwhile", account=thread.account_id, user=user)


def _check_fields(fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in FIELDS:
            raise WrongUsage("unknown_tag_field", field=name, known=", ".join(FIELDS))
        if value and name in _CHOICES and value not in _CHOICES[name]:
            raise WrongUsage("unknown_tag_choice", field=name, value=str(value), known=", ".join(_CHOICES[name]))
