"""What is done to the book itself: its settings, its imports."""

from typing import Final

from metrics.words import N_
from tui.commands.command import Command

BOOK: Final[tuple[Command, ...]] = (
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
