"""The tag panel: one key a reason, Enter stores it and goes to the next loss."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Input

from tui.commands import DIGITS, bindings
from tui.formats import clean
from tui.reason_words import reason_title
from tui.screens.choice import Choice, Option
from tui.screens.panel import Panel
from tui.screens.tag_steps import Step, moved_back, open_history
from tui.tagging import AIMS, WRITTEN, Aim, Draft, next_place
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.widgets.tag_form import form, signal_names
from tui.words import _, ngettext

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
        done: list[Step],
        *,
        together: list[dict[str, Any]] | None = None,
        competitors: tuple[str, ...] = (),
    ) -> None:
        """`tell` is called with the key of each loss that the panel comes to; what is stored is appended to `done`, a
        step a save. With `together`, one save tags all of these at once. `competitors` are those known so far."""
        super().__init__()
        self._losses = losses
        self._at = at
        self._offered = reasons
        self._keys = _keys_of(reasons)
        self._currency = currency
        self._tell = tell
        self._done = done
        self._undone: list[Step] = []
        self._together = together or []
        self._competitors = competitors
        self._draft = Draft.of({} if together else losses[at])

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
        if self._together:
            n = len(self._together)
            name = ngettext("{n} loss at once", "{n} losses at once", n).format(n=n)
            loss, place = {**loss, "name": name, "mrr_lost": sum(each["mrr_lost"] for each in self._together)}, ""
        pane.draw(
            lambda width, height: form(loss, draft, self._offered, self._keys, self._currency, place, width, height),
            keep=True,
        )

    def _go(self, at: int) -> None:
        self._at = at
        self._draft = Draft.of(self._loss)
        self._tell(_key(self._loss))
        self._draw()

    @property
    def is_done(self) -> bool:
        """Whether the losses that were to be tagged together are."""
        return bool(self._together) and self._together in self._done

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
        if self.is_mounted:  # the rows may come before the panel stands
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
            rule = next(reason.avoidable for reason in self._offered if reason.code == code)
            self._draft = self._draft.choose(code, rule)
            self._draw()

    async def action_save(self) -> None:
        """Store what was chosen, then the next loss."""
        loss, draft = self._loss, self._draft
        if not draft.get("assessed"):
            self.app.refuse(_("Press the key of a reason first, or Esc to leave."))
            return
        fresh, changes = draft.is_new, draft.changes
        if self._together:
            if await self._store(self._together, changes):
                self.dismiss(None)
                n = len(self._together)
                self.app.say(ngettext("{n} loss tagged.", "{n} losses tagged at once.", n).format(n=n), "good")
            return
        if changes and not await self._store([loss], changes):
            return
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

    async def _store(self, losses: Step, changes: dict[str, Any]) -> bool:
        """Say the same of these losses, on disk when it is done."""
        from metrics.book import LossRef

        refs = [(LossRef.of(loss), loss.get("thread")) for loss in losses]
        events = await self.app.write(lambda book: book.tag_all(refs, changes))
        for loss, event in zip(losses, events or (), strict=False):
            loss.update(changes, thread=event.payload["thread"])
        if events:
            self._done.append(list(losses))
            self._undone.clear()
        return bool(events)

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
        written = {str(loss["competitor"]) for loss in self._losses if loss.get("competitor")}
        known = sorted({*self._competitors, *written})
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
        if self._together:
            self.app.refuse(_("Several are tagged at once: Enter stores, Esc leaves."))
            return
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
        step = source[-1] if source else [self._loss]
        if await self.app.write(lambda book: moved_back(book, step, undo=undo)) is not None:
            target.append(source.pop() if source else step)
            keys = [_key(known) for known in self._losses]
            self._go(keys.index(_key(step[0])) if _key(step[0]) in keys else self._at)
            text = _("Taken back: {name}.") if undo else _("Brought back: {name}.")
            self.app.say(text.format(name=clean(str(step[0]["name"]))), "good")

    @work
    async def action_signals(self) -> None:
        """Which signals had been there to see: those of the eve, or any other; again takes one away."""
        raised = await asyncio.to_thread(self._raised)
        while True:
            chosen = self._draft.get("signals")
            options = [Option(code, ("● " if code in chosen else "○ ") + signal_names([code])) for code in raised]
            title = _("Which had been there to see? Esc: done")
            picked = await self.app.push_screen_wait(Choice(title, options, typed=False))
            if picked is None:
                return
            rest = [code for code in chosen if code != picked.value]
            self._draft = self._draft.with_field("signals", rest if picked.value in chosen else [*chosen, picked.value])
            self._draw()

    def _raised(self) -> list[str]:
        """The signals of the eve of the loss first, then all others that there are."""
        from metrics.signals import BY_CODE
        from tui.losses_drawn import evidence

        contents = self.app.snapshot.contents
        if contents is None:
            return list(BY_CODE)
        found = evidence(contents.engine, self._loss["account_id"], self._loss["lost_on"]).signals["code"].to_list()
        return [*dict.fromkeys([*found, *BY_CODE])]

    def action_history(self) -> None:
        """Who changed what in this tag."""
        open_history(self.app, self._loss)

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
