"""Every key, declared once: bindings, footer, help, palette and the README's key table all read this."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from textual.binding import Binding, BindingType

from metrics.words import N_
from tui.words import _

Scope = Literal[
    "everywhere", "list", "period", "overview", "explain", "bench", "restated", "accounts", "account",
    "reviewing", "written", "views", "losses", "reasons", "editor", "not_a_loss", "when", "interview", "tag",
    "retention", "lessons", "compare", "settings", "import", "preflight", "rejects",
]  # fmt: skip

SCOPES: Final[dict[Scope, str]] = {
    "everywhere": N_("Everywhere"),
    "list": N_("In a list"),
    "period": N_("Period and group"),
    "overview": N_("Overview"),
    "explain": N_("A figure opened"),
    "bench": N_("Definition bench"),
    "restated": N_("Changed figures"),
    "accounts": N_("Accounts"),
    "account": N_("One account"),
    "reviewing": N_("Accounts and one account"),
    "written": N_("Writing"),
    "views": N_("Views of the losses"),
    "losses": N_("Losses"),
    "reasons": N_("Reasons"),
    "editor": N_("List of reasons"),
    "not_a_loss": N_("Not a loss"),
    "when": N_("When they leave"),
    "interview": N_("Exit interview"),
    "tag": N_("Tag panel"),
    "retention": N_("Retention"),
    "lessons": N_("Lessons"),
    "compare": N_("Compare"),
    "settings": N_("Settings"),
    "import": N_("Import"),
    "preflight": N_("Import: the checks"),
    "rejects": N_("Import: lines set aside"),
}

# French and Belgian keyboards have no plain digits: their row works as digits wherever digits do.
_AZERTY: Final = {
    "1": "ampersand",
    "2": "é",
    "3": "quotation_mark",
    "4": "apostrophe",
    "5": "left_parenthesis",
    "6": "section_sign,minus",
    "7": "è",
    "8": "exclamation_mark,underscore",
    "9": "ç",
    "0": "à",
}
DIGITS: Final = {key: digit for digit, keys in _AZERTY.items() for key in (digit, *keys.split(","))}


def digit_keys(digit: str) -> str:
    """The keys that work as a digit; another character is itself."""
    return f"{digit},{_AZERTY[digit]}" if digit in _AZERTY else digit


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that keys do.

    `keys` are Textual's names, the first one is shown; `footer` is its rank in the footer, 0 keeps it out.
    """

    scope: Scope
    id: str
    keys: str
    action: str
    label: str
    help: str
    footer: int = 0

    @property
    def binding(self) -> Binding:
        """As Textual binds it; the words are translated where they are shown."""
        return Binding(
            self.keys, self.action, self.label, show=self.footer > 0, id=self.id, tooltip=self.help, priority=False
        )


def _go(digit: str, mode: str, label: str, help_text: str) -> Command:
    return Command("everywhere", f"go.{mode}", digit_keys(digit), f"app.go('{mode}')", label, help_text)


