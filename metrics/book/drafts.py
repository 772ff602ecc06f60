"""What is being typed, kept at each pause, so that a line that drops takes nothing along."""

from metrics.book.events import EventLog

DRAFT = "draft"


class Drafts:
    """One user's drafts: a text an account and field, the last one counts; an empty one is none."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def keep(self, account_id: str, field: str, text: str) -> None:
        """Keep the text as it stands now; the same again stores nothing."""
        if self.get(account_id, field) != text:
            self._log.write(DRAFT, account_id, {"field": field, "text": text})

    def get(self, account_id: str, field: str) -> str:
        """The text as it was kept last; "" without any."""
        return next((text for known, text in reversed(self._mine(account_id)) if known == field), "")

    def open(self) -> dict[tuple[str, str], str]:
        """Every draft of this user that is not empty, by account and field."""
        found = {
            (event.subject, event.payload["field"]): event.payload["text"]
            for event in self._log.read(DRAFT)
            if event.user == self._log.user
        }
        return {place: text for place, text in found.items() if text}

    def _mine(self, account_id: str) -> list[tuple[str, str]]:
        return [
            (event.payload["field"], event.payload["text"])
            for event in self._log.read(DRAFT, subject=account_id)
            if event.user == self._log.user
        ]
