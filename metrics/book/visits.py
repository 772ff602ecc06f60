"""When each user last looked, and what the book held then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.book.events import Event, EventLog

VISIT = "visit"
# Who comes back within so long is still on the same visit: what was new stays new.
SAME_VISIT = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Visit:
    """A look at the book at a moment (UTC, ISO 8601): the newest import that it held, and its as-of."""

    at: str
    import_id: int
    as_of: date


class Visits:
    """The looks of one user."""

    def __init__(self, log: EventLog, user: str, *, read_only: bool) -> None:
        self._log = log
        self._user = user
        self._read_only = read_only

    def begin(self, import_id: int, as_of: date) -> Visit | None:
        """Store that this user looks now (unless the book is for reading only); gives the look before, as `last`."""
        now = self._log.event(VISIT, self._user, {"import_id": import_id, "as_of": as_of.isoformat()})
        before = self.last(now.at)
        if not self._read_only:
            self._log.write(now.kind, now.subject, now.payload)
        return before

    def last(self, now: str) -> Visit | None:
        """This user's visit before the one that is on at a moment; the first one ever where there is no other."""
        seen = [_visit(event) for event in self._log.read(VISIT, subject=self._user)]
        since = datetime.fromisoformat(now) - SAME_VISIT
        earlier = [visit for visit in seen if datetime.fromisoformat(visit.at) < since]
        return earlier[-1] if earlier else seen[0] if seen else None


def _visit(event: Event) -> Visit:
    return Visit(event.at, event.payload["import_id"], date.fromisoformat(event.payload["as_of"]))
