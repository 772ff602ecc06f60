"""What the list of accounts and the page of one do, and what is written there."""

from typing import Final

from metrics.words import N_
from tui.commands.command import Command

ACCOUNTS: Final[tuple[Command, ...]] = (
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
)  # fmt: skip
