"""What is being typed is kept as a draft at each pause, so that a line that drops takes nothing along."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar, cast

from textual import on
from textual.timer import Timer
from textual.widget import Widget

from metrics.errors import ChurnError
from tui.tagging import UNSTORED
from tui.widgets.prompt import Prompt
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book
    from tui.host import Host

Result = TypeVar("Result")

_PAUSE: Final = 0.3  # seconds without a key after which the draft is on disk


class Drafting:
    """What is typed on a screen, of one thing after the other; `now` is the text, also when its fields are gone."""

    def __init__(self, owner: Widget) -> None:
        """`owner` is what is typed in; nothing is kept before `turn_to`."""
        self._owner = owner
        self._place = ("", "")
        self._stands = self._kept = self.now = ""
        self._pause: Timer | None = None
        self._is_given = True

    def turn_to(self, account_id: str, field: str, stands: str = "") -> str:
        """What was typed of this before; what is typed of the thing before stays as a draft.

        `field` tells what of the account is typed ("" for what is of none), `stands` is a text that is no draft.
        """
        self.keep()
        self._place, self._stands = (account_id, field), stands
        self._kept = self._found()
        self._is_given = False
        self.now = self._app.session.unstored.pop(self._place, "") or self._kept or stands
        return self.now

    @property
    def _app(self) -> "Host":
        return cast("Host", self._owner.app)

    def _found(self) -> str:
        try:
            return self._app.session.book.drafts.get(*self._place)
        except ChurnError as error:
            self._app.fail(error)
            return ""

    @property
    def is_begun(self) -> bool:
        """Whether something is typed that is not stored."""
        return self._draft != ""

    @property
    def _draft(self) -> str:
        return "" if self.now == self._stands else self.now

    @property
    def _is_unkept(self) -> bool:
        return self._draft != self._kept and not self._is_given and not self._app.snapshot.read_only

    def typed(self, text: str) -> None:
        """Keep the text once no key has come for a while."""
        self.now = text
        self.hold()
        if self._is_unkept:
            self._pause = self._owner.set_timer(_PAUSE, self._keep)

    def keep(self) -> None:
        """Keep what has been typed now: the screen goes away, or turns to something else."""
        self.hold()
        if self._is_unkept:
            try:
                self._store()
            except ChurnError as error:
                self._app.session.unstored[self._place] = self._draft
                self._app.fail(error)

    def hold(self) -> None:
        """Keep nothing at the next pause: what is typed is about to be stored where it belongs."""
        if self._pause is not None:
            self._pause.stop()

    def give(self) -> str:
        """What has been typed, to be stored by others: on the way out it is not kept as a draft."""
        self.hold()
        self._is_given = True
        return self.now

    def stored_by(self, write: "Callable[[Book], Result]", left: str = "") -> "Callable[[Book], Result]":
        """The same write, after which what was typed is no draft any more, but for what is `left`; where it is refused,
        what was typed stands again in the same place. By then something else may be typed of."""
        self.hold()
        unstored, place = self._app.session.unstored, self._place
        unstored[place] = self.now

        def both(book: "Book") -> Result:
            done = write(book)
            unstored.pop(place, None)
            is_here = self._place == place
            if not is_here or self._kept != left:
                book.drafts.keep(*place, left)
            if is_here:
                self.now, self._kept = left or self._stands, left
            return done

        return both

    def leave(self) -> None:
        """Keep what has been typed, and say so once the screen that it was typed on is gone."""
        self.keep()
        if self.is_begun and self._draft == self._kept:
            self._app.call_later(self._app.say, _("Kept as a draft; the same key opens it again."))

    def tell_of_before(self) -> None:
        """Say that something stands there that was typed before."""
        if self.is_begun:
            said = _("What stands after {mark} was typed before, and is not stored yet.")
            self._app.say(said.format(mark=UNSTORED), "warn")

    async def _keep(self) -> None:
        try:
            await asyncio.to_thread(self._store)
        except ChurnError as error:
            self._app.fail(error)

    def _store(self) -> None:
        draft = self._draft
        self._app.session.book.drafts.keep(*self._place, draft)
        self._kept = draft


class DraftedPrompt(Prompt):
    """A line whose text is of no account, kept as a draft while it is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.drafting = Drafting(self)

    def ask_for(self, field: str, placeholder: str) -> None:
        """Show it with what was typed before; `field` tells what for."""
        self.ask(placeholder, self.drafting.turn_to("", field))

    @on(Prompt.Changed)
    def _typed(self) -> None:
        if self.display:
            self.drafting.typed(self.value)

    def on_unmount(self) -> None:
        """A line that drops between two pauses takes nothing along that was typed."""
        self.drafting.keep()

    def leave(self) -> bool:
        """Esc: out of the line; whether it was shown."""
        is_shown = self.display
        if is_shown:
            self.close_up()
            self.drafting.leave()
        return is_shown


def as_draft(fields: Mapping[str, str]) -> str:
    """Fields that are typed as the text of a draft; without any there is none."""
    return json.dumps(dict(fields)) if fields else ""


def fields_of(draft: str) -> dict[str, str]:
    """The fields that a draft keeps, as `as_draft` was given them."""
    fields: dict[str, str] = json.loads(draft) if draft else {}
    return fields
