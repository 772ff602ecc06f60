"""Cells as a Markdown table; what a text says in Markdown or HTML is shown, not obeyed."""

import re

from tui.formats import clean
from tui.reports.listing import Grid

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def draw(grid: Grid) -> str:
    """The table in GitHub's Markdown, under its title."""
    lines = [f"### {plain(grid.title)}", ""] if grid.title else []
    lines.append(_line(grid.heads))
    lines.append("| " + " | ".join("---:" if flag else "---" for flag in grid.right) + " |")
    lines.extend(_line(row) for row in grid.rows)
    return "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(plain, cells)) + " |"


def plain(text: str) -> str:
    """A text that Markdown and HTML take as it is, without what could change a terminal."""
    return _SPECIAL.sub(r"\\\1", clean(text))
