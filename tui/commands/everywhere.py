"""What works on every screen, in every list, and on every screen of a period."""

from typing import Final

from metrics.words import N_
from tui.commands.command import Command
from tui.commands.keys import digit_keys


def _go(digit: str, mode: str, label: str, help_text: str) -> Command:
    return Command("everywhere", f"go.{mode}", digit_keys(digit), f"app.go('{mode}')", label, help_text)


EVERYWHERE: Final[tuple[Command, ...]] = (
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
)  # fmt: skip
