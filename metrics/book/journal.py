"""What people write of accounts: notes, reviews, next steps, the owner's own calls; taken back, brought back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from polars._typing import PolarsDataType

from metrics.book.events import Event, EventLog, append, listed
from metrics.book.store import Store
from metrics.errors import ChurnError, WrongUsage
from metrics.queues import CALLS

NOTE, REVIEW, STEP, CALL = "note", "review", "next_step", "call"
WRITTEN = (NOTE, REVIEW, STEP, CALL)
WITHDRAWN, RESTORED = "withdrawn", "restored"
KINDS = (*WRITTEN, WITHDRAWN, RESTORED)

NOTES = {"account_id": pl.String, "text": pl.String, "noted_by": pl.String, "noted_at": pl.String, "uid": pl.String}
REVIEWS: dict[str, PolarsDataType] = {
    "account_id": pl.String,
    "reviewed_on": pl.Date,
    "reviewed_by": pl.String,
    "reviewed_at": pl.String,
    "signals": pl.List(pl.String),
}
# `step` null: the step before is done, or no longer meant; `owner` is who takes it.
STEPS = {
    "account_id": pl.String,
    "step": pl.String,
    "step_due": pl.Date,
    "step_owner": pl.String,
    "step_by": pl.String,
    "step_at": pl.String,
}
# `call` null: there is none any more.
OWN_CALLS = {"account_id": pl.String, "call": pl.String, "call_by": pl.String, "call_at": pl.String}


def standing(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """What stands after these events (of KINDS, in order), and what was taken back, the last to go last."""
    stands: dict[str, Event] = {}
    gone: dict[str, Event] = {}
    for event in events:
        if event.kind in WRITTEN:
            stands[event.uid] = event
            continue
        source, target = (stands, gone) if event.kind == WITHDRAWN else (gone, stands)
        if known := source.pop(event.payload["of"], None):
            target[known.uid] = known
    return sorted(stands.values(), key=lambda event: event.id), list(gone.values())


class Journal:
    """The book's journal. Every write is on disk when it returns; nothing is overwritten, later words come after."""

    def __init__(self, store: Store, log: EventLog) -> None:
        self._store = store
        self._log = log

    # -- writing -----------------------------------------------------------------------------------------

    def note(self, account_id: str, text: str) -> Event:
        """Write a note about an account."""
        return self._log.write(NOTE, account_id, {"text": text})

    def review(self, account_id: str, signals: Sequence[str] = ()) -> Event:
        """The account was reviewed now, by this user, with these signals raised."""
        return self._log.write(REVIEW, account_id, {"signals": list(signals)})

    def next_step(self, account_id: str, step: str, due: date | None = None, owner: str | None = None) -> Event:
        """What is to be done next, by when, by whom; an empty text: nothing any more."""
        payload = {"step": step.strip() or None, "due": due.isoformat() if due else None, "owner": owner or None}
        return self._log.write(STEP, account_id, payload)

    def call(self, account_id: str, call: str | None) -> Event:
        """The owner's own call, one of CALLS; None takes it away. Raises WrongUsage for any other."""
        if call is not None and call not in CALLS:
            raise WrongUsage("unknown_call", call=call, known=", ".join(CALLS))
        return self._log.write(CALL, account_id, {"call": call})

    def undo(self, account_id: str, uid: str | None = None) -> Event:
        """Take back what that event wrote, or the newest that this user wrote of the account; gives what went.

        Raises ChurnError where there is nothing to take back.
        """
        return self._move(account_id, uid, WITHDRAWN)

    def redo(self, account_id: str, uid: str | None = None) -> Event:
        """Bring back what was taken back, the last to go first; gives what came back.

        Raises ChurnError where there is nothing to bring back.
        """
        return self._move(account_id, uid, RESTORED)

    def _move(self, account_id: str, uid: str | None, kind: str) -> Event:
        with self._store.write() as connection:
            stands, gone = standing(listed(connection, KINDS, account_id))
            ours = [event for event in (stands if kind == WITHDRAWN else gone) if self._is_meant(event, uid)]
            if not ours:
                raise _nothing(kind, account_id)
            append(connection, self._log.event(kind, account_id, {"of": ours[-1].uid}))
        return ours[-1]

    def _is_meant(self, event: Event, uid: str | None) -> bool:
        return event.user == self._log.user if uid is None else event.uid == uid

    # -- reading -----------------------------------------------------------------------------------------

    def notes(self, account_id: str | None = None) -> pl.DataFrame:
        """The notes (of one account), the oldest first; columns of NOTES."""
        return self._frame(NOTE, account_id, NOTES, lambda e: (e.subject, e.payload["text"], e.user, e.at, e.uid))

    def reviews(self, account_id: str | None = None) -> pl.DataFrame:
        """The reviews (of one account), the oldest first; columns of REVIEWS."""
        return self._frame(
            REVIEW, account_id, REVIEWS, lambda e: (e.subject, _day(e.at), e.user, e.at, e.payload["signals"])
        )

    def next_steps(self, account_id: str | None = None) -> pl.DataFrame:
        """The next steps (of one account), the oldest first, also those that later ones replaced; columns of STEPS."""
        return self._frame(STEP, account_id, STEPS, lambda e: (e.subject, *_step(e.payload), e.user, e.at))

    def calls(self, account_id: str | None = None) -> pl.DataFrame:
        """The owners' calls (of one account), the oldest first; columns of OWN_CALLS."""
        return self._frame(CALL, account_id, OWN_CALLS, lambda e: (e.subject, e.payload["call"], e.user, e.at))

    def _frame(
        self,
        kind: str,
        account_id: str | None,
        schema: Mapping[str, PolarsDataType],
        row: Callable[[Event], tuple[Any, ...]],
    ) -> pl.DataFrame:
        stands, _gone = standing(self._log.read(kind, WITHDRAWN, RESTORED, subject=account_id))
        return pl.DataFrame([row(event) for event in stands], schema=dict(schema), orient="row")


def _nothing(kind: str, account_id: str) -> ChurnError:
    if kind == WITHDRAWN:
        return ChurnError("nothing_to_withdraw", account=account_id)
    return ChurnError("nothing_to_restore", account=account_id)


def latest(written: pl.DataFrame) -> pl.DataFrame:
    """The last of what was written of each account, sorted by account."""
    return written.unique("account_id", keep="last", maintain_order=True).sort("account_id")


def _step(payload: Mapping[str, Any]) -> tuple[str | None, date | None, str | None]:
    due = payload["due"]
    return payload["step"], date.fromisoformat(due) if due else None, payload["owner"]


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()
