"""The exit interview of one lost account: five questions, their answers, the form to send."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from metrics.errors import ChurnError
from tui.commands import bindings
from tui.formats import clean, date
from tui.interviewing import QUESTIONS, form
from tui.losses_drawn import beside
from tui.screens.ask import Ask
from tui.screens.drafting import Drafting, as_draft, fields_of
from tui.screens.panel import Panel
from tui.screens.tag_steps import as_stored
from tui.tagging import EVIDENCE, UNSTORED
from tui.widgets.key_bar import KeyBar
from tui.widgets.paint import Line, wrap
from tui.widgets.pane import Pane
from tui.widgets.prompt import Prompt
from tui.words import _

_FIELDS = tuple(QUESTIONS)


class InterviewPanel(Panel[None]):
    """Walks the questions; each answer is stored with the tag when it is entered, and a draft until then."""

    CSS_PATH = "../styles/interview.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("interview")

    def __init__(self, loss: Mapping[str, Any]) -> None:
        super().__init__()
        self._loss = dict(loss)
        self._drafting = Drafting(self)
        self._typed = fields_of(self._drafting.turn_to(loss["account_id"], f"interview {loss['lost_on']}"))
        self._at = next((at for at, field in enumerate(_FIELDS) if field in self._typed), 0)

    def compose(self) -> ComposeResult:
        """The form, a line to type in, the keys."""
        with Vertical(id="interview"):
            yield Pane(identity="questions")
            yield Prompt()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the form with the answers that are on disk now."""
        self._loss = as_stored(self.app, self._loss)
        self._draw()
        self._drafting.tell_of_before()

    def on_unmount(self) -> None:
        """A line that drops between two pauses takes nothing along that was typed."""
        self._drafting.keep()

    def _draw(self) -> None:
        self.query_one("#questions", Pane).draw(lambda width, _height: self._lines(width), keep=True)

    def _lines(self, width: int) -> list[Line]:
        loss = self._loss
        lines: list[Line] = [
            [(" " + _("Exit interview: {name}").format(name=clean(str(loss["name"]))), "title")],
            *beside((_("lost {day}").format(day=date(loss["lost_on"])), "bad"), ("· " + _asked(loss), "muted"), width),
        ]
        for at, (field, question) in enumerate(QUESTIONS.items()):
            here = at == self._at
            lines += [
                [],
                [(" ▸ " if here else "   ", "accent"), (f"{at + 1}. {_(question)}", "strong" if here else "")],
            ]
            answer, style = clean(loss.get(field) or ""), "accent"
            if field in self._typed:
                answer, style = f"{UNSTORED} {clean(self._typed[field])}", "warn"
            lines += [[("      " + part, style if answer else "muted")] for part in wrap(answer or "–", width - 8)]
        return lines

    # -- keys ---------------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """The next question, or the one before."""
        self._shut_prompt()
        self._at = max(0, min(self._at + step, len(_FIELDS) - 1))
        self._draw()

    def action_answer(self) -> None:
        """Type the answer."""
        field = _FIELDS[self._at]
        self.query_one(Prompt).ask(_("Their answer, then Enter"), self._typed.get(field) or self._loss.get(field) or "")

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        field, text = _FIELDS[self._at], event.value.strip()
        if not self.query_one(Prompt).display:
            return
        self._typed.pop(field, None)
        if text and text != self._loss.get(field):
            self._typed[field] = text
        self._drafting.typed(as_draft(self._typed))

    @on(Input.Submitted)
    async def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        self._shut_prompt()
        field, text = _FIELDS[self._at], event.value.strip() or None
        left = {name: typed for name, typed in self._typed.items() if name != field}
        if await self._store({field: text, "evidence": "answered"}, left):
            self.action_step(1)
            self.app.say(_("Stored."), "good")

    async def action_sent(self) -> None:
        """The form went out."""
        if self._loss.get("evidence") == "answered":
            self.app.refuse(_("They have answered already."))
        elif await self._store({"evidence": "silent"}, self._typed):
            self.app.say(_("Counts as asked, no answer yet."), "good")

    async def _store(self, fields: dict[str, Any], left: dict[str, str]) -> bool:
        """Store fields of the tag, on disk when it is done; `left` is what stays a draft."""
        from metrics.book import LossRef

        ref, thread = LossRef.of(self._loss), self._loss.get("thread")
        write = self._drafting.stored_by(lambda book: book.tags.tag(ref, fields, thread), as_draft(left))
        event = await self.app.write(write)
        if event is None:
            return False
        self._typed = left
        self._loss |= {**fields, "thread": event.payload["thread"]}
        self._draw()
        return True

    async def action_undo(self) -> None:
        """Take back what was stored last of this loss."""
        from metrics.book import LossRef

        ref, thread = LossRef.of(self._loss), self._loss.get("thread")
        if await self.app.write(lambda book: book.tags.undo(ref, thread)) is None:
            return
        before, self._loss = self._loss, as_stored(self.app, self._loss)
        changed = [at for at, field in enumerate(_FIELDS) if before.get(field) != self._loss[field]]
        self._at = changed[0] if changed else self._at
        self._draw()
        self.app.say(_("Taken back: {name}.").format(name=clean(str(self._loss["name"]))), "good")

    @work
    async def action_print(self) -> None:
        """Write the form as Markdown to a file."""
        name = f"interview-{self._loss['account_id']}.md"
        name = "".join(char if char.isalnum() or char in "-_." else "-" for char in name)
        chosen = await self.app.push_screen_wait(Ask(_("Write the form to"), name))
        if not chosen:
            return
        if self.app.snapshot.read_only:
            raise ChurnError("read_only_file", file=chosen)
        path = self.app.session.allowed(Path(chosen).expanduser())
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(form(self._loss))
        except FileExistsError:
            self.app.refuse(_("There is a file of that name already; give another."))
        except OSError as error:
            self.app.fail(error)
        else:
            self.app.say(_("Written to {file}.").format(file=str(path)), "good")

    def _shut_prompt(self) -> None:
        self.query_one(Prompt).close_up()
        self.set_focus(None)

    def leave(self) -> bool:
        """Esc: out of the line, then out of the form."""
        if self.query_one(Prompt).display:
            self._shut_prompt()
            self._draw()
        else:
            self.dismiss(None)
            self._drafting.leave()
        return True


def _asked(loss: Mapping[str, Any]) -> str:
    """Whether they were asked; where nobody asked them, what the file says of why."""
    if loss.get("evidence"):
        return _(EVIDENCE[loss["evidence"]])
    if not loss.get("stated_text"):
        return _("not asked yet")
    return _("not interviewed; the file says “{words}”").format(words=clean(loss["stated_text"]))
