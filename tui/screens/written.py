"""The boxes that a person writes in, a note or a next step; what is typed is kept as a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ScreenResultType
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, TextArea

from metrics.words import N_
from tui.commands import bindings
from tui.formats import clean
from tui.screens.drafting import Drafting, as_draft, fields_of
from tui.screens.panel import Panel
from tui.typed_days import typed_day
from tui.widgets.key_bar import KeyBar
from tui.widgets.paint import Line, Piece, fit, width_of
from tui.widgets.pane import Pane
from tui.words import _


class Drafted(Panel[ScreenResultType]):
    """A box over an account's list or page; Esc keeps the draft, storing it takes it away."""

    CSS_PATH = "../styles/written.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("written")
    field: ClassVar[str]

    def __init__(self, account_id: str, name: str, stands: str = "") -> None:
        """`stands` is what is typed in already, which is no draft."""
        super().__init__()
        self._called = name
        self.drafting = Drafting(self)
        self.drafting.turn_to(account_id, self.field, stands)

    def text(self) -> str:
        """What has been typed, as the draft keeps it."""
        raise NotImplementedError

    def fields(self) -> Iterable[Widget]:
        """What is typed in."""
        raise NotImplementedError

    @property
    def headline(self) -> str:
        """What the box is for."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """A title, the fields, the keys."""
        with Vertical(id="written"):
            yield Pane(identity="written-title")
            yield from self.fields()
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what for."""
        name = clean(self._called)
        self.query_one("#written-title", Pane).draw(lambda width, _height: [self._title(name, width)])

    def _title(self, name: str, width: int) -> Line:
        hint = _("Enter stores, Esc keeps a draft") + " "
        head: list[Piece] = [(f" {self.headline}  ", "title")]
        room = max(0, width - width_of(head) - width_of([(hint, "")]) - 2)
        return [*head, (fit(name, room), ""), ("  ", ""), (hint, "muted")]

    # -- the draft ----------------------------------------------------------------------------------------

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self) -> None:
        self.drafting.typed(self.text())

    def on_unmount(self) -> None:
        """A line that drops between two pauses takes nothing along either."""
        self.drafting.keep()

    def leave(self) -> bool:
        """Esc: close the box; the draft stays."""
        self.dismiss(None)
        self.drafting.leave()
        return True


class Multiline(TextArea):
    """Several lines; Enter is the box's, so that a note of one line needs no other key."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            await self.screen.run_action("store")
        elif event.key in ("ctrl+j", "alt+enter"):
            event.prevent_default()
            event.stop()
            self.insert("\n")
        else:
            await super()._on_key(event)


class NotePanel(Drafted[str | None]):
    """Gives the note."""

    field = "note"

    @property
    def headline(self) -> str:
        """What the box is for."""
        return _("Note on")

    def fields(self) -> Iterable[Widget]:
        """Lines of text."""
        yield Multiline(self.drafting.now, id="note-text", compact=True, soft_wrap=True, highlight_cursor_line=False)

    def on_mount(self) -> None:
        """Go on behind what was typed before."""
        super().on_mount()
        area = self.query_one(Multiline)
        area.cursor_blink = False
        area.move_cursor(area.document.end)
        area.focus()

    def text(self) -> str:
        """The note as it stands."""
        return self.query_one(Multiline).text

    def action_store(self) -> None:
        """Give the note; an empty one is none."""
        self.dismiss(self.drafting.give().strip() or None)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done, by when, by whom; an empty `step`: nothing any more."""

    step: str
    due: date | None
    owner: str


class StepPanel(Drafted[NextStep | None]):
    """Gives the next step; what stands is there to be changed."""

    field = "step"
    NAMES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "step": (N_("What"), N_("what is to be done; empty: nothing any more")),
        "due": (N_("When"), N_("2026-12-01, or +14 for in a fortnight")),
        "owner": (N_("Who"), N_("the account's owner")),
    }

    def __init__(self, account_id: str, name: str, stands: NextStep, owners: Iterable[str], today: date) -> None:
        shown = {"step": stands.step, "due": stands.due.isoformat() if stands.due else "", "owner": stands.owner}
        super().__init__(account_id, name, as_draft(shown))
        self._owners = sorted(owners)
        self._today = today

    @property
    def headline(self) -> str:
        """What the box is for."""
        return _("Next step for")

    def fields(self) -> Iterable[Widget]:
        """What, when, who."""
        shown = fields_of(self.drafting.now)
        for name, (title, hint) in self.NAMES.items():
            suggester = SuggestFromList(self._owners, case_sensitive=False) if name == "owner" else None
            field = Input(
                shown[name], f"{_(title)}: {_(hint)}", id=f"step-{name}", suggester=suggester, compact=True,
                select_on_focus=False,
            )  # fmt: skip
            field.cursor_blink = False
            yield field

    def on_mount(self) -> None:
        """Begin with what is to be done."""
        super().on_mount()
        self.query_one("#step-step", Input).focus()

    def text(self) -> str:
        """The three fields."""
        return as_draft({name: self.query_one(f"#step-{name}", Input).value for name in self.NAMES})

    @on(Input.Submitted)
    def action_store(self) -> None:
        """Give the step, if its day is one."""
        typed = fields_of(self.text())
        try:
            due = typed_day(typed["due"], self._today)
        except ValueError:
            self.app.refuse(_("That is not a day; write it as 2026-12-01, or +14 for in a fortnight."))
            self.query_one("#step-due", Input).focus()
            return
        self.drafting.give()
        self.dismiss(NextStep(typed["step"].strip(), due, typed["owner"].strip()))
