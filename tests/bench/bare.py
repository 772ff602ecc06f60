"""The peer of the start: a Textual app with an empty table and nothing else."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Bare(App[None]):
    """Nothing but what Textual brings."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable()
        yield Footer()


if __name__ == "__main__":
    Bare().run()
