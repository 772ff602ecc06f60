"""Completes a path as it is typed."""

from pathlib import Path

from textual.suggester import Suggester


class Paths(Suggester):
    """Completes the last part of a path."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first file or folder that goes on like the text; None where there is none."""
        folder, name = Path(value).expanduser().parent, value.rsplit("/", 1)[-1]
        if value.endswith("/"):
            folder, name = Path(value).expanduser(), ""
        try:
            found = sorted(each for each in folder.iterdir() if each.name.startswith(name) and each.name[0] != ".")
        except OSError:
            return None
        if not found or not name:
            return None
        return value[: len(value) - len(name)] + found[0].name + ("/" if found[0].is_dir() else "")
