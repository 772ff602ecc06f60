"""The translation catalogues, and the command that keeps them current: `python -m tui.locale`."""
