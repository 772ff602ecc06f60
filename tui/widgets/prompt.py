"""One line to type in, above the bottom line, there only while it is needed."""

from textual.widgets import Input


class Prompt(Input):
    """An input of one line; hidden until it is asked for, and it never blinks."""

    def __init__(self, *, identity: str = "prompt") -> None:
        super().__init__(id=identity, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.close_up()

    def ask(self, placeholder: str, value: str = "") -> None:
        """Show it, with the focus."""
        self.placeholder = placeholder
        self.value = value
        self.display = self.can_focus = True
        self.focus()

    def close_up(self) -> None:
        """Hide it; what was typed stays."""
        self.display = self.can_focus = False
