"""What is done with an account wherever one is in sight: reviewed, noted, a next step, the owner's call, undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from textual import work

from metrics.queues import CALLS
from tui.account_words import CALL_KEYS, call_piece
from tui.formats import clean
from tui.screens.choice import Choice, Option
from tui.screens.room import Room
from tui.words import _, ngettext

if TYPE_CHECKING:
    from metrics.book import Book
    from metrics.book.events import Event


@dataclass(frozen=True, slots=True)
class Subject:
    """An account that something is done with: what it is called, the signals that stand, whose it is."""

    account_id: str
    name: str
    signals: Sequence[str]
    owner: str | None = None


class Reviewing(Room):
    """A room with accounts in it; `subjects` are those that a key acts on, mostly one."""

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Event] = []
        self._undone: list[Event] = []

    def subjects(self) -> list[Subject]:
        """The marked accounts, else the one in sight; none where there is none."""
        raise NotImplementedError

    async def arrived(self) -> None:
        """Wait until what a key acts on is in sight: keys are typed ahead."""

    def owners(self) -> Sequence[str]:
        """Who can take a next step."""
        return ()

    async def _subjects_here(self) -> list[Subject]:
        await self.arrived()
        found = self.subjects()
        if not found:
            self.app.refuse(_("There is no account here."))
        return found

    async def _one(self) -> Subject | None:
        return next(iter(await self._subjects_here()), None)

    async def _store(self, accounts: Sequence[Subject], write: "Callable[[Book, Subject], Event]", said: str) -> bool:
        events = await self.app.write(lambda book: [write(book, each) for each in accounts])
        if events is None:
            return False
        self._done += events
        self._undone.clear()
        self.app.say(said, "good")
        return True

    # -- keys ---------------------------------------------------------------------------------------------

    async def action_review(self) -> None:
        """Mark as reviewed: this user, now, with the signals that stand."""
        accounts = await self._subjects_here()
        if not accounts:
            return
        n = len(accounts)
        said = _("Reviewed.") if n == 1 else ngettext("{n} reviewed.", "{n} reviewed.", n).format(n=n)
        if await self._store(accounts, lambda book, it: book.journal.review(it.account_id, it.signals), said):
            self.reviewed()

    def reviewed(self) -> None:
        """What follows a review."""

    @work
    async def action_note(self) -> None:
        """Write a note."""
        from tui.screens.written import NotePanel

        subject = await self._one()
        if subject is None:
            return
        account = subject.account_id
        panel = NotePanel(account, subject.name)
        text = await self.app.push_screen_wait(panel)
        if text is not None:
            write = panel.drafting.stored_by(lambda book: book.journal.note(account, text))
            await self._store([subject], lambda book, _subject: write(book), _("Noted."))

    @work
    async def action_next_step(self) -> None:
        """Say what is to be done next."""
        from tui.screens.written import NextStep, StepPanel

        subject = await self._one()
        if subject is None:
            return
        account, book = subject.account_id, self.app.session.book
        known = book.journal.next_steps(account).tail(1).to_dicts()
        last = known[0] if known else {}
        stands = NextStep(last.get("step") or "", last.get("step_due"), last.get("step_owner") or subject.owner or "")
        panel = StepPanel(account, subject.name, stands, self.owners(), date.today())
        step = await self.app.push_screen_wait(panel)
        if step is None:
            return
        said = _("Next step stored.") if step.step else _("Nothing is to be done next.")
        write = panel.drafting.stored_by(
            lambda book: book.journal.next_step(account, step.step, step.due, step.owner)
        )  # fmt: skip
        await self._store([subject], lambda book, _subject: write(book), said)

    @work
    async def action_call(self) -> None:
        """The owner's own call."""
        accounts = await self._subjects_here()
        if not accounts:
            return
        options: list[Option[str | None]] = [Option(call, call_piece(call)[0], CALL_KEYS[call]) for call in CALLS]
        options.append(Option(None, _("no call"), "n"))
        title = _("The owner's call: {name}").format(name=accounts[0].name)
        chosen = await self.app.push_screen_wait(Choice(title, options))
        if chosen is not None:
            call, said = chosen.value, _("Called: {call}.").format(call=chosen.name)
            await self._store(accounts, lambda book, it: book.journal.call(it.account_id, call), said)

    async def action_undo(self) -> None:
        """Take back what was written here last, else the newest of one's own about this account."""
        await self._move(self._done, self._undone, undo=True)

    async def action_redo(self) -> None:
        """Bring back what was taken back last."""
        await self._move(self._undone, self._done, undo=False)

    async def _move(self, source: "list[Event]", target: "list[Event]", *, undo: bool) -> None:
        last = source[-1] if source else None
        subject = None if last else await self._one()
        if last is None and subject is None:
            return
        account, uid = (last.subject, last.uid) if last else (subject.account_id if subject else "", None)

        def move(book: "Book") -> "Event":
            return book.journal.undo(account, uid) if undo else book.journal.redo(account, uid)

        moved = await self.app.write(move)
        if moved is not None:
            if source:
                source.pop()
            target.append(moved)
            text = _("Taken back: {what}, {account}.") if undo else _("Brought back: {what}, {account}.")
            self.app.say(text.format(what=_what(moved), account=clean(account)), "good")


def _what(event: "Event") -> Any:
    names = {"note": _("note"), "review": _("review"), "next_step": _("next step"), "call": _("call")}
    return names[event.kind]
