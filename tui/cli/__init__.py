"""The command line: a module a command.

A command module offers `add_parser(subparsers)`, which declares its options (with `options.command`), and
`run(args) -> int`, which does the work and answers with the exit code. Adding a command is adding its line to COMMANDS.
The list of commands is shown without importing any of them; a command's module is imported when its name is on the
command line, and it imports polars, babel and textual only inside of functions, so that its own `--help` is quick too.
"""

from typing import NamedTuple

from metrics.words import N_


class Command(NamedTuple):
    """A command: its module in this package, and what it does in one line."""

    module: str
    summary: str


# By the name the user types, in the order that --help lists them.
COMMANDS: dict[str, Command] = {
    "demo": Command("demo", N_("open the sample data")),
    "import": Command("import_files", N_("read files into the book")),
    "read": Command("read", N_("print what is read of a file, as CSV")),
    "imports": Command("imports", N_("list the imports; undo one; see what was set aside")),
    "report": Command("report", N_("metrics by month, quarter, half-year or year")),
    "explain": Command("explain", N_("the definition of a figure, its numbers and the accounts behind it")),
    "accounts": Command("accounts", N_("accounts with status, MRR, tenure and signals")),
    "account": Command("account", N_("everything known of one account")),
    "losses": Command("losses", N_("the lost customers with their tags")),
    "tag": Command("tag", N_("say why a customer was lost")),
    "interview": Command("interview", N_("the exit interview of a lost account; who was not asked yet")),
    "tags": Command("tags", N_("tags with their history as a file, out and in")),
    "cohorts": Command("cohorts", N_("what is left of each start period's customers and revenue")),
    "survival": Command("survival", N_("how long customers stay")),
    "hazard": Command("hazard", N_("when customers leave: by tenure, calendar month or renewal")),
    "forecast": Command("forecast", N_("the losses of the next periods, and how wrong forecasts were")),
    "whatif": Command("whatif", N_("a year without the losses of one reason, or with more retention")),
    "chances": Command("chances", N_("how likely an account is still to be here in 3, 6 and 12 months")),
    "audit": Command("audit", N_("which signals came before losses, against those who stayed")),
    "lessons": Command("lessons", N_("what was learned from losses, beside what came after; write one down")),
    "news": Command("news", N_("what is new since you last looked")),
    "reasons": Command("reasons", N_("why customers left, by count and MRR; edit the reasons")),
    "decided": Command("decided", N_("the log of changes decided, drawn in every chart of losses")),
    "link": Command("link", N_("one account continues another: one customer from then on")),
    "unlink": Command("unlink", N_("take a link between two accounts back")),
    "note": Command("note", N_("write a note about an account")),
    "review": Command("review", N_("mark an account as reviewed now")),
    "settings": Command("settings", N_("the book's settings")),
    "backup": Command("backup", N_("the whole book as one file")),
    "restore": Command("restore", N_("a book from its backup, into an empty workspace")),
    "forget": Command("forget", N_("remove every trace of one account, from the files too")),
    "doctor": Command("doctor", N_("what this terminal can do, and whether the book is sound")),
}
