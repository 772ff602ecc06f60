"""The tag panel: one key a reason, Enter stores it and goes to the next loss."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Input

from tui.commands import DIGITS, bindings
from tui.formats import clean
from tui.reason_words import reason_title
from tui.screens.panel import Panel
from tui.tagging import AIMS, WRITTEN, Aim, Draft, next_place
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.widgets.tag_form import form
from tui.words import _

if TYPE_CHECKING:
    from metrics.book.reasons import BookReason

Loss = Mapping[str, Any]
_SPARE = "bdfghilopqrvwyz"  # keys for reasons that people added


class TagPanel(Panel[None]):
    """Walks the losses in the order they had when it opened, and stays open from loss to loss."""

    CSS_PATH = "../styles/tag.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("tag")

    def __init__(
        self,
        losses: list[dict[str, Any]],
        at: int,
        reasons: "list[BookReason]",
        currency: str | None,
        tell: Callable[[tuple[Any, ...]], None],
        done: list[dict[str, Any]],
    ) -> None:
        """`tell` is called with the key of each loss that the panel comes to; what is stored is appended to `done`."""
        super().__init__()
        self._losses = losses
        self._at = at
        self._offered = reasons
        self._keys = _keys_of(reasons)
        self._currency = currency
        self._tell = tell
        self._done = done
        self._draft = Draft.of(losses[at])

    def compose(self) -> ComposeResult:
        """The form, a line to type in, the keys."""
        with Vertical(id="tag"):
            yield Pane(identity="tag-form")
            yield Prompt()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first loss."""
        self._draw()

    @property
    def _loss(self) -> dict[str, Any]:
        return self._losses[self._at]

    def _draw(self) -> None:
        pane = self.query_one("#tag-form", Pane)
        left = sum(1 for loss in self._losses if not loss.get("assessed"))
        place = _("{n} to tag").format(n=left)
        loss, draft = self._loss, self._draft
        pane.draw(
            lambda width, _height: form(loss, draft, self._offered, self._keys, self._currency, place, width), keep=True
        )

    def _go(self, at: int) -> None:
        self._at = at
        self._draft = Draft.of(self._loss)
        self._tell(_key(self._loss))
        self._draw()

    @property
    def accounts(self) -> list[str]:
        """The accounts of its losses."""
        return [loss["account_id"] for loss in self._losses]

    def take(self, losses: list[dict[str, Any]]) -> None:
        """The losses as they are stored now, by whomever; the order stays, and what is being filled in."""
        stored = {_key(loss): loss for loss in losses}
        untouched = not self._draft.changes
        for loss in self._losses:
            loss.update(stored.get(_key(loss), {}))
        if untouched:
            self._draft = replace(Draft.of(self._loss), aim=self._draft.aim)
        self._draw()

    # -- keys ---------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """The key of a reason."""
        if self.query_one(Prompt).display or event.character is None:
            return
        key = DIGITS.get(event.key, event.character)
        code = next((code for code, known in self._keys.items() if known == key), None)
        if code is not None:
            event.stop()
            event.prevent_default()
            self._draft = self._draft.choose(code)
            self._draw()

    async def action_save(self) -> None:
        """Store what was chosen, then the next loss."""
        from metrics.book import LossRef

        loss, draft = self._loss, self._draft
        if not draft.get("assessed"):
            self.app.refuse(_("Press the key of a reason first, or Esc to leave."))
            return
        fresh, changes = draft.is_new, draft.changes
        if changes:
            ref, thread = LossRef.of(loss), loss.get("thread")
            event = await self.app.write(lambda book: book.tag(ref, changes, thread))
            if event is None:
                return
            loss.update(changes, thread=event.payload["thread"])
            self._done.append(loss)
        reasons = {reason.code: reason for reason in self._offered}
        said = _("Stored: {name}, {reason}.") if changes else _("Nothing changed: {name}, {reason}.")
        said = said.format(name=clean(str(loss["name"])), reason=reason_title(draft.get("assessed"), reasons))
        following = next_place(self._losses, self._at) if fresh else self._at + 1
        if following is None or following >= len(self._losses):
            self._go(self._at)
            self.app.say(said + " " + _("That was the last one."), "good")
        else:
            self._go(following)
            self.app.say(said, "good")

    def action_turn(self, name: Aim) -> None:
        """The next choice of evidence or of avoidable."""
        self._draft = self._draft.turn(name)
        self._draw()

    def action_aim(self, name: Aim) -> None:
        """The next reason's key goes there; again: to the main reason."""
        self._draft = replace(self._draft, aim="assessed" if self._draft.aim == name else name)
        self._draw()

    def action_field(self, step: int) -> None:
        """Aim at the next field; a written one is typed."""
        aim = AIMS[(AIMS.index(self._draft.aim) + step) % len(AIMS)]
        self.action_write(aim) if aim in WRITTEN else self.action_aim(aim)

    def action_write(self, name: Aim) -> None:
        """Type the competitor, the lesson or the note."""
        self._draft = replace(self._draft, aim=name)
        prompt = self.query_one(Prompt)
        known = sorted({str(loss["competitor"]) for loss in self._losses if loss.get("competitor")})
        prompt.suggester = SuggestFromList(known, case_sensitive=False) if name == "competitor" and known else None
        prompt.ask(_("Type, then Enter"), self._draft.get(name) or "")
        self._draw()

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        event.stop()
        self._draft = self._draft.with_field(self._draft.aim, event.value.strip() or None)
        self._shut_prompt()

    def _shut_prompt(self) -> None:
        self.query_one(Prompt).close_up()
        self.set_focus(None)
        if self._draft.aim in WRITTEN:
            self._draft = replace(self._draft, aim="assessed")
        self._draw()

    def action_walk(self, step: int) -> None:
        """The loss after or before, storing nothing."""
        at = self._at + step
        if 0 <= at < len(self._losses):
            self._go(at)
        else:
            self.app.refuse(
                _("This is the last loss of the list.") if step > 0 else _("This is the first loss of the list.")
            )

    async def action_undo(self) -> None:
        """Take back the newest change of this loss's tag."""
        from metrics.book import LossRef

        loss = self._done.pop() if self._done else self._loss
        ref, thread = LossRef.of(loss), loss.get("thread")
        if await self.app.write(lambda book: book.undo_tag(ref, thread)) is not None:
            self._go(next((at for at, known in enumerate(self._losses) if _key(known) == _key(loss)), self._at))
            self.app.say(_("Taken back: {name}.").format(name=clean(str(loss["name"]))), "good")

    def leave(self) -> bool:
        """Esc: out of the line, then back to the main reason, then out of the panel."""
        if self.query_one(Prompt).display:
            self._shut_prompt()
            return True
        if self._draft.aim != "assessed":
            self.action_aim(self._draft.aim)
            return True
        return False


def _key(loss: Loss) -> tuple[Any, ...]:
    return loss["account_id"], loss["lost_on"]


def _keys_of(reasons: "list[BookReason]") -> dict[str, str]:
    """The key of each reason: its own; added ones get the letters that are free."""
    spare = iter(_SPARE)
    return {reason.code: reason.key or next(spare, "") for reason in reasons}
