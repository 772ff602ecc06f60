"""The tag panel: one key a reason, Enter stores it and goes to the next loss."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.commands import bindings
from tui.formats import clean
from tui.reason_words import reason_title
from tui.screens.tag_filling import Filling
from tui.screens.tag_steps import Step, as_stored, moved_back, open_history
from tui.tagging import Draft, next_place
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.widgets.tag_form import form, head_of, head_of_several
from tui.words import _, ngettext

if TYPE_CHECKING:
    from metrics.book.reasons import BookReason

Loss = Mapping[str, Any]
_TOGETHER = ("", "tag together")  # where the draft of a tag of several is kept, whichever they are


class TagPanel(Filling):
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
        done: list[Step],
        *,
        together: list[dict[str, Any]] | None = None,
        competitors: tuple[str, ...] = (),
    ) -> None:
        """`tell` is called with the key of each loss that the panel comes to; what is stored is appended to `done`, a
        step a save. With `together`, one save tags all of these at once. `competitors` are those known so far."""
        super().__init__(Draft.of({} if together else losses[at]), reasons)
        self._losses = losses
        self._at = at
        self._currency = currency
        self._tell = tell
        self._done = done
        self._undone: list[Step] = []
        self._together = together or []
        self._competitors = competitors
        self._is_left = True  # there is a loss to go on to

    def compose(self) -> ComposeResult:
        """The form, a line to type in, the keys."""
        with Vertical(id="tag"):
            yield Pane(identity="tag-form")
            yield Prompt()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first loss."""
        if self._together:
            self.turn_to(self.draft, _TOGETHER)
            self.redraw()
        else:
            self._go(self._at)

    @property
    def loss(self) -> dict[str, Any]:
        """The one that the panel has come to."""
        return self._losses[self._at]

    def redraw(self) -> None:
        """Show the loss and the draft."""
        draft, left = self.draft, sum(1 for loss in self._losses if not loss.get("assessed"))
        head = (
            head_of_several(self._together, self._currency)
            if self._together
            else head_of(self.loss, left, self._currency)
        )
        pane = self.query_one("#tag-form", Pane)
        pane.draw(lambda width, height: form(head, draft, self.offered, self.keys, width, height), keep=True)

    def _go(self, at: int) -> None:
        self._read(at)
        self._tell(_key(self.loss))
        self.redraw()

    def _read(self, at: int) -> None:
        """Come to a loss, with the tag that stands on disk now."""
        self._at = at
        self.loss.update(as_stored(self.app, self.loss))
        self.turn_to(Draft.of(self.loss), _place(self.loss))

    @property
    def is_done(self) -> bool:
        """Whether the losses that were to be tagged together are."""
        return bool(self._together) and self._together in self._done

    @property
    def accounts(self) -> list[str]:
        """The accounts of its losses."""
        return [loss["account_id"] for loss in self._losses]

    def known_competitors(self) -> list[str]:
        """Those of the book, and those written since the panel opened."""
        written = {str(loss["competitor"]) for loss in self._losses if loss.get("competitor")}
        return sorted({*self._competitors, *written})

    def take(self, losses: list[dict[str, Any]]) -> None:
        """The losses as they are stored now, by whomever; the order stays, and what is being filled in."""
        stored = {_key(loss): loss for loss in losses}
        untouched = not self.draft.changes
        for loss in self._losses:
            loss.update(stored.get(_key(loss), {}))
        if untouched:
            self.draft = replace(Draft.of(self.loss), aim=self.draft.aim)
        if self.is_mounted:  # the rows may come before the panel stands
            self.redraw()

    # -- keys ---------------------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """Store what was chosen, then the next loss."""
        if not self.draft.get("assessed"):
            self.app.refuse(_("Press the key of a reason first, or Esc to leave."))
        elif self._together:
            await self._save_together()
        else:
            await self._save_one()

    async def _save_together(self) -> None:
        seen = [loss.get("event") for loss in self._together]
        if await self._store(self._together, seen):
            self.dismiss(None)
            n = len(self._together)
            self.app.say(ngettext("{n} loss tagged.", "{n} losses tagged at once.", n).format(n=n), "good")
        else:
            self._together[:] = [as_stored(self.app, loss) for loss in self._together]

    async def _save_one(self) -> None:
        loss, draft = dict(self.loss), self.draft
        if not draft.changes:
            said = _("Nothing changed: {name}, {reason}.")
        elif await self._store([self.loss], [draft.event]):
            said = _("Stored: {name}, {reason}.")
        else:
            self._give_way(draft)
            return
        self._on_from(draft)
        self.app.say(self._sentence(said, loss, draft.get("assessed")), "good")

    def _give_way(self, draft: Draft) -> None:
        """What somebody else said meanwhile stands, and ours is not stored: keys typed ahead are for the next loss."""
        theirs = as_stored(self.app, self.loss)
        if theirs["event"] == draft.event:
            return  # it was refused for another reason
        self.loss.update(theirs)
        self._on_from(draft)
        said = _("Not stored: {user} has just tagged {name}: {reason}. ↑ goes back.")
        self.app.refuse(self._sentence(said, theirs, theirs["assessed"]))

    def _sentence(self, said: str, loss: Loss, code: str | None) -> str:
        reasons = {reason.code: reason for reason in self.offered}
        name, user = clean(str(loss["name"])), clean(str(loss.get("tagged_by") or ""))
        said = said.format(name=name, user=user, reason=reason_title(code, reasons))
        return said if self._is_left else said + " " + _("That was the last one.")

    def _on_from(self, draft: Draft) -> None:
        """To the next loss without a reason, after the one that was tagged anew to its neighbour."""
        at = self._at
        following = next_place(self._losses, at) if draft.is_new else at + 1
        while draft.is_new and following is not None:
            self._read(following)
            if not self.loss.get("assessed"):
                break
            following = next_place(self._losses, following)  # somebody else has tagged that one by now
        self._is_left = following is not None and following < len(self._losses)
        self._go(following if following is not None and self._is_left else at)

    async def _store(self, losses: Step, seen: list[str | None]) -> bool:
        """Say the same of these losses, on disk when it is done; refused where somebody has said otherwise since."""
        from metrics.book import LossRef

        refs, changes = [(LossRef.of(loss), loss.get("thread")) for loss in losses], self.draft.changes
        events = await self.app.write(self.drafting.stored_by(lambda book: book.tags.tag_all(refs, changes, seen)))
        for loss, event in zip(losses, events or (), strict=False):
            loss.update(changes, thread=event.payload["thread"], event=event.uid)
        if events:
            self._done.append(list(losses))
            self._undone.clear()
        return bool(events)

    def action_walk(self, step: int) -> None:
        """The loss after or before, storing nothing."""
        if self._together:
            self.app.refuse(_("Several are tagged at once: Enter stores, Esc leaves."))
            return
        self.shut_prompt()
        at = self._at + step
        if 0 <= at < len(self._losses):
            self._go(at)
        else:
            self.app.refuse(
                _("This is the last loss of the list.") if step > 0 else _("This is the first loss of the list.")
            )

    async def action_undo(self) -> None:
        """Take back what was stored last, else the newest change of this loss's tag; any number of steps."""
        await self._move_back(self._done, self._undone, undo=True)

    async def action_redo(self) -> None:
        """Bring back what was taken back."""
        await self._move_back(self._undone, self._done, undo=False)

    async def _move_back(self, source: "list[Step]", target: "list[Step]", *, undo: bool) -> None:
        step = source[-1] if source else [self.loss]
        if await self.app.write(lambda book: moved_back(book, step, undo=undo)) is not None:
            target.append(source.pop() if source else step)
            keys = [_key(known) for known in self._losses]
            self._go(keys.index(_key(step[0])) if _key(step[0]) in keys else self._at)
            text = _("Taken back: {name}.") if undo else _("Brought back: {name}.")
            self.app.say(text.format(name=clean(str(step[0]["name"]))), "good")

    def action_history(self) -> None:
        """Who changed what in this tag."""
        open_history(self.app, self.loss)


def _key(loss: Loss) -> tuple[Any, ...]:
    return loss["account_id"], loss["lost_on"]


def _place(loss: Loss) -> tuple[str, str]:
    """Where what is typed of a loss is kept as a draft."""
    return loss["account_id"], f"tag {loss['lost_on']}"
