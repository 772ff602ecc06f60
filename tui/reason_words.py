"""The book's reasons as a person reads them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.formats import clean
from tui.words import _

if TYPE_CHECKING:
    from metrics.book.reasons import BookReason


def reason_title(code: str | None, reasons: "Mapping[str, BookReason]") -> str:
    """A reason's title: the book's own wording as it is, a built-in one in the user's language."""
    if not code:
        return ""
    reason = reasons.get(code)
    if reason is None:
        return clean(code)
    return clean(reason.title) if reason.renamed else _(reason.title)
