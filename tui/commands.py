"""Every key, declared once: bindings, footer, help, palette and the README's key table all read this."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from textual.binding import Binding, BindingType

from metrics.words import N_
from tui.words import _

Scope = Literal[
    "everywhere", "list", "period", "overview", "explain", "bench", "accounts", "account", "losses", "tag", "import"
]

SCOPES: Final[dict[Scope, str]] = {
    "everywhere": N_("Everywhere"),
    "list": N_("In a list"),
    "period": N_("Period and group"),
    "overview": N_("Overview"),
    "explain": N_("A figure opened"),
    "bench": N_("Definition bench"),
    "accounts": N_("Accounts"),
    "account": N_("One account"),
    "losses": N_("Losses"),
    "tag": N_("Tag panel"),
    "import": N_("Import"),
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
    _go("6", "import", N_("Import"), N_("Read files into the book, see past imports, take one back.")),
    Command("everywhere", "help", "question_mark,f1", "app.help", N_("Help"), N_("Every key that works here."), 99),
    Command(
        "everywhere", "palette", "colon,ctrl+p", "app.command_palette", N_("Palette"), N_("Find a command by its name.")
    ),
    Command(
        "everywhere", "back", "escape,backspace", "app.leave", N_("Back"),
        N_("Leave the input, clear the search, close the panel, go back: in this order."),
    ),
    Command("everywhere", "copy", "y", "app.copy", N_("Copy"), N_("Send the cell to your terminal's clipboard.")),
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
    Command("overview", "overview.band", "tab", "band(1)", N_("Next band"), N_("The next band of figures."), 2),
    Command("overview", "overview.band_back", "shift+tab", "band(-1)", N_("Band before"), N_("The band before.")),
    Command(
        "overview", "bench", "d", "bench", N_("Definitions"),
        N_("The same period under every published definition, and the accounts that make each difference."), 7,
    ),
    # -- a figure opened ----------------------------------------------------------------------------------
    Command(
        "explain", "explain.pane", "tab", "pane", N_("Words"),
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
    # -- accounts -----------------------------------------------------------------------------------------
    Command("accounts", "search", "slash", "search", N_("Search"), N_("Narrow the list as you type."), 2),
    Command("accounts", "filter", "f", "filter", N_("Filter"), N_("Keep one status, owner, segment or signal."), 3),
    Command(
        "accounts", "sort", "s", "sort", N_("Sort"),
        N_("Sort by the column of the cursor; again: the other way."), 4,
    ),
    # -- one account --------------------------------------------------------------------------------------
    Command(
        "account", "account.after", "right_square_bracket,J", "step(1)", N_("Next"),
        N_("The account after this one in the list you came from."), 1,
    ),
    Command(
        "account", "account.before", "left_square_bracket,K", "step(-1)", N_("Before"),
        N_("The account before this one in the list you came from."), 2,
    ),
    Command(
        "account", "account.pane", "tab", "pane", N_("Figures"),
        N_("From what happened to the account's figures, to open one, and back."), 5,
    ),
    Command("account", "note", "n", "note", N_("Note"), N_("Write a note; it is kept as a draft while you type."), 3),
    Command(
        "account", "review", "v", "review", N_("Reviewed"),
        N_("Mark as reviewed: you, now, with the signals that stand."), 4,
    ),
    # -- losses -------------------------------------------------------------------------------------------
    Command("losses", "tag", "t", "tag", N_("Tag"), N_("Say why this customer left: a reason's key, then Enter."), 2),
    Command(
        "losses", "undo", "u", "undo", N_("Undo"),
        N_("Take back the newest change of a tag; again: the one before."), 3,
    ),
    Command("losses", "redo", "U", "redo", N_("Redo"), N_("Bring back what was undone.")),
    Command("losses", "losses.search", "slash", "search", N_("Search"), N_("Narrow the list as you type."), 4),
    Command(
        "losses", "losses.filter", "f", "filter", N_("Filter"),
        N_("Keep the untagged, one reason, or one year."), 5,
    ),
    Command(
        "losses", "losses.sort", "s", "sort", N_("Sort"),
        N_("Sort by the column of the cursor; again: the other way."),
    ),
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
        "import", "import.pane", "tab", "pane", N_("Next pane"),
        N_("Files, what was recognised, past imports."), 6,
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
    "question_mark": "?", "colon": ":", "comma": ",", "full_stop": ".", "slash": "/", "plus": "+",
    "escape": "Esc", "enter": "Enter", "tab": "Tab", "shift+tab": "Shift+Tab", "space": "Space",
    "backspace": "Backspace", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "pageup": "PageUp", "pagedown": "PageDown", "home": "Home", "end": "End",
    "left_square_bracket": "[", "right_square_bracket": "]", "ampersand": "&", "quotation_mark": '"',
    "apostrophe": "'", "left_parenthesis": "(", "section_sign": "§", "minus": "-", "exclamation_mark": "!",
    "underscore": "_", "f1": "F1", "ctrl+p": "Ctrl+P", "ctrl+c": "Ctrl+C", "ctrl+u": "Ctrl+U", "ctrl+d": "Ctrl+D",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as a person reads it."""
    return _SHOWN.get(key, key)


def keys_shown(command: Command) -> str:
    """All keys of a command as a person reads them; the AZERTY row goes without saying."""
    keys = command.keys.split(",")
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
