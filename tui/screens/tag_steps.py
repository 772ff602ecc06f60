"""What was stored of losses, step by step: taken back, brought back, read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.formats import clean
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book
    from tui.host import Host

# The losses that one save tagged.
Step = list[dict[str, Any]]


def moved_back(book: "Book", step: Step, *, undo: bool) -> bool:
    """Take back, or bring back, what a step stored of each of its losses."""
    from metrics.book import LossRef

    for loss in step:
        move = book.undo_tag if undo else book.redo_tag
        move(LossRef.of(loss), loss.get("thread"))
    return True


def open_history(app: "Host", loss: Mapping[str, Any]) -> None:
    """Who changed what in the tag of a loss, and when."""
    from metrics.book import LossRef
    from tui.screens.reading import Reading
    from tui.tag_history import history

    book = app.session.book
    events, reasons = book.tag_history(LossRef.of(loss), loss.get("thread")), book.reasons.all()
    title = _("History: {name}").format(name=clean(str(loss["name"])))
    app.push_screen(Reading(title, lambda width: history(events, reasons, width)))
