"""What a command is: the keys that give it, what they do, and where."""

from dataclasses import dataclass
from typing import Final, Literal

from textual.binding import Binding

from metrics.words import N_

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
