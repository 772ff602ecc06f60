"""What is stored of losses, step by step: read, taken back, brought back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from metrics.errors import ChurnError
from tui.formats import clean
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book
    from tui.host import Host

# The losses that one save tagged.
Step = list[dict[str, Any]]


def as_stored(app: "Host", loss: Mapping[str, Any]) -> dict[str, Any]:
    """The loss with the tag that stands on disk now, by whomever; without one, the file's reason is the stated one.

    Where the book cannot be read just now, that is said, and the loss is as it was known.
    """
    from metrics.book import LossRef

    try:
        said = app.session.book.tags.of(LossRef.of(loss), loss.get("thread"))
    except ChurnError as error:
        app.fail(error)
        return dict(loss)
    return {**loss, **said, "stated": said["stated"] or loss.get("stated_in_file")}


def moved_back(book: "Book", step: Step, *, undo: bool) -> bool:
    """Take back, or bring back, what a step stored of each of its losses."""
    from metrics.book import LossRef

    for loss in step:
        move = book.tags.undo if undo else book.tags.redo
        move(LossRef.of(loss), loss.get("thread"))
    return True


def open_history(app: "Host", loss: Mapping[str, Any]) -> None:
    """Who changed what in the tag of a loss, and when."""
    from metrics.book import LossRef
    from tui.screens.reading import Reading
    from tui.tag_history import history

    book = app.session.book
    events, reasons = book.tags.history(LossRef.of(loss), loss.get("thread")), book.reasons.all()
    title = _("History: {name}").format(name=clean(str(loss["name"])))
    app.push_screen(Reading(title, lambda width: history(events, reasons, width)))


def known_signals(app: "Host", loss: Mapping[str, Any]) -> list[str]:
    """The signals of the eve of the loss first, then all others that there are."""
    from metrics.signals import BY_CODE
    from tui.losses_drawn import evidence

    contents = app.snapshot.contents
    if contents is None:
        return list(BY_CODE)
    found = evidence(contents.engine, loss["account_id"], loss["lost_on"]).signals["code"].to_list()
    return [*dict.fromkeys([*found, *BY_CODE])]
