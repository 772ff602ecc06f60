"""What every key does to the tag that is being filled in: the reasons' keys, the choices, what is typed."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.suggester import SuggestFromList
from textual.widgets import Input

from tui.commands import DIGITS
from tui.reason_words import keys_of
from tui.screens.choice import Choice, Option
from tui.screens.drafting import Drafting, as_draft, fields_of
from tui.screens.panel import Panel
from tui.screens.tag_steps import known_signals
from tui.tagging import AIMS, WRITTEN, Aim, Draft
from tui.widgets.prompt import Prompt
from tui.widgets.tag_form import signal_names
from tui.words import _

if TYPE_CHECKING:
    from metrics.book.reasons import BookReason


class Filling(Panel[None]):
    """A draft of a tag under a person's keys; `offered` are the reasons, `keys` the key of each."""

    def __init__(self, draft: Draft, offered: "list[BookReason]") -> None:
        super().__init__()
        self.draft = draft
        self.offered = offered
        self.keys = keys_of(offered)
        self.drafting = Drafting(self)

    def turn_to(self, draft: Draft, place: tuple[str, str]) -> None:
        """Fill in another tag, with what was typed of it before and is kept at `place`."""
        self.draft = draft.resumed(fields_of(self.drafting.turn_to(*place)))
        self.drafting.tell_of_before()

    def on_unmount(self) -> None:
        """A line that drops between two pauses takes nothing along that was typed."""
        self.drafting.keep()

    @property
    def loss(self) -> dict[str, Any]:
        """The loss that the tag is of."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Show the draft as it is."""
        raise NotImplementedError

    def known_competitors(self) -> list[str]:
        """The names that a competitor's is completed from."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """The key of a reason."""
        if self.query_one(Prompt).display or event.character is None:
            return
        key = DIGITS.get(event.key, event.character)
        code = next((code for code, known in self.keys.items() if known == key), None)
        if code is not None:
            event.stop()
            event.prevent_default()
            rule = next(reason.avoidable for reason in self.offered if reason.code == code)
            self.draft = self.draft.choose(code, rule)
            self.redraw()

    def action_turn(self, name: Aim) -> None:
        """The next choice of evidence or of avoidable."""
        self.draft = self.draft.turn(name)
        self.redraw()

    def action_aim(self, name: Aim) -> None:
        """The next reason's key goes there; again: to the main reason."""
        self.draft = replace(self.draft, aim="assessed" if self.draft.aim == name else name)
        self.redraw()

    def action_field(self, step: int) -> None:
        """Aim at the next field; a written one is typed."""
        aim = AIMS[(AIMS.index(self.draft.aim) + step) % len(AIMS)]
        self.shut_prompt()
        self.action_write(aim) if aim in WRITTEN else self.action_aim(aim)

    def action_write(self, name: Aim) -> None:
        """Type the competitor, the lesson or the note."""
        self.draft = replace(self.draft, aim=name)
        prompt = self.query_one(Prompt)
        known = self.known_competitors()
        prompt.suggester = SuggestFromList(known, case_sensitive=False) if name == "competitor" and known else None
        prompt.ask(_("Type, then Enter"), self.draft.get(name) or "")
        self.redraw()

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        if self.query_one(Prompt).display:
            self.draft = self.draft.typing(event.value)
            self.drafting.typed(as_draft(self.draft.typed))

    @on(Input.Submitted)
    def shut_prompt(self) -> None:
        """Out of the line: what is typed stands in its field, and is stored with the reason."""
        self.query_one(Prompt).close_up()
        self.set_focus(None)
        if self.draft.aim in WRITTEN:
            self.draft = replace(self.draft, aim="assessed")
        self.redraw()

    async def action_signals(self) -> None:
        """Which signals had been there to see, those of the eve first; a key typed ahead waits for the menu."""
        self._ask_signals(await asyncio.to_thread(known_signals, self.app, self.loss))

    def _ask_signals(self, codes: list[str], current: str | None = None) -> None:
        seen: list[str] = self.draft.get("signals")
        options = [Option(code, ("● " if code in seen else "○ ") + signal_names([code])) for code in codes]

        def turn(picked: Option[str] | None) -> None:
            if picked is not None:
                rest = [code for code in seen if code != picked.value]
                self.draft = self.draft.with_field("signals", rest if picked.value in seen else [*seen, picked.value])
                self.redraw()
                self._ask_signals(codes, picked.value)

        self.app.push_screen(Choice(_("Which had been there to see? Esc: done"), options, current, typed=False), turn)

    def leave(self) -> bool:
        """Esc: out of the line, then back to the main reason, then out of the panel."""
        if self.query_one(Prompt).display:
            self.shut_prompt()
        elif self.draft.aim != "assessed":
            self.action_aim(self.draft.aim)
        else:
            self.dismiss(None)
            self.drafting.leave()
        return True