COMMANDS: Final[tuple[Command, ...]] = (
    # -- everywhere ---------------------------------------------------------------------------------------
    _go("1", "overview", N_("Overview"), N_("The figures of a period: customers, revenue, orders, voice.")),
    _go("2", "accounts", N_("Accounts"), N_("Every account with its status, revenue, tenure and signals.")),
    _go("3", "losses", N_("Losses"), N_("Who left, untagged first, to learn why.")),
    _go("4", "retention", N_("Retention"), N_("How long customers stay, when they leave, and what comes next.")),
    _go("5", "compare", N_("Compare"), N_("Groups side by side; by owner, the retention sheet.")),
    _go("6", "import", N_("Import"), N_("Read files into the book, see past imports, take one back.")),
    Command("everywhere", "help", "question_mark,f1", "app.help", N_("Help"), N_("Every key that works here."), 99),
    Command(
        "everywhere", "palette", "colon,ctrl+p", "app.command_palette", N_("Palette"), N_("Find a command by its name.")
    ),
    Command(
        "everywhere", "back", "escape,backspace", "app.leave", N_("Back"),
        N_("Leave the input, clear the search, close the panel, go back: in this order."),
    ),
    Command(
        "everywhere", "settings", "o", "app.settings", N_("Settings"),
        N_("The book's: as-of, stage, targets, thresholds; yours: language, colours, keys."),
    ),
    Command(
        "everywhere", "news", "N", "app.news", N_("News"),
        N_("What is new since you last looked: losses, who asked to leave, signals, restated figures, tags."),
    ),
    Command(
        "everywhere", "export", "e", "app.export", N_("Export"),
        N_("Write what is on screen to a file: CSV, Markdown, HTML or JSON."),
    ),
    Command("everywhere", "copy", "y", "app.copy", N_("Copy"), N_("Send the cell to your terminal's clipboard.")),
    Command(
        "everywhere", "redraw", "ctrl+l", "app.redraw", N_("Redraw"),
        N_("Draw the whole screen again, whatever a line or another program left on it."),
    ),
    Command(
        "everywhere", "quit", "q", "app.leave_program", N_("Quit"),
        N_("Leave; all that was said to be done is on disk."),
    ),
    Command(
        "everywhere", "stop", "ctrl+c", "app.stop", N_("Stop"), N_("Cancel what runs, else ask to quit; twice, quit.")
    ),
    # -- lists --------------------------------------------------------------------------------------------
    Command("list", "list.up", "up,k", "cursor_up", N_("Up"), N_("The line above.")),
    Command("list", "list.down", "down,j", "cursor_down", N_("Down"), N_("The line below.")),
    Command("list", "list.left", "left,h", "cursor_left", N_("Left"), N_("The column before.")),
    Command("list", "list.right", "right,l", "cursor_right", N_("Right"), N_("The column after.")),
    Command("list", "list.page_up", "pageup,ctrl+u", "page_up", N_("Page up"), N_("A screenful up.")),
    Command("list", "list.page_down", "pagedown,ctrl+d", "page_down", N_("Page down"), N_("A screenful down.")),
    Command("list", "list.first", "g,home", "first", N_("First"), N_("The first line.")),
    Command("list", "list.last", "G,end", "last", N_("Last"), N_("The last line.")),
    Command("list", "list.open", "enter", "open", N_("Open"), N_("Open what the cursor is on."), 1),
    # -- the question: period and group ---------------------------------------------------------------------
    Command("period", "period.before", "comma", "period(-1)", N_("Before"), N_("The period before."), 3),
    Command("period", "period.after", "full_stop", "period(1)", N_("After"), N_("The period after."), 4),
    Command(
        "period", "period.every", "p", "every", N_("Period"),
        N_("Month, quarter, half-year, year, or twelve rolling months."), 5,
    ),
    Command("period", "period.by", "b", "group", N_("Group"), N_("Figures by segment, plan, owner, or any column."), 6),
    Command(
        "period", "period.where", "f", "filter", N_("Filter"),
        N_("Count only the accounts of one segment, plan or owner."),
    ),
    # -- overview -----------------------------------------------------------------------------------------
    Command("overview", "overview.band", "tab", "band(1)", N_("Band"), N_("The next band of figures."), 2),
    Command("overview", "overview.band_back", "shift+tab", "band(-1)", N_("Band before"), N_("The band before.")),
    Command(
        "overview", "bench", "d", "bench", N_("Bench"),
        N_("The same period under every published definition, and the accounts that make each difference."), 7,
    ),
    Command(
        "overview", "restated", "r", "restated", N_("Changed"),
        N_("What an import, its undoing or a forgetting changed in figures already shown: was, is, the rows behind."),
    ),
    # -- a figure opened ----------------------------------------------------------------------------------
    Command(
        "explain", "explain.pane", "tab", "pane", N_("Read on"),
        N_("From the rows to what is said of the figure, to scroll it, and back."), 2,
    ),
    # -- the definition bench -------------------------------------------------------------------------------
    Command(
        "bench", "bench.family", "d", "family", N_("Next family"),
        N_("Customer churn, revenue churn, retention, DSO, repeat purchase, returns: one after the other."), 2,
    ),
    Command(
        "bench", "bench.pane", "tab", "pane", N_("Accounts"),
        N_("From the definitions to the accounts that make the difference, and back."), 3,
    ),
    # -- changed figures --------------------------------------------------------------------------------------
    Command(
        "restated", "restated.pane", "tab", "pane", N_("Rows"),
        N_("From the figures to the rows that changed them, and back."), 2,
    ),
    # -- accounts -----------------------------------------------------------------------------------------
    Command("accounts", "search", "slash", "search", N_("Search"), N_("Narrow the list as you type."), 2),
    Command(
        "accounts", "queue", "Q", "queue", N_("Queues"),
        N_("Only those who asked to leave, have gone quiet, renew soon, and so on."), 3,
    ),
    Command(
        "accounts", "filter", "f", "filter", N_("Filter"),
        N_("Keep a value of any column, with how many have it; one more column narrows on."), 4,
    ),
    Command(
        "accounts", "sort", "s", "sort", N_("Sort"),
        N_("Sort by the column of the cursor; again: the other way."), 5,
    ),
    Command("accounts", "columns", "C", "columns", N_("Columns"), N_("Choose the columns, any of the accounts'.")),
    Command(
        "accounts", "views", "V", "views", N_("Views"),
        N_("Mine, leaving this quarter, late payers, and the lists that you saved; save this one."), 7,
    ),
    Command("accounts", "mark", "space", "mark", N_("Mark"), N_("Mark several, to review or call them at once.")),
    # -- one account --------------------------------------------------------------------------------------
    Command(
        "account", "account.after", "right_square_bracket,J", "step(1)", N_("Next"),
        N_("The account after this one in the list you came from."), 1,
    ),
    Command(
        "account", "account.before", "left_square_bracket,K", "step(-1)", N_("Before"),
        N_("The account before this one in the list you came from."),
    ),
    Command(
        "account", "account.pane", "tab", "pane", N_("Figures"),
        N_("From what happened to the account's figures and signals, to open one, and back."), 12,
    ),
    Command(
        "account", "account.filter", "f", "filter", N_("Filter"),
        N_("Only the entries of one kind: invoices, tickets, notes, and so on."), 13,
    ),
    Command("account", "account.search", "slash", "search", N_("Search"), N_("Narrow what happened as you type.")),
    Command(
        "account", "account.growth", "p", "growth", N_("Growth"),
        N_("How its MRR moved between any two days."),
    ),
    # -- both ---------------------------------------------------------------------------------------------
    Command(
        "reviewing", "review", "v", "review", N_("Reviewed"),
        N_("Mark as reviewed: you, now, with the signals that stand."), 6,
    ),
    Command(
        "reviewing", "note", "n", "note", N_("Note"),
        N_("Write a note, of several lines if need be; it is kept as a draft while you type."), 8,
    ),
    Command(
        "reviewing", "next_step", "w", "next_step", N_("Next step"),
        N_("What is to be done next, by when, by whom."), 9,
    ),
    Command(
        "reviewing", "call", "c", "call", N_("Call"),
        N_("The owner's own call: will renew, in doubt, will leave."), 10,
    ),
    Command(
        "reviewing", "reviewing.undo", "u", "undo", N_("Undo"),
        N_("Take back what you wrote last: a review, a note, a next step, a call."),
    ),
    Command("reviewing", "reviewing.redo", "U", "redo", N_("Redo"), N_("Bring back what was taken back.")),
    # -- writing ------------------------------------------------------------------------------------------
    Command(
        "written", "written.store", "enter", "store", N_("Store"),
        N_("Store it. Ctrl+J begins a new line, Esc keeps what is typed as a draft."), 1,
    ),
    Command("written", "written.field", "tab", "app.focus_next", N_("Next field"), N_("What, when, who."), 2),
    # -- losses -------------------------------------------------------------------------------------------
    Command(
        "views", "views.next", "tab", "view(1)", N_("Next view"),
        N_("The queue, the reasons, the lessons, what is not a loss, when they leave: one after the other."), 7,
    ),
    Command("views", "views.back", "shift+tab", "view(-1)", N_("View before"), N_("The view before.")),
    Command("losses", "tag", "t", "tag", N_("Tag"), N_("Say why this customer left: a reason's key, then Enter."), 2),
    Command(
        "losses", "undo", "u", "undo", N_("Undo"),
        N_("Take back the newest change of a tag; again: the one before."), 3,
    ),
    Command("losses", "redo", "U", "redo", N_("Redo"), N_("Bring back what was undone.")),
    Command(
        "losses", "losses.mark", "space", "mark", N_("Mark"), N_("Mark several losses, to tag them at once.")
    ),
    Command(
        "losses", "losses.interview", "i", "interview", N_("Interview"),
        N_("The exit interview: the form to send, the answers."),
    ),
    Command(
        "losses", "losses.link", "equals_sign", "link", N_("Not a loss"),
        N_("Another account continues this customer: one customer from then on."),
    ),
    Command(
        "losses", "losses.history", "H", "history", N_("History"),
        N_("Who changed what in the tag of this loss, and when."),
    ),
    Command("losses", "losses.search", "slash", "search", N_("Search"), N_("Narrow the list as you type."), 4),
    Command(
        "losses", "losses.filter", "f", "filter", N_("Filter"),
        N_("Keep the untagged, a period, segment, owner, reason or way of knowing; one more narrows on."), 5,
    ),
    Command(
        "losses", "losses.sort", "s", "sort", N_("Sort"),
        N_("Sort by the column of the cursor; again: the other way."),
    ),
    # -- reasons ------------------------------------------------------------------------------------------
    Command(
        "reasons", "reasons.sheet", "x", "sheet", N_("Table"),
        N_("By reason, avoidable or not, what they say against what we found."), 2,
    ),
    Command(
        "reasons", "reasons.whose", "w", "whose", N_("Whose"),
        N_("Reasons as we see them, as they say, or in their own words."), 3,
    ),
    Command(
        "reasons", "reasons.by", "b", "group", N_("Group"),
        N_("By period, segment, owner, plan, tenure, or any column."), 4,
    ),
    Command(
        "reasons", "reasons.every", "p", "every", N_("Period"),
        N_("Months, quarters, half-years or years, for the trend and the groups."), 5,
    ),
    Command(
        "reasons", "reasons.edit", "E", "edit", N_("Edit"),
        N_("The list of reasons: add, word anew, regroup, retire; past answers stay."), 6,
    ),
    Command("editor", "editor.add", "a", "add", N_("Add"), N_("A further reason, or a part of one."), 1),
    Command(
        "editor", "editor.rename", "r", "rename", N_("Word anew"),
        N_("Another title from now on; old answers keep the old one."), 2,
    ),
    Command("editor", "editor.group", "b", "group", N_("Group"), N_("The reason or group that it is a part of."), 3),
    Command(
        "editor", "editor.avoidable", "v", "avoidable", N_("Avoidable"),
        N_("Whether such a loss is avoidable as a rule: yes, no, unclear."), 4,
    ),
    Command("editor", "editor.retire", "x", "retire", N_("Retire"), N_("Offer it no more; it stays readable."), 5),
    # -- not a loss -----------------------------------------------------------------------------------------
    Command(
        "not_a_loss", "not_a_loss.confirm", "equals_sign", "confirm", N_("Not a loss"),
        N_("Link the accounts of the line, or of all marked lines: one customer, in every figure."), 2,
    ),
    Command("not_a_loss", "not_a_loss.mark", "space", "mark", N_("Mark"), N_("Mark several lines."), 3),
    Command(
        "not_a_loss", "not_a_loss.undo", "u", "undo", N_("Undo"),
        N_("Take back the newest link made here, else that of the line."), 4,
    ),
    Command("not_a_loss", "not_a_loss.redo", "U", "redo", N_("Redo"), N_("Link again what was taken back.")),
    # -- when they leave ------------------------------------------------------------------------------------
    Command(
        "when", "when.sheet", "x", "sheet", N_("Table"),
        N_("By calendar month, by month of tenure, where they stay longest, the changes decided."), 2,
    ),
    Command("when", "when.by", "b", "group", N_("Group"), N_("By segment, plan, owner, or any column."), 3),
    Command(
        "when", "when.decide", "m", "decide", N_("Change"),
        N_("Write down a change decided; it draws a line in every chart of losses."), 4,
    ),
    Command(
        "when", "when.undo", "u", "undo", N_("Take back"), N_("Take back the change of the line, else the newest."), 5
    ),
    # -- the exit interview -----------------------------------------------------------------------------------
    Command("interview", "interview.down", "down,j", "step(1)", N_("Next"), N_("The next question."), 2),
    Command("interview", "interview.up", "up,k", "step(-1)", N_("Before"), N_("The question before.")),
    Command("interview", "interview.answer", "enter", "answer", N_("Answer"), N_("Type the answer."), 1),
    Command(
        "interview", "interview.sent", "s", "sent", N_("Sent"), N_("The form went out: asked, no answer yet."), 3
    ),
    Command("interview", "interview.print", "e", "print", N_("Write form"), N_("The form as Markdown, to send."), 4),
    Command("interview", "interview.undo", "u", "undo", N_("Undo"), N_("Take back the newest answer."), 5),
    # -- the tag panel --------------------------------------------------------------------------------------
    Command("tag", "tag.save", "enter", "save", N_("Save, next"), N_("Store the tag and go to the next loss."), 1),
    Command("tag", "tag.avoidable", "a", "turn('avoidable')", N_("Avoidable"), N_("Yes, no, unclear."), 2),
    Command(
        "tag", "tag.evidence", "e", "turn('evidence')", N_("Evidence"),
        N_("Asked and answered, asked and silent, not asked, inferred."), 3,
    ),
    Command(
        "tag", "tag.stated", "S", "aim('stated')", N_("Stated"),
        N_("The next key is the reason that the customer gave."), 4,
    ),
    Command(
        "tag", "tag.further", "plus", "aim('reasons')", N_("Further"),
        N_("The next key is a further reason; again takes it away."), 5,
    ),
    Command(
        "tag", "tag.signals", "s", "signals", N_("Signals"), N_("Which signals had been there to see before the loss.")
    ),
    Command("tag", "tag.history", "H", "history", N_("History"), N_("Who changed what in this tag, and when.")),
    Command("tag", "tag.competitor", "c", "write('competitor')", N_("Competitor"), N_("Who they went to.")),
    Command("tag", "tag.lesson", "m", "write('lesson')", N_("Lesson"), N_("What should change.")),
    Command("tag", "tag.note", "n", "write('note')", N_("Note"), N_("Anything else worth keeping.")),
    Command(
        "tag", "tag.field", "tab", "field(1)", N_("Next field"),
        N_("The next field; a written one is typed there."),
    ),
    Command("tag", "tag.field_back", "shift+tab", "field(-1)", N_("Field before"), N_("The field before.")),
    Command(
        "tag", "tag.down", "down,j,right_square_bracket", "walk(1)", N_("Next loss"),
        N_("The next loss, storing nothing."),
    ),
    Command(
        "tag", "tag.up", "up,k,left_square_bracket", "walk(-1)", N_("Loss before"),
        N_("The loss before, storing nothing."),
    ),
    Command("tag", "tag.undo", "u", "undo", N_("Undo"), N_("Take back the newest change of this loss's tag.")),
    Command("tag", "tag.redo", "U", "redo", N_("Redo"), N_("Bring back what was undone.")),
    # -- retention ----------------------------------------------------------------------------------------
    Command(
        "retention", "retention.next", "tab", "turn(1)", N_("Next view"),
        N_("Cohorts, survival, when they leave, forecast, what if: one after the other."), 2,
    ),
    Command("retention", "retention.back", "shift+tab", "turn(-1)", N_("View before"), N_("The view before.")),
    Command(
        "retention", "retention.measure", "m", "measure", N_("Measure"),
        N_("What is counted: customers or MRR; each stay or the first; by tenure, calendar month or renewal."), 3,
    ),
    Command(
        "retention", "retention.shares", "x", "shares", N_("Shares"), N_("Shares or counts, in the cohorts."), 4
    ),
    # -- lessons --------------------------------------------------------------------------------------------
    Command(
        "lessons", "lessons.days", "m", "days", N_("Days"), N_("As it stood 30, 60 or 90 days before the loss."), 2
    ),
    Command(
        "lessons", "lessons.write", "n", "write", N_("Write"),
        N_("Write down what was learned; it is dated, and held against what comes after."), 3,
    ),
    Command(
        "lessons", "lessons.undo", "u", "undo", N_("Take back"), N_("Take back the newest lesson that you wrote."), 4
    ),
    # -- compare --------------------------------------------------------------------------------------------
    Command("compare", "compare.next", "tab", "page(1)", N_("More figures"), N_("The next columns."), 2),
    Command("compare", "compare.back", "shift+tab", "page(-1)", N_("Back"), N_("The columns before.")),
    Command(
        "compare", "compare.sort", "s", "sort", N_("Sort"),
        N_("Sort by the column of the cursor; again: the other way."), 2,
    ),
    # -- settings -------------------------------------------------------------------------------------------
    Command("settings", "settings.search", "slash", "search", N_("Search"), N_("Narrow the list as you type."), 2),
    # -- import -------------------------------------------------------------------------------------------
    Command(
        "import", "import.path", "slash", "path", N_("Path"),
        N_("Type a file, a folder or a pattern; Tab completes."), 2,
    ),
    Command("import", "import.mark", "space", "mark", N_("Mark"), N_("Take several files at once."), 3),
    Command(
        "import", "import.demo", "d", "app.open_demo", N_("Demo"),
        N_("Open the sample company, in a workspace of its own."), 4,
    ),
    Command(
        "import", "import.undo", "u", "undo", N_("Take back"),
        N_("Undo the import of the cursor: the book as if it had never been."), 5,
    ),
    Command(
        "import", "import.redo", "U", "redo", N_("Bring back"), N_("The import of the cursor counts again."),
    ),
    Command(
        "import", "import.rejects", "x", "rejects", N_("Set aside"),
        N_("The lines that the import of the cursor set aside, and why."),
    ),
    Command(
        "import", "import.pane", "tab", "pane", N_("Next pane"),
        N_("Files, what was recognised, past imports."), 6,
    ),
    # -- import: the checks -------------------------------------------------------------------------------
    Command("preflight", "preflight.take", "enter", "open", N_("Take it"), N_("Take the files into the book."), 1),
    Command(
        "preflight", "preflight.pane", "tab", "pane", N_("Recognised"),
        N_("What was recognised, each thing with its reason; Enter there changes it. Tab again: back to the checks."),
        2,
    ),
    Command(
        "preflight", "preflight.rejects", "x", "rejects", N_("Set aside"),
        N_("The lines that would be set aside, with what is wrong."), 3,
    ),
    # -- import: lines set aside --------------------------------------------------------------------------
    Command(
        "rejects", "rejects.export", "e", "export", N_("Export"),
        N_("Write them to a file, each with its reason, to be mended."), 2,
    ),
)  # fmt: skip
BY_ID: Final[dict[str, Command]] = {command.id: command for command in COMMANDS}


