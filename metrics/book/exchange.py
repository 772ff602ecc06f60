"""Tags with their history as plain rows, out of one book and into another."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from metrics.book.events import Event, EventLog, append
from metrics.book.store import Store
from metrics.book.tags import FIELDS, KINDS, LISTS, TAGGED
from metrics.errors import ChurnError

# Who wrote what and when; which loss; what the event takes back or brings back; what it says. `given` names the
# fields that the event says something of: an empty cell of such a field empties it.
COLUMNS = (
    "uid", "at", "user", "event", "account_id", "lost_on", "subscriptions", "thread", "of", "titles", "given", *FIELDS,
)  # fmt: skip
_REQUIRED = ("uid", "at", "user", "event", "account_id", "thread")


def exported(log: EventLog) -> list[dict[str, str]]:
    """Every event of every tag as a row of COLUMNS, in the order in which they were stored; lists are JSON."""
    return [_row(event) for event in log.read(*KINDS)]


def take_over(store: Store, rows: Sequence[Mapping[str, str | None]]) -> int:
    """Store the events of exported rows that the book does not have yet, all or none; how many were new.

    Raises ChurnError where a row is not one that `exported` writes.
    """
    events = [_event(number, row) for number, row in enumerate(rows, start=1)]
    with store.write() as connection:
        return sum(append(connection, event) for event in events)


def _row(event: Event) -> dict[str, str]:
    payload = event.payload
    fields: Mapping[str, Any] = payload.get("fields", {})
    return {
        "uid": event.uid,
        "at": event.at,
        "user": event.user,
        "event": event.kind,
        "account_id": event.subject,
        "lost_on": payload.get("lost_on", ""),
        "subscriptions": json.dumps(payload["subscriptions"]) if "subscriptions" in payload else "",
        "thread": payload["thread"],
        "of": payload.get("of", ""),
        "titles": json.dumps(payload["titles"], ensure_ascii=False) if "titles" in payload else "",
        "given": " ".join(fields),
        **{name: _cell(fields.get(name)) for name in FIELDS},
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(list(value), ensure_ascii=False)


def _event(number: int, row: Mapping[str, str | None]) -> Event:
    try:
        cells = {name: row.get(name) or "" for name in COLUMNS}
        if not all(cells[name] for name in _REQUIRED) or cells["event"] not in KINDS:
            raise ValueError(number)
        datetime.fromisoformat(cells["at"])
        payload = _payload(cells)
    except (ValueError, TypeError, AttributeError) as error:
        raise ChurnError("bad_tag_row", row=number) from error
    return Event(0, cells["uid"], cells["at"], cells["user"], cells["event"], cells["account_id"], payload)


def _payload(cells: Mapping[str, str]) -> dict[str, Any]:
    if cells["event"] != TAGGED:
        return {"thread": cells["thread"], "of": cells["of"]}
    given = cells["given"].split()
    if not set(given) <= set(FIELDS):
        raise ValueError(cells["given"])
    payload: dict[str, Any] = {
        "thread": cells["thread"],
        "lost_on": date.fromisoformat(cells["lost_on"]).isoformat(),
        "subscriptions": [_pair(pair) for pair in json.loads(cells["subscriptions"] or "[]")],
        "fields": {name: _texts(cells[name]) if name in LISTS else cells[name] or None for name in given},
    }
    if cells["titles"]:
        payload["titles"] = {str(code): str(title) for code, title in json.loads(cells["titles"]).items()}
    return payload


def _pair(pair: Iterable[str]) -> list[str]:
    name, start = pair
    return [str(name), date.fromisoformat(start).isoformat()]


def _texts(cell: str) -> list[str]:
    return [str(text) for text in json.loads(cell or "[]")]
