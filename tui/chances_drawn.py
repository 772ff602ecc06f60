"""An account's chance to be here in some months, as one line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from metrics.errors import ChurnError
from tui.formats import share, span
from tui.widgets.paint import Line, Piece, width_of
from tui.words import _

if TYPE_CHECKING:
    from tui.engine import Engine


def chances_of(engine: "Engine", account_id: str) -> Line:
    """One account's chances, or that the book is too small to tell them; nothing for who is no customer."""
    try:
        return line(engine.chances_of(account_id).to_dicts())
    except ChurnError:
        return too_little()


def line(rows: Sequence[dict[str, Any]]) -> Line:
    """Chance with its band, by months ahead; empty without rows."""
    if not rows:
        return []
    pieces: list[Piece] = []
    for row in rows:
        text = _(", in {n}: ") if pieces else _(" Still here in {n} months: ")
        pieces += [
            (text.format(n=row["months"]), "muted"),
            (share(row["chance"], 0), "strong"),
            (f" ({span(row['low'], row['high'], 0)})", "muted"),
        ]
    return [*pieces, (" · " + _("as others of its age and segment"), "muted")]


def fitting(chances: Line, width: int) -> Line:
    """The line without its remark, the last piece, where that would be cut."""
    return chances if len(chances) < 2 or width_of(chances) <= width else chances[:-1]


def too_little() -> Line:
    """What is said where the book is too small."""
    return [(" " + _("The book is too small to say how likely it is to stay."), "muted")]