def bindings(*scopes: Scope) -> list[BindingType]:
    """What a screen or widget binds, in the order of declaration."""
    return [command.binding for command in COMMANDS if command.scope in scopes]


def some(*identities: str) -> list[BindingType]:
    """The bindings of these commands."""
    return [BY_ID[identity].binding for identity in identities]


def footer_rank(identity: str | None) -> int:
    """Where a binding stands in the footer; 0 = not there."""
    command = BY_ID.get(identity or "")
    return command.footer if command else 0


_SHOWN: Final = {
    "question_mark": "?", "colon": ":", "comma": ",", "full_stop": ".", "slash": "/", "equals_sign": "=", "plus": "+",
    "escape": N_("Esc"), "enter": N_("Enter"), "tab": "Tab", "shift+tab": N_("Shift+Tab"), "space": N_("Space"),
    "backspace": N_("Backspace"), "up": "↑", "down": "↓", "left": "←", "right": "→",
    "pageup": N_("PageUp"), "pagedown": N_("PageDown"), "home": N_("Home"), "end": N_("End"),
    "left_square_bracket": "[", "right_square_bracket": "]", "ampersand": "&", "quotation_mark": '"',
    "apostrophe": "'", "left_parenthesis": "(", "section_sign": "§", "minus": "-", "exclamation_mark": "!",
    "underscore": "_", "f1": "F1",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as a person reads it on a keyboard of the language."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key.removeprefix('ctrl+').upper()}"
    return _(_SHOWN[key]) if key in _SHOWN else key


def keys_shown(command: Command, own: str | None = None) -> str:
    """All keys of a command as a person reads them, the user's `own` if there are; the AZERTY row goes without
    saying."""
    keys = (own or command.keys).split(",")
    plain = keys[:1] if keys[0] in _AZERTY else keys
    return " ".join(map(shown, plain))


def by_scope(commands: Iterable[Command] = COMMANDS) -> Iterator[tuple[Scope, list[Command]]]:
    """The commands by scope, in the order of declaration."""
    for scope in SCOPES:
        if found := [command for command in commands if command.scope == scope]:
            yield scope, found


def key_table() -> str:
    """The README's key table, in Markdown, in the chosen language."""
    rows = [
        f"| {_(SCOPES[scope])} | `{keys_shown(command)}` | {_(command.label)} | {_(command.help)} |"
        for scope, commands in by_scope()
        for command in commands
    ]
    return "\n".join(
        (f"| {_('Where')} | {_('Keys')} | {_('Command')} | {_('What it does')} |", "|---|---|---|---|", *rows)
    )
