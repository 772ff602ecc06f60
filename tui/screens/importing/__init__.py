"""Import: files are chosen, looked at, taken, and taken back."""

from tui.screens.importing.screen import ImportScreen

__all__ = ["ImportScreen"]
