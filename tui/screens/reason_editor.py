"""The book's list of reasons: add, word anew, regroup, retire. Past answers keep the wording they were given under."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from metrics.words import N_
from tui.commands import bindings
from tui.formats import clean
from tui.reason_words import reason_title, titles_before
from tui.screens.ask import Ask
from tui.screens.choice import Choice, Option
from tui.screens.panel import Panel
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane
from tui.words import LANGUAGES, _

if TYPE_CHECKING:
    from metrics.book import Book
    from metrics.book.reasons import BookReason

LANGUAGE_NAMES = {"en": N_("English"), "fr": N_("French"), "nl": N_("Dutch")}
_AVOIDABLE: tuple[tuple[str, bool | None, str], ...] = (
    ("y", True, N_("yes")), ("n", False, N_("no")), ("u", None, N_("unclear")),
)  # fmt: skip


class ReasonEditor(Panel[None]):
    """Every reason with its code, group, what it is as a rule, and how it was worded before."""

    CSS_PATH = "../styles/reason_editor.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("editor")

    def __init__(self) -> None:
        super().__init__()
        self._reasons: dict[str, BookReason] = {}

    def compose(self) -> ComposeResult:
        """The list, and the keys."""
        with Vertical(id="editor"):
            yield Pane(identity="editor-title")
            yield FrameTable(_columns(), "code")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the list."""
        title = _("The reasons; past answers keep their wording")
        self.query_one("#editor-title", Pane).show([[(" " + title, "title")]])
        self.query_one(FrameTable).focus()
        self._show()

    def _show(self) -> None:
        import polars as pl

        self._reasons = self.app.session.book.reasons.all()
        words = {True: _("yes"), False: _("no"), None: "–"}
        rows = [
            {
                "code": code,
                "title": reason_title(code, self._reasons),
                "group": reason.group,
                "avoidable": words[reason.avoidable],
                "state": _("retired") if reason.retired else "",
                "before": " · ".join(titles_before(code, self._reasons)),
            }
            for code, reason in self._reasons.items()
        ]
        names = ("code", "title", "group", "avoidable", "state", "before")
        self.query_one(FrameTable).show(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"))

    @property
    def _code(self) -> str:
        row = self.query_one(FrameTable).row
        return str(row["code"]) if row else ""

    async def _store(self, change: "Callable[[Book], Any]", said: str) -> None:
        if await self.app.write(lambda book: (change(book), True)):
            self._show()
            self.app.say(said, "good")

    @work
    async def action_add(self) -> None:
        """A further reason: its code, its title, the group it belongs to."""
        code = await self.app.push_screen_wait(Ask(_("Its code, the same in every language: price_rise"), ""))
        title = await self.app.push_screen_wait(Ask(_("How it is worded"), "")) if code else None
        if code and title:
            group = await self.app.push_screen_wait(Choice(_("A part of which reason?"), self._groups(code)))
            part_of = group.value if group else None
            await self._store(
                lambda book: book.reasons.add(code, title, group=part_of), _("Added: {title}.").format(title=title)
            )

    @work
    async def action_rename(self) -> None:
        """Another title from now on, in each language."""
        code = self._code
        old = reason_title(code, self._reasons)
        title = await self.app.push_screen_wait(Ask(_("The new title, from now on"), old))
        if not title:
            return
        others: dict[str, str] = {}
        for language in LANGUAGES:
            asked = _("The same in {language}; empty: as it is").format(language=_(LANGUAGE_NAMES[language]))
            other = await self.app.push_screen_wait(Ask(asked, ""))
            if other:
                others[language] = other
        await self._store(
            lambda book: book.reasons.rename(code, title, others),
            _("Worded anew: {title}. Old answers keep “{old}”.").format(title=title, old=old),
        )

    @work
    async def action_group(self) -> None:
        """The reason that it is a part of."""
        code = self._code
        chosen = await self.app.push_screen_wait(Choice(_("A part of which reason?"), self._groups(code)))
        if chosen is not None:
            await self._store(lambda book: book.reasons.regroup(code, group=chosen.value), _("Regrouped."))

    def _groups(self, code: str) -> list[Option[str | None]]:
        options: list[Option[str | None]] = [Option(None, _("On its own"), "0")]
        names = [known for known in self._reasons if known != code and not self._reasons[known].retired]
        return options + [Option(name, reason_title(name, self._reasons)) for name in names]

    @work
    async def action_avoidable(self) -> None:
        """What such a loss is as a rule."""
        code = self._code
        options = [Option(value, _(word), key) for key, value, word in _AVOIDABLE]
        chosen = await self.app.push_screen_wait(Choice(_("Avoidable, as a rule?"), options))
        if chosen is not None:
            await self._store(
                lambda book: book.reasons.regroup(code, avoidable=chosen.value),
                _("From now on: {answer}.").format(answer=chosen.name),
            )

    async def action_retire(self) -> None:
        """Offer it no more."""
        code = self._code
        if code and self._reasons[code].retired:
            self.app.refuse(_("It is retired already; add it again under its code to bring it back."))
        elif code:
            await self._store(lambda book: book.reasons.retire(code), _("Retired; its answers stay readable."))


def _columns() -> tuple[Column, ...]:
    return (
        Column("code", N_("Code"), 13, lambda code: (clean(code), "muted")),
        Column("title", N_("Title"), 22, lambda text: (clean(text), ""), grow=2),
        Column("group", N_("Part of"), 10, lambda text: (clean(text or ""), "accent"), rank=2),
        Column("avoidable", N_("Avoidable"), 9, lambda text: (text, "muted"), rank=1),
        Column("state", N_("State"), 8, lambda text: (text, "warn"), rank=3),
        Column("before", N_("Before"), 14, lambda text: (clean(text), "muted"), grow=1, rank=4),
    )
